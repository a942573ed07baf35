"""What a call came to, in a form in which two of them can be compared."""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .exercise import Arguments, Function

Leaf = Any
"""A tensor, or something that is compared as a whole."""


@dataclasses.dataclass(frozen=True)
class Raised:
    """A call that ended in an exception of this kind."""

    kind: str


Outcome = tuple[Leaf, ...] | Raised


def leaves(result: Any) -> tuple[Leaf, ...]:
    """The parts of a result: of a tuple, a dictionary or a record each its own."""
    if dataclasses.is_dataclass(result):
        result = tuple(getattr(result, field.name) for field in dataclasses.fields(result))
    if isinstance(result, Mapping):
        result = tuple(result.values())
    if isinstance(result, tuple):
        return tuple(leaf for part in result for leaf in leaves(part))
    if isinstance(result, np.ndarray):
        return (torch.from_numpy(result),)
    return (result.detach(),) if isinstance(result, Tensor) else (result,)


def attempted(function: Function, arguments: Arguments) -> Outcome:
    """What the function makes of the arguments, be it an exception."""
    try:
        return leaves(seeded(function, arguments))
    except (Exception, SystemExit) as error:
        return Raised(type(error).__name__)


def seeded(function: Function, arguments: Arguments, seed: int = 0) -> Any:
    """Call by name, with the global source of random numbers at a known place, and put back afterwards."""
    kept = torch.default_generator.get_state()
    torch.default_generator.manual_seed(seed)
    try:
        return function(**arguments)
    finally:
        torch.default_generator.set_state(kept)


def distance(a: Outcome, b: Outcome) -> float:
    """The largest difference, relative to the largest number of b; infinite where they cannot be compared."""
    if isinstance(a, Raised) or isinstance(b, Raised):
        return 0.0 if a == b else math.inf
    if len(a) != len(b):
        return math.inf
    return max((apart(x, y) for x, y in zip(a, b, strict=True)), default=0.0)


def apart(x: Leaf, y: Leaf) -> float:
    """The distance of two parts. NaN is as far from NaN as 1 from 1: not at all."""
    if not (isinstance(x, Tensor) and isinstance(y, Tensor)):
        return 0.0 if type(x) is type(y) and x == y else math.inf
    if x.shape != y.shape or _kind(x) != _kind(y):
        return math.inf
    x, y = x.double(), y.double()
    finite = x.isfinite() & y.isfinite()
    if not torch.equal(x[~finite].nan_to_num(nan=0.5), y[~finite].nan_to_num(nan=0.5)):
        return math.inf
    difference = (x[finite] - y[finite]).abs()
    scale = y[finite].abs().amax().item() if finite.any() else 0.0
    return difference.amax().item() / max(scale, 1e-300) if finite.any() and difference.any() else 0.0


def _kind(x: Tensor) -> tuple[bool, bool]:
    """Whether a tensor holds floating numbers or truth values; how precise they are does not matter."""
    return x.is_floating_point(), x.dtype == torch.bool
