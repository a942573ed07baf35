"""The library's own source, shown in a lesson: what is read is what runs."""

import inspect
from pathlib import Path
from typing import Any

from .. import __file__ as package
from .shown import Shown


def show(*things: Any) -> Shown:
    """The source of functions, methods or classes, each with the file and the line where it stands."""
    return Shown("\n\n".join(_shown(inspect.unwrap(thing)) for thing in things))


def _shown(thing: Any) -> str:
    lines, first = inspect.getsourcelines(thing)
    file = Path(inspect.getfile(thing))
    root = Path(package).parent.parent
    place = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
    source = inspect.cleandoc("\n" + "".join(lines))
    return f"`{place}`, {max(first, 1)}\n\n```python\n{source}\n```"
