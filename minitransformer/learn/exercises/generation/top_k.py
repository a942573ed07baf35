"""Top-k: only the best words may be drawn."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from ...exercise import Case, Exercise
from ...lawbook import rows_alone
from ...said import Said
from ..numbers import normal
from .top_k_mistakes import MISTAKES
from .top_k_results import RESULTS

AXES = {"b": 3, "vocab": 11, "k": 4}


@torch.no_grad()
def top_k(scores: Float[Tensor, "b vocab"], k: int) -> Float[Tensor, "b vocab"]:
    """Only the k best words of each row may be chosen: the others get the score minus infinity (Fan et al. 2018,
    section 5.4). A k beyond the vocabulary changes nothing.
    """
    best = scores.topk(min(k, scores.shape[-1])).values
    worst_kept = best[:, -1:]
    return scores.masked_fill(scores < worst_kept, -math.inf)


def cases(generator: torch.Generator) -> Sequence[Case]:
    """A few of the words; one; all; words that were ruled out before."""

    def some() -> Tensor:
        return normal(generator, 3, 11)

    banned = some()
    banned[:, 2] = banned[0, :5] = -math.inf
    return (
        Case(Said("the 4 best of 11", "11개 중 가장 좋은 4개"), {"scores": some(), "k": 4}),
        Case(Said("only the best", "가장 좋은 하나"), {"scores": some(), "k": 1}),
        Case(Said("k beyond the vocabulary", "어휘보다 큰 k"), {"scores": some(), "k": 50}),
        Case(Said("some words already ruled out", "이미 금지된 단어가 있음"), {"scores": banned, "k": 4}),
    )


def scattered(scores: Tensor, k: int) -> Tensor:
    """The best, put back where they stood in a row of minus infinity."""
    best, places = torch.topk(scores, min(k, scores.shape[-1]), dim=-1)
    return torch.full_like(scores, -math.inf).scatter(-1, places, best)


def by_rank(scores: Tensor, k: int) -> Tensor:
    """The place of every word in the order, and only the first k places."""
    rank = scores.argsort(-1, descending=True).argsort(-1)
    return torch.where(rank < k, scores, -math.inf)


EXERCISE = Exercise(
    name="top_k",
    lesson=10,
    title=Said("Top-k", "상위 k개 고르기(top-k)"),
    difficulty=2,
    minutes=10,
    task=Said(
        "Before a word is drawn: leave the scores of the k best words of each row as they are, and set all others "
        "to −∞.",
        "단어를 뽑기 전에, 행마다 가장 좋은 단어 k개의 점수는 그대로 두고 나머지는 −∞로 만드세요.",
    ),
    reference=top_k,
    axes=AXES,
    results=("scores",),
    cases=cases,
    laws=(rows_alone("scores"),),
    mistakes=(*MISTAKES, *RESULTS),
    equivalents={"scattered back": scattered, "by rank": by_rank},
    hints=(
        Said(
            "The result has the shape of scores, and exactly k numbers of a row are finite and unchanged.",
            "결과는 scores와 모양이 같고, 한 행에서 정확히 k개만 유한하며 그대로입니다.",
        ),
        Said(
            "What decides is the worst score that is kept; every row has its own.",
            "남는 점수 중 가장 나쁜 것이 기준입니다. 기준은 행마다 다릅니다.",
        ),
        Said(
            "scores.topk(min(k, …)).values[:, -1:], then masked_fill with -math.inf",
            "scores.topk(min(k, …)).values[:, -1:]를 구하고 -math.inf로 masked_fill",
        ),
    ),
)
