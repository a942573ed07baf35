"""A learner's function on trial: the cases, what is right, and what the function made of them."""

import inspect
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import torch

from .copies import fresh
from .exercise import Arguments, Case, Exercise, Function
from .naming import Probe
from .outcome import seeded


@dataclass(eq=False)
class Trial:
    """`given` and `returned` are the arguments after the call and the result, one a case."""

    exercise: Exercise
    function: Function
    seed: int = 0
    given: list[dict[str, Any]] = field(default_factory=list)
    returned: list[Any] = field(default_factory=list)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The arguments of this run: as random as the seed."""
        return cases_of(self.exercise, self.seed)

    @cached_property
    def probe(self) -> Probe:
        """What known programs make of the same cases."""
        return Probe(self.exercise, self.cases)

    @cached_property
    def right(self) -> list[Any]:
        """What should be returned, one a case."""
        return [seeded(self.exercise.reference, fresh(case.arguments)) for case in self.cases]

    @property
    def file(self) -> str:
        """Where the function was written."""
        code = getattr(inspect.unwrap(self.function), "__code__", None)
        return code.co_filename if code else ""

    def call(self, arguments: Arguments, seed: int = 0) -> Any:
        """The learner's function, on copies."""
        return seeded(self.function, fresh(arguments), seed)

    def results(self) -> list[tuple[Case, Any, Any]]:
        """Every case, with what was returned and what is right."""
        return list(zip(self.cases, self.returned, self.right, strict=True))

    def part(self, number: int) -> str:
        """The name of a part of the result."""
        names = self.exercise.results
        return names[number] if number < len(names) else f"{names[-1]}[{number}]"


@lru_cache(maxsize=64)
def cases_of(exercise: Exercise, seed: int) -> tuple[Case, ...]:
    """The same cases for every run with one seed, so that known programs need not be tried again."""
    return tuple(exercise.cases(torch.Generator().manual_seed(seed)))
