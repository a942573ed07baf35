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
    """Each word with its own probability. It is drawn where the generator is, wherever the scores are: the
    same seed draws the same on every device."""

    def choose(scores: Float[Tensor, "b vocab"]) -> Int[Tensor, " b"]:
        chances = softmax(scores).to(generator.device)
        return torch.multinomial(chances, 1, generator=generator).squeeze(-1).to(scores.device)

    return choose
