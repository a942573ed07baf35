"""Numbers for cases: random ones, loud enough that no mistake is lost in rounding."""

import torch
from torch import Tensor, nn

LOUD = 1.7


def normal(generator: torch.Generator, *shape: int, scale: float = LOUD) -> Tensor:
    """Normal numbers in float64."""
    return torch.randn(*shape, generator=generator, dtype=torch.float64) * scale


def linear(generator: torch.Generator, inside: int, outside: int) -> nn.Linear:
    """A linear layer with weights and biases that are far from nothing, in float64."""
    layer = nn.utils.skip_init(nn.Linear, inside, outside, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(normal(generator, outside, inside, scale=0.5))
        layer.bias.copy_(normal(generator, outside, scale=0.5))
    return layer


def some_padding(b: int, s: int) -> Tensor:
    """Which tokens are real, where the last row of the batch ends in two of padding."""
    real = torch.ones(b, s, dtype=torch.bool)
    real[-1, -2:] = False
    return real
