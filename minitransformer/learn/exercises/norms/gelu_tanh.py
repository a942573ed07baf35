"""GELU as GPT-2 has it: approximated with tanh."""

import torch
from torch import Tensor

from .... import functional as F
from ...exercise import Exercise
from ...lawbook import positions_alone
from ...said import Said
from .gelu import AXES, cases
from .gelu_tanh_mistakes import MISTAKES


def as_sigmoid(x: Tensor) -> Tensor:
    """½(1 + tanh a) is σ(2a)."""
    return x * torch.sigmoid(2 * (2 / torch.pi) ** 0.5 * x * (1 + 0.044715 * x * x))


def from_torch(x: Tensor) -> Tensor:
    """PyTorch's own."""
    return torch.nn.functional.gelu(x, approximate="tanh")


EXERCISE = Exercise(
    name="gelu_tanh",
    lesson=5,
    title=Said("GELU, approximated", "GELU 근사"),
    difficulty=1,
    minutes=10,
    task=Said(
        "Approximate the normal CDF with ½(1 + tanh(√(2/π)·(x + 0.044715·x³))), and weigh x with it.",
        "정규분포의 CDF를 ½(1 + tanh(√(2/π)·(x + 0.044715·x³)))로 근사하여 x에 곱하세요.",
    ),
    reference=F.gelu_tanh,
    axes=AXES,
    cases=cases,
    laws=(positions_alone("x"),),
    mistakes=MISTAKES,
    equivalents={"as a sigmoid": as_sigmoid, "PyTorch's own": from_torch},
    hints=(
        Said(
            "Nowhere may the result be more than 0.0005 away from the exact GELU.",
            "결과는 어디서나 정확한 GELU와 0.0005 넘게 다르지 않아야 합니다.",
        ),
        Said(
            "tanh stands for 2·CDF − 1; its argument is a straight line with a small cubic correction.",
            "tanh가 2·CDF − 1을 대신합니다. 인수는 직선에 작은 세제곱 보정을 더한 것입니다.",
        ),
        Said(
            "0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (…)))",
            "0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (…)))",
        ),
    ),
)
