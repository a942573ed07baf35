"""Losses, an optimiser and a schedule, as an outsider wrote them: wrong ones and right ones."""

WRONG: dict[str, dict[str, str]] = {}
RIGHT: dict[str, dict[str, str]] = {}

WRONG["cross_entropy"] = {
    "the mean over all labels": """
        counts = labels != -100
        lp = torch.log_softmax(scores, -1)
        chosen = lp.gather(-1, labels.clamp(min=0)[:, None]).squeeze(-1)
        return -(chosen * counts).sum() / max(len(labels), 1)
    """,
    "the sum": """
        counts = labels != -100
        lp = torch.log_softmax(scores[counts], -1)
        return -lp.gather(-1, labels[counts][:, None]).sum()
    """,
    "IGNORE counts as label 0": """
        lp = torch.log_softmax(scores, -1)
        return -lp.gather(-1, labels.clamp(min=0)[:, None]).mean()
    """,
    "IGNORE is not known": """
        lp = torch.log_softmax(scores, -1)
        return -lp[torch.arange(len(labels)), labels].mean()
    """,
    "label 0 does not count": """
        counts = labels > 0
        lp = torch.log_softmax(scores[counts], -1)
        return -lp.gather(-1, labels[counts][:, None]).sum() / max(int(counts.sum()), 1)
    """,
    "the logarithm of softmax": """
        counts = labels != -100
        p = torch.softmax(scores[counts], -1)
        return -p.gather(-1, labels[counts][:, None]).log().sum() / max(int(counts.sum()), 1)
    """,
    "softmax with something small added": """
        counts = labels != -100
        p = torch.softmax(scores[counts], -1)
        return -(p.gather(-1, labels[counts][:, None]) + 1e-9).log().sum() / max(int(counts.sum()), 1)
    """,
    "exp overflows": """
        counts = labels != -100
        s = scores[counts]
        chosen = s.gather(-1, labels[counts][:, None]).squeeze(-1)
        return (s.exp().sum(-1).log() - chosen).sum() / max(len(s), 1)
    """,
    "the largest score of all rows is subtracted": """
        counts = labels != -100
        s = scores[counts]
        if len(s):
            s = s - s.max()
        chosen = s.gather(-1, labels[counts][:, None]).squeeze(-1)
        return (s.exp().sum(-1).log() - chosen).sum() / max(len(s), 1)
    """,
    "NaN where nothing counts": "return F.cross_entropy(scores, labels, ignore_index=-100)",
    "a plain 0 where nothing counts": """
        if not (labels != -100).any():
            return 0.0
        return F.cross_entropy(scores, labels)
    """,
    "a new 0 where nothing counts, in float32": """
        if not (labels != -100).any():
            return torch.tensor(0.0)
        return F.cross_entropy(scores, labels)
    """,
    "the surprise of the others": """
        counts = labels != -100
        p = torch.softmax(scores[counts], -1)
        return -(1 - p.gather(-1, labels[counts][:, None])).log().sum() / max(int(counts.sum()), 1)
    """,
    "no minus": """
        counts = labels != -100
        lp = torch.log_softmax(scores[counts], -1)
        return lp.gather(-1, labels[counts][:, None]).sum() / max(int(counts.sum()), 1)
    """,
    "in bits": """
        counts = labels != -100
        lp = torch.log_softmax(scores[counts], -1) / math.log(2)
        return -lp.gather(-1, labels[counts][:, None]).sum() / max(int(counts.sum()), 1)
    """,
    "every row with every label": """
        counts = labels != -100
        if not counts.any():
            return scores.sum() * 0
        return -torch.log_softmax(scores[counts], -1)[:, labels[counts]].mean()
    """,
    "softmax over the rows": """
        counts = labels != -100
        if not counts.any():
            return scores.sum() * 0
        lp = torch.log_softmax(scores[counts], 0)
        return -lp.gather(-1, labels[counts][:, None]).mean()
    """,
    "softmax twice": """
        if not (labels != -100).any():
            return scores.sum() * 0
        return F.cross_entropy(torch.softmax(scores, -1), labels)
    """,
    "one number a label": """
        return F.cross_entropy(scores, labels, reduction="none")
    """,
    "a vector of one": """
        if not (labels != -100).any():
            return scores.sum().reshape(1) * 0
        return F.cross_entropy(scores, labels).reshape(1)
    """,
    "a plain number": """
        if not (labels != -100).any():
            return torch.zeros((), dtype=scores.dtype)
        return torch.tensor(F.cross_entropy(scores, labels).item(), dtype=scores.dtype)
    """,
    "labels are changed": """
        counts = labels != -100
        labels[~counts] = 0
        lp = torch.log_softmax(scores, -1).gather(-1, labels[:, None]).squeeze(-1)
        return -(lp * counts).sum() / counts.sum().clamp(min=1)
    """,
    "the accuracy's complement": """
        counts = labels != -100
        return (scores.argmax(-1) != labels)[counts].to(scores.dtype).mean()
    """,
    "cut off at 20 nats": """
        counts = labels != -100
        lp = torch.log_softmax(scores[counts], -1).clamp(min=-20)
        return -lp.gather(-1, labels[counts][:, None]).sum() / max(int(counts.sum()), 1)
    """,
    "-1 is IGNORE": """
        counts = labels != -1
        lp = torch.log_softmax(scores[counts], -1)
        return -lp.gather(-1, labels[counts][:, None]).sum() / max(int(counts.sum()), 1)
    """,
}
RIGHT["cross_entropy"] = {
    "NaN is made 0": "return F.cross_entropy(scores, labels).nan_to_num(0.0)",
    "PyTorch's, with a guard": """
        if bool((labels == -100).all()):
            return (scores * 0).sum()
        return F.cross_entropy(scores, labels)
    """,
    "the sum, divided": """
        n = (labels != -100).sum().clamp(min=1)
        return F.nll_loss(F.log_softmax(scores, -1), labels, ignore_index=-100, reduction="sum") / n
    """,
    "one-hot": """
        counts = (labels != IGNORE).to(scores.dtype)
        target = F.one_hot(labels.clamp(min=0), scores.shape[-1]).to(scores.dtype) * counts[:, None]
        surprise = torch.logsumexp(scores, -1) * counts - (scores * target).sum(-1)
        return surprise.sum() / counts.sum().clamp(min=1)
    """,
    "label by label": """
        total, n = scores.sum() * 0, 0
        for row, label in zip(scores, labels.tolist()):
            if label == -100:
                continue
            total = total + torch.logsumexp(row, 0) - row[label]
            n += 1
        return total / n if n else total
    """,
}

WRONG["mlm_loss"] = {
    "shifted by one": """
        return F.cross_entropy(scores[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
    """,
    "shifted the other way": """
        return F.cross_entropy(scores[:, 1:].flatten(0, 1), labels[:, :-1].flatten())
    """,
    "the mean over all positions": """
        y = F.cross_entropy(scores.flatten(0, 1), labels.flatten(), reduction="none")
        return y.mean()
    """,
    "the mean of the rows' means": """
        rows = [F.cross_entropy(s, l) for s, l in zip(scores, labels) if (l != -100).any()]
        return torch.stack(rows).mean()
    """,
    "IGNORE counts as label 0": "return F.cross_entropy(scores.flatten(0, 1), labels.clamp(min=0).flatten())",
    "label 0 does not count": """
        labels = labels.masked_fill(labels == 0, -100)
        return F.cross_entropy(scores.flatten(0, 1), labels.flatten())
    """,
    "the sum": "return F.cross_entropy(scores.flatten(0, 1), labels.flatten(), reduction='sum')",
    "the batch in the wrong order": """
        return F.cross_entropy(scores.transpose(0, 1).flatten(0, 1), labels.flatten())
    """,
    "the vocabulary viewed from the wrong side": """
        return F.cross_entropy(scores.reshape(labels.shape[0], -1, labels.shape[1]), labels)
    """,
    "the first text only": "return F.cross_entropy(scores[0], labels[0])",
    "the first position only": "return F.cross_entropy(scores[:, 0], labels[:, 0])",
    "divided by the number of texts": """
        return F.cross_entropy(scores.flatten(0, 1), labels.flatten(), reduction="sum") / len(labels)
    """,
    "softmax before": """
        return F.cross_entropy(torch.softmax(scores, -1).flatten(0, 1), labels.flatten())
    """,
    "scores masked, not the loss": """
        counts = labels != -100
        s = scores * counts[..., None]
        return F.cross_entropy(s.flatten(0, 1), labels.clamp(min=0).flatten())
    """,
    "in bits": "return F.cross_entropy(scores.flatten(0, 1), labels.flatten()) / math.log(2)",
    "perplexity": "return F.cross_entropy(scores.flatten(0, 1), labels.flatten()).exp()",
    "unstable": """
        counts = labels != -100
        p = scores[counts].exp() / scores[counts].exp().sum(-1, keepdim=True)
        return -p.gather(-1, labels[counts][:, None]).log().mean()
    """,
    "cut off": "return mf.cross_entropy(scores.flatten(0, 1), labels.flatten()).clamp(max=10)",
    "no gradient": "return mf.cross_entropy(scores.detach().flatten(0, 1), labels.flatten())",
    "the last position is left out": """
        return mf.cross_entropy(scores[:, :-1].flatten(0, 1), labels[:, :-1].flatten())
    """,
}
RIGHT["mlm_loss"] = {
    "the library's": "return mf.cross_entropy(scores.flatten(0, 1), labels.flatten())",
    "classes in the middle": """
        n = (labels != -100).sum().clamp(min=1)
        return F.cross_entropy(scores.transpose(1, 2), labels, reduction="sum") / n
    """,
    "chosen places only": """
        counts = labels != IGNORE
        surprise = torch.logsumexp(scores[counts], -1) - scores[counts].gather(1, labels[counts].unsqueeze(1))[:, 0]
        return surprise.sum() / max(int(counts.sum()), 1)
    """,
}

WRONG["causal_lm_loss"] = {
    "not shifted": "return mf.cross_entropy(scores.flatten(0, 1), ids.flatten())",
    "shifted the wrong way": "return mf.cross_entropy(scores[:, 1:].flatten(0, 1), ids[:, :-1].flatten())",
    "shifted twice": "return mf.cross_entropy(scores[:, :-2].flatten(0, 1), ids[:, 2:].flatten())",
    "shifted across the rows": "return mf.cross_entropy(scores.flatten(0, 1)[:-1], ids.flatten()[1:])",
    "rolled round": "return mf.cross_entropy(scores.flatten(0, 1), ids.roll(-1, 1).flatten())",
    "the mean of the rows' means": """
        rows = [mf.cross_entropy(s[:-1], l[1:]) for s, l in zip(scores, ids)]
        return torch.stack(rows).mean()
    """,
    "left out where the word before is IGNORE": """
        y = ids[:, 1:].masked_fill(ids[:, :-1] == -100, -100)
        return mf.cross_entropy(scores[:, :-1].flatten(0, 1), y.flatten())
    """,
    "left out where the word before is, not where it is itself": """
        y = ids[:, 1:].clamp(min=0).masked_fill(ids[:, :-1] == -100, -100)
        return mf.cross_entropy(scores[:, :-1].flatten(0, 1), y.flatten())
    """,
    "IGNORE counts as word 0": """
        return mf.cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].clamp(min=0).flatten())
    """,
    "the mean over all places": """
        y = F.cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
        return y.mean()
    """,
    "divided by all tokens": """
        y = F.cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="sum")
        return y / (ids != -100).sum()
    """,
    "divided by the batch": """
        y = F.cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="sum")
        return y / len(ids)
    """,
    "the sum": """
        return F.cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="sum")
    """,
    "word 0 does not count": """
        y = ids[:, 1:].masked_fill(ids[:, 1:] == 0, -100)
        return mf.cross_entropy(scores[:, :-1].flatten(0, 1), y.flatten())
    """,
    "the last place only": "return mf.cross_entropy(scores[:, -2], ids[:, -1])",
    "the first word is told by the last place": """
        return mf.cross_entropy(scores.roll(1, 1).flatten(0, 1), ids.flatten())
    """,
    "perplexity": "return mf.cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten()).exp()",
    "the last pair is left out": """
        return mf.cross_entropy(scores[:, :-2].flatten(0, 1), ids[:, 1:-1].flatten())
    """,
    "the first pair is left out": """
        return mf.cross_entropy(scores[:, 1:-1].flatten(0, 1), ids[:, 2:].flatten())
    """,
    "words over the wrong axis": """
        return F.cross_entropy(scores[:, :-1].reshape(len(ids), scores.shape[-1], -1), ids[:, 1:])
    """,
    "rows with an IGNORE are left out": """
        whole = (ids != -100).all(-1)
        return mf.cross_entropy(scores[whole, :-1].flatten(0, 1), ids[whole, 1:].flatten())
    """,
    "all behind the first IGNORE is left out": """
        y = ids[:, 1:]
        seen = (y != -100).long().cumprod(-1) > 0
        return mf.cross_entropy(scores[:, :-1].flatten(0, 1), y.masked_fill(~seen, -100).flatten())
    """,
}
RIGHT["causal_lm_loss"] = {
    "NaN where nothing is told": "return F.cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten())",
    "the library's": "return mf.cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten())",
    "the last place has no label": """
        labels = torch.full_like(ids, -100)
        labels[:, :-1] = ids[:, 1:]
        return mf.cross_entropy(scores.reshape(-1, scores.shape[-1]), labels.reshape(-1))
    """,
    "place by place": """
        lp = torch.log_softmax(scores, -1)
        total, n = scores.sum() * 0, 0
        for row, text in zip(lp, ids.tolist()):
            for t in range(len(text) - 1):
                if text[t + 1] != IGNORE:
                    total, n = total - row[t, text[t + 1]], n + 1
        return total / max(n, 1)
    """,
}

_SMOOTH = """
        counts = labels != -100
        s, l = scores[counts], labels[counts]
        lp = torch.log_softmax(s, -1)
        told = lp.gather(-1, l[:, None]).squeeze(-1)
        n, v = max(len(l), 1), scores.shape[-1]
"""
WRONG["smoothed_cross_entropy"] = {
    "spread over the other classes": _SMOOTH
    + """
        rest = (lp.sum(-1) - told) / (v - 1)
        return -((1 - smoothing) * told + smoothing * rest).sum() / n
    """,
    "the label keeps all of it": _SMOOTH + "        return -(told + smoothing * lp.mean(-1)).sum() / n",
    "the sum over classes, not the mean": _SMOOTH
    + "        return -((1 - smoothing) * told + smoothing * lp.sum(-1)).sum() / n",
    "the shares change places": _SMOOTH
    + "        return -(smoothing * told + (1 - smoothing) * lp.mean(-1)).sum() / n",
    "no smoothing": _SMOOTH + "        return -told.sum() / n",
    "smoothing is always 0.1": _SMOOTH + "        return -(0.9 * told + 0.1 * lp.mean(-1)).sum() / n",
    "divided by all labels": _SMOOTH
    + "        return -((1 - smoothing) * told + smoothing * lp.mean(-1)).sum() / len(labels)",
    "the sum over labels": _SMOOTH
    + "        return -((1 - smoothing) * told + smoothing * lp.mean(-1)).sum()",
    "the even part counts IGNORE too": _SMOOTH
    + """
        even = torch.log_softmax(scores, -1).mean(-1).sum() / len(labels)
        return -(1 - smoothing) * told.sum() / n - smoothing * even
    """,
    "IGNORE counts as label 0": """
        return F.cross_entropy(scores, labels.clamp(min=0), label_smoothing=smoothing)
    """,
    "scaled down only": _SMOOTH + "        return -((1 - smoothing) * told).sum() / n",
    "a penalty of entropy": _SMOOTH
    + "        return -(told - smoothing * (lp.exp() * lp).sum(-1)).sum() / n",
    "the even share is subtracted": _SMOOTH
    + "        return -((1 - smoothing) * told - smoothing * lp.mean(-1)).sum() / n",
    "the label's share is 1 - smoothing in all": _SMOOTH
    + """
        even = smoothing / v
        return -((1 - smoothing - even) * told + even * lp.sum(-1)).sum() / n
    """,
    "probabilities, not their logarithms": _SMOOTH
    + """
        p = (1 - smoothing) * told.exp() + smoothing / v
        return -p.log().sum() / n
    """,
    "unstable": """
        counts = labels != -100
        s, l = scores[counts], labels[counts]
        lp = (s.exp() / s.exp().sum(-1, keepdim=True)).log()
        told = lp.gather(-1, l[:, None]).squeeze(-1)
        return -((1 - smoothing) * told + smoothing * lp.mean(-1)).sum() / max(len(l), 1)
    """,
    "something small in the logarithm": """
        counts = labels != -100
        s, l = scores[counts], labels[counts]
        lp = (torch.softmax(s, -1) + 1e-12).log()
        told = lp.gather(-1, l[:, None]).squeeze(-1)
        return -((1 - smoothing) * told + smoothing * lp.mean(-1)).sum() / max(len(l), 1)
    """,
    "IGNORE is not known": """
        y = F.one_hot(labels % scores.shape[-1], scores.shape[-1]) * (1 - smoothing) + smoothing / scores.shape[-1]
        return -(y * torch.log_softmax(scores, -1)).sum(-1).mean()
    """,
    "in bits": _SMOOTH
    + "        return -((1 - smoothing) * told + smoothing * lp.mean(-1)).sum() / n / math.log(2)",
}
RIGHT["smoothed_cross_entropy"] = {
    "NaN where nothing counts": "return F.cross_entropy(scores, labels, label_smoothing=smoothing)",
    "PyTorch's, with a guard": """
        n = (labels != -100).sum().clamp(min=1)
        return F.cross_entropy(scores, labels, label_smoothing=smoothing, reduction="sum") / n
    """,
    "a soft target": """
        counts = labels != IGNORE
        classes = scores.shape[-1]
        target = torch.full_like(scores, smoothing / classes)
        hot = F.one_hot(labels.clamp(min=0), classes).to(scores.dtype)
        target = target + (1 - smoothing) * hot
        surprise = -(target * torch.log_softmax(scores, -1)).sum(-1)
        return torch.where(counts, surprise, torch.zeros_like(surprise)).sum() / counts.sum().clamp(min=1)
    """,
    "two losses, mixed": """
        counts = labels != -100
        hard = mf.cross_entropy(scores, labels)
        even = (torch.logsumexp(scores[counts], -1) - scores[counts].mean(-1)).sum() / max(int(counts.sum()), 1)
        return (1 - smoothing) * hard + smoothing * even
    """,
}

_MEANS = """
        m = beta1 * mean + (1 - beta1) * gradient
        s = beta2 * square + (1 - beta2) * gradient**2
        mh, sh = m / (1 - beta1**step), s / (1 - beta2**step)
"""
WRONG["adamw_step"] = {
    "no correction": _MEANS
    + "        return weight - lr * weight_decay * weight - lr * m / (s.sqrt() + eps), m, s",
    "only the mean is corrected": _MEANS
    + "        return weight - lr * weight_decay * weight - lr * mh / (s.sqrt() + eps), m, s",
    "the corrected ones are returned": _MEANS
    + "        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), mh, sh",
    "decay goes through the gradient, as in Adam": """
        g = gradient + weight_decay * weight
        m = beta1 * mean + (1 - beta1) * g
        s = beta2 * square + (1 - beta2) * g**2
        return weight - lr * (m / (1 - beta1**step)) / ((s / (1 - beta2**step)).sqrt() + eps), m, s
    """,
    "decay without lr": _MEANS
    + "        return weight - weight_decay * weight - lr * mh / (sh.sqrt() + eps), m, s",
    "no decay": _MEANS + "        return weight - lr * mh / (sh.sqrt() + eps), m, s",
    "weights grow": _MEANS
    + "        return weight + lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), m, s",
    "uphill": _MEANS
    + "        return weight - lr * weight_decay * weight + lr * mh / (sh.sqrt() + eps), m, s",
    "eps inside the root": _MEANS
    + "        return weight - lr * weight_decay * weight - lr * mh / (sh + eps).sqrt(), m, s",
    "no root": _MEANS + "        return weight - lr * weight_decay * weight - lr * mh / (sh + eps), m, s",
    "no eps": _MEANS + "        return weight - lr * weight_decay * weight - lr * mh / sh.sqrt(), m, s",
    "eps is added before the correction": _MEANS
    + """
        size = lr * math.sqrt(1 - beta2**step) / (1 - beta1**step)
        return weight - lr * weight_decay * weight - size * m / (s.sqrt() + eps), m, s
    """,
    "steps count from 0": """
        m = beta1 * mean + (1 - beta1) * gradient
        s = beta2 * square + (1 - beta2) * gradient**2
        mh, sh = m / (1 - beta1 ** (step + 1)), s / (1 - beta2 ** (step + 1))
        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), m, s
    """,
    "one step back": """
        m = beta1 * mean + (1 - beta1) * gradient
        s = beta2 * square + (1 - beta2) * gradient**2
        k = max(step - 1, 1)
        mh, sh = m / (1 - beta1**k), s / (1 - beta2**k)
        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), m, s
    """,
    "the betas change places": """
        m = beta2 * mean + (1 - beta2) * gradient
        s = beta1 * square + (1 - beta1) * gradient**2
        mh, sh = m / (1 - beta2**step), s / (1 - beta1**step)
        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), m, s
    """,
    "beta on the gradient": """
        m = (1 - beta1) * mean + beta1 * gradient
        s = (1 - beta2) * square + beta2 * gradient**2
        mh, sh = m / (1 - beta1**step), s / (1 - beta2**step)
        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), m, s
    """,
    "the square of the mean": """
        m = beta1 * mean + (1 - beta1) * gradient
        s = beta2 * square + (1 - beta2) * m**2
        mh, sh = m / (1 - beta1**step), s / (1 - beta2**step)
        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), m, s
    """,
    "sizes, not squares": """
        m = beta1 * mean + (1 - beta1) * gradient
        s = beta2 * square + (1 - beta2) * gradient.abs()
        mh, sh = m / (1 - beta1**step), s / (1 - beta2**step)
        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), m, s
    """,
    "decay behind the step": _MEANS
    + "        return (weight - lr * mh / (sh.sqrt() + eps)) * (1 - lr * weight_decay), m, s",
    "the old means move it": _MEANS
    + """
        mh, sh = mean / (1 - beta1**step), square / (1 - beta2**step)
        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), m, s
    """,
    "the gradient itself moves it": _MEANS
    + "        return weight - lr * weight_decay * weight - lr * gradient / (sh.sqrt() + eps), m, s",
    "weight and means are changed": """
        mean.mul_(beta1).add_(gradient, alpha=1 - beta1)
        square.mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
        weight.mul_(1 - lr * weight_decay)
        root = (square / (1 - beta2**step)).sqrt() + eps
        weight.sub_(lr * mean / (1 - beta1**step) / root)
        return weight, mean, square
    """,
    "the means are changed": """
        mean *= beta1
        mean += (1 - beta1) * gradient
        s = beta2 * square + (1 - beta2) * gradient**2
        mh, sh = mean / (1 - beta1**step), s / (1 - beta2**step)
        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), mean.clone(), s
    """,
    "the square comes before the mean": _MEANS
    + "        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), s, m",
    "the weight alone": _MEANS
    + "        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps)",
    "corrected with beta times step": """
        m = beta1 * mean + (1 - beta1) * gradient
        s = beta2 * square + (1 - beta2) * gradient**2
        mh, sh = m / (1 - beta1) / step, s / (1 - beta2) / step
        return weight - lr * weight_decay * weight - lr * mh / (sh.sqrt() + eps), m, s
    """,
}
RIGHT["adamw_step"] = {
    "as PyTorch orders it": """
        new_mean = torch.lerp(mean, gradient, 1 - beta1)
        new_square = square * beta2 + gradient * gradient * (1 - beta2)
        shrunk = weight * (1 - lr * weight_decay)
        root = new_square.sqrt() / math.sqrt(1 - beta2**step) + eps
        return shrunk - (lr / (1 - beta1**step)) * new_mean / root, new_mean, new_square
    """,
    "PyTorch's optimiser": """
        p = torch.nn.Parameter(weight.detach().clone())
        optimiser = torch.optim.AdamW([p], lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=weight_decay)
        p.grad = gradient.clone()
        optimiser.state[p] = {
            "step": torch.tensor(float(step - 1)), "exp_avg": mean.clone(), "exp_avg_sq": square.clone()
        }
        optimiser.step()
        return p.detach(), optimiser.state[p]["exp_avg"], optimiser.state[p]["exp_avg_sq"]
    """,
    "in pieces": """
        first = mean + (gradient - mean) * (1 - beta1)
        second = square + (gradient.square() - square) * (1 - beta2)
        direction = first / (1 - beta1**step) / (torch.sqrt(second / (1 - beta2**step)) + eps)
        return weight - lr * (direction + weight_decay * weight), first, second
    """,
}

WRONG["warmup_linear"] = {
    "divides by a warm-up of 0": """
        if done <= warmup:
            return done / warmup
        return max(0.0, (1 - done) / (1 - warmup))
    """,
    "both straight lines, divided by 0": "return max(0.0, min(done / warmup, (1 - done) / (1 - warmup)))",
    "below 0 after the end": """
        if done < warmup:
            return done / warmup
        return (1 - done) / (1 - warmup)
    """,
    "down from the beginning": """
        if done < warmup:
            return done / warmup
        return max(0.0, 1 - done)
    """,
    "stays at the peak": """
        if done < warmup:
            return done / warmup
        return 1.0
    """,
    "half a cosine": """
        if done < warmup:
            return done / warmup
        part = min(1.0, (done - warmup) / (1 - warmup))
        return 0.5 * (1 + math.cos(math.pi * part))
    """,
    "down within another warm-up": """
        if done < warmup:
            return done / warmup
        return max(0.0, 1 - (done - warmup))
    """,
    "no warm-up": "return max(0.0, 1 - done)",
    "0 at the peak": """
        if done < warmup:
            return done / warmup
        return max(0.0, (done - warmup) / (1 - warmup))
    """,
    "the warm-up goes down": """
        if done < warmup:
            return 1 - done / warmup
        return max(0.0, (1 - done) / (1 - warmup))
    """,
    "0 without a warm-up": """
        if warmup == 0:
            return 0.0
        if done < warmup:
            return done / warmup
        return max(0.0, (1 - done) / (1 - warmup))
    """,
    "always 1 without a warm-up": """
        if warmup == 0:
            return 1.0
        if done < warmup:
            return done / warmup
        return max(0.0, (1 - done) / (1 - warmup))
    """,
    "0 at the beginning, without a warm-up too": """
        if done == 0:
            return 0.0
        if done < warmup:
            return done / warmup
        return max(0.0, (1 - done) / (1 - warmup))
    """,
    "a tensor": """
        if done < warmup:
            return torch.tensor(done / warmup)
        return torch.tensor(max(0.0, (1 - done) / (1 - warmup)))
    """,
    "in percent": """
        if done < warmup:
            return 100 * done / warmup
        return 100 * max(0.0, (1 - done) / (1 - warmup))
    """,
    "the whole number 0 at the end": """
        if done >= 1:
            return 0
        if done < warmup:
            return done / warmup
        return (1 - done) / (1 - warmup)
    """,
    "the inverse root": """
        if done < warmup:
            return done / warmup
        return (warmup / done) ** 0.5 if done else 1.0
    """,
    "the sizes of what comes after the end": """
        if done < warmup:
            return done / warmup
        return abs(1 - done) / (1 - warmup)
    """,
}
RIGHT["warmup_linear"] = {
    "the lower of two lines": """
        up = done / warmup if warmup else 1.0
        down = (1.0 - done) / (1.0 - warmup) if warmup < 1 else 1.0
        return max(0.0, min(up, down)) if done < 1 else 0.0
    """,
    "three cases": """
        if done >= 1:
            return 0.0
        if done < warmup:
            return done / warmup
        return 1 - (done - warmup) / (1 - warmup)
    """,
}
