"""The feed-forward network of a block."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ....functional import TensorFn, gelu, gelu_tanh
from ...exercise import Case, Exercise
from ...lawbook import positions_alone, rows_alone
from ...said import Said
from ..numbers import linear, normal
from .feed_forward_mistakes import MISTAKES

AXES = {"b": 2, "t": 5, "d": 12, "d_ff": 20}


def feed_forward(
    x: Float[Tensor, "b t d"], up: nn.Linear, down: nn.Linear, activation: TensorFn
) -> Float[Tensor, "b t d"]:
    """The same two-layer network at every position (Vaswani et al. 2017, section 3.3).

    up makes d_ff channels of d, down makes d of d_ff.
    """
    wide = up(x)
    active = activation(wide)
    return down(active)


def cases(generator: torch.Generator) -> Sequence[Case]:
    """With BERT's activation, and with GPT-2's."""
    layers = {"up": linear(generator, 12, 20), "down": linear(generator, 20, 12)}
    names = {"GELU": gelu, "GELU by tanh": gelu_tanh}
    return tuple(
        Case(Said(name, name), {"x": normal(generator, 2, 5, 12), **layers, "activation": activation})
        for name, activation in names.items()
    )


def by_hand(x: Tensor, up: nn.Linear, down: nn.Linear, activation: TensorFn) -> Tensor:
    """With the weights themselves."""
    return activation(x @ up.weight.T + up.bias) @ down.weight.T + down.bias


def position_by_position(x: Tensor, up: nn.Linear, down: nn.Linear, activation: TensorFn) -> Tensor:
    """One position after the other."""
    return torch.stack([down(activation(up(x[:, i]))) for i in range(x.shape[1])], 1)


EXERCISE = Exercise(
    name="feed_forward",
    lesson=5,
    title=Said("Feed-forward network", "피드포워드 신경망(feed-forward network)"),
    difficulty=1,
    minutes=10,
    task=Said(
        "Widen every position with up, apply the activation, and narrow it again with down.",
        "위치마다 up으로 넓히고, 활성화 함수를 적용한 뒤, down으로 다시 좁히세요.",
    ),
    reference=feed_forward,
    axes=AXES,
    cases=cases,
    laws=(positions_alone("x"), rows_alone("x")),
    mistakes=MISTAKES,
    equivalents={"with the weights": by_hand, "position by position": position_by_position},
    hints=(
        Said(
            "The result is as wide as x, and each position depends on itself only.",
            "결과의 너비는 x와 같고, 위치마다 자기 자신에만 좌우됩니다.",
        ),
        Said(
            "Two linear layers in a row are one; the activation between them is what makes it more.",
            "선형 층 둘을 이으면 선형 층 하나와 같습니다. 사이의 활성화 함수가 그 이상으로 만듭니다.",
        ),
        Said("down(activation(up(x)))", "down(activation(up(x)))"),
    ),
)
