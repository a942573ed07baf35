"""Which word to take, once every word has its score."""

from collections.abc import Callable

import torch
from jaxtyping import Float, Int
from torch import Tensor

from ..functional import softmax

Choose = Callable[[Tensor], Tensor]


def greedy(scores: Float[Tensor, "b vocab"]) -> Int[Tensor, " b"]:
    """Always the best word: reproducible, and prone to loops."""
    return scores.argmax(-1)


def sample(generator: torch.Generator) -> Choose:
    """Each word with its own probability."""

    def choose(scores: Float[Tensor, "b vocab"]) -> Int[Tensor, " b"]:
        return torch.multinomial(softmax(scores), 1, generator=generator).squeeze(-1)

    return choose
