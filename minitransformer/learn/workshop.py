"""The process in which learners' code runs: torch is read once, then a line comes in for each check.

    python -m minitransformer.learn.workshop

reads {"exercise", "path", "megabytes"} and answers with a verdict. Whatever the code prints is caught.
"""

import builtins
import json
import linecache
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, NoReturn

import torch

from .checking import examine
from .course import find
from .learner_file import read
from .said import Said
from .verdict import Verdict

PRINTED = 2000
"""As many characters of what was printed are kept."""


def main() -> None:
    """Answer until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    questions = os.fdopen(os.dup(0), encoding="utf-8")
    torch.set_num_threads(1)
    sys.dont_write_bytecode = True  # two saves in one second must not be taken for one
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    builtins.input = _no_input
    if hasattr(os, "fork"):
        os.fork = _no_fork
    answers.write("ready\n")
    answers.flush()
    for line in questions:
        asked = json.loads(line)
        with memory(asked["megabytes"]):
            verdict = checked(asked["exercise"], Path(asked["path"]))
        answers.write(verdict.to_json() + "\n")
        answers.flush()


def checked(name: str, path: Path) -> Verdict:
    """The verdict on a file, with what it printed."""
    exercise = find(name)
    linecache.checkcache()
    with tempfile.TemporaryFile() as caught, printing_to(caught), as_at_first():
        function = read(path, exercise)
        verdict = (
            Verdict(name, "failed", said=function)
            if isinstance(function, Said)
            else examine(exercise, function)
        )
        sys.stdout.flush()
        caught.seek(0)
        return replace(verdict, printed=caught.read(4 * PRINTED).decode("utf-8", "replace")[:PRINTED])


@contextmanager
def as_at_first() -> Iterator[None]:
    """Undo what code may have set for all of torch."""
    kept = torch.get_default_dtype()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        torch.set_default_dtype(kept)
        torch.set_grad_enabled(True)
        torch.set_num_threads(1)


@contextmanager
def printing_to(file: IO[bytes]) -> Iterator[None]:
    """Send both outputs to a file, also what is written past Python."""
    kept = os.dup(1), os.dup(2)
    for output in (1, 2):
        os.dup2(file.fileno(), output)
    try:
        yield
    finally:
        for stream, output, old in ((sys.stdout, 1, kept[0]), (sys.stderr, 2, kept[1])):
            stream.flush()
            os.dup2(old, output)
            os.close(old)


@contextmanager
def memory(megabytes: int) -> Iterator[None]:
    """On Linux, let no more than this be asked for on top of what is in use."""
    if sys.platform != "linux":
        yield
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    kept = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + megabytes * 2**20, kept[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, kept)


def _no_input(*_: Any) -> NoReturn:
    raise EOFError("input()")


def _no_fork() -> NoReturn:
    raise RuntimeError("os.fork() is not for exercises")


if __name__ == "__main__":
    main()
