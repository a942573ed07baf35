"""Softmax: scores into probabilities."""

from collections.abc import Sequence

import torch
from torch import Tensor

from .... import functional as F
from ...exercise import Case, Exercise
from ...lawbook import positions_alone, sums_to_one
from ...said import Said
from ..numbers import normal
from .softmax_axes import AXES_MISTAKEN
from .softmax_mistakes import MISTAKES

AXES = {"b": 2, "t": 5, "s": 7}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Usual scores; scores whose exp overflows or is 0; rows, and a score, that are far from the others."""
    levels = torch.arange(5, dtype=torch.float64)[:, None] * 2000
    ahead = torch.arange(7) == 2
    return (
        Case(Said("usual scores", "보통의 점수"), {"x": normal(generator, *AXES.values())}),
        Case(
            Said("scores around 3000", "3000 안팎의 점수"),
            {"x": normal(generator, *AXES.values()) + 3000},
            in_float32=False,
        ),
        Case(
            Said("rows 2000 apart", "2000씩 떨어진 행"),
            {"x": normal(generator, *AXES.values()) - levels},
            in_float32=False,
        ),
        Case(
            Said("scores around -3000", "-3000 안팎의 점수"),
            {"x": normal(generator, *AXES.values()) - 3000},
            in_float32=False,
        ),
        Case(
            Said("one score 3000 ahead", "3000만큼 앞선 점수 하나"),
            {"x": normal(generator, *AXES.values()) + 3000 * ahead},
        ),
    )


def through_logarithms(x: Tensor) -> Tensor:
    """exp of the log-softmax."""
    return (x - x.logsumexp(-1, keepdim=True)).exp()


def from_torch(x: Tensor) -> Tensor:
    """PyTorch's own."""
    return torch.softmax(x, dim=-1)


EXERCISE = Exercise(
    name="softmax",
    lesson=1,
    title=Said("Softmax", "소프트맥스(softmax)"),
    difficulty=1,
    minutes=10,
    task=Said(
        "Turn the last axis into probabilities, so that no score, however large, overflows.",
        "마지막 축을 확률로 바꾸세요. 점수가 아무리 커도 넘치지 않아야 합니다.",
    ),
    reference=F.softmax,
    axes=AXES,
    cases=cases,
    laws=(sums_to_one(), positions_alone("x")),
    mistakes=(*AXES_MISTAKEN, *MISTAKES),
    equivalents={"through logarithms": through_logarithms, "PyTorch's own": from_torch},
    hints=(
        Said("Every row is positive and adds up to 1.", "모든 행은 양수이고 합이 1입니다."),
        Said(
            "Softmax does not change when a number is subtracted from the whole row: subtract the largest.",
            "행 전체에서 같은 수를 빼도 소프트맥스는 그대로입니다. 가장 큰 수를 빼세요.",
        ),
        Said(
            "exp = (x - x.amax(-1, keepdim=True)).exp(), then divide by its sum over the same axis",
            "exp = (x - x.amax(-1, keepdim=True)).exp()를 같은 축의 합으로 나누기",
        ),
    ),
)
