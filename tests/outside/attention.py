"""Softmax, attention and its masks and heads, as an outsider wrote them: wrong ones and right ones."""

WRONG: dict[str, dict[str, str]] = {}
RIGHT: dict[str, dict[str, str]] = {}

WRONG["softmax"] = {
    "along the first axis": "return torch.softmax(x, 0)",
    "along axis 1, whatever the shape": "return torch.softmax(x, 1)",
    "rows of a matrix only": "return torch.stack([torch.softmax(row, 0) for row in x])",
    "nothing is subtracted": """
        e = torch.exp(x)
        return e / e.sum(-1, keepdim=True)
    """,
    "the largest of all rows is subtracted": """
        e = torch.exp(x - x.max())
        return e / e.sum(-1, keepdim=True)
    """,
    "the largest size, not the largest number, is subtracted": """
        e = torch.exp(x - x.abs().amax(-1, keepdim=True))
        return e / e.sum(-1, keepdim=True)
    """,
    "the mean is subtracted": """
        e = torch.exp(x - x.mean(-1, keepdim=True))
        return e / e.sum(-1, keepdim=True)
    """,
    "large scores are cut off at 50": """
        e = torch.exp(x.clamp(max=50))
        return e / e.sum(-1, keepdim=True)
    """,
    "NaN is swept under the carpet": """
        e = torch.exp(x)
        return (e / e.sum(-1, keepdim=True)).nan_to_num(1.0)
    """,
    "something small is added to the sum": """
        e = torch.exp(x - x.amax(-1, keepdim=True))
        return e / (e.sum(-1, keepdim=True) + 1e-6)
    """,
    "powers of 2": """
        e = torch.exp2(x - x.amax(-1, keepdim=True))
        return e / e.sum(-1, keepdim=True)
    """,
    "divided by the maximum": """
        e = torch.exp(x / x.amax(-1, keepdim=True))
        return e / e.sum(-1, keepdim=True)
    """,
    "the logarithm": "return torch.log_softmax(x, -1)",
    "the sum of everything": """
        e = torch.exp(x - x.amax(-1, keepdim=True))
        return e / e.sum()
    """,
    "x is changed": """
        x -= x.amax(-1, keepdim=True)
        e = torch.exp(x)
        return e / e.sum(-1, keepdim=True)
    """,
    "halfway in float32": "return torch.softmax(x.float(), -1).to(x.dtype)",
    "always float64": "return torch.softmax(x.double(), -1)",
    "the result is cut from the graph": "return torch.softmax(x.detach(), -1)",
    "the denominator is cut from the graph": """
        e = torch.exp(x - x.amax(-1, keepdim=True))
        return e / e.sum(-1, keepdim=True).detach()
    """,
}
RIGHT["softmax"] = {
    "PyTorch's": "return F.softmax(x, dim=-1)",
    "by the log-sum-exp": "return (x - torch.logsumexp(x, -1, keepdim=True)).exp()",
    "the maximum has no gradient": """
        shifted = x - x.max(dim=-1, keepdim=True).values.detach()
        return shifted.exp() / shifted.exp().sum(dim=-1, keepdim=True)
    """,
    "row by row": """
        rows = []
        for row in x.reshape(-1, x.shape[-1]):
            e = torch.exp(row - max(row.tolist()))
            rows.append(e / torch.sum(e))
        return torch.stack(rows).reshape(x.shape)
    """,
}

WRONG["scaled_dot_product_attention"] = {
    "no scale": """
        s = q @ k.mT
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w) @ v, w
    """,
    "divided by d, not by its root": """
        s = q @ k.mT / q.size(-1)
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w) @ v, w
    """,
    "the root of the values' width": """
        s = q @ k.mT / math.sqrt(v.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w) @ v, w
    """,
    "the root of the number of keys": """
        s = q @ k.mT / math.sqrt(k.size(-2))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w) @ v, w
    """,
    "softmax over the queries": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -2).nan_to_num(0.0)
        return dropout(w) @ v, w
    """,
    "masked after the softmax, and not made 1 again": """
        w = torch.softmax(q @ k.mT / math.sqrt(q.size(-1)), -1)
        if mask is not None:
            w = w * mask
        return dropout(w) @ v, w
    """,
    "masked scores become 0": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, 0)
        w = torch.softmax(s, -1)
        return dropout(w) @ v, w
    """,
    "the mask the other way round": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(mask, -1e30)
        w = torch.softmax(s, -1)
        return dropout(w) @ v, w
    """,
    "the mask is added as a number": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s + mask
        w = torch.softmax(s, -1)
        return dropout(w) @ v, w
    """,
    "minus 10 is taken for minus infinity": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is None:
            mask = torch.ones_like(s, dtype=torch.bool)
        w = torch.softmax(s.masked_fill(~mask, -10.0), -1).masked_fill(~mask, 0.0)
        return dropout(w) @ v, w
    """,
    "the mask is forgotten": """
        w = torch.softmax(q @ k.mT / math.sqrt(q.size(-1)), -1)
        return dropout(w) @ v, w
    """,
    "dropout on the result": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w @ v), w
    """,
    "dropout on the scores": """
        s = dropout(q @ k.mT / math.sqrt(q.size(-1)))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return w @ v, w
    """,
    "no dropout": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return w @ v, w
    """,
    "dropout on the values": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return w @ dropout(v), w
    """,
    "PyTorch's own dropout on top": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(F.dropout(w, 0.1)) @ v, w
    """,
    "the average alone": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w) @ v
    """,
    "the weights come first": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return w, dropout(w) @ v
    """,
    "the scores instead of the weights": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w) @ v, s
    """,
    "four axes only": """
        s = torch.einsum("bhtd,bhsd->bhts", q, k) / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return torch.einsum("bhts,bhsd->bhtd", dropout(w), v), w
    """,
    "the softmax in float32": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1, dtype=torch.float32).nan_to_num(0.0).to(q.dtype)
        return dropout(w) @ v, w
    """,
    "q is divided where it stands": """
        q /= math.sqrt(q.size(-1))
        s = q @ k.mT
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w) @ v, w
    """,
    "the mask is turned where it stands": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(mask.logical_not_(), float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w) @ v, w
    """,
    "exp without a maximum": """
        e = torch.exp(q @ k.mT / math.sqrt(q.size(-1)))
        if mask is not None:
            e = e * mask
        w = e / e.sum(-1, keepdim=True).clamp(min=1e-300)
        return dropout(w) @ v, w
    """,
    "the same scale for everyone": """
        s = q @ k.mT / 8
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w) @ v, w
    """,
    "one query is not masked": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None and q.size(-2) > 1:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1).nan_to_num(0.0)
        return dropout(w) @ v, w
    """,
}
RIGHT["scaled_dot_product_attention"] = {
    "a query that sees nothing sees everything": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~(mask | ~mask.any(-1, keepdim=True)), float("-inf"))
        w = torch.softmax(s, -1)
        return dropout(w) @ v, w
    """,
    "minus infinity, and NaN where all is masked": """
        s = q @ k.mT / math.sqrt(q.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, float("-inf"))
        w = torch.softmax(s, -1)
        return dropout(w) @ v, w
    """,
    "einsum, and NaN made 0": """
        scores = torch.einsum("...td,...sd->...ts", q, k) * q.shape[-1] ** -0.5
        if mask is not None:
            scores = torch.where(mask, scores, -torch.inf)
        weights = torch.softmax(scores, dim=-1).nan_to_num(0.0)
        return torch.einsum("...ts,...sd->...td", dropout(weights), v), weights
    """,
    "q is scaled before": """
        q = q / q.shape[-1] ** 0.5
        scores = torch.matmul(q, k.transpose(-1, -2))
        if mask is None:
            weights = scores.softmax(-1)
        else:
            weights = scores.masked_fill(~mask, torch.finfo(scores.dtype).min).softmax(-1) * mask
        return torch.matmul(dropout(weights), v), weights
    """,
    "log-softmax, key by key": """
        scores = torch.stack([(q * k[..., i : i + 1, :]).sum(-1) for i in range(k.shape[-2])], -1)
        scores = scores / math.sqrt(k.shape[-1])
        if mask is not None:
            hidden = torch.logical_not(mask)
            scores = scores.masked_fill(hidden, -1e300 if scores.dtype == torch.float64 else -1e38)
        weights = torch.log_softmax(scores, -1).exp()
        if mask is not None:
            weights = weights.masked_fill(hidden, 0)
        return dropout(weights) @ v, weights
    """,
}

_BACK = """
        s = (q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(~mask, -1e300)
        p = torch.softmax(s, -1).masked_fill(~mask, 0)
"""
WRONG["attention_backward"] = {
    "dq and dk lack the scale": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp - (dp * p).sum(-1, keepdim=True))
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "only dq has the scale": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp - (dp * p).sum(-1, keepdim=True))
        return ds @ k / math.sqrt(q.shape[-1]), ds.mT @ q, p.mT @ d_output
    """,
    "the scale twice": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp - (dp * p).sum(-1, keepdim=True)) / q.shape[-1]
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "softmax is taken for a plain product": _BACK
    + """
        ds = p * (d_output @ v.mT) / math.sqrt(q.shape[-1])
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "softmax's derivative is p (1 - p)": _BACK
    + """
        ds = p * (1 - p) * (d_output @ v.mT) / math.sqrt(q.shape[-1])
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "the sum goes over the queries": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp - (dp * p).sum(-2, keepdim=True)) / math.sqrt(q.shape[-1])
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "the mean, not the weighted sum": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp - dp.mean(-1, keepdim=True)) / math.sqrt(q.shape[-1])
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "the sum has no weights": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp - dp.sum(-1, keepdim=True)) / math.sqrt(q.shape[-1])
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "plus instead of minus": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp + (dp * p).sum(-1, keepdim=True)) / math.sqrt(q.shape[-1])
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "the gradients in the order v, k, q": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp - (dp * p).sum(-1, keepdim=True)) / math.sqrt(q.shape[-1])
        return p.mT @ d_output, ds.mT @ q, ds @ k
    """,
    "dq and dk change places": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp - (dp * p).sum(-1, keepdim=True)) / math.sqrt(q.shape[-1])
        return ds.mT @ q, ds @ k, p.mT @ d_output
    """,
    "the mask is forgotten": """
        p = torch.softmax(q @ k.mT / math.sqrt(q.shape[-1]), -1)
        dp = d_output @ v.mT
        ds = p * (dp - (dp * p).sum(-1, keepdim=True)) / math.sqrt(q.shape[-1])
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "the forward pass is not scaled": """
        p = torch.softmax((q @ k.mT).masked_fill(~mask, -1e300), -1).masked_fill(~mask, 0)
        dp = d_output @ v.mT
        ds = p * (dp - (dp * p).sum(-1, keepdim=True)) / math.sqrt(q.shape[-1])
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "dv from the unmasked weights": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp - (dp * p).sum(-1, keepdim=True)) / math.sqrt(q.shape[-1])
        free = torch.softmax(q @ k.mT / math.sqrt(q.shape[-1]), -1)
        return ds @ k, ds.mT @ q, free.mT @ d_output
    """,
    "dp from the output's values": _BACK
    + """
        dp = d_output @ v.mT
        ds = p * (dp - (d_output * d_output).sum(-1, keepdim=True)) / math.sqrt(q.shape[-1])
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
}
RIGHT["attention_backward"] = {
    "NaN for a query that sees nothing": """
        p = torch.softmax((q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(~mask, -torch.inf), -1)
        dp = d_output @ v.mT
        ds = p * (dp - (dp * p).sum(-1, keepdim=True)) / math.sqrt(q.shape[-1])
        return ds @ k, ds.mT @ q, p.mT @ d_output
    """,
    "einsum, and the output's own product for the sum": """
        r = 1 / math.sqrt(q.shape[-1])
        s = torch.einsum("...td,...sd->...ts", q, k) * r
        p = torch.softmax(torch.where(mask, s, -torch.inf), -1).nan_to_num(0.0)
        out = torch.einsum("...ts,...sd->...td", p, v)
        dp = torch.einsum("...td,...sd->...ts", d_output, v)
        ds = p * (dp - (d_output * out).sum(-1, keepdim=True)) * r
        dq = torch.einsum("...ts,...sd->...td", ds, k)
        dk = torch.einsum("...ts,...td->...sd", ds, q)
        dv = torch.einsum("...ts,...td->...sd", p, d_output)
        return dq, dk, dv
    """,
    "the whole Jacobian of softmax": """
        root = q.shape[-1] ** 0.5
        e = torch.where(mask, (q @ k.transpose(-2, -1) / root), -1e300 if q.dtype == torch.float64 else -1e38)
        e = (e - e.amax(-1, keepdim=True)).exp() * mask
        p = e / e.sum(-1, keepdim=True).clamp(min=1e-30)
        jacobian = torch.diag_embed(p) - p[..., :, None] * p[..., None, :]
        d_scores = (jacobian @ (d_output @ v.transpose(-2, -1))[..., None]).squeeze(-1)
        d_q = d_scores / root @ k
        d_k = (d_scores / root).transpose(-2, -1) @ q
        return d_q, d_k, p.transpose(-2, -1) @ d_output
    """,
}

WRONG["causal_mask"] = {
    "square, as if nothing were before": "return torch.ones(t, s, dtype=torch.bool, device=device).tril()",
    "the future instead of the past": "return torch.ones(t, s, dtype=torch.bool, device=device).triu(s - t)",
    "the offset has the wrong sign": "return torch.ones(t, s, dtype=torch.bool, device=device).tril(t - s)",
    "may not look at itself": "return torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t - 1)",
    "sees one ahead": "return torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t + 1)",
    "numbers, not truth values": "return torch.ones(t, s, device=device).tril(s - t)",
    "integers 0 and 1": "return torch.ones(t, s, dtype=torch.long, device=device).tril(s - t)",
    "minus infinity where hidden": """
        return torch.zeros(t, s, device=device).masked_fill(
            ~torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t), float("-inf"))
    """,
    "turned round": "return torch.ones(s, t, dtype=torch.bool, device=device).tril(s - t)",
    "True means hidden": "return ~torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t)",
    "the queries are the first": """
        i = torch.arange(t, device=device)[:, None]
        return torch.arange(s, device=device) <= i
    """,
    "all s queries": "return torch.ones(s, s, dtype=torch.bool, device=device).tril()",
    "the first rows of the whole": "return torch.ones(s, s, dtype=torch.bool, device=device).tril()[:t]",
    "axes for batch and heads": """
        return torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t)[None, None]
    """,
    "one query sees only itself": """
        if t == 1:
            return torch.arange(s, device=device)[None] == s - 1
        return torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t)
    """,
    "the last query misses the first word": """
        i = torch.arange(s - t, s, device=device)[:, None]
        j = torch.arange(s, device=device)
        return (j <= i) & (i - j < s - 1) if s > 1 else j <= i
    """,
    "the device is forgotten": "return torch.ones(t, s, dtype=torch.bool).tril(s - t)",
}
RIGHT["causal_mask"] = {
    "by comparison": """
        query = torch.arange(s - t, s, device=device).unsqueeze(1)
        return torch.arange(s, device=device).unsqueeze(0) <= query
    """,
    "the last rows of the whole": """
        return torch.ones((s, s), dtype=torch.bool, device=device).tril()[s - t :].clone()
    """,
    "number by number": """
        rows = [[j <= i + s - t for j in range(s)] for i in range(t)]
        return torch.tensor(rows, dtype=torch.bool, device=device)
    """,
    "what is not above the diagonal": """
        return torch.triu(torch.ones(t, s, device=device), diagonal=s - t + 1) == 0
    """,
}

WRONG["padding_mask"] = {
    "the queries are hidden, not the keys": "return real[:, None, :, None]",
    "the batch is taken for heads": "return real[None, None]",
    "the other way round": "return ~real[:, None, None, :]",
    "numbers": "return real[:, None, None, :].float()",
    "integers": "return real[:, None, None, :].long()",
    "an axis too few": "return real[:, None, :]",
    "two axes at the end": "return real[..., None, None]",
    "both ways": "return real[:, None, None, :] & real[:, None, :, None]",
    "as many rows as keys": "return real[:, None, None, :].expand(-1, 1, real.shape[1], -1)",
    "fails for a batch of one": "return real.squeeze()[:, None, None, :]",
    "a text of padding alone sees everything": """
        empty = ~real.any(-1, keepdim=True)
        return (real | empty)[:, None, None, :]
    """,
    "the same for all rows": "return real[:1, None, None, :].repeat(real.shape[0], 1, 1, 1)",
    "all behind the first padding is hidden": """
        return (real.long().cumprod(-1) > 0)[:, None, None, :]
    """,
    "padding is supposed at the end": """
        n = real.sum(-1, keepdim=True)
        return (torch.arange(real.shape[1]) < n)[:, None, None, :]
    """,
    "turned in place": "return real.logical_not_()[:, None, None, :]",
}
RIGHT["padding_mask"] = {
    "unsqueeze twice": "return real.unsqueeze(1).unsqueeze(1)",
    "a view": "return real.view(real.shape[0], 1, 1, real.shape[1])",
    "a new tensor, row by row": "return torch.stack([row.reshape(1, 1, -1) for row in real])",
    "compared with True": "return (real == True)[:, None, None]  # noqa: E712",
}

WRONG["split_heads"] = {
    "viewed straight into heads": """
        b, t, d = x.shape
        return x.view(b, n_heads, t, d // n_heads)
    """,
    "not brought to the front": """
        b, t, d = x.shape
        return x.view(b, t, n_heads, d // n_heads)
    """,
    "channels dealt out like cards": """
        b, t, d = x.shape
        return x.view(b, t, d // n_heads, n_heads).permute(0, 3, 1, 2)
    """,
    "channels before positions": """
        b, t, d = x.shape
        return x.view(b, t, n_heads, d // n_heads).permute(0, 2, 3, 1)
    """,
    "heads before the batch": """
        b, t, d = x.shape
        return x.view(b, t, n_heads, d // n_heads).permute(2, 0, 1, 3)
    """,
    "split takes a size, not a number": """
        return torch.stack(x.split(n_heads, dim=-1), 1)
    """,
    "the positions are cut, not the channels": """
        b, t, d = x.shape
        return x.transpose(1, 2).reshape(b, n_heads, t, d // n_heads)
    """,
    "the last head comes first": """
        b, t, d = x.shape
        return x.view(b, t, n_heads, d // n_heads).transpose(1, 2).flip(1)
    """,
    "two heads, always": """
        return torch.stack(x.chunk(2, -1), 1)
    """,
    "the batch is lost where it is one": """
        b, t, d = x.shape
        return x.view(b, t, n_heads, d // n_heads).transpose(1, 2).squeeze(0)
    """,
    "a list of heads": "return list(x.chunk(n_heads, -1))",
    "every head sees every channel": """
        b, t, d = x.shape
        return x[:, None].expand(b, n_heads, t, d)
    """,
    "batch and heads are one axis": """
        b, t, d = x.shape
        return x.view(b, t, n_heads, d // n_heads).transpose(1, 2).reshape(b * n_heads, t, -1)
    """,
}
RIGHT["split_heads"] = {
    "chunks stacked": "return torch.stack(torch.chunk(x, n_heads, dim=-1), dim=1)",
    "unflatten": "return x.unflatten(-1, (n_heads, -1)).permute(0, 2, 1, 3)",
    "slice by slice": """
        size = x.size(2) // n_heads
        heads = [x[:, :, h * size : (h + 1) * size].unsqueeze(1) for h in range(n_heads)]
        return torch.cat(heads, dim=1)
    """,
    "reshape and einsum": """
        b, t, d = x.shape
        return torch.einsum("bthc->bhtc", x.reshape(b, t, n_heads, -1)).contiguous()
    """,
}

WRONG["merge_heads"] = {
    "reshaped without bringing the heads back": """
        b, h, t, d = x.shape
        return x.reshape(b, t, h * d)
    """,
    "channel 0 of all heads first": """
        b, h, t, d = x.shape
        return x.permute(0, 2, 3, 1).reshape(b, t, h * d)
    """,
    "the heads one below the other": "return torch.cat(list(x.unbind(1)), dim=1)",
    "the sum of the heads": "return x.sum(1)",
    "the mean of the heads": "return x.mean(1)",
    "the last head first": "return torch.cat(list(x.unbind(1))[::-1], dim=-1)",
    "view of what does not lie side by side": """
        b, h, t, d = x.shape
        return x.transpose(1, 2).view(b, t, h * d)
    """,
    "an axis too many": "return x.transpose(1, 2)",
    "the wrong axes change places": """
        b, h, t, d = x.shape
        return x.transpose(2, 3).reshape(b, t, h * d)
    """,
    "the batch is lost where it is one": "return x.transpose(1, 2).flatten(2).squeeze(0)",
    "squeezed": "return x.transpose(1, 2).flatten(2).squeeze()",
    "flattened from the left": "return x.transpose(1, 2).flatten(0, 1)",
    "the heads come before the batch": """
        b, h, t, d = x.shape
        return x.permute(1, 2, 0, 3).reshape(b, t, h * d)
    """,
}
RIGHT["merge_heads"] = {
    "heads side by side": "return torch.cat(x.unbind(dim=1), dim=-1)",
    "flatten": "return x.permute(0, 2, 1, 3).flatten(start_dim=2)",
    "contiguous, then a view": """
        b, h, t, d = x.shape
        return x.transpose(2, 1).contiguous().view(b, t, -1)
    """,
    "written into a new tensor": """
        b, h, t, d = x.shape
        result = x.new_zeros(b, t, h * d)
        for head in range(h):
            result[:, :, head * d : (head + 1) * d] = x[:, head]
        return result
    """,
}

_MHA = """
        def split(y):
            return y.unflatten(-1, (n_heads, -1)).transpose(1, 2)

        def attend(a, b, c, m=mask):
            s = a @ b.mT / math.sqrt(a.size(-1))
            if m is None:
                return torch.softmax(s, -1) @ c
            return torch.softmax(s.masked_fill(~m, -torch.inf), -1).nan_to_num(0.0) @ c

        def merge(y):
            return y.transpose(1, 2).flatten(2)

"""
WRONG["multi_head_attention"] = {
    "x looks at itself": _MHA + "        return out(merge(attend(split(q(x)), split(k(x)), split(v(x)))))",
    "the values are x's": _MHA
    + "        return out(merge(attend(split(q(x)), split(k(memory)), split(v(x)))))",
    "memory asks": _MHA + "        return out(merge(attend(split(q(memory)), split(k(x)), split(v(x)))))",
    "keys and values change places": _MHA
    + "        return out(merge(attend(split(q(x)), split(v(memory)), split(k(memory)))))",
    "no output layer": _MHA + "        return merge(attend(split(q(x)), split(k(memory)), split(v(memory))))",
    "no mask": _MHA
    + "        return out(merge(attend(split(q(x)), split(k(memory)), split(v(memory)), None)))",
    "the mask is turned": _MHA
    + """
        m = None if mask is None else ~mask
        return out(merge(attend(split(q(x)), split(k(memory)), split(v(memory)), m)))
    """,
    "one head": _MHA
    + """
        m = mask
        if mask is not None and mask.dim() == 4:
            m = mask[:, 0]
        return out(attend(q(x), k(memory), v(memory), m))
    """,
    "scaled by the whole width": """
        a, b, c = (y.unflatten(-1, (n_heads, -1)).transpose(1, 2) for y in (q(x), k(memory), v(memory)))
        s = a @ b.mT / math.sqrt(x.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, -torch.inf)
        return out((torch.softmax(s, -1).nan_to_num(0.0) @ c).transpose(1, 2).flatten(2))
    """,
    "not scaled": """
        a, b, c = (y.unflatten(-1, (n_heads, -1)).transpose(1, 2) for y in (q(x), k(memory), v(memory)))
        s = a @ b.mT
        if mask is not None:
            s = s.masked_fill(~mask, -torch.inf)
        return out((torch.softmax(s, -1).nan_to_num(0.0) @ c).transpose(1, 2).flatten(2))
    """,
    "a view straight into heads": """
        n, t, d = x.shape
        a, b, c = (y.view(n, n_heads, -1, d // n_heads) for y in (q(x), k(memory), v(memory)))
        s = a @ b.mT / math.sqrt(d // n_heads)
        if mask is not None:
            s = s.masked_fill(~mask, -torch.inf)
        return out((torch.softmax(s, -1).nan_to_num(0.0) @ c).transpose(1, 2).flatten(2))
    """,
    "merged without bringing the heads back": _MHA
    + """
        context = attend(split(q(x)), split(k(memory)), split(v(memory)))
        return out(context.reshape(x.shape))
    """,
    "the biases are forgotten": _MHA
    + """
        a, b, c = split(x @ q.weight.T), split(memory @ k.weight.T), split(memory @ v.weight.T)
        return merge(attend(a, b, c)) @ out.weight.T
    """,
    "only out's bias is forgotten": _MHA
    + """
        return merge(attend(split(q(x)), split(k(memory)), split(v(memory)))) @ out.weight.T
    """,
    "the output weight is not transposed": _MHA
    + """
        return merge(attend(split(q(x)), split(k(memory)), split(v(memory)))) @ out.weight + out.bias
    """,
    "a residual connection too many": _MHA
    + "        return x + out(merge(attend(split(q(x)), split(k(memory)), split(v(memory)))))",
    "the query's layer makes the keys": _MHA
    + "        return out(merge(attend(split(q(x)), split(q(memory)), split(v(memory)))))",
    "channels dealt out like cards": """
        a, b, c = (y.unflatten(-1, (-1, n_heads)).permute(0, 3, 1, 2) for y in (q(x), k(memory), v(memory)))
        s = a @ b.mT / math.sqrt(a.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, -torch.inf)
        return out((torch.softmax(s, -1).nan_to_num(0.0) @ c).transpose(1, 2).flatten(2))
    """,
    "with the weights": _MHA
    + """
        y = out(merge(attend(split(q(x)), split(k(memory)), split(v(memory)))))
        return y, torch.ones(1)
    """,
    "self-attention whenever the lengths agree": _MHA
    + """
        m = x if memory.shape == x.shape else memory
        return out(merge(attend(split(q(x)), split(k(m)), split(v(m)))))
    """,
    "only the first head is masked": _MHA
    + """
        a, b, c = split(q(x)), split(k(memory)), split(v(memory))
        y = attend(a, b, c, None)
        if mask is not None:
            y = torch.cat([attend(a, b, c)[:, :1], y[:, 1:]], 1)
        return out(merge(y))
    """,
}
RIGHT["multi_head_attention"] = {
    "NaN where all is masked": """
        a, b, c = (y.unflatten(-1, (n_heads, -1)).transpose(1, 2) for y in (q(x), k(memory), v(memory)))
        s = a @ b.mT / math.sqrt(a.size(-1))
        if mask is not None:
            s = s.masked_fill(~mask, -torch.inf)
        return out((torch.softmax(s, -1) @ c).transpose(1, 2).flatten(2))
    """,
    "the library's functions": """
        heads = [mf.split_heads(y, n_heads) for y in (q(x), k(memory), v(memory))]
        context, _ = mf.scaled_dot_product_attention(*heads, mask)
        return out(mf.merge_heads(context))
    """,
    "einsum over heads": """
        b, t, d = x.shape
        qs = q(x).reshape(b, t, n_heads, -1)
        ks = k(memory).reshape(b, memory.shape[1], n_heads, -1)
        vs = v(memory).reshape(b, memory.shape[1], n_heads, -1)
        scores = torch.einsum("bthc,bshc->bhts", qs, ks) / (d // n_heads) ** 0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
        weights = scores.softmax(-1)
        if mask is not None:
            weights = weights * mask
        return out(torch.einsum("bhts,bshc->bthc", weights, vs).reshape(b, t, d))
    """,
    "head by head, each with its slice of the weights": """
        size = x.shape[-1] // n_heads
        total = out.bias
        for h in range(n_heads):
            part = slice(h * size, (h + 1) * size)
            a = F.linear(x, q.weight[part], q.bias[part])
            b = F.linear(memory, k.weight[part], k.bias[part])
            c = F.linear(memory, v.weight[part], v.bias[part])
            m = mask
            if mask is not None and mask.dim() == 4:
                m = mask[:, h if mask.shape[1] > 1 else 0]
            context, _ = mf.scaled_dot_product_attention(a, b, c, m)
            total = total + context @ out.weight[:, part].T
        return total
    """,
}
