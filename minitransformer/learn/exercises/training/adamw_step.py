"""One step of AdamW, by hand."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ...exercise import Case, Exercise
from ...said import Said
from ..numbers import normal
from .adamw_correcting import CORRECTING
from .adamw_decaying import DECAYING
from .adamw_moving import MOVING

AXES = {"out": 3, "in": 5}


@torch.no_grad()
def adamw_step(
    weight: Tensor,
    gradient: Tensor,
    mean: Tensor,
    square: Tensor,
    step: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """The weight after step `step` (1 is the first), and the running means of the gradient and of its square
    (Loshchilov and Hutter 2019, algorithm 2).

    mean and square are those of the step before, and are 0 before the first: both are corrected for that when they
    are used, but returned as they are. The decay does not go through them.
    """
    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient**2
    unbiased = mean / (1 - beta1**step)
    size = (square / (1 - beta2**step)).sqrt() + eps
    kept = weight * (1 - lr * weight_decay)
    return kept - lr * unbiased / size, mean, square


def cases(generator: torch.Generator) -> Sequence[Case]:
    """The third step; the first; far along; numbers as in use. eps, decay and rate are loud, but for the last."""

    def some(step: int, lr: float, eps: float, decay: float) -> dict[str, object]:
        before = 0.0 if step == 1 else 1.0
        return {
            "weight": normal(generator, 3, 5),
            "gradient": normal(generator, 3, 5),
            "mean": normal(generator, 3, 5, scale=0.5) * before,
            "square": normal(generator, 3, 5).square() * before,
            "step": step,
            "lr": lr,
            "beta1": 0.7,
            "beta2": 0.9,
            "eps": eps,
            "weight_decay": decay,
        }

    return (
        Case(Said("the third step", "세 번째 스텝"), some(3, 0.3, 0.2, 0.4)),
        Case(Said("the first step", "첫 스텝"), some(1, 0.3, 0.2, 0.4)),
        Case(Said("no decay", "감쇠 없음"), some(7, 0.5, 0.1, 0.0)),
        Case(Said("the rates of a real run", "실제로 쓰는 학습률"), some(2, 1e-3, 1e-8, 0.01)),
    )


def as_two_rates(
    weight: Tensor,
    gradient: Tensor,
    mean: Tensor,
    square: Tensor,
    step: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """As PyTorch writes it: the corrections in the rate and in the root, lerp and addcdiv."""
    mean = torch.lerp(mean, gradient, 1 - beta1)
    square = square.mul(beta2).addcmul(gradient, gradient, value=1 - beta2)
    size = square.sqrt() / (1 - beta2**step) ** 0.5 + eps
    kept = weight.mul(1 - lr * weight_decay)
    return kept.addcdiv(mean, size, value=-lr / (1 - beta1**step)), mean, square


def one_change(
    weight: Tensor,
    gradient: Tensor,
    mean: Tensor,
    square: Tensor,
    step: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """As the paper writes it: the decay of the old weight inside the brackets."""
    mean = mean + (1 - beta1) * (gradient - mean)
    square = square + (1 - beta2) * (gradient * gradient - square)
    towards = mean / (1 - beta1**step) / (torch.sqrt(square / (1 - beta2**step)) + eps)
    return weight - lr * (towards + weight_decay * weight), mean, square


EXERCISE = Exercise(
    name="adamw_step",
    lesson=12,
    title=Said("One step of AdamW", "AdamW의 한 스텝"),
    difficulty=3,
    minutes=30,
    task=Said(
        "Write one step of AdamW: renew both running means, correct them for having begun at 0, let the weight decay by "
        "lr · weight_decay, and move it against the gradient. Return the weight and both running means.",
        "AdamW의 한 스텝을 쓰세요. 두 이동 평균을 새로 하고, 0에서 시작한 것을 보정하고, 가중치를 lr · weight_decay만큼 "
        "줄인 뒤, 기울기 반대쪽으로 옮깁니다. 가중치와 두 이동 평균을 돌려줍니다.",
    ),
    reference=adamw_step,
    axes=AXES,
    results=("weight", "mean", "square"),
    cases=cases,
    mistakes=(*CORRECTING, *DECAYING, *MOVING),
    equivalents={"as PyTorch writes it": as_two_rates, "as the paper writes it": one_change},
    hints=(
        Said(
            "At the very first step, with no decay and a tiny eps, every weight moves by lr, whatever its gradient is.",
            "감쇠가 없고 eps가 아주 작으면, 첫 스텝에서는 기울기와 상관없이 모든 가중치가 lr만큼 움직입니다.",
        ),
        Said(
            "Divide the means by 1 − βᵗ before use; eps is added after the root; the decay works on the weight alone.",
            "쓰기 전에 평균을 1 − βᵗ로 나누고, eps는 제곱근 뒤에 더하며, 감쇠는 가중치에만 작용합니다.",
        ),
        Said(
            "weight * (1 - lr * weight_decay) - lr * unbiased / ((square / (1 - beta2**step)).sqrt() + eps)",
            "weight * (1 - lr * weight_decay) - lr * unbiased / ((square / (1 - beta2**step)).sqrt() + eps)",
        ),
    ),
)
