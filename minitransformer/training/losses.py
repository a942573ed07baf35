"""What is minimised. Each is `functional.cross_entropy`, on the positions that count."""

from jaxtyping import Float, Int
from torch import Tensor

from ..functional import IGNORE, cross_entropy


def counted(*labels: Int[Tensor, "..."]) -> list[int]:
    """Of each, how many labels count: those over which its loss is the mean."""
    return [int((each != IGNORE).sum()) for each in labels]


def causal_lm_loss(scores: Float[Tensor, "b t vocab"], ids: Int[Tensor, "b t"]) -> Float[Tensor, ""]:
    """Position t is scored on token t + 1. Set an id in `ids` to `IGNORE` to leave it out of the loss."""
    return cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten())


def mlm_loss(scores: Float[Tensor, "b t vocab"], labels: Int[Tensor, "b t"]) -> Float[Tensor, ""]:
    """Only the positions that were chosen by `mask_tokens` count: the others have label `IGNORE`."""
    return cross_entropy(scores.flatten(0, 1), labels.flatten())


def smoothed_cross_entropy(
    scores: Float[Tensor, "n classes"], labels: Int[Tensor, " n"], smoothing: float
) -> Float[Tensor, ""]:
    """The surprise at a label that is only nearly certain: a share `smoothing` of it is spread evenly over
    all classes (Szegedy et al. 2016, section 7). The model learns to be less sure, and translates better
    (Vaswani et al. 2017, section 5.4). Labels that are `IGNORE` do not count.
    """
    counts = labels != IGNORE
    chosen = scores[counts].gather(-1, labels[counts, None]).squeeze(-1)
    above_the_rest = (chosen - scores[counts].mean(-1)).sum() / max(len(chosen), 1)
    return cross_entropy(scores, labels) + smoothing * above_the_rest


def soft_cross_entropy(
    scores: Float[Tensor, "n classes"], targets: Float[Tensor, "n classes"]
) -> Float[Tensor, ""]:
    """The mean surprise where not one class is right, but each with its share (Hinton et al. 2015, section 2)."""
    scores = scores.float()
    return (scores.logsumexp(-1) - (targets * scores).sum(-1)).mean()
