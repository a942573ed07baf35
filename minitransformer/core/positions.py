"""How a model knows order. Every scheme answers one question: given embedded tokens and their positions,
what goes into the first block, and how must every attention rotate its queries and keys?"""

from functools import partial

from jaxtyping import Float, Int
from torch import Tensor, nn

from .. import functional as F

Placed = tuple[Tensor, F.TensorFn]


class Learned(nn.Module):
    """A trained vector for each position, added once (GPT-2, BERT)."""

    def __init__(self, max_len: int, d_model: int) -> None:
        super().__init__()
        self.table = nn.Embedding(max_len, d_model)

    def forward(self, x: Float[Tensor, "b t d"], positions: Int[Tensor, "*b t"]) -> Placed:
        return x + self.table(positions), F.identity


class LearnedFromTwo(Learned):
    """BART's learned positions: the first two rows of its table were kept free, and never used."""

    FREE = 2

    def __init__(self, max_len: int, d_model: int) -> None:
        super().__init__(max_len + self.FREE, d_model)

    def forward(self, x: Float[Tensor, "b t d"], positions: Int[Tensor, "*b t"]) -> Placed:
        return super().forward(x, positions + self.FREE)


class Sinusoidal(nn.Module):
    """A fixed vector for each position, added once (Vaswani et al. 2017, Marian). Nothing to learn or store."""

    def forward(self, x: Float[Tensor, "b t d"], positions: Int[Tensor, "*b t"]) -> Placed:
        return x + F.sinusoids(positions, x.shape[-1]).to(x.dtype), F.identity


class Rotary(nn.Module):
    """Nothing is added: every query and key turns with its position (GPT-NeoX, Llama)."""

    def __init__(self, n_rotary: int, base: float) -> None:
        super().__init__()
        self.n_rotary, self.base = n_rotary, base

    def forward(self, x: Float[Tensor, "b t d"], positions: Int[Tensor, "*b t"]) -> Placed:
        return x, partial(F.rotate, positions=positions, n_rotary=self.n_rotary, base=self.base)
