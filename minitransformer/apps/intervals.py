"""How sure an accuracy is, and whether guessing would have done as well."""

import math
from collections import Counter
from collections.abc import Sequence
from statistics import NormalDist


def wilson(share: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """The interval of a share of n (Wilson 1927), at 95 % unless asked: never outside 0 and 1, and not of width
    0 where all or none were right.

    >>> [round(bound, 3) for bound in wilson(0.5, 100)]
    [0.404, 0.596]
    """
    if n < 1:
        raise ValueError(f"n={n}: an interval needs at least one answer")
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = share + z**2 / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = ((centre + side * half) / (1 + z**2 / n) for side in (-1, 1))
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def chance(labels: Sequence[str]) -> float:
    """What is right without reading: the share of the most frequent label."""
    return Counter(labels).most_common(1)[0][1] / len(labels)


def verdict(low: float, high: float, guessing: float) -> str:
    """`better` or `worse` than guessing, or `no better`: the interval holds what guessing gets."""
    return "better" if low > guessing else "worse" if high < guessing else "no better"
