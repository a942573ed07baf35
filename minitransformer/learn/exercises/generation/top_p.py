"""Top-p: only as many of the best words as are needed for a probability."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from ...exercise import Case, Exercise
from ...lawbook import rows_alone
from ...said import Said
from ..numbers import normal
from .top_p_mistakes import MISTAKES
from .top_p_order import ORDER

AXES = {"b": 3, "vocab": 11}


@torch.no_grad()
def top_p(scores: Float[Tensor, "b vocab"], p: float) -> Float[Tensor, "b vocab"]:
    """Only the smallest set of words that together have probability p may be chosen: the others get the score
    minus infinity (Holtzman et al. 2020, section 3.1). The word with which p is reached is in the set.
    """
    order = scores.argsort(-1, descending=True)
    probabilities = scores.softmax(-1).gather(-1, order)
    before = probabilities.cumsum(-1) - probabilities
    removed = before >= p
    return scores.masked_fill(torch.empty_like(removed).scatter_(-1, order, removed), -math.inf)


def cases(generator: torch.Generator) -> Sequence[Case]:
    """A few words; more words; less than the best word alone has; words that were ruled out before."""

    def some(scale: float) -> Tensor:
        even = torch.linspace(-1, 1, 11, dtype=torch.float64) * scale
        rows = [even[torch.randperm(11, generator=generator)] for _ in range(3)]
        return torch.stack(rows) + normal(generator, 3, 11, scale=0.02)

    banned = some(1.0)
    banned[:, 2] = banned[0, :5] = -math.inf
    return (
        Case(Said("p = 0.6", "p = 0.6"), {"scores": some(1.3), "p": 0.6}),
        Case(Said("p = 0.9", "p = 0.9"), {"scores": some(3.0), "p": 0.9}),
        Case(
            Said("p = 0.02, below the best word's", "p = 0.02, 가장 좋은 단어보다 작음"),
            {"scores": some(2.0), "p": 0.02},
        ),
        Case(Said("some words already ruled out", "이미 금지된 단어가 있음"), {"scores": banned, "p": 0.7}),
        Case(
            Said("scores around 3000", "3000 안팎의 점수"),
            {"scores": some(1.3) + 3000, "p": 0.6},
            in_float32=False,
        ),
    )


def from_the_worst(scores: Tensor, p: float) -> Tensor:
    """Worst first: what goes are the words that together have at most 1 - p."""
    ascending, order = scores.sort(-1)
    gone = ascending.softmax(-1).cumsum(-1) <= 1 - p
    return scores.masked_fill(gone.gather(-1, order.argsort(-1)), -math.inf)


def better_than_it(scores: Tensor, p: float) -> Tensor:
    """No sorting: a word stays if all better ones together have not reached p."""
    chances = scores.softmax(-1)
    better = scores[:, None, :] > scores[:, :, None]
    return torch.where((better * chances[:, None, :]).sum(-1) < p, scores, -math.inf)


EXERCISE = Exercise(
    name="top_p",
    lesson=10,
    title=Said("Top-p (nucleus)", "상위 p 고르기(top-p, nucleus)"),
    difficulty=3,
    minutes=20,
    task=Said(
        "Keep the best words of each row, as few as together have probability p, and set the scores of all others to "
        "−∞. The word that crosses p is kept.",
        "행마다 확률의 합이 p에 이르는 가장 적은 수의 좋은 단어만 남기고, 나머지 점수는 −∞로 만드세요. p를 넘게 하는 "
        "단어는 남습니다.",
    ),
    reference=top_p,
    axes=AXES,
    results=("scores",),
    cases=cases,
    laws=(rows_alone("scores"),),
    mistakes=(*MISTAKES, *ORDER),
    equivalents={"from the worst": from_the_worst, "without sorting": better_than_it},
    hints=(
        Said(
            "However small p is, one word is left; the kept scores do not change, and stand where they stood.",
            "p가 아무리 작아도 한 단어는 남습니다. 남은 점수는 값도 자리도 그대로입니다.",
        ),
        Said(
            "Sort the probabilities, best first; a word goes if those before it already have p. Then back again.",
            "확률을 좋은 것부터 세우고, 앞선 단어들의 합이 이미 p이면 버립니다. 그다음 원래 순서로 되돌립니다.",
        ),
        Said(
            "before = probabilities.cumsum(-1) - probabilities; before >= p, put back with scatter along the order",
            "before = probabilities.cumsum(-1) - probabilities, before >= p를 order를 따라 scatter로 되돌리기",
        ),
    ),
)
