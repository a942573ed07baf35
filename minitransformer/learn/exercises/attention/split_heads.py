"""Splitting the channels into heads."""

from collections.abc import Sequence

import torch
from einops import rearrange
from torch import Tensor

from .... import functional as F
from ...exercise import Case, Exercise
from ...lawbook import positions_alone, rows_alone
from ...said import Said
from ..numbers import normal
from .split_heads_mistakes import MISTAKES

AXES = {"b": 2, "h": 3, "t": 5, "d_head": 4, "d": 12}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Three heads, and six."""
    x = normal(generator, 2, 5, 12)
    return (
        Case(Said("3 heads", "헤드 3개"), {"x": x, "n_heads": 3}),
        Case(Said("6 heads", "헤드 6개"), {"x": x, "n_heads": 6}),
    )


def with_einops(x: Tensor, n_heads: int) -> Tensor:
    """By the names of the axes."""
    return rearrange(x, "b t (h d) -> b h t d", h=n_heads)


def stacked(x: Tensor, n_heads: int) -> Tensor:
    """Cut into pieces, which are stacked."""
    return torch.stack(x.chunk(n_heads, -1), 1)


EXERCISE = Exercise(
    name="split_heads",
    lesson=3,
    title=Said("Splitting heads", "헤드 나누기"),
    difficulty=2,
    minutes=10,
    task=Said(
        "Cut the channels into n_heads pieces that stand side by side, and bring the heads before the positions.",
        "채널을 나란히 n_heads조각으로 자르고, 헤드를 위치 앞으로 옮기세요.",
    ),
    reference=F.split_heads,
    axes=AXES,
    cases=cases,
    laws=(positions_alone("x"), rows_alone("x")),
    mistakes=MISTAKES,
    equivalents={"einops": with_einops, "chunks stacked": stacked},
    hints=(
        Said(
            "Head 0 of a word holds the first channels of this word, and of no other.",
            "한 단어의 헤드 0에는 그 단어의 앞쪽 채널만 있습니다.",
        ),
        Said(
            "view only renames neighbouring numbers; to move an axis one needs transpose.",
            "view는 이웃한 수에 이름만 다시 붙입니다. 축을 옮기려면 transpose가 필요합니다.",
        ),
        Said("x.view(b, t, n_heads, …).transpose(…)", "x.view(b, t, n_heads, …).transpose(…)"),
    ),
)
