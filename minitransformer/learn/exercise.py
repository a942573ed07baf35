"""What an exercise is: data, from which the stub, the check, the names of mistakes and the hints all follow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch

from .said import Said

Function = Callable[..., Any]
Arguments = Mapping[str, Any]
Call = Callable[[Arguments], Any]
"""The learner's function, on copies of these arguments."""


class Edit(NamedTuple):
    """A change of one place of the reference's source; `old` stands there exactly once."""

    old: str
    new: str


@dataclass(frozen=True, eq=False)
class Case:
    """One set of arguments, in float64. `name` says what is special about it."""

    name: Said
    arguments: Arguments
    in_float32: bool = True


@dataclass(frozen=True)
class Law:
    """What must hold whatever the numbers are. `broken` says what does not, with the numbers of this run."""

    name: Said
    broken: Callable[[Call, Case], Said | None]


@dataclass(frozen=True)
class Mistake:
    """A known way to go wrong: how it differs from the reference, what was done, what should be done and why,
    and what it looks like in training. In `did` and `should`, {t} stands for the size of the axis t."""

    name: str
    edits: tuple[Edit, ...]
    did: Said
    should: Said
    symptom: Said


@dataclass(frozen=True)
class Share:
    """How often something random happened, and how often it should: `expected` 0 or 1 allows no exception."""

    name: Said
    hits: int
    trials: int
    expected: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """One function to write.

    `reference` is the right one: it makes the stub. `spelled` is the same with each step on its own line, where
    the reference leaves steps to others; the mistakes are edits of its source, and so can be combined. `axes`
    gives each axis of the cases its own size. `shares` is for random functions: it calls one often and counts.
    """

    name: str
    lesson: int
    title: Said
    difficulty: int
    minutes: int
    task: Said
    reference: Function
    axes: Mapping[str, int]
    cases: Callable[[torch.Generator], Sequence[Case]]
    mistakes: tuple[Mistake, ...]
    hints: tuple[Said, Said, Said]
    spelled: Function | None = None
    results: tuple[str, ...] = ("result",)
    laws: tuple[Law, ...] = ()
    equivalents: Mapping[str, Function] = field(default_factory=dict)
    shares: Callable[[Function], Sequence[Share]] | None = None
    tolerance: float = 1e-9
    tolerance_float32: float = 1e-4

    @property
    def changed(self) -> Function:
        """The function whose source the mistakes change."""
        return self.spelled or self.reference


def mistake(
    name: str, *edits: tuple[str, str], en: tuple[str, str, str], ko: tuple[str, str, str]
) -> Mistake:
    """A mistake in the order in which one writes it down: the edits; then did, should and symptom in each language."""
    return Mistake(name, tuple(Edit(*edit) for edit in edits), *map(Said, en, ko))
