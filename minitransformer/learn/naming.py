"""Which known mistake explains every number of a result: one first, then two at once, else none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .copies import fresh
from .exercise import Case, Exercise, Mistake
from .outcome import Outcome, Raised, attempted, distance
from .variants import pairs, variant

NEAR = 1e-5
"""A mistake explains a result when it is this near, relative to the largest number."""
FARTHER = 100
"""... and when the next best explanation is this many times farther."""
NOISE = 1e-8
"""Nearer than this is as near as can be."""

Mistakes = tuple[Mistake, ...]


@dataclass(frozen=True)
class Probe:
    """The cases of one run, and what programs make of them; each program is tried once."""

    exercise: Exercise
    cases: tuple[Case, ...]

    def outcomes(self, mistakes: Mistakes) -> tuple[Outcome, ...]:
        """What the reference with these mistakes makes of the cases; with none, what is right."""
        return tuple(_outcome(self.exercise, case, mistakes) for case in self.cases)

    def far(self, yours: Sequence[Outcome], mistakes: Mistakes) -> float:
        """How far the result is from what these mistakes make; the first case that is too far settles it."""
        far = 0.0
        for case, outcome in zip(self.cases, yours, strict=True):
            far = max(far, distance(outcome, _outcome(self.exercise, case, mistakes)))
            if far > NEAR * FARTHER:
                break
        return far

    def name(self, yours: Sequence[Outcome]) -> Mistakes:
        """The mistakes that explain all of it, or nothing."""
        if all(isinstance(outcome, Raised) for outcome in yours):
            return ()
        known: list[Mistakes] = [(), *((mistake,) for mistake in self.exercise.mistakes)]
        found = self._nearest(yours, known)
        return found if found is not None else self._nearest(yours, [*known, *pairs(self.exercise)]) or ()

    def _nearest(self, yours: Sequence[Outcome], known: Iterable[Mistakes]) -> Mistakes | None:
        """None where nothing is near; the empty tuple where it cannot be told which of several it is."""
        near: list[tuple[float, Mistakes]] = []
        for mistakes in known:
            far = self.far(yours, mistakes)
            if far < NEAR * FARTHER:
                near.append((far, mistakes))
        near.sort(key=lambda pair: pair[0])
        if not near or near[0][0] >= NEAR:
            return None
        best, mistakes = near[0]
        alone = all(far > FARTHER * max(best, NOISE) for far, _ in near[1:])
        return mistakes if alone else ()


@lru_cache(maxsize=16384)
def _outcome(exercise: Exercise, case: Case, mistakes: Mistakes) -> Outcome:
    function = variant(exercise, mistakes) if mistakes else exercise.reference
    return attempted(function, fresh(case.arguments))
