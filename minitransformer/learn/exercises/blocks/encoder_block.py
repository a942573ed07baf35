"""The encoder's block: attention and feed-forward, each with its residual and norm."""

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from ....core.blocks import post_norm
from ....functional import padding_mask
from ...exercise import Arguments, Case, Exercise
from ...lawbook import rows_alone
from ...said import Said
from ..numbers import normal, some_padding
from .encoder_norms import NORMS
from .encoder_residuals import RESIDUALS
from .laws import padding_unseen
from .made import AXES, sublayers


def encoder_block(
    x: Float[Tensor, "b t d"],
    mask: Bool[Tensor, "..."] | None,
    attention: nn.Module,
    attention_norm: nn.Module,
    feed_forward: nn.Module,
    feed_forward_norm: nn.Module,
) -> Float[Tensor, "b t d"]:
    """A block of BERT and of the first Transformer's encoder, post-norm (Vaswani et al. 2017, figure 1, left).

        x ─┬─► attention ─► + ─► norm ─┬─► feed-forward ─► + ─► norm ─►
           └────────────────┘          └───────────────────┘

    The attention takes the mask by its name; the other three take one argument.
    """
    attended = attention(x, mask=mask)
    middle = attention_norm(x + attended)
    fed = feed_forward(middle)
    return feed_forward_norm(middle + fed)


def cases(generator: torch.Generator) -> Sequence[Case]:
    """One row padded; no mask."""
    layers = sublayers(generator)
    x, mask = normal(generator, 2, 5, 12), padding_mask(some_padding(2, 5))
    return (
        Case(Said("one row padded", "한 행에 패딩"), {"x": x, "mask": mask, **layers}),
        Case(Said("no mask", "마스크 없음"), {"x": normal(generator, 2, 5, 12), "mask": None, **layers}),
    )


def real(arguments: Arguments) -> Tensor | None:
    """Which tokens the mask says are real."""
    mask = arguments["mask"]
    return None if mask is None else mask[:, 0, 0]


def wired(
    x: Tensor,
    mask: Tensor | None,
    attention: nn.Module,
    attention_norm: nn.Module,
    feed_forward: nn.Module,
    feed_forward_norm: nn.Module,
) -> Tensor:
    """By the library's own wiring."""

    def attend(y: Tensor) -> Tensor:
        return attention(y, mask=mask)

    return post_norm(x, [(attention_norm, attend), (feed_forward_norm, feed_forward)])


def row_by_row(
    x: Tensor,
    mask: Tensor | None,
    attention: nn.Module,
    attention_norm: nn.Module,
    feed_forward: nn.Module,
    feed_forward_norm: nn.Module,
) -> Tensor:
    """One text after the other, with memory spelled out, and the sum the other way round."""
    rows = []
    for i in range(len(x)):
        y = x[i : i + 1]
        y = attention_norm(attention(y, y, None if mask is None else mask[i : i + 1]) + y)
        rows.append(feed_forward_norm(feed_forward(y) + y))
    return torch.cat(rows)


EXERCISE = Exercise(
    name="encoder_block",
    lesson=5,
    title=Said("Encoder block", "인코더 블록(encoder block)"),
    difficulty=2,
    minutes=20,
    task=Said(
        "Wire a block: attention, then the feed-forward network; around each a residual connection, and after each "
        "sum a norm. The four layers are given.",
        "블록을 배선하세요. 어텐션 다음에 피드포워드 신경망이 오고, 각각을 잔차 연결이 감싸며, 더한 뒤마다 정규화가 "
        "있습니다. 네 층은 주어집니다.",
    ),
    reference=encoder_block,
    axes=AXES,
    cases=cases,
    laws=(padding_unseen(real), rows_alone("x")),
    mistakes=(*RESIDUALS, *NORMS),
    equivalents={"the library's wiring": wired, "row by row": row_by_row},
    hints=(
        Said(
            "The last thing that happens is a norm, so every position comes out with the norm's own scale.",
            "마지막에 하는 일이 정규화여서, 어느 위치든 그 정규화의 크기로 나옵니다.",
        ),
        Said(
            "Twice the same: norm(y + sublayer(y)). The y of the second time is the result of the first.",
            "같은 일을 두 번 합니다: norm(y + sublayer(y)). 두 번째의 y는 첫 번째의 결과입니다.",
        ),
        Said(
            "middle = attention_norm(x + attention(x, mask=mask))",
            "middle = attention_norm(x + attention(x, mask=mask))",
        ),
    ),
)
