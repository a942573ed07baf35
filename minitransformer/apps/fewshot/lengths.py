"""How long the texts of a data set are, in tokens: that decides how many examples a prompt can hold."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...text.tokenizer import Tokenizer

BUNDLE = 10
"""Examples are counted in tens: a lesson's prompt of 2,048 tokens is filled with such bundles."""


@dataclass(frozen=True)
class Lengths:
    """Of n texts, in tokens; `deviation` divides by n - 1, and four of five texts are within `percentile_80`."""

    n: int
    mean: float
    deviation: float
    longest: int
    percentile_80: float


def token_lengths(tokenizer: Tokenizer, texts: Sequence[str]) -> list[int]:
    """How many tokens each text has."""
    return [len(tokenizer.encode(text)) for text in texts]


def statistics(lengths: Sequence[int]) -> Lengths:
    """The numbers that a histogram of lengths is summed up in."""
    n = len(lengths)
    return Lengths(
        n=n,
        mean=float(np.mean(lengths)),
        deviation=float(np.std(lengths, ddof=1)) if n > 1 else 0.0,
        longest=max(lengths),
        percentile_80=float(np.percentile(lengths, 80)),
    )


def bundles_that_fit(positions: int, question: int, example: int) -> int:
    """How many bundles of ten examples, each of so many tokens with its wording, stand before a question."""
    return max(0, positions - question) // (BUNDLE * example)
