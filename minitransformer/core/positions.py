"""How a model knows order. Every scheme answers one question: given embedded tokens and their positions,
what goes into the first block, and how must every attention rotate its queries and keys?"""

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
