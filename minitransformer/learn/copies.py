"""Arguments of which a function may do what it likes: copies, in float64, float32 or ready for a gradient."""

from copy import deepcopy
from dataclasses import is_dataclass
from typing import Any

import torch
from torch import Tensor, nn

from .exercise import Arguments


def copied(value: Any) -> Any:
    """A copy that shares nothing with the original; a generator goes on from the same place."""
    if isinstance(value, Tensor):
        return value.clone()
    if isinstance(value, torch.Generator):
        twin = torch.Generator(value.device)
        twin.set_state(value.get_state())
        return twin
    if isinstance(value, tuple | list):
        return type(value)(copied(part) for part in value)
    return deepcopy(value) if isinstance(value, nn.Module | dict) or is_dataclass(value) else value


def fresh(arguments: Arguments) -> dict[str, Any]:
    """Copies of all arguments."""
    return {name: copied(value) for name, value in arguments.items()}


def single(value: Any) -> Any:
    """The same in float32, where it is a floating number."""
    if isinstance(value, nn.Module):
        return deepcopy(value).float()
    if isinstance(value, tuple | list):
        return type(value)(single(part) for part in value)
    return value.float() if isinstance(value, Tensor) and value.is_floating_point() else value


def learning(arguments: Arguments) -> tuple[dict[str, Any], list[Tensor]]:
    """Copies that collect a gradient, and those of them that do."""
    given, collecting = fresh(arguments), []
    for value in given.values():
        if isinstance(value, Tensor) and value.is_floating_point():
            collecting.append(value.requires_grad_())
        elif isinstance(value, nn.Module):
            collecting += [p.requires_grad_() for p in value.parameters()]
    return given, collecting


def same(a: Any, b: Any) -> bool:
    """Whether an argument is still what it was."""
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        return a.shape == b.shape and a.dtype == b.dtype and torch.equal(a.nan_to_num(), b.nan_to_num())
    if isinstance(a, nn.Module):
        return all(same(x, y) for x, y in zip(a.parameters(), b.parameters(), strict=True))
    if isinstance(a, torch.Generator):
        return True
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    return a is b or bool(a == b)


def storages(value: Any) -> set[int]:
    """Where the numbers of a value lie in memory."""
    if isinstance(value, Tensor):
        return {value.untyped_storage().data_ptr()}
    if isinstance(value, tuple | list):
        return set().union(*map(storages, value))
    return set()
