"""The check where a learner works in a notebook or a Python prompt."""

from dataclasses import replace

from .checking import examine
from .course import find
from .exercise import Function
from .language import notebook_language
from .verdict import Verdict


def check(function: Function, exercise: str = "", *, seed: int = 0) -> Verdict:
    """Check a function against the exercise of its name; `exercise` says which, where it has another name.

    It runs in this very process: an endless loop is ended by the notebook's stop button.
    """
    verdict = examine(find(exercise or function.__name__.removeprefix("my_")), function, seed)
    return replace(verdict, language=notebook_language())
