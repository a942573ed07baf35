"""Layer normalisation."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from .... import functional as F
from ...exercise import Case, Exercise
from ...lawbook import positions_alone, rows_alone
from ...said import Said
from ..numbers import normal
from .layer_norm_affine import AFFINE
from .layer_norm_eps import EPS
from .layer_norm_statistics import STATISTICS

AXES = {"b": 2, "t": 5, "d": 11}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """An eps that is loud; two that models have, on numbers so small that eps counts; numbers far from 0; no
    batch."""

    def some(size: float, eps: float) -> dict[str, Any]:
        x = normal(generator, *AXES.values()) + 1.0  # a mean that is not 0
        return {
            "x": x * size,
            "weight": normal(generator, 11, scale=0.5) + 1.0,
            "bias": normal(generator, 11, scale=0.5),
            "eps": eps,
        }

    far, alone = some(1.0, 1e-5), some(1.0, 1e-5)
    far["x"] = far["x"] + 1e5
    alone["x"] = alone["x"][0]
    alone["x"][1] = 0.5
    return (
        Case(Said("a large eps, 0.1", "큰 eps, 0.1"), some(1.0, 0.1)),
        Case(Said("GPT-2's eps on small numbers", "작은 수에 GPT-2의 eps"), some(1e-3, 1e-5)),
        Case(Said("BERT's eps on tiny numbers", "아주 작은 수에 BERT의 eps"), some(1e-6, 1e-12)),
        Case(Said("numbers around 100000", "100000 안팎의 수"), far, in_float32=False),
        Case(Said("no batch, a position of equal numbers", "배치 없음, 수가 모두 같은 위치"), alone),
    )


def from_torch(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    """PyTorch's own."""
    return torch.nn.functional.layer_norm(x, weight.shape, weight, bias, eps)


def with_var(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    """With torch.var, told to divide by d; multiplied with the inverse root."""
    centred = x - x.mean(-1, keepdim=True)
    return centred * torch.rsqrt(x.var(-1, keepdim=True, correction=0) + eps) * weight + bias


EXERCISE = Exercise(
    name="layer_norm",
    lesson=5,
    title=Said("Layer normalisation", "층 정규화(layer normalization)"),
    difficulty=2,
    minutes=15,
    task=Said(
        "Give the channels of every position mean 0 and variance 1, then scale and shift them.",
        "각 위치의 채널을 평균 0, 분산 1로 만든 뒤, 크기를 조절하고 옮기세요.",
    ),
    reference=F.layer_norm,
    axes=AXES,
    cases=cases,
    laws=(positions_alone("x"), rows_alone("x")),
    mistakes=(*STATISTICS, *EPS, *AFFINE),
    equivalents={"PyTorch's own": from_torch, "with torch.var": with_var},
    hints=(
        Said(
            "Before scale and shift, every position has mean 0 and (but for eps) mean square 1.",
            "크기 조절과 이동 전에는 위치마다 평균이 0이고, eps를 빼면 제곱 평균이 1입니다.",
        ),
        Said(
            "The variance is the mean of the squares around the mean: divided by d, not d − 1. eps is added to it.",
            "분산은 평균과의 차를 제곱한 것의 평균입니다. d − 1이 아니라 d로 나누고, 거기에 eps를 더합니다.",
        ),
        Said(
            "(x - mean) / (variance + eps).sqrt() * weight + bias",
            "(x - mean) / (variance + eps).sqrt() * weight + bias",
        ),
    ),
)
