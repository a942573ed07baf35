"""GPT's block: the encoder's with a causal mask, and its norms in front."""

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from ....core.blocks import pre_norm
from ....functional import TensorFn, causal_mask, padding_mask
from ...exercise import Case, Exercise
from ...lawbook import rows_alone
from ...said import Said
from ..numbers import normal, some_padding
from .decoder_only_masks import MASKS
from .decoder_only_norms import NORMS
from .decoder_only_residuals import RESIDUALS
from .laws import future_unseen, padding_unseen
from .made import AXES, sublayers


def decoder_only_block(
    x: Float[Tensor, "b t d"],
    real: Bool[Tensor, "b t"],
    attention: nn.Module,
    attention_norm: nn.Module,
    feed_forward: nn.Module,
    feed_forward_norm: nn.Module,
) -> Float[Tensor, "b t d"]:
    """A block of GPT-2, pre-norm (Radford et al. 2019, section 2.3).

        x ─┬─► norm ─► attention ─► + ─┬─► norm ─► feed-forward ─► + ─►
           └────────────────────────┘  └───────────────────────────┘

    A word may look at itself and at the words before it, as far as they are `real` and not padding. The attention
    takes the mask, True where one may look, by the name mask.
    """
    t = x.shape[1]
    mask = causal_mask(t, t) & padding_mask(real)
    attended = attention(attention_norm(x), mask=mask)
    middle = x + attended
    fed = feed_forward(feed_forward_norm(middle))
    return middle + fed


def cases(generator: torch.Generator) -> Sequence[Case]:
    """One row padded on the right, as for training; on the left, as for writing; none."""
    layers, padded = sublayers(generator), some_padding(2, 5)
    reals = (
        (Said("one row padded", "한 행에 패딩"), padded),
        (Said("padding on the left", "왼쪽 패딩"), padded.flip(0, 1)),
        (Said("no padding", "패딩 없음"), torch.ones_like(padded)),
    )
    return tuple(
        Case(name, {"x": normal(generator, 2, 5, 12), "real": real, **layers}) for name, real in reals
    )


def wired(x: Tensor, real: Tensor, **layers: nn.Module) -> Tensor:
    """By the library's own wiring, with a mask of comparisons."""
    where = torch.arange(x.shape[1])
    mask = (where[:, None] >= where) & real[:, None, None, :]

    def attend(y: Tensor) -> Tensor:
        return layers["attention"](y, mask=mask)

    branches: list[tuple[nn.Module, TensorFn]] = [
        (layers["attention_norm"], attend),
        (layers["feed_forward_norm"], layers["feed_forward"]),
    ]
    return pre_norm(x, branches)


def stream(x: Tensor, real: Tensor, **layers: nn.Module) -> Tensor:
    """A sum of three: what came in, and what each sublayer has to say; the mask from what is forbidden."""
    t = x.shape[1]
    forbidden = torch.triu(torch.ones(t, t), diagonal=1).bool() | ~real[:, None, None, :]
    read = layers["attention"](layers["attention_norm"](x), mask=~forbidden)
    return x + read + layers["feed_forward"](layers["feed_forward_norm"](x + read))


EXERCISE = Exercise(
    name="decoder_only_block",
    lesson=5,
    title=Said("Decoder-only block", "디코더 전용 블록(decoder-only block)"),
    difficulty=3,
    minutes=20,
    task=Said(
        "Wire GPT-2's block: make the mask from causality and padding; then attention and feed-forward, each with "
        "its norm in front and its residual around. Masks may be made with minitransformer.functional.",
        "GPT-2의 블록을 배선하세요. 인과성과 패딩으로 마스크를 만들고, 어텐션과 피드포워드를 잇습니다. 각각 앞에 "
        "정규화가 있고 잔차가 감쌉니다. 마스크는 minitransformer.functional로 만들어도 됩니다.",
    ),
    reference=decoder_only_block,
    axes=AXES,
    cases=cases,
    laws=(future_unseen(), padding_unseen(lambda arguments: arguments["real"]), rows_alone("x")),
    mistakes=(*MASKS, *NORMS, *RESIDUALS),
    equivalents={"the library's wiring": wired, "a sum of three": stream},
    hints=(
        Said(
            "If both sublayers returned 0, x would come out as it went in.",
            "두 하위 층이 모두 0을 돌려준다면, x는 들어온 그대로 나옵니다.",
        ),
        Said(
            "The residual stream itself is never normalised, only what a sublayer reads of it.",
            "잔차 흐름 자체는 정규화하지 않습니다. 하위 층이 읽는 것만 정규화합니다.",
        ),
        Said(
            "middle = x + attention(attention_norm(x), mask=causal_mask(t, t) & padding_mask(real))",
            "middle = x + attention(attention_norm(x), mask=causal_mask(t, t) & padding_mask(real))",
        ),
    ),
)
