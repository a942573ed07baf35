"""What a learner starts from: the reference's own signature and docstring, and no body."""

import ast
import inspect
import sys
from collections.abc import Iterator
from types import ModuleType

from .exercise import Exercise
from .variants import source_of

EMPTY = "raise NotImplementedError  # TODO"


def stub(exercise: Exercise, language: str = "en") -> str:
    """The learner's file: what is asked, the imports that the signature needs, and the function to fill in."""
    reference = inspect.unwrap(exercise.reference)
    task = f"{exercise.title.told(language)}\n\n{exercise.task.told(language)}"
    heads = [f'"""{task}\n"""', "\n".join(imports(exercise)), headed(source_of(reference))]
    return "\n\n".join(heads[:2]) + "\n\n\n" + heads[2] + "\n"


def headed(source: str) -> str:
    """A function's source down to its docstring, with an empty body."""
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    described = ast.get_docstring(function) is not None
    last = function.body[0].end_lineno if described else function.body[0].lineno - 1
    return "\n".join([*source.splitlines()[:last], f"    {EMPTY}"])


def imports(exercise: Exercise) -> list[str]:
    """Import lines for every name in the signature, and for what one calculates with."""
    reference = inspect.unwrap(exercise.reference)
    module = sys.modules[reference.__module__]
    header = ast.parse(headed(source_of(reference))).body[0]
    used = {node.id for node in ast.walk(header) if isinstance(node, ast.Name)}
    found = {"import math", "import torch"}
    for statement in _imports_of(module):
        for alias in statement.names:
            if (alias.asname or alias.name) in used:
                found.add(_line(statement, alias, module))
                used.discard(alias.asname or alias.name)
    own = sorted(name for name in used if name in vars(module) and name != reference.__name__)
    if own:
        found.add(f"from {module.__name__} import {', '.join(own)}")
    return sorted(found, key=lambda line: (line.startswith("from"), line))


def _imports_of(module: ModuleType) -> Iterator[ast.Import | ast.ImportFrom]:
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement


def _line(statement: ast.Import | ast.ImportFrom, alias: ast.alias, module: ModuleType) -> str:
    """One import line for one name; a relative import is made absolute."""
    name = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
    if isinstance(statement, ast.Import):
        return f"import {name}"
    base = statement.module or ""
    if statement.level:
        package = module.__name__.rsplit(".", statement.level)[0]
        base = f"{package}.{base}" if base else package
    return f"from {base} import {name}"
