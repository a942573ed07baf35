"""Norms, activations, positions and blocks, as an outsider wrote them: wrong ones and right ones."""

WRONG: dict[str, dict[str, str]] = {}
RIGHT: dict[str, dict[str, str]] = {}

WRONG["layer_norm"] = {
    "the variance divides by d - 1": """
        return (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + eps).sqrt() * weight + bias
    """,
    "eps outside the root": """
        std = x.std(-1, keepdim=True, unbiased=False)
        return (x - x.mean(-1, keepdim=True)) / (std + eps) * weight + bias
    """,
    "the annotated transformer's": """
        return weight * (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + eps) + bias
    """,
    "no eps": """
        std = x.std(-1, keepdim=True, unbiased=False)
        return (x - x.mean(-1, keepdim=True)) / std * weight + bias
    """,
    "over all numbers": """
        return (x - x.mean()) / (x.var(unbiased=False) + eps).sqrt() * weight + bias
    """,
    "over positions and channels": """
        m = x.mean((-2, -1), keepdim=True)
        v = x.var((-2, -1), keepdim=True, unbiased=False)
        return (x - m) / (v + eps).sqrt() * weight + bias
    """,
    "over the batch": """
        m = x.mean(0, keepdim=True)
        return (x - m) / (x.var(0, keepdim=True, unbiased=False) + eps).sqrt() * weight + bias
    """,
    "no shift": """
        v = x.var(-1, keepdim=True, unbiased=False)
        return (x - x.mean(-1, keepdim=True)) / (v + eps).sqrt() * weight
    """,
    "no scale": """
        v = x.var(-1, keepdim=True, unbiased=False)
        return (x - x.mean(-1, keepdim=True)) / (v + eps).sqrt() + bias
    """,
    "the shift is scaled too": """
        v = x.var(-1, keepdim=True, unbiased=False)
        return ((x - x.mean(-1, keepdim=True)) / (v + eps).sqrt() + bias) * weight
    """,
    "the mean stays": """
        v = x.var(-1, keepdim=True, unbiased=False)
        return x / (v + eps).sqrt() * weight + bias
    """,
    "RMS norm": """
        return x / (x.square().mean(-1, keepdim=True) + eps).sqrt() * weight + bias
    """,
    "eps is always 1e-5": """
        return torch.nn.functional.layer_norm(x, x.shape[-1:], weight, bias, 1e-5)
    """,
    "divided by the variance": """
        v = x.var(-1, keepdim=True, unbiased=False)
        return (x - x.mean(-1, keepdim=True)) / (v + eps) * weight + bias
    """,
    "the mean of squares minus the square of the mean": """
        m = x.mean(-1, keepdim=True)
        v = (x * x).mean(-1, keepdim=True) - m * m
        return (x - m) / (v + eps).sqrt() * weight + bias
    """,
    "the same, and clamped": """
        m = x.mean(-1, keepdim=True)
        v = ((x * x).mean(-1, keepdim=True) - m * m).clamp(min=0)
        return (x - m) / (v + eps).sqrt() * weight + bias
    """,
    "mean and variance have no gradient": """
        m = x.mean(-1, keepdim=True).detach()
        v = x.var(-1, keepdim=True, unbiased=False).detach()
        return (x - m) / (v + eps).sqrt() * weight + bias
    """,
    "x is changed": """
        x -= x.mean(-1, keepdim=True)
        return x / (x.square().mean(-1, keepdim=True) + eps).sqrt() * weight + bias
    """,
    "eps is a floor": """
        v = x.var(-1, keepdim=True, unbiased=False).clamp(min=eps)
        return (x - x.mean(-1, keepdim=True)) / v.sqrt() * weight + bias
    """,
    "three axes only, over axis 1": """
        m = x.mean(1, keepdim=True)
        return (x - m) / (x.var(1, keepdim=True, unbiased=False) + eps).sqrt() * weight + bias
    """,
    "axis 2, whatever the shape": """
        m = x.mean(2, keepdim=True)
        return (x - m) / (x.var(2, keepdim=True, unbiased=False) + eps).sqrt() * weight + bias
    """,
    "computed in float32": """
        y = torch.nn.functional.layer_norm(x.float(), x.shape[-1:], weight.float(), bias.float(), eps)
        return y.to(x.dtype)
    """,
    "a constant position gives 0": """
        y = torch.nn.functional.layer_norm(x, x.shape[-1:], weight, bias, eps)
        flat = x.var(-1, keepdim=True, unbiased=False) < 1e-12
        return torch.where(flat, torch.zeros_like(y), y)
    """,
}
RIGHT["layer_norm"] = {
    "PyTorch's": "return F.layer_norm(x, (x.shape[-1],), weight, bias, eps)",
    "var_mean": """
        variance, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
        return torch.addcmul(bias, weight, (x - mean) * torch.rsqrt(variance + eps))
    """,
    "with sums": """
        d = x.shape[-1]
        centred = x - x.sum(-1, keepdim=True) / d
        variance = torch.einsum("...d,...d->...", centred, centred)[..., None] / d
        return weight * (centred / torch.sqrt(variance + eps)) + bias
    """,
}

WRONG["gelu"] = {
    "the approximation with tanh": """
        return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    """,
    "the approximation with a sigmoid": "return x * torch.sigmoid(1.702 * x)",
    "the root of 2 is missing": "return 0.5 * x * (1 + torch.erf(x))",
    "multiplied by the root of 2": "return 0.5 * x * (1 + torch.erf(x * math.sqrt(2)))",
    "divided by 2, not by its root": "return 0.5 * x * (1 + torch.erf(x / 2))",
    "the half is missing": "return x * (1 + torch.erf(x / math.sqrt(2)))",
    "the probability alone": "return 0.5 * (1 + torch.erf(x / math.sqrt(2)))",
    "that a normal number is larger": "return 0.5 * x * (1 - torch.erf(x / math.sqrt(2)))",
    "the density": "return x * torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)",
    "relu": "return torch.relu(x)",
    "silu": "return x * torch.sigmoid(x)",
    "x itself from 4 on": """
        y = 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))
        return torch.where(x > 4, x, y)
    """,
    "0 below -3": """
        y = 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))
        return torch.where(x < -3, torch.zeros_like(x), y)
    """,
    "1.414 is the root of 2": "return 0.5 * x * (1 + torch.erf(x / 1.414))",
    "x is changed": """
        y = 1 + torch.erf(x / math.sqrt(2))
        x *= 0.5
        return x * y
    """,
    "numbers without a gradient": """
        y = [0.5 * a * (1 + math.erf(a / math.sqrt(2))) for a in x.flatten().tolist()]
        return torch.tensor(y, dtype=x.dtype).reshape(x.shape)
    """,
    "float32": "return torch.nn.functional.gelu(x.float())",
    "a parenthesis too few": "return x * 0.5 * 1 + torch.erf(x / math.sqrt(2))",
}
RIGHT["gelu"] = {
    "PyTorch's": "return F.gelu(x)",
    "the normal distribution": "return x * torch.distributions.Normal(0.0, 1.0).cdf(x)",
    "the other tail": "return x * torch.special.erfc(-x / 2**0.5) / 2",
    "ndtr": "return torch.special.ndtr(x) * x",
}

WRONG["gelu_tanh"] = {
    "the exact one": "return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))",
    "the square, not the cube": """
        return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**2)))
    """,
    "0.44715": "return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.44715 * x**3)))",
    "0.0447": "return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.0447 * x**3)))",
    "the half is missing": "return x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))",
    "the root of 2 over pi": "return 0.5 * x * (1 + torch.tanh(math.sqrt(2) / math.pi * (x + 0.044715 * x**3)))",
    "the root of 2 pi": "return 0.5 * x * (1 + torch.tanh(math.sqrt(2 * math.pi) * (x + 0.044715 * x**3)))",
    "the root of pi / 2": "return 0.5 * x * (1 + torch.tanh(math.sqrt(math.pi / 2) * (x + 0.044715 * x**3)))",
    "no root": "return 0.5 * x * (1 + torch.tanh(2 / math.pi * (x + 0.044715 * x**3)))",
    "0.7979 for the root": "return 0.5 * x * (1 + torch.tanh(0.7979 * (x + 0.044715 * x**3)))",
    "the factor only on x": "return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * x + 0.044715 * x**3))",
    "a sigmoid": "return x * torch.sigmoid(1.702 * x)",
    "sigmoid in the place of tanh": """
        return 0.5 * x * (1 + torch.sigmoid(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    """,
    "the probability alone": "return 0.5 * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))",
    "minus": "return 0.5 * x * (1 - torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))",
    "tanh by hand, which overflows": """
        z = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
        e = torch.exp(2 * z)
        return 0.5 * x * (1 + (e - 1) / (e + 1))
    """,
    "x ** 3 of the size": """
        return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x.abs() ** 3)))
    """,
    "float32": "return torch.nn.functional.gelu(x.float(), approximate='tanh')",
}
RIGHT["gelu_tanh"] = {
    "PyTorch's": "return F.gelu(x, approximate='tanh')",
    "with a sigmoid of twice that": """
        return x * torch.sigmoid(2 * (2 / torch.pi) ** 0.5 * (x + 0.044715 * x.pow(3)))
    """,
    "factored": """
        z = x * (1 + 0.044715 * x * x) * math.sqrt(2 / math.pi)
        return x / 2 + x / 2 * torch.tanh(z)
    """,
}

WRONG["sinusoids"] = {
    "sine and cosine take turns": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = positions[..., None] / w
        y = torch.zeros(*positions.shape, d_model, dtype=torch.float64)
        y[..., 0::2] = a.sin()
        y[..., 1::2] = a.cos()[..., : d_model // 2]
        return y.float()
    """,
    "the cosines first": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = positions[..., None] / w
        return torch.cat([a.cos(), a.sin()[..., : d_model // 2]], -1).float()
    """,
    "the exponent is i / d": """
        w = 10_000 ** (torch.arange((d_model + 1) // 2, dtype=torch.float64) / d_model)
        a = positions[..., None] / w
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1).float()
    """,
    "the other exponent in use, i / (half - 1)": """
        half = (d_model + 1) // 2
        w = 10_000 ** (torch.arange(half, dtype=torch.float64) / max(half - 1, 1))
        a = positions[..., None] / w
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1).float()
    """,
    "a cosine too many where d is odd": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = positions[..., None] / w
        return torch.cat([a.sin(), a.cos()], -1).float()
    """,
    "one sine fewer where d is odd": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = positions[..., None] / w
        return torch.cat([a.sin()[..., : d_model // 2], a.cos()], -1).float()
    """,
    "the first cosine is left out where d is odd": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = positions[..., None] / w
        return torch.cat([a.sin(), a.cos()[..., d_model % 2 :]], -1).float()
    """,
    "returned in float64": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = positions[..., None] / w
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1)
    """,
    "one row of positions only": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = torch.outer(positions.double(), 1 / w)
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1).float()
    """,
    "positions are counted, not read": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = torch.arange(positions.shape[-1])[:, None] / w
        y = torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1).float()
        return y.expand(*positions.shape, d_model)
    """,
    "positions count from 1": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = (positions[..., None] + 1) / w
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1).float()
    """,
    "1000 in the place of 10000": """
        w = 1_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = positions[..., None] / w
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1).float()
    """,
    "times the wavelength": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = positions[..., None] * w
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1).float()
    """,
    "2 pi in the angle": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        a = 2 * math.pi * positions[..., None] / w
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1).float()
    """,
    "whole numbers in the exponent": """
        w = 10_000.0 ** (torch.arange(0, d_model, 2) // d_model)
        a = positions[..., None].double() / w
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1).float()
    """,
    "d is rounded down in the exponent": """
        even = max(d_model // 2 * 2, 1)
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / even)
        a = positions[..., None] / w
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1).float()
    """,
    "the cosine belongs to the next number": """
        i = torch.arange(d_model, dtype=torch.float64)
        a = positions[..., None] / 10_000 ** (i / d_model)
        return torch.cat([a[..., 0::2].sin(), a[..., 1::2].cos()], -1).float()
    """,
}
RIGHT["sinusoids"] = {
    "angles in float32": """
        w = 10_000 ** (torch.arange(0, d_model, 2, dtype=torch.float32) / d_model)
        a = positions[..., None].float() / w
        return torch.cat([a.sin(), a.cos()[..., : d_model // 2]], -1)
    """,
    "exp of a logarithm": """
        i = torch.arange((d_model + 1) // 2, dtype=torch.float64, device=positions.device)
        speed = torch.exp(-2 * i / d_model * math.log(10000.0))
        angle = positions.double().unsqueeze(-1) * speed
        return torch.cat((torch.sin(angle), torch.cos(angle[..., : d_model // 2])), dim=-1).float()
    """,
    "number by number": """
        def number(p, c):
            half = (d_model + 1) // 2
            i = c if c < half else c - half
            angle = p / 10000 ** (2 * i / d_model)
            return math.sin(angle) if c < half else math.cos(angle)

        rows = [[number(p, c) for c in range(d_model)] for p in positions.flatten().tolist()]
        return torch.tensor(rows, dtype=torch.float32).reshape(*positions.shape, d_model)
    """,
    "a sine a quarter ahead": """
        half = d_model - d_model // 2
        pair = torch.cat([torch.arange(half), torch.arange(d_model // 2)]).double()
        quarter = torch.cat([torch.zeros(half), torch.ones(d_model // 2)]).double() * torch.pi / 2
        return torch.sin(positions[..., None] / 10000.0 ** (2 * pair / d_model) + quarter).float()
    """,
}

_ANGLE = """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        p = positions if positions.dim() == 2 else positions[None]
        a = p[:, None, :, None] * (1.0 / base ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        y, rest = x[..., :n_rotary], x[..., n_rotary:]
        u, w = y[..., : n_rotary // 2], y[..., n_rotary // 2 :]
"""
WRONG["rotate"] = {
    "neighbours are pairs": _ANGLE
    + """
        u, w = y[..., 0::2], y[..., 1::2]
        turned = torch.stack([u * c - w * s, w * c + u * s], -1).flatten(-2)
        return torch.cat([turned, rest], -1)
    """,
    "turned backwards": _ANGLE + "        return torch.cat([u * c + w * s, w * c - u * s, rest], -1)",
    "both signs plus": _ANGLE + "        return torch.cat([u * c + w * s, w * c + u * s, rest], -1)",
    "sine and cosine change places": _ANGLE
    + "        return torch.cat([u * s - w * c, w * s + u * c, rest], -1)",
    "the rest is dropped": _ANGLE + "        return torch.cat([u * c - w * s, w * c + u * s], -1)",
    "the rest is 0": _ANGLE
    + "        return torch.cat([u * c - w * s, w * c + u * s, torch.zeros_like(rest)], -1)",
    "the rest comes first": _ANGLE + "        return torch.cat([rest, u * c - w * s, w * c + u * s], -1)",
    "the last channels are turned": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        a = positions[..., None, :, None] * (1.0 / base ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        rest, y = x[..., : x.size(-1) - n_rotary], x[..., x.size(-1) - n_rotary :]
        u, w = y.chunk(2, -1)
        return torch.cat([rest, u * c - w * s, w * c + u * s], -1)
    """,
    "all channels are turned": """
        d = x.size(-1) // 2 * 2
        i = torch.arange(d // 2, dtype=torch.float32)
        a = positions[..., None, :, None] * (1.0 / base ** (2 * i / d))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :d].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., d:]], -1)
    """,
    "the exponent uses the head's width": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        a = positions[..., None, :, None] * (1.0 / base ** (2 * i / x.size(-1)))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "the exponent is i / n_rotary": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        a = positions[..., None, :, None] * (1.0 / base ** (i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "times the power, not divided": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        a = positions[..., None, :, None] * base ** (2 * i / n_rotary)
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "the base is always 10000": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        a = positions[..., None, :, None] * (1.0 / 10000 ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "positions are counted, not read": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        a = torch.arange(x.size(2))[:, None] * (1.0 / base ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "positions of one row only": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        a = torch.outer(positions.float(), 1.0 / base ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "positions of a batch only": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        a = positions[:, None, :, None] * (1.0 / base ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "the first row's positions for all": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        p = positions if positions.dim() == 1 else positions[0]
        a = p[:, None] * (1.0 / base ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "x is changed": _ANGLE
    + """
        x[..., :n_rotary] = torch.cat([u * c - w * s, w * c + u * s], -1)
        return x
    """,
    "the second half reads what the first half became": _ANGLE
    + """
        u = u * c - w * s
        w = w * c + u * s
        return torch.cat([u, w, rest], -1)
    """,
    "position 0 is position 1": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        a = (positions[..., None, :, None] + 1) * (1.0 / base ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "only relative to the first position": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        p = positions - positions[..., :1]
        a = p[..., None, :, None] * (1.0 / base ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "half the head's width apart": """
        i = torch.arange(n_rotary // 2, dtype=torch.float32)
        a = positions[..., None, :, None] * (1.0 / base ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        h, half = n_rotary // 2, x.size(-1) // 2
        y = x.clone()
        u, w = x[..., :h], x[..., half : half + h]
        y[..., :h] = u * c - w * s
        y[..., half : half + h] = w * c + u * s
        return y
    """,
}
RIGHT["rotate"] = {
    "angles in float64": """
        i = torch.arange(n_rotary // 2, dtype=torch.float64)
        a = positions[..., None, :, None] * (1.0 / base ** (2 * i / n_rotary))
        c, s = a.cos().to(x.dtype), a.sin().to(x.dtype)
        u, w = x[..., :n_rotary].chunk(2, -1)
        return torch.cat([u * c - w * s, w * c + u * s, x[..., n_rotary:]], -1)
    """,
    "rotate_half": """
        steps = torch.arange(0, n_rotary, 2, dtype=torch.float32) / n_rotary
        freqs = positions.float()[..., None] * (1.0 / (base**steps))
        emb = torch.cat([freqs, freqs], -1).unsqueeze(-3)
        turning, still = x.split([n_rotary, x.shape[-1] - n_rotary], -1)
        a, b = turning.chunk(2, -1)
        half = torch.cat([-b, a], -1)
        return torch.cat([turning * emb.cos().to(x.dtype) + half * emb.sin().to(x.dtype), still], -1)
    """,
    "pair by pair": """
        result = x.clone()
        if positions.dim() == 1:
            positions = positions.expand(x.shape[0], -1)
        half = n_rotary // 2
        for i in range(half):
            speed = 1.0 / torch.tensor(base, dtype=torch.float32) ** torch.tensor(2 * i / n_rotary)
            angle = (positions * speed)[:, None]
            cos, sin = torch.cos(angle).to(x.dtype), torch.sin(angle).to(x.dtype)
            a, b = x[..., i], x[..., i + half]
            result[..., i] = a * cos - b * sin
            result[..., i + half] = b * cos + a * sin
        return result
    """,
    "complex numbers": """
        steps = torch.arange(0, n_rotary, 2, dtype=torch.float32)
        angle = positions[..., None, :, None] * (1.0 / base ** (steps / n_rotary))
        turn = torch.complex(angle.cos().to(x.dtype), angle.sin().to(x.dtype))
        a, b = x[..., :n_rotary].chunk(2, -1)
        z = torch.complex(a, b) * turn
        return torch.cat([z.real, z.imag, x[..., n_rotary:]], dim=-1)
    """,
}

WRONG["feed_forward"] = {
    "relu, whatever is asked": "return down(torch.relu(up(x)))",
    "gelu, whatever is asked": "return down(torch.nn.functional.gelu(up(x)))",
    "no activation": "return down(up(x))",
    "the activation at the end": "return activation(down(up(x)))",
    "the activation at the beginning": "return down(up(activation(x)))",
    "the activation twice": "return activation(down(activation(up(x))))",
    "a residual connection too many": "return x + down(activation(up(x)))",
    "no biases": "return activation(x @ up.weight.T) @ down.weight.T",
    "the last bias is forgotten": "return activation(up(x)) @ down.weight.T",
    "the first bias is forgotten": "return down(activation(x @ up.weight.T))",
    "the bias behind the activation": "return down(activation(x @ up.weight.T) + up.bias)",
    "not narrowed": "return activation(up(x))",
    "down and up change places": "return up(activation(down(x)))",
    "only the first position": "return down(activation(up(x[:, :1]))).expand(x.shape)",
    "the batch is lost where it is one": "return down(activation(up(x))).squeeze(0)",
    "dropout": "return torch.nn.functional.dropout(down(activation(up(x))), 0.1)",
    "the mean over the positions": "return down(activation(up(x)).mean(1, keepdim=True)).expand(x.shape)",
    "no gradient": """
        with torch.no_grad():
            return down(activation(up(x)))
    """,
    "the weights' numbers only": """
        h = activation(x @ up.weight.data.T + up.bias.data)
        return h @ down.weight.data.T + down.bias.data
    """,
}
RIGHT["feed_forward"] = {
    "F.linear": "return F.linear(activation(F.linear(x, up.weight, up.bias)), down.weight, down.bias)",
    "position by position": """
        return torch.stack([down(activation(up(x[:, t]))) for t in range(x.shape[1])], dim=1)
    """,
    "einsum": """
        wide = activation(torch.einsum("btd,fd->btf", x, up.weight) + up.bias)
        return torch.einsum("btf,df->btd", wide, down.weight) + down.bias
    """,
}

WRONG["encoder_block"] = {
    "pre-norm": """
        x = x + attention(attention_norm(x), mask=mask)
        return x + feed_forward(feed_forward_norm(x))
    """,
    "no residuals": """
        x = attention_norm(attention(x, mask=mask))
        return feed_forward_norm(feed_forward(x))
    """,
    "no residual around attention": """
        x = attention_norm(attention(x, mask=mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "no residual around feed-forward": """
        x = attention_norm(x + attention(x, mask=mask))
        return feed_forward_norm(feed_forward(x))
    """,
    "the norm before the sum": """
        x = x + attention_norm(attention(x, mask=mask))
        return x + feed_forward_norm(feed_forward(x))
    """,
    "no mask": """
        x = attention_norm(x + attention(x))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "the mask in the second place": """
        x = attention_norm(x + attention(x, mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "the norms change places": """
        x = feed_forward_norm(x + attention(x, mask=mask))
        return attention_norm(x + feed_forward(x))
    """,
    "the first norm twice": """
        x = attention_norm(x + attention(x, mask=mask))
        return attention_norm(x + feed_forward(x))
    """,
    "no norm at the end": """
        x = attention_norm(x + attention(x, mask=mask))
        return x + feed_forward(x)
    """,
    "no norm in the middle": """
        x = x + attention(x, mask=mask)
        return feed_forward_norm(x + feed_forward(x))
    """,
    "the second residual starts at x": """
        h = attention_norm(x + attention(x, mask=mask))
        return feed_forward_norm(x + feed_forward(h))
    """,
    "feed-forward reads x": """
        h = attention_norm(x + attention(x, mask=mask))
        return feed_forward_norm(h + feed_forward(x))
    """,
    "feed-forward reads the attention alone": """
        a = attention(x, mask=mask)
        h = attention_norm(x + a)
        return feed_forward_norm(h + feed_forward(a))
    """,
    "feed-forward first": """
        x = feed_forward_norm(x + feed_forward(x))
        return attention_norm(x + attention(x, mask=mask))
    """,
    "both side by side": """
        return feed_forward_norm(x + attention(attention_norm(x), mask=mask) + feed_forward(x))
    """,
    "x is changed": """
        x += attention(x, mask=mask)
        x = attention_norm(x)
        return feed_forward_norm(x + feed_forward(x))
    """,
    "no attention without a mask": """
        if mask is not None:
            x = attention_norm(x + attention(x, mask=mask))
        else:
            x = attention_norm(x)
        return feed_forward_norm(x + feed_forward(x))
    """,
    "without a mask it is causal": """
        if mask is None:
            t = x.shape[1]
            mask = torch.ones(t, t, dtype=torch.bool).tril()
        x = attention_norm(x + attention(x, mask=mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "the mask is turned": """
        x = attention_norm(x + attention(x, mask=None if mask is None else ~mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "a norm too many": """
        x = attention_norm(x + attention(attention_norm(x), mask=mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "the residual counts twice": """
        x = attention_norm(x + x + attention(x, mask=mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
}
RIGHT["encoder_block"] = {
    "one line": """
        return feed_forward_norm((h := attention_norm(x + attention(x, mask=mask))) + feed_forward(h))
    """,
    "a loop over sublayers": """
        steps = [(lambda y: attention(y, mask=mask), attention_norm), (feed_forward, feed_forward_norm)]
        for layer, norm in steps:
            x = norm(layer(x) + x)
        return x
    """,
    "torch.add": """
        attended = torch.add(attention(x, mask=mask), x)
        normed = attention_norm(attended)
        fed = torch.add(feed_forward(normed), normed)
        return feed_forward_norm(fed)
    """,
}

WRONG["decoder_block"] = {
    "memory asks": """
        x = attention_norm(x + attention(x, mask=mask))
        x = cross_attention_norm(x + cross_attention(memory, x, memory_mask)[:, : x.shape[1]])
        return feed_forward_norm(x + feed_forward(x))
    """,
    "memory's padding is seen": """
        x = attention_norm(x + attention(x, mask=mask))
        x = cross_attention_norm(x + cross_attention(x, memory))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "the future is seen": """
        x = attention_norm(x + attention(x))
        x = cross_attention_norm(x + cross_attention(x, memory, memory_mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "the masks change places": """
        x = attention_norm(x + attention(x, mask=memory_mask))
        x = cross_attention_norm(x + cross_attention(x, memory, mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "cross-attention first": """
        x = cross_attention_norm(x + cross_attention(x, memory, memory_mask))
        x = attention_norm(x + attention(x, mask=mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "the two attentions change places": """
        x = attention_norm(x + cross_attention(x, mask=mask))
        x = cross_attention_norm(x + attention(x, memory, memory_mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "pre-norm": """
        x = x + attention(attention_norm(x), mask=mask)
        x = x + cross_attention(cross_attention_norm(x), memory, memory_mask)
        return x + feed_forward(feed_forward_norm(x))
    """,
    "no residual around cross-attention": """
        x = attention_norm(x + attention(x, mask=mask))
        x = cross_attention_norm(cross_attention(x, memory, memory_mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "no residual around self-attention": """
        x = attention_norm(attention(x, mask=mask))
        x = cross_attention_norm(x + cross_attention(x, memory, memory_mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "no residual around feed-forward": """
        x = attention_norm(x + attention(x, mask=mask))
        x = cross_attention_norm(x + cross_attention(x, memory, memory_mask))
        return feed_forward_norm(feed_forward(x))
    """,
    "the second residual starts at x": """
        h = attention_norm(x + attention(x, mask=mask))
        h = cross_attention_norm(x + cross_attention(h, memory, memory_mask))
        return feed_forward_norm(h + feed_forward(h))
    """,
    "memory is not looked at": """
        x = attention_norm(x + attention(x, mask=mask))
        x = cross_attention_norm(x + cross_attention(x, mask=mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "no cross-attention": """
        x = attention_norm(x + attention(x, mask=mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "no feed-forward": """
        x = attention_norm(x + attention(x, mask=mask))
        return cross_attention_norm(x + cross_attention(x, memory, memory_mask))
    """,
    "two norms change places": """
        x = cross_attention_norm(x + attention(x, mask=mask))
        x = attention_norm(x + cross_attention(x, memory, memory_mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "the last norm is forgotten": """
        x = attention_norm(x + attention(x, mask=mask))
        x = cross_attention_norm(x + cross_attention(x, memory, memory_mask))
        return x + feed_forward(x)
    """,
    "memory is normalised": """
        x = attention_norm(x + attention(x, mask=mask))
        x = cross_attention_norm(x + cross_attention(x, cross_attention_norm(memory), memory_mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "both attentions read x": """
        h = attention_norm(x + attention(x, mask=mask))
        h = cross_attention_norm(h + cross_attention(x, memory, memory_mask))
        return feed_forward_norm(h + feed_forward(h))
    """,
    "the norm before the sum": """
        x = x + attention_norm(attention(x, mask=mask))
        x = x + cross_attention_norm(cross_attention(x, memory, memory_mask))
        return x + feed_forward_norm(feed_forward(x))
    """,
    "the mask is taken for what is looked at": """
        x = attention_norm(x + attention(x, mask))
        x = cross_attention_norm(x + cross_attention(x, memory, memory_mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "x is changed": """
        x += attention(x, mask=mask)
        x = attention_norm(x)
        x = cross_attention_norm(x + cross_attention(x, memory, memory_mask))
        return feed_forward_norm(x + feed_forward(x))
    """,
}
RIGHT["decoder_block"] = {
    "names for everything": """
        looked = attention_norm(x + attention(x, mask=mask))
        read = cross_attention_norm(looked + cross_attention(looked, memory, mask=memory_mask))
        return feed_forward_norm(read + feed_forward(read))
    """,
    "self-attention as attention to itself": """
        y = attention_norm(attention(x, x, mask) + x)
        y = cross_attention_norm(cross_attention(y, memory, memory_mask) + y)
        y = feed_forward_norm(feed_forward(y) + y)
        return y
    """,
    "one function for all three": """
        def around(y, layer, norm, *args, **kwargs):
            return norm(y + layer(y, *args, **kwargs))

        y = around(x, attention, attention_norm, mask=mask)
        return around(
            around(y, cross_attention, cross_attention_norm, memory, memory_mask), feed_forward, feed_forward_norm
        )
    """,
}

_MASK = """
        t = x.shape[1]
        past = torch.ones(t, t, dtype=torch.bool).tril()
"""
WRONG["decoder_only_block"] = {
    "the future is seen": """
        x = x + attention(attention_norm(x), mask=real[:, None, None, :])
        return x + feed_forward(feed_forward_norm(x))
    """,
    "padding is seen": _MASK
    + """
        x = x + attention(attention_norm(x), mask=past)
        return x + feed_forward(feed_forward_norm(x))
    """,
    "no mask": """
        x = x + attention(attention_norm(x))
        return x + feed_forward(feed_forward_norm(x))
    """,
    "or in the place of and": _MASK
    + """
        x = x + attention(attention_norm(x), mask=past | real[:, None, None, :])
        return x + feed_forward(feed_forward_norm(x))
    """,
    "padding may not ask, but is seen": _MASK
    + """
        x = x + attention(attention_norm(x), mask=past & real[:, None, :, None])
        return x + feed_forward(feed_forward_norm(x))
    """,
    "padding may not ask, and is not seen": _MASK
    + """
        m = past & real[:, None, None, :] & real[:, None, :, None]
        x = x + attention(attention_norm(x), mask=m)
        return x + feed_forward(feed_forward_norm(x))
    """,
    "the head's axis is missing": _MASK
    + """
        x = x + attention(attention_norm(x), mask=past & real[:, None, :])
        return x + feed_forward(feed_forward_norm(x))
    """,
    "may not look at itself": """
        t = x.shape[1]
        m = torch.ones(t, t, dtype=torch.bool).tril(-1) & real[:, None, None, :]
        x = x + attention(attention_norm(x), mask=m)
        return x + feed_forward(feed_forward_norm(x))
    """,
    "upside down": """
        t = x.shape[1]
        m = torch.ones(t, t, dtype=torch.bool).triu() & real[:, None, None, :]
        x = x + attention(attention_norm(x), mask=m)
        return x + feed_forward(feed_forward_norm(x))
    """,
    "True means hidden": _MASK
    + """
        x = x + attention(attention_norm(x), mask=~(past & real[:, None, None, :]))
        return x + feed_forward(feed_forward_norm(x))
    """,
    "post-norm": _MASK
    + """
        m = past & real[:, None, None, :]
        x = attention_norm(x + attention(x, mask=m))
        return feed_forward_norm(x + feed_forward(x))
    """,
    "the residual starts behind the norm": _MASK
    + """
        m = past & real[:, None, None, :]
        x = attention_norm(x)
        x = x + attention(x, mask=m)
        x = feed_forward_norm(x)
        return x + feed_forward(x)
    """,
    "feed-forward has no norm": _MASK
    + """
        m = past & real[:, None, None, :]
        x = x + attention(attention_norm(x), mask=m)
        return x + feed_forward(x)
    """,
    "no second residual": _MASK
    + """
        m = past & real[:, None, None, :]
        x = x + attention(attention_norm(x), mask=m)
        return feed_forward(feed_forward_norm(x))
    """,
    "side by side, as GPT-NeoX does": _MASK
    + """
        m = past & real[:, None, None, :]
        return x + attention(attention_norm(x), mask=m) + feed_forward(feed_forward_norm(x))
    """,
    "the norms change places": _MASK
    + """
        m = past & real[:, None, None, :]
        x = x + attention(feed_forward_norm(x), mask=m)
        return x + feed_forward(attention_norm(x))
    """,
    "the first norm twice": _MASK
    + """
        m = past & real[:, None, None, :]
        x = x + attention(attention_norm(x), mask=m)
        return x + feed_forward(attention_norm(x))
    """,
    "the second residual starts at x": _MASK
    + """
        m = past & real[:, None, None, :]
        h = x + attention(attention_norm(x), mask=m)
        return x + feed_forward(feed_forward_norm(h))
    """,
    "padding is supposed to be the same in all rows": _MASK
    + """
        m = past & real[0]
        x = x + attention(attention_norm(x), mask=m)
        return x + feed_forward(feed_forward_norm(x))
    """,
    "padding is 0 at the end": _MASK
    + """
        m = past & real[:, None, None, :]
        x = x + attention(attention_norm(x), mask=m)
        return (x + feed_forward(feed_forward_norm(x))) * real[..., None]
    """,
    "x is changed": _MASK
    + """
        m = past & real[:, None, None, :]
        x += attention(attention_norm(x), mask=m)
        return x + feed_forward(feed_forward_norm(x))
    """,
    "a word that sees nothing sees itself": _MASK
    + """
        m = past & real[:, None, None, :]
        m = m | (~m.any(-1, keepdim=True) & torch.eye(t, dtype=torch.bool))
        x = x + attention(attention_norm(x), mask=m)
        return x + feed_forward(feed_forward_norm(x))
    """,
}
RIGHT["decoder_only_block"] = {
    "the library's masks": """
        t = x.shape[1]
        seen = mf.causal_mask(t, t) & mf.padding_mask(real)
        x = x + attention(attention_norm(x), mask=seen)
        return x + feed_forward(feed_forward_norm(x))
    """,
    "by comparison": """
        place = torch.arange(x.size(1))
        may = (place[:, None] >= place[None, :])[None, None] & real.unsqueeze(1).unsqueeze(2)
        middle = x + attention(attention_norm(x), mask=may)
        return middle + feed_forward(feed_forward_norm(middle))
    """,
    "in one line": """
        m = torch.tril(real[:, None, None, :].expand(-1, -1, x.shape[1], -1))
        return (h := x + attention(attention_norm(x), mask=m)) + feed_forward(feed_forward_norm(h))
    """,
}
