"""The arithmetic of a transformer in NumPy, and arrays that nobody can change by mistake."""

from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray

from ..numbers import normal

Array = NDArray[Any]


def softmax(x: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """The last axis as probabilities."""
    exp = np.exp(x - x.max(-1, keepdims=True))
    return exp / exp.sum(-1, keepdims=True)


def layer_norm(
    x: Float[np.ndarray, "... d"],
    weight: Float[np.ndarray, " d"],
    bias: Float[np.ndarray, " d"],
    eps: float = 1e-5,
) -> Float[np.ndarray, "... d"]:
    """Mean 0 and variance 1 at every position, then a learned scale and shift."""
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt(np.square(centred).mean(-1, keepdims=True) + eps) * weight + bias


def gelu(x: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """GPT-2's activation: the approximation with tanh."""
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def array(generator: torch.Generator, *shape: int, scale: float = 1.7) -> Array:
    """Normal numbers in float64 that cannot be written to: cases are shared by many programs."""
    return frozen(normal(generator, *shape, scale=scale).numpy())


def frozen(numbers: Array) -> Array:
    """The array itself, which from now on raises an error when it is changed."""
    numbers.setflags(write=False)
    return numbers
