"""How sure an accuracy is, and whether guessing would have done as well."""

import math
from collections import Counter
from collections.abc import Sequence

Z = 1.959964
"""A normal variable lies within so many standard deviations of its mean in 95 of 100 cases."""


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of n (Wilson 1927): never outside 0 and 1, and not of width 0 where all
    or none were right.

    >>> [round(bound, 3) for bound in wilson(0.5, 100)]
    [0.404, 0.596]
    """
    if n < 1:
        raise ValueError(f"n={n}: an interval needs at least one answer")
    centre = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low, high = ((centre + side * half) / (1 + Z**2 / n) for side in (-1, 1))
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def chance(labels: Sequence[str]) -> float:
    """What is right without reading: the share of the most frequent label."""
    return Counter(labels).most_common(1)[0][1] / len(labels)


def verdict(low: float, high: float, guessing: float) -> str:
    """`better` or `worse` than guessing, or `no better`: the interval holds what guessing gets."""
    return "better" if low > guessing else "worse" if high < guessing else "no better"
