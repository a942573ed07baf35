"""The names of axes, told from their sizes: in a probe every axis has its own."""

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

Axes = Mapping[str, int]


def axis(size: int, axes: Axes) -> str:
    """The name of the axis with this size; of two axes laid together, both; else the number.

    >>> axis(12, {"b": 2, "h": 3, "t": 5, "d_head": 4})
    'h·d_head'
    """
    for name, n in axes.items():
        if n == size:
            return name
    for (first, n), (second, m) in combinations(axes.items(), 2):
        if n * m == size:
            return f"{first}·{second}"
    return str(size)


def named(shape: Sequence[int], axes: Axes) -> str:
    """A shape with the names of its axes and their sizes.

    >>> named((2, 5, 9), {"b": 2, "t": 5})
    '(b=2, t=5, 9)'
    """
    names = [axis(n, axes) for n in shape]
    return (
        "("
        + ", ".join(name if name == str(n) else f"{name}={n}" for name, n in zip(names, shape, strict=True))
        + ")"
    )


def spot(index: Sequence[int], shape: Sequence[int], axes: Axes) -> str:
    """A place in a tensor; a single number has none.

    >>> spot((1, 4), (2, 5), {"b": 2, "t": 5})
    '[b=1, t=4]'
    """
    if not index:
        return ""
    return (
        "["
        + ", ".join(
            str(i) if (name := axis(n, axes)) == str(n) else f"{name}={i}"
            for i, n in zip(index, shape, strict=True)
        )
        + "]"
    )


def sizes_in(text: str, axes: Axes) -> dict[int, str]:
    """The numbers in an error message that are sizes of axes, with their names."""
    text = re.sub(r"dim(ension)?s?\s*:?\s*-?\d+", "", text)
    text = re.sub(r"(?<=\d)x(?=\d)", " ", text)
    numbers = dict.fromkeys(map(int, re.findall(r"(?<![\w.-])\d+(?![\w.])", text)))
    return {n: name for n in numbers if n > 1 and (name := axis(n, axes)) != str(n)}
