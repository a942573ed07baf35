"""Arrays of every kind become numpy arrays here, and wrong shapes are named before anything is drawn."""

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

Numbers = Sequence[Any] | NDArray[Any] | Tensor
Floats = NDArray[np.float64]


def numbers(values: Numbers, name: str, axes: int) -> Floats:
    """The values as a float64 array with that many axes, or a ValueError that says what came instead."""
    if isinstance(values, Tensor):
        values = values.detach().cpu().double().numpy()
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as reason:
        raise ValueError(f"{name} is not an array of numbers: {reason}") from reason
    if array.ndim != axes:
        raise ValueError(f"{name} has shape {array.shape}, but needs {axes} axes")
    if not array.size:
        raise ValueError(f"{name} has shape {array.shape}: there is nothing to draw")
    return array


def chances(values: Numbers, name: str, axes: int) -> Floats:
    """`numbers` that all lie between 0 and 1."""
    array = numbers(values, name, axes)
    wrong = array[~((array > -1e-6) & (array < 1 + 1e-6))]
    if wrong.size:
        raise ValueError(f"{name} holds {wrong[0]:g}, but probabilities lie between 0 and 1")
    return array


def boolean(values: Numbers, name: str) -> NDArray[np.bool_]:
    """A mask with two axes; leading axes of length 1, which masks have for broadcasting, are dropped."""
    leading = np.shape(values)[:-2]
    array = numbers(values, name, len(leading) + 2 if leading else 2)
    if any(length != 1 for length in leading):
        raise ValueError(f"{name} has shape {array.shape}: choose one row of the batch and one head")
    if not np.isin(array, (0, 1)).all():
        raise ValueError(f"{name} is not boolean: a mask is True where one may look, else False")
    return array.reshape(array.shape[-2:]).astype(bool)


def same_length(**named: Sized) -> None:
    """Raise ValueError, with every length, unless all are equally long."""
    if len({len(value) for value in named.values()}) > 1:
        lengths = ", ".join(f"{name} {len(value)}" for name, value in named.items())
        raise ValueError(f"lengths differ: {lengths}")
