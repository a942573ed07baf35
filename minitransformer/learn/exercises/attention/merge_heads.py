"""Merging the heads again."""

from collections.abc import Sequence

import torch
from einops import rearrange
from torch import Tensor

from .... import functional as F
from ...exercise import Case, Exercise
from ...lawbook import positions_alone, rows_alone
from ...said import Said
from ..numbers import normal
from .merge_heads_mistakes import MISTAKES

AXES = {"b": 2, "h": 3, "t": 5, "d_head": 4}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Three heads of four channels, and six of two."""
    return (
        Case(Said("3 heads", "헤드 3개"), {"x": normal(generator, 2, 3, 5, 4)}),
        Case(Said("6 heads", "헤드 6개"), {"x": normal(generator, 2, 6, 5, 2)}),
    )


def with_einops(x: Tensor) -> Tensor:
    """By the names of the axes."""
    return rearrange(x, "b h t d -> b t (h d)")


def concatenated(x: Tensor) -> Tensor:
    """Head beside head."""
    return torch.cat(x.unbind(1), -1)


EXERCISE = Exercise(
    name="merge_heads",
    lesson=3,
    title=Said("Merging heads", "헤드 합치기"),
    difficulty=2,
    minutes=10,
    task=Said(
        "Lay the channels of all heads side by side again, head 0 first: the reverse of split_heads.",
        "모든 헤드의 채널을 헤드 0부터 다시 나란히 놓으세요. split_heads의 반대입니다.",
    ),
    reference=F.merge_heads,
    axes=AXES,
    cases=cases,
    laws=(positions_alone("x"), rows_alone("x")),
    mistakes=MISTAKES,
    equivalents={"einops": with_einops, "concatenated": concatenated},
    hints=(
        Said(
            "A word's result holds all heads of this word, and nothing of other words.",
            "한 단어의 결과에는 그 단어의 모든 헤드가 있고, 다른 단어의 것은 없습니다.",
        ),
        Said(
            "What split_heads moved forward must go back before two axes are joined.",
            "split_heads가 앞으로 옮긴 축을 되돌린 뒤에 두 축을 합쳐야 합니다.",
        ),
        Said("x.transpose(…).reshape(b, t, …)", "x.transpose(…).reshape(b, t, …)"),
    ),
)
