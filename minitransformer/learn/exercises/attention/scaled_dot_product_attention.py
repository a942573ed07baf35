"""Scaled dot-product attention."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from .... import functional as F
from ....functional import TensorFn, identity
from ...exercise import Case, Exercise
from ...lawbook import forbidden_keys, rows_alone, sums_to_one
from ...said import Said
from ..numbers import normal, some_padding
from .attention_filling import FILLING
from .attention_masking import MASKING
from .attention_scaling import SCALING
from .attention_softmax import SOFTMAX
from .attention_weighing import WEIGHING

AXES = {"b": 2, "h": 3, "t": 5, "s": 7, "d_k": 4, "d_v": 11}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Causal with padding; dropout; no mask; as many queries as keys; scores that are far apart; one query;
    no heads."""

    def some(t: int, s: int, scale: float = 1.7) -> dict[str, Tensor]:
        q = normal(generator, 2, 3, t, 4, scale=scale)
        return {"q": q, "k": normal(generator, 2, 3, s, 4), "v": normal(generator, 2, 3, s, 11)}

    def mask(t: int, s: int) -> Tensor:
        seen = F.causal_mask(t, s) & F.padding_mask(some_padding(2, s))
        return seen | (torch.arange(s) == 0)

    def some_dropped(weights: Tensor) -> Tensor:
        t, s = weights.shape[-2:]
        return weights * ((torch.arange(t)[:, None] + torch.arange(s)) % 3 > 0)

    return (
        Case(Said("causal, one row padded", "인과 마스크와 패딩"), {**some(5, 7), "mask": mask(5, 7)}),
        Case(Said("no mask", "마스크 없음"), some(5, 7)),
        Case(Said("as many keys as queries", "쿼리와 키의 수가 같음"), {**some(5, 5), "mask": mask(5, 5)}),
        Case(
            Said("a dropout that drops every third weight", "가중치를 셋에 하나씩 버리는 드롭아웃"),
            {**some(5, 7), "mask": mask(5, 7), "dropout": some_dropped},
        ),
        Case(
            Said("scores that are far apart", "서로 멀리 떨어진 점수"),
            {**some(5, 5, scale=60.0), "mask": mask(5, 5)},
            in_float32=False,
        ),
        Case(Said("scores in the thousands", "수천이 넘는 점수"), some(5, 7, scale=2000.0), in_float32=False),
        Case(Said("one query", "쿼리 하나"), {**some(1, 7), "mask": mask(1, 7)}),
        Case(
            Said("no axis of heads", "헤드 축이 없음"),
            {**{name: x[:, 0] for name, x in some(5, 7).items()}, "mask": mask(5, 7)[:, 0]},
        ),
    )


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, dropout: TensorFn = identity
) -> tuple[Tensor, Tensor]:
    """Every step on its own line, for mistakes to change."""
    scores = q @ k.transpose(-2, -1)
    scores = scores / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = torch.softmax(scores, -1)
    return dropout(weights) @ v, weights


def renormalised(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, dropout: TensorFn = identity
) -> tuple[Tensor, Tensor]:
    """Softmax first, then the mask, then divided by what is left."""
    weights = torch.softmax(q @ k.mT * q.shape[-1] ** -0.5, -1)
    if mask is not None:
        weights = weights * mask
        weights = weights / weights.sum(-1, keepdim=True)
    return dropout(weights) @ v, weights


def very_negative(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, dropout: TensorFn = identity
) -> tuple[Tensor, Tensor]:
    """-1e9 for minus infinity, and the queries scaled first."""
    scores = q / math.sqrt(q.shape[-1]) @ k.mT
    scores = scores if mask is None else scores + (~mask) * -1e9
    weights = F.softmax(scores)
    return dropout(weights) @ v, weights


def with_einsum(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, dropout: TensorFn = identity
) -> tuple[Tensor, Tensor]:
    """By the names of the axes."""
    scores = torch.einsum("...td,...sd->...ts", q, k) / k.shape[-1] ** 0.5
    weights = F.softmax(scores) if mask is None else F.masked_softmax(scores, mask)
    return torch.einsum("...ts,...sd->...td", dropout(weights), v), weights


EXERCISE = Exercise(
    name="scaled_dot_product_attention",
    lesson=2,
    title=Said("Scaled dot-product attention", "스케일드 닷 프로덕트 어텐션(scaled dot-product attention)"),
    difficulty=3,
    minutes=25,
    task=Said(
        "For every query, weigh the values by how well their keys match it. Return the weighted averages and the "
        "weights. mask is True where a query may look; dropout is a function that is laid on the weights.",
        "쿼리마다, 키가 얼마나 잘 맞는지에 따라 값을 가중하세요. 가중 평균과 가중치를 돌려줍니다. mask는 볼 수 있는 "
        "곳이 True이고, dropout은 가중치에 씌우는 함수입니다.",
    ),
    reference=F.scaled_dot_product_attention,
    spelled=scaled_dot_product_attention,
    axes=AXES,
    results=("output", "weights"),
    cases=cases,
    laws=(sums_to_one(1), forbidden_keys("k", "v"), rows_alone("q", "k", "v")),
    mistakes=(*SCALING, *MASKING, *FILLING, *SOFTMAX, *WEIGHING),
    equivalents={
        "softmax, mask, renormalise": renormalised,
        "-1e9 for -inf, queries scaled first": very_negative,
        "einsum": with_einsum,
    },
    hints=(
        Said(
            "Every row of weights adds up to 1, is exactly 0 where the mask is False, and averages the values.",
            "가중치의 모든 행은 합이 1이고, mask가 False인 곳은 정확히 0이며, 값을 평균합니다.",
        ),
        Said(
            "Dot products, divided by the root of their length; the mask before softmax; softmax over the keys.",
            "내적을 길이의 제곱근으로 나누고, softmax 전에 마스크를 씌우고, 키에 걸쳐 softmax를 합니다.",
        ),
        Said(
            "scores = q @ k.transpose(-2, -1) / math.sqrt(…), then scores.masked_fill(~mask, -math.inf)",
            "scores = q @ k.transpose(-2, -1) / math.sqrt(…), 그다음 scores.masked_fill(~mask, -math.inf)",
        ),
    ),
)
