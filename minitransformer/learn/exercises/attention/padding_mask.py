"""The padding mask: nobody looks at what only fills up."""

from collections.abc import Sequence

import torch
from einops import rearrange
from torch import Tensor

from .... import functional as F
from ...exercise import Case, Exercise
from ...said import Said
from ..numbers import some_padding
from .padding_mask_mistakes import MISTAKES

AXES = {"b": 2, "s": 7}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Padding at the end, and anywhere; nothing but padding; one text."""
    return (
        Case(Said("padding at the end", "끝에 있는 패딩"), {"real": some_padding(2, 7)}),
        Case(
            Said("padding anywhere", "여기저기 있는 패딩"),
            {"real": torch.rand(2, 7, generator=generator) < 0.6},
        ),
        Case(
            Said("a text that is all padding", "패딩뿐인 글"),
            {"real": torch.tensor([[True], [False]]).repeat(1, 7)},
        ),
        Case(Said("a batch of one", "글이 하나인 배치"), {"real": some_padding(1, 7)}),
    )


def with_einops(real: Tensor) -> Tensor:
    """By the names of the axes."""
    return rearrange(real, "b s -> b 1 1 s")


def unsqueezed(real: Tensor) -> Tensor:
    """One axis after the other."""
    return real.clone().unsqueeze(1).unsqueeze(1)


EXERCISE = Exercise(
    name="padding_mask",
    lesson=4,
    title=Said("Padding mask", "패딩 마스크(padding mask)"),
    difficulty=1,
    minutes=5,
    task=Said(
        "Give `real` the axes of attention scores, (b, h, t, s), so that it says of every key whether it may be seen.",
        "`real`에 어텐션 점수의 축 (b, h, t, s)를 주어, 키마다 볼 수 있는지 말하게 하세요.",
    ),
    reference=F.padding_mask,
    axes=AXES,
    cases=cases,
    mistakes=MISTAKES,
    equivalents={"einops": with_einops, "unsqueezed": unsqueezed},
    hints=(
        Said(
            "The result has four axes; two of them have size 1.",
            "결과에는 축이 넷 있고, 그중 둘은 크기가 1입니다.",
        ),
        Said(
            "Size 1 is stretched to any size: the same for every head and every query, another for every key.",
            "크기 1인 축은 어떤 크기로도 늘어납니다. 헤드와 쿼리에는 같고, 키마다 다릅니다.",
        ),
        Said("real[:, None, …, …]", "real[:, None, …, …]"),
    ),
)
