"""How a function behaves, whatever its numbers: finite, clean, the same twice, and true to the laws."""

import torch
from torch import Tensor

from .axes import spot
from .copies import same
from .outcome import distance, leaves
from .said import Said
from .trial import Trial


def finite(trial: Trial) -> Said | None:
    """Is there no NaN and no infinity where there should be a number?"""
    for case, yours, right in trial.results():
        for number, (x, y) in enumerate(zip(leaves(yours), leaves(right), strict=True)):
            if not isinstance(y, Tensor):
                continue
            wrong = y.isfinite() & ~x.isfinite()
            if wrong.any():
                index = tuple(wrong.nonzero()[0].tolist())
                place, part = spot(index, x.shape, trial.exercise.axes), trial.part(number)
                at, where = (f" at {place}", f"{place}의 ") if place else ("", "")
                n, value = int(wrong.sum()), x[index].item()
                return Said(
                    f"{n} of {x.numel()} numbers of your {part} are NaN or infinite; the first is {value}{at}, "
                    f"where {y[index].item():.4f} is right. (Case: {case.name.en}.)",
                    f"{part}의 수 {x.numel()}개 중 {n}개가 NaN이거나 무한대입니다. 처음은 {where}{value}이고, "
                    f"맞는 값은 {y[index].item():.4f}입니다. (경우: {case.name.ko})",
                )
    return None


def unmodified(trial: Trial) -> Said | None:
    """Are the arguments what they were?"""
    for case, given in zip(trial.cases, trial.given, strict=True):
        for name, value in case.arguments.items():
            if not same(given[name], value):
                return Said(
                    f"Your function changes its input `{name}`. Whoever called it still needs it: work on new tensors "
                    "(x + y, not x += y; masked_fill, not masked_fill_).",
                    f"함수가 입력 `{name}`의 값을 바꿉니다. 부른 쪽에서 그 값을 아직 씁니다. 새 텐서로 계산하세요"
                    "(x += y가 아니라 x + y, masked_fill_이 아니라 masked_fill).",
                )
    return None


def twice(trial: Trial) -> Said | None:
    """Do two calls with the same arguments agree?"""
    for case, yours in zip(trial.cases, trial.returned, strict=True):
        again = trial.call(case.arguments, seed=1)
        if distance(leaves(again), leaves(yours)) > 1e-12:
            return Said(
                "Two calls with the same arguments give different results: something random is in it, or something "
                "that is kept from one call to the next.",
                "같은 인수로 두 번 부르면 결과가 다릅니다. 무작위인 것이 들어 있거나, 앞선 호출에서 남은 것이 "
                "있습니다.",
            )
    return None


def laws(trial: Trial) -> Said | None:
    """Does everything hold that must hold for any numbers?"""
    for law in trial.exercise.laws:
        for case in trial.cases:
            if (said := law.broken(trial.call, case)) is not None:
                name = law.name
                return Said(
                    f"“{name.en}” does not hold: {said.en}", f"'{name.ko}' 법칙이 깨졌습니다. {said.ko}"
                )
    return None


def deviation(x: Tensor, y: Tensor, tolerance: float) -> tuple[int, ...] | None:
    """The first place where x is not y, within a tolerance relative to the largest number of y."""
    x, y = x.double(), y.double()
    scale = y[y.isfinite()].abs().amax().item() if y.isfinite().any() else 0.0
    off = ~(((x - y).abs() <= tolerance * max(scale, 1e-300)) | (x == y) | (x.isnan() & y.isnan()))
    return tuple(torch.nonzero(off)[0].tolist()) if off.any() else None
