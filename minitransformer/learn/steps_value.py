"""Whether the numbers are right: in float64, in the gradient, and in float32."""

from typing import Any

import torch
from torch import Tensor

from .axes import spot
from .copies import fresh, learning, single
from .exercise import Case
from .outcome import leaves, seeded
from .said import Said
from .steps_conduct import deviation
from .trial import Trial


def value(trial: Trial) -> Said | None:
    """Are all numbers right, in float64?"""
    for case, yours, right in trial.results():
        if said := _compared(trial, case, yours, right, trial.exercise.tolerance):
            return said
    return None


def _compared(trial: Trial, case: Case, yours: Any, right: Any, tolerance: float) -> Said | None:
    for number, (x, y) in enumerate(zip(leaves(yours), leaves(right), strict=True)):
        part = trial.part(number)
        if not isinstance(y, Tensor):
            if x != y:
                return Said(
                    f"For {part} you return {x!r}; expected {y!r}. (Case: {case.name.en}.)",
                    f"{part}이(가) {x!r}인데 {y!r}이어야 합니다. (경우: {case.name.ko})",
                )
        elif (index := deviation(x, y, tolerance)) is not None:
            where = spot(index, y.shape, trial.exercise.axes)
            a, b = told_apart(x[index], y[index])
            return Said(
                f"The first wrong number is {part}{where}: yours is {a}, right is {b}. (Case: {case.name.en}.)",
                f"처음 틀린 수는 {part}{where}입니다. 계산한 값은 {a}, 맞는 값은 {b}입니다. (경우: {case.name.ko})",
            )
    return None


def told(number: Tensor, digits: int = 6) -> str:
    """A number as one reads it."""
    plain = number.item()
    return f"{plain:.{digits}g}" if isinstance(plain, float) else str(plain)


def told_apart(*numbers: Tensor) -> tuple[str, ...]:
    """Numbers with as many digits as it takes to tell the first two apart."""
    for digits in range(6, 18):
        texts = tuple(told(number, digits) for number in numbers)
        if texts[0] != texts[1]:
            break
    return texts


def gradient(trial: Trial) -> Said | None:
    """Does the gradient get through, and is it right?"""
    case = trial.cases[0]
    given, collecting = learning(case.arguments)
    right = _sum(seeded(trial.exercise.reference, given))
    if not collecting or not right.requires_grad:
        return None
    wanted = torch.autograd.grad(right, collecting, allow_unused=True)
    given, collecting = learning(case.arguments)
    yours = _sum(seeded(trial.function, given))
    if not yours.requires_grad:
        return Said(
            "The numbers are right, but no gradient gets through: it ends at .detach(), .item(), .data, NumPy, or "
            "torch.tensor(...) of a result. Nothing before it could learn.",
            "값은 맞지만 기울기가 통과하지 못합니다. .detach(), .item(), .data, NumPy나 결과로 만든 "
            "torch.tensor(...)에서 끊깁니다. 그 앞은 아무것도 배우지 못합니다.",
        )
    got = torch.autograd.grad(yours, collecting, allow_unused=True)
    scale = max(y.abs().amax().item() for y in wanted if y is not None)
    for x, y, of in zip(got, wanted, collecting, strict=True):
        x, y = (torch.zeros_like(of) if grad is None else grad for grad in (x, y))
        if (x - y).abs().amax().item() > 1e-6 * scale:
            return Said(
                "The numbers are right, but a gradient is not: a part of the calculation is cut off from it "
                "(.detach(), .item(), .data, torch.no_grad()).",
                "값은 맞지만 기울기가 틀립니다. 계산의 일부가 끊겨 있습니다"
                "(.detach(), .item(), .data, torch.no_grad()).",
            )
    return None


def _sum(result: Any) -> Tensor:
    """One number that depends on every number of a result, each with its own weight."""
    parts = result if isinstance(result, tuple) else (result,)
    total = torch.zeros((), dtype=torch.float64)
    for part in parts:
        if isinstance(part, Tensor) and part.is_floating_point():
            total = total + (part * torch.arange(1, part.numel() + 1).reshape(part.shape).sin()).sum()
    return total


def value_float32(trial: Trial) -> Said | None:
    """Are they still right in the precision that models run in?"""
    for case in trial.cases:
        if not case.in_float32:
            continue
        arguments = {name: single(given) for name, given in fresh(case.arguments).items()}
        yours = trial.call(arguments)
        right = seeded(trial.exercise.reference, arguments)
        for x, y in zip(leaves(yours), leaves(right), strict=True):
            if isinstance(y, Tensor) and x.dtype != y.dtype:
                is_ = str(x.dtype).removeprefix("torch.")
                return Said(
                    f"Given float32, the function returns {is_}. Make new tensors with the dtype of the input.",
                    f"float32를 받으면 {is_}을(를) 돌려줍니다. 새 텐서는 입력의 dtype으로 만드세요.",
                )
        if said := _compared(trial, case, yours, right, trial.exercise.tolerance_float32):
            return Said(
                f"Right in float64, not in float32. {said.en}",
                f"float64에서는 맞지만 float32에서는 틀립니다. {said.ko}",
            )
    return None
