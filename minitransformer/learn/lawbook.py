"""Laws that many exercises share: what must hold of a result whatever its numbers are."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from .exercise import Arguments, Call, Case, Law
from .outcome import leaves
from .said import Said
from .steps_value import told_apart

CLOSE = 1e-9


def sums_to_one(part: int = 0) -> Law:
    """Every row of a part of the result adds up to 1."""

    def broken(call: Call, case: Case) -> Said | None:
        sums = leaves(call(case.arguments))[part].sum(-1)
        off = (sums - 1).abs()
        if off.amax() <= CLOSE:
            return None
        worst = sums.flatten()[off.argmax()].item()
        told = f"{worst:.4f}" if abs(worst - 1) > 1e-4 else f"{worst:.12f}"
        return Said(f"a row adds up to {told}, not 1.", f"한 행의 합이 1이 아니라 {told}입니다.")

    return Law(Said("every row adds up to 1", "모든 행의 합은 1"), broken)


def unaffected(
    name: Said, change: Callable[[Arguments], Sequence[tuple[dict[str, Any], Callable[[Tensor], Tensor]]]]
) -> Law:
    """`change` makes other arguments, each with the places of the first part of the result that must not move."""

    def broken(call: Call, case: Case) -> Said | None:
        before = leaves(call(case.arguments))[0]
        for arguments, places in change(case.arguments):
            old, new = places(before), places(leaves(call(arguments))[0])
            if old.numel() and (moved := (new - old).abs()).amax() > CLOSE:
                i = moved.argmax()
                a, b = told_apart(old.flatten()[i], new.flatten()[i])
                return Said(
                    f"a number that has nothing to do with what was changed went from {a} to {b}.",
                    f"바꾼 것과 상관없는 수가 {a}에서 {b}(으)로 바뀌었습니다.",
                )
        return None

    return Law(name, broken)


def rows_alone(*names: str) -> Law:
    """A row of the batch does not depend on the other rows. `names` are the arguments with a batch axis."""

    def change(arguments: Arguments) -> list[tuple[dict[str, Any], Callable[[Tensor], Tensor]]]:
        other = {n: _bumped(arguments[n], 0) for n in names if isinstance(arguments.get(n), Tensor)}
        return [({**arguments, **other}, lambda result: result[:-1])] if other else []

    return unaffected(Said("rows of a batch do not see each other", "배치의 행은 서로를 보지 못함"), change)


def positions_alone(name: str, axis: int = -2) -> Law:
    """What happens at one position does not depend on the other positions."""

    def change(arguments: Arguments) -> list[tuple[dict[str, Any], Callable[[Tensor], Tensor]]]:
        other = {**arguments, name: _bumped(arguments[name], axis)}
        return [(other, lambda result: result.narrow(axis, 0, result.shape[axis] - 1))]

    return unaffected(Said("positions do not see each other", "위치는 서로를 보지 못함"), change)


def forbidden_keys(*names: str) -> Law:
    """What the mask hides from a query does not move its result: neither the future nor the padding does."""

    def change(arguments: Arguments) -> list[tuple[dict[str, Any], Callable[[Tensor], Tensor]]]:
        mask = arguments.get("mask")
        if mask is None:
            return []
        made: list[tuple[dict[str, Any], Callable[[Tensor], Tensor]]] = []
        for s in range(mask.shape[-1]):
            other = {n: _bumped(arguments[n], -2, s) for n in names}
            hidden = ~mask[..., s]
            made.append(({**arguments, **other}, partial(_where, hidden=hidden)))
        return made

    return unaffected(Said("what is masked changes nothing", "가린 것은 아무것도 바꾸지 않음"), change)


def _where(result: Tensor, hidden: Tensor) -> Tensor:
    """The rows of a result, over channels, for which `hidden` holds; heads that were merged share a mask."""
    while hidden.dim() > result.dim() - 1:
        hidden = hidden[:, 0]
    return result[hidden.expand(result.shape[:-1])]


def _bumped(x: Tensor, axis: int, index: int = -1) -> Tensor:
    """The same but for what stands at one index of an axis."""
    x = x.clone()
    place = x.select(axis, index)
    place.copy_(~place if x.dtype == torch.bool else place + 3)
    return x
