"""The first things that are checked: can it be called, and is what comes back the right kind of thing?"""

import inspect
from typing import Any

import numpy as np
from torch import Tensor

from .axes import named
from .copies import fresh, storages
from .exercise import Arguments
from .outcome import leaves, seeded
from .retold import retell
from .said import Said
from .trial import Trial


def signature(trial: Trial) -> Said | None:
    """Can it be called with the arguments of the reference, by their names?"""
    wanted = inspect.signature(trial.exercise.reference)
    try:
        for case in trial.cases:
            inspect.signature(trial.function).bind(**case.arguments)
    except (TypeError, ValueError):
        asked = ", ".join(wanted.parameters)
        takes = ", ".join(inspect.signature(trial.function).parameters)
        return Said(
            f"The function must take ({asked}), under these names; yours takes ({takes}).",
            f"매개변수는 ({asked})여야 하는데 지금은 ({takes})입니다. 이름과 순서를 그대로 두세요.",
        )
    return None


def runs(trial: Trial) -> Said | None:
    """Does every case come to an end without an exception?"""
    for case in trial.cases:
        given = fresh(case.arguments)
        try:
            result = seeded(trial.function, given)
        except NotImplementedError:
            raise
        except (Exception, SystemExit) as error:
            where, said = case.name, retell(error, trial.file, trial.exercise.axes)
            return Said(f"{said.en} (Case: {where.en}.)", f"{said.ko} (경우: {where.ko})")
        trial.given.append(given)
        trial.returned.append(result)
    return None


def kind_of(value: Any) -> str:
    """What a result is, in the words of the language."""
    if isinstance(value, tuple):
        return f"({', '.join(map(kind_of, value))})"
    for kind, name in ((Tensor, "Tensor"), (np.ndarray, "NumPy array")):
        if isinstance(value, kind):
            return name
    return type(value).__name__


def kind(trial: Trial) -> Said | None:
    """Is it a tensor, a pair, a list: whatever was asked for?"""
    for _, yours, right in trial.results():
        is_, should = kind_of(yours), kind_of(right)
        if is_ == should:
            if said := _parts(trial, yours, right):
                return said
            continue
        if yours is None:
            return Said(
                f"The function returns nothing; it should return {should}. Is there a `return`?",
                f"함수가 아무것도 돌려주지 않습니다. 돌려줘야 할 것은 {should}입니다. `return`이 있나요?",
            )
        return Said(
            f"The function returns {is_}; it should return {should}.",
            f"돌려준 것의 종류는 {is_}인데, 돌려줘야 할 것은 {should}입니다.",
        )
    return None


def _parts(trial: Trial, yours: Any, right: Any) -> Said | None:
    """Is every part of a record what it should be?"""
    for number, (x, y) in enumerate(zip(leaves(yours), leaves(right), strict=True)):
        is_, should, part = kind_of(x), kind_of(y), trial.part(number)
        if is_ != should:
            return Said(
                f"In what you return, {part} is of the kind {is_}; expected {should}.",
                f"돌려준 것의 {part}: 종류가 {is_}인데, {should} 종류여야 합니다.",
            )
    return None


def shape(trial: Trial) -> Said | None:
    """Has every tensor its axes, in order?"""
    axes = trial.exercise.axes
    for case, yours, right in trial.results():
        for number, (x, y) in enumerate(zip(leaves(yours), leaves(right), strict=True)):
            if isinstance(y, Tensor) and x.shape != y.shape:
                part, is_, should = trial.part(number), named(x.shape, axes), named(y.shape, axes)
                return Said(
                    f"The shape of your {part} is {is_}; expected {should}. (Case: {case.name.en}.)",
                    f"{part}의 모양이 {is_}인데 {should}이어야 합니다. (경우: {case.name.ko})",
                )
    return None


def dtype(trial: Trial) -> Said | None:
    """Is it as precise as what went in?"""
    for _, yours, right in trial.results():
        for number, (x, y) in enumerate(zip(leaves(yours), leaves(right), strict=True)):
            if isinstance(y, Tensor) and x.dtype != y.dtype:
                is_, should = str(x.dtype).removeprefix("torch."), str(y.dtype).removeprefix("torch.")
                part = trial.part(number)
                return Said(
                    f"The dtype of your {part} is {is_}; expected {should}. Do not convert, and make new tensors with "
                    "the dtype of the input.",
                    f"{part}의 자료형이 {is_}인데 {should}이어야 합니다. 자료형을 바꾸지 말고, 새 텐서는 입력의 "
                    "dtype으로 만드세요.",
                )
    return None


def own_memory(trial: Trial) -> Said | None:
    """Is the result a tensor of its own, where the reference's is?"""
    first = fresh(trial.cases[0].arguments)
    if _shared(trial.exercise.reference(**first), first):
        return None
    for result, given in zip(trial.returned, trial.given, strict=True):
        for name in _shared(result, given):
            return Said(
                f"The result shares its memory with `{name}`: whoever changes one changes the other. "
                "Return a new tensor.",
                f"결과가 `{name}`와(과) 메모리를 함께 씁니다. 하나를 바꾸면 다른 것도 바뀝니다. 새 텐서를 "
                "돌려주세요.",
            )
    return None


def _shared(result: Any, given: Arguments) -> list[str]:
    """The arguments of which the result is a view."""
    return [name for name, value in given.items() if storages(result) & storages(value)]
