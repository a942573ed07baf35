"""What a learner starts from: the reference's own signature and docstring, and no body."""

import ast
import inspect

from .exercise import Exercise
from .imports import import_lines
from .variants import source_of

EMPTY = "raise NotImplementedError  # TODO"


def stub(exercise: Exercise, language: str = "en") -> str:
    """The learner's file: what is asked, the imports that the signature needs, and the function to fill in."""
    reference = inspect.unwrap(exercise.reference)
    head = headed(source_of(reference))
    return as_file(
        exercise, language, import_lines(reference, head, ("import math", "import torch")), head + "\n"
    )


def as_file(exercise: Exercise, language: str, imports: list[str], function: str) -> str:
    """What is asked, import lines, and a function below them."""
    task = f"{exercise.title.told(language)}\n\n{exercise.task.told(language)}"
    lines = "\n".join(imports)
    return f'"""{task}\n"""\n\n{lines}\n\n\n{function}'


def headed(source: str) -> str:
    """A function's source down to its docstring, with an empty body."""
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    described = ast.get_docstring(function) is not None
    last = function.body[0].end_lineno if described else function.body[0].lineno - 1
    return "\n".join([*source.splitlines()[:last], f"    {EMPTY}"])
