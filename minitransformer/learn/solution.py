"""A right answer as a file: the reference's own source, with the imports that it needs."""

import ast
import inspect
import sys
from collections import defaultdict

from .exercise import Exercise
from .stub import _imports_of as imports_of
from .stub import _line as import_line
from .variants import source_of


def solution(exercise: Exercise, language: str = "en") -> str:
    """The learner's file, filled in."""
    task = f"{exercise.title.told(language)}\n\n{exercise.task.told(language)}"
    lines = "\n".join(merged(needed(exercise)))
    return f'"""{task}\n"""\n\n{lines}\n\n\n{source_of(inspect.unwrap(exercise.reference))}'


def needed(exercise: Exercise) -> list[str]:
    """An import line for every name that the reference uses."""
    reference = inspect.unwrap(exercise.reference)
    module = sys.modules[reference.__module__]
    used = {node.id for node in ast.walk(ast.parse(source_of(reference))) if isinstance(node, ast.Name)}
    lines = ["import torch"]
    for statement in imports_of(module):
        for alias in statement.names:
            if (alias.asname or alias.name) in used:
                lines.append(import_line(statement, alias, module))
                used.discard(alias.asname or alias.name)
    own = used & set(vars(module)) - {reference.__name__}
    return lines + [f"from {module.__name__} import {name}" for name in sorted(own)]


def merged(lines: list[str]) -> list[str]:
    """Plain imports first; then one line for each module from which names come."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        module, found, name = line.removeprefix("from ").partition(" import ")
        if found:
            names[module].add(name)
    plain = sorted({line for line in lines if line.startswith("import ")})
    return plain + [f"from {module} import {', '.join(sorted(names[module]))}" for module in sorted(names)]
