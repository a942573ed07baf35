"""What is minimised. Each is `functional.cross_entropy`, on the positions that count."""

from jaxtyping import Float, Int
from torch import Tensor

from ..functional import cross_entropy


def causal_lm_loss(scores: Float[Tensor, "b t vocab"], ids: Int[Tensor, "b t"]) -> Float[Tensor, ""]:
    """Position t is scored on token t + 1. Set an id in `ids` to `IGNORE` to leave it out of the loss."""
    return cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten())


def mlm_loss(scores: Float[Tensor, "b t vocab"], labels: Int[Tensor, "b t"]) -> Float[Tensor, ""]:
    """Only the positions that were chosen by `mask_tokens` count: the others have label `IGNORE`."""
    return cross_entropy(scores.flatten(0, 1), labels.flatten())
