"""Programs that are the reference but for a few edits of its source: what mistakes are made of."""

import inspect
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from .exercise import Edit, Exercise, Function, Mistake


@lru_cache(maxsize=256)
def source_of(function: Function) -> str:
    """The source of a function, as it stands in its file."""
    return textwrap.dedent(inspect.getsource(inspect.unwrap(function)))


def place(source: str, edit: Edit) -> tuple[int, int]:
    """From where to where the edit's old text stands; ValueError unless it stands there once."""
    if source.count(edit.old) != 1:
        raise ValueError(
            f"{edit.old!r} stands {source.count(edit.old)} times in the source, not once:\n{source}"
        )
    start = source.index(edit.old)
    return start, start + len(edit.old)


def composable(exercise: Exercise, mistakes: Sequence[Mistake]) -> bool:
    """Whether the mistakes change different places, so that one program can make them all."""
    source = source_of(exercise.changed)
    spans = sorted(place(source, edit) for mistake in mistakes for edit in mistake.edits)
    return all(before[1] <= after[0] for before, after in pairwise(spans))


@lru_cache(maxsize=64)
def pairs(exercise: Exercise) -> tuple[tuple[Mistake, Mistake], ...]:
    """All two mistakes that one program can make."""
    return tuple(pair for pair in combinations(exercise.mistakes, 2) if composable(exercise, pair))


@lru_cache(maxsize=4096)
def variant(exercise: Exercise, mistakes: tuple[Mistake, ...]) -> Function:
    """The reference with these mistakes made in it."""
    source = source_of(exercise.changed)
    edits = [(place(source, edit), edit.new) for mistake in mistakes for edit in mistake.edits]
    for (start, end), new in sorted(edits, reverse=True):
        source = source[:start] + new + source[end:]
    return compiled(source, exercise.changed)


def compiled(source: str, like: Function) -> Function:
    """The function that the source defines, seeing what the function that it is like sees."""
    original = inspect.unwrap(like)
    names = dict(original.__globals__)
    exec(compile(source, f"<{original.__name__}>", "exec"), names)
    return names[original.__name__]
