"""How fairly are mistakes named? Two or three at once must be told, or left unnamed: never called something else."""

from collections.abc import Sequence
from typing import Literal

from .exercise import Exercise, Mistake
from .naming import Probe
from .outcome import Outcome, distance
from .trial import cases_of

Way = Literal["rightly", "falsely", "unknown", "right after all"]
SAME = 1e-9


def way_named(exercise: Exercise, mistakes: Sequence[Mistake]) -> Way:
    """How the check names a program with these mistakes. A name counts as right where it says some of them, or
    where a program with just that also gives the same results on other numbers."""
    here, elsewhere = (Probe(exercise, cases_of(exercise, seed)) for seed in (0, 1))
    outcomes = here.outcomes(tuple(mistakes))
    if _alike(outcomes, here.outcomes(())):
        return "right after all"
    found = here.name(outcomes)
    if not found:
        return "unknown"
    there = elsewhere.outcomes(tuple(mistakes))
    return "rightly" if set(found) <= set(mistakes) or _alike(there, elsewhere.outcomes(found)) else "falsely"


def _alike(one: Sequence[Outcome], other: Sequence[Outcome]) -> bool:
    return max(map(distance, one, other)) < SAME
