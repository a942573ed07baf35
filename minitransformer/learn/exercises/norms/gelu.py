"""GELU, exactly: x times the normal CDF."""

from collections.abc import Sequence

import torch
from torch import Tensor

from .... import functional as F
from ...exercise import Case, Exercise
from ...lawbook import positions_alone
from ...said import Said
from ..numbers import normal
from .gelu_mistakes import MISTAKES

AXES = {"b": 2, "t": 5, "d": 11}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Numbers on both sides of zero, where the curves differ most; then large ones."""
    return (
        Case(Said("normal numbers", "정규분포의 수"), {"x": normal(generator, *AXES.values())}),
        Case(Said("large numbers", "큰 수"), {"x": normal(generator, *AXES.values(), scale=6.0)}),
    )


def from_normal_cdf(x: Tensor) -> Tensor:
    """With PyTorch's CDF."""
    return x * torch.special.ndtr(x)


def from_erfc(x: Tensor) -> Tensor:
    """With the complement of the error function."""
    return x / 2 * torch.erfc(-x * 0.5**0.5)


EXERCISE = Exercise(
    name="gelu",
    lesson=5,
    title=Said("GELU", "GELU"),
    difficulty=1,
    minutes=10,
    task=Said(
        "Weigh every number with the probability that a standard normal number is smaller. Use torch.erf.",
        "각 수에, 표준정규분포의 수가 그보다 작을 확률을 곱하세요. torch.erf를 쓰세요.",
    ),
    reference=F.gelu,
    axes=AXES,
    cases=cases,
    laws=(positions_alone("x"),),
    mistakes=MISTAKES,
    equivalents={"normal CDF": from_normal_cdf, "erfc": from_erfc},
    hints=(
        Said(
            "Far above zero the result is x, far below it is 0.",
            "0보다 아주 크면 x, 아주 작으면 0이 나옵니다.",
        ),
        Said(
            "The normal CDF is ½(1 + erf(x/√2)): erf is its curve, moved and stretched.",
            "정규분포의 CDF는 ½(1 + erf(x/√2))입니다. erf를 옮기고 늘린 곡선입니다.",
        ),
        Said("x * 0.5 * (1 + torch.erf(…))", "x * 0.5 * (1 + torch.erf(…))"),
    ),
)
