"""The arithmetic of a transformer: pure functions on tensors, with no parameters and no state.

This is the first page to read. Axes: `b` batch, `h` heads, `t` positions that ask (queries),
`s` positions that answer (keys), `d` channels. Masks are boolean and True means *may look*.
"""

import math
from collections.abc import Callable, Mapping

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

TensorFn = Callable[[Tensor], Tensor]

IGNORE = -100
"""The label of a position that does not count in the loss (PyTorch's convention)."""


def identity(x: Tensor) -> Tensor:
    """Return x itself: what stands in a slot that a model leaves empty."""
    return x


def softmax(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Turn the last axis into probabilities; subtracting the maximum keeps exp from overflowing."""
    exp = (x - x.amax(-1, keepdim=True)).exp()
    return exp / exp.sum(-1, keepdim=True)


def masked_softmax(x: Float[Tensor, "*batch t s"], mask: Bool[Tensor, "..."]) -> Float[Tensor, "*batch t s"]:
    """Softmax over the places where `mask` is True; all others get exactly 0.

    A row that may look at nothing is all zeros, never NaN: nothing seen, nothing said.
    """
    lowest = torch.finfo(x.dtype).min
    return softmax(x.masked_fill(~mask, lowest)).masked_fill(~mask, 0.0)


def layer_norm(
    x: Float[Tensor, "... d"], weight: Float[Tensor, " d"], bias: Float[Tensor, " d"], eps: float
) -> Float[Tensor, "... d"]:
    """Give every position mean 0 and variance 1, then a learned scale and shift (Ba et al. 2016, eq. 4).

    The variance divides by d, not d - 1, and eps stands inside the root.
    """
    mean = x.mean(-1, keepdim=True)
    variance = (x - mean).square().mean(-1, keepdim=True)
    return (x - mean) / (variance + eps).sqrt() * weight + bias


def rms_norm(x: Float[Tensor, "... d"], weight: Float[Tensor, " d"], eps: float) -> Float[Tensor, "... d"]:
    """Give every position root mean square 1, then a learned scale (Zhang and Sennrich 2019, eq. 4).

    What `layer_norm` does, without the mean and without the shift.
    """
    return x / (x.square().mean(-1, keepdim=True) + eps).sqrt() * weight


def gelu(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """x times the standard normal CDF at x: BERT's activation (Hendrycks and Gimpel 2016, section 2)."""
    return x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))


def gelu_tanh(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """The tanh approximation of `gelu`, GPT-2's activation; at most 5e-4 away from it."""
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def silu(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """x times its own sigmoid, also called swish (Hendrycks and Gimpel 2016, section 4)."""
    return x * torch.sigmoid(x)


ACTIVATIONS: Mapping[str, TensorFn] = {
    "gelu": gelu,
    "gelu_tanh": gelu_tanh,
    "relu": torch.relu,
    "silu": silu,
    "tanh": torch.tanh,
}


def split_heads(x: Float[Tensor, "b t d"], n_heads: int) -> Float[Tensor, "b h t d_head"]:
    """Cut the channels into heads and bring the heads to the front, so that each attends on its own."""
    b, t, d = x.shape
    return x.view(b, t, n_heads, d // n_heads).transpose(1, 2)


def merge_heads(x: Float[Tensor, "b h t d_head"]) -> Float[Tensor, "b t d"]:
    """Undo `split_heads`: lay the heads' channels side by side again."""
    b, h, t, d_head = x.shape
    return x.transpose(1, 2).reshape(b, t, h * d_head)


def share_heads(x: Float[Tensor, "b h_kv s d"], n_heads: int) -> Float[Tensor, "b h s d"]:
    """Let each head of keys or values serve several heads of queries that stand side by side (Ainslie et
    al. 2023, section 2.2). With as many as there are queries, every head keeps its own."""
    b, h_kv, s, d = x.shape
    return x[:, :, None].expand(b, h_kv, n_heads // h_kv, s, d).reshape(b, n_heads, s, d)


def scaled_dot_product_attention(
    q: Float[Tensor, "*batch t d_k"],
    k: Float[Tensor, "*batch s d_k"],
    v: Float[Tensor, "*batch s d_v"],
    mask: Bool[Tensor, "..."] | None = None,
    dropout: TensorFn = identity,
) -> tuple[Float[Tensor, "*batch t d_v"], Float[Tensor, "*batch t s"]]:
    """softmax(q k^T / sqrt(d_k)) v, and the weights themselves (Vaswani et al. 2017, section 3.2.1).

    Each query takes a weighted average of the values, weighted by how well it matches their keys.
    Dropout, where a model has it, falls on the weights.
    """
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    weights = softmax(scores) if mask is None else masked_softmax(scores, mask)
    return dropout(weights) @ v, weights


def causal_mask(t: int, s: int, device: torch.device | None = None) -> Bool[Tensor, "t s"]:
    """The last `t` of `s` positions may each look at themselves and at all before, never at the future."""
    return torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t)


def padding_mask(real: Bool[Tensor, "b s"]) -> Bool[Tensor, "b 1 1 s"]:
    """Every head of every query may look at the real tokens, and not at the padding."""
    return real[:, None, None, :]


def positions_of(real: Bool[Tensor, "b s"]) -> Int[Tensor, "b s"]:
    """Number the real tokens of each row from 0, wherever the padding stands."""
    return (real.cumsum(-1) - 1).clamp(min=0)


def sinusoids(positions: Int[Tensor, "*b t"], d_model: int) -> Float[Tensor, "*b t d"]:
    """A fixed vector for each position: sines and cosines of wavelengths from 2π to 10000·2π (Vaswani et al.
    2017, section 3.5), all the sines first. Computed in float64, and rounded to float32."""
    wavelength = 10_000 ** (
        torch.arange(0, d_model, 2, device=positions.device, dtype=torch.float64) / d_model
    )
    angle = positions[..., None] / wavelength
    return torch.cat([angle.sin(), angle.cos()[..., : d_model // 2]], -1).to(torch.float32)


def rotate(
    x: Float[Tensor, "b h t d"], positions: Int[Tensor, "*b t"], n_rotary: int, base: float
) -> Float[Tensor, "b h t d"]:
    """Turn pairs of channels by an angle that grows with the position (Su et al. 2021, eq. 34), so that a
    query and a key see how far apart they are. Channel i of the first `n_rotary` is paired with channel
    i + n_rotary/2, the rest pass. The angles are float32 whatever x is, as they were when the published
    models were trained.
    """
    turning, still = x[..., :n_rotary], x[..., n_rotary:]
    steps = torch.arange(0, n_rotary, 2, device=x.device, dtype=torch.float32)
    angle = positions[..., None, :, None] * (1.0 / base ** (steps / n_rotary))
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = turning.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin, still], -1)


def cross_entropy(scores: Float[Tensor, "n classes"], labels: Int[Tensor, " n"]) -> Float[Tensor, ""]:
    """The mean surprise, -log p(label) in nats, over the labels that are not `IGNORE`.

    A batch in which no label counts has loss 0, and gradient 0.
    """
    counts = labels != IGNORE
    scores, labels = scores[counts], labels[counts]
    scores = scores - scores.amax(-1, keepdim=True)
    log_normaliser = scores.exp().sum(-1).log()
    chosen = scores.gather(-1, labels[:, None]).squeeze(-1)
    return (log_normaliser - chosen).sum() / max(len(labels), 1)
