"""The import lines that a piece of the library's source needs to stand in a file of its own."""

import ast
import inspect
import sys
from collections import defaultdict
from collections.abc import Iterable

from .exercise import Function


def import_lines(reference: Function, source: str, always: Iterable[str]) -> list[str]:
    """A line for every module of which the source uses a name, and those that are there `always`: plain imports
    first. The names are looked up where the reference stands."""
    module = sys.modules[reference.__module__]
    used = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    plain, names = set(always), defaultdict[str, set[str]](set)
    for statement in ast.parse(inspect.getsource(module)).body:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        for alias in statement.names:
            if (called := alias.asname or alias.name) not in used:
                continue
            used.discard(called)
            name = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
            if isinstance(statement, ast.Import):
                plain.add(f"import {name}")
            else:
                names[_absolute(statement, module.__name__)].add(name)
    names[module.__name__] |= used & set(vars(module)) - {reference.__name__}
    froms = [f"from {place} import {', '.join(sorted(found))}" for place, found in names.items() if found]
    return sorted(plain) + sorted(froms)


def _absolute(statement: ast.ImportFrom, module: str) -> str:
    """Where a relative import leads."""
    base = statement.module or ""
    if not statement.level:
        return base
    package = module.rsplit(".", statement.level)[0]
    return f"{package}.{base}" if base else package
