"""Whether an axis of size 1 stays an axis: a batch of one text, a text of one word."""

from typing import Any

from torch import Tensor

from .axes import named
from .copies import fresh
from .outcome import leaves, seeded
from .said import Said
from .trial import Trial

ONE = {"b": Said("a batch of one", "하나뿐인 배치"), "t": Said("one position", "위치 하나")}


def single(trial: Trial) -> Said | None:
    """Are the axes still there when one of them has size 1?"""
    axes = trial.exercise.axes
    for axis, name in ONE.items():
        given = trial.cases[0].arguments
        cut = {n: _first(value, axes[axis]) for n, value in given.items()} if axis in axes else given
        if not any(isinstance(value, Tensor) and value is not given[n] for n, value in cut.items()):
            continue
        right = seeded(trial.exercise.reference, fresh(cut))
        if all(y.dim() == 0 for y in leaves(right) if isinstance(y, Tensor)):
            continue
        for number, (x, y) in enumerate(zip(leaves(trial.call(cut)), leaves(right), strict=True)):
            if isinstance(y, Tensor) and x.shape != y.shape:
                part, is_, should = trial.part(number), named(x.shape, axes), named(y.shape, axes)
                return Said(
                    f"The shape of your {part} is {is_}; expected {should}. squeeze() takes away every axis of size 1. "
                    f"(Case: {name.en}.)",
                    f"{part}의 모양이 {is_}인데 {should}이어야 합니다. squeeze()는 크기 1인 축을 모두 없앱니다. "
                    f"(경우: {name.ko})",
                )
    return None


def _first(value: Any, size: int) -> Any:
    """A tensor cut to the first of every axis with this size, of which each axis has its own."""
    if isinstance(value, tuple | list):
        return type(value)(_first(part, size) for part in value)
    if not isinstance(value, Tensor) or size not in value.shape:
        return value
    for dim in range(value.dim()):
        value = value.narrow(dim, 0, 1) if value.shape[dim] == size else value
    return value
