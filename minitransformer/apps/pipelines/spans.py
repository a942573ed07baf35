"""The search for the best span: where it begins and where it ends, the one not before the other."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from ...functional import softmax


def chances_of_places(
    scores: Float[Tensor, "t 2"], first: int, cls_id: int, ids: Sequence[int]
) -> tuple[Float[Tensor, " t"], Float[Tensor, " t"]]:
    """For every place, the chance that the answer begins there and that it ends there.

    An answer stands in the context, which begins at `first`; or at [CLS], which stands for none. Every other
    place has the chance 0.
    """
    allowed = torch.tensor([first <= i < len(ids) - 1 or ids[i] == cls_id for i in range(len(ids))])
    begin, end = softmax(scores.T.masked_fill(~allowed, -1e4))
    return begin, end


def best_spans(
    begin: Float[Tensor, " t"], end: Float[Tensor, " t"], first: int, longest: int, k: int
) -> list[tuple[int, int, float]]:
    """The k likeliest spans inside the context, of at most `longest` tokens each, as (first place, last place,
    chance)."""
    t = len(begin)
    inside = torch.zeros(t, t, dtype=torch.bool)
    inside[first : t - 1, first : t - 1] = True
    spans = (begin[:, None] * end).masked_fill(~inside.triu().tril(longest - 1), -1.0)
    likeliest = spans.flatten().topk(min(k, spans.numel()))
    pairs = zip(likeliest.indices.tolist(), likeliest.values.tolist(), strict=True)
    return [(i // t, i % t, chance) for i, chance in pairs if chance >= 0]
