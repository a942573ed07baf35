"""How a command speaks: results on stdout, everything else on stderr, in Korean or English."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from ..errors import Problem
from ..learn.language import system_language

Lang = Annotated[str | None, typer.Option("--lang", help="ko or en; by default the system's language.")]
MAX_SEED = 2**32 - 1  # what every library's generator takes
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, and nothing else there.")]

Device = Annotated[str, typer.Option(help="cpu, cuda or mps: where the model computes.")]
Dtype = Annotated[str, typer.Option(help="float32, bfloat16 or float64: the numbers it computes in.")]


def use_utf8() -> None:
    """Speak UTF-8 in pipes and files whatever the locale says; a Windows console keeps its own code page.

    What that page lacks (✓ and ♪ in cp949) is shown as a question mark, and never ends a command.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, Path(os.devnull).open("r+", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):
            terminal = stream.isatty() and sys.platform == "win32"
            stream.reconfigure(encoding=None if terminal else "utf-8", errors="replace")


class PipeClosed(Exception):  # noqa: N818 - nothing went wrong
    """Whoever was reading has enough (`… | head`)."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise PipeClosed


class Voice:
    """One command's way to speak."""

    def __init__(self, lang: str | None, as_json: bool = False) -> None:
        if lang not in (None, "ko", "en"):
            raise Problem(f"--lang {lang}: choose ko or en", f"--lang {lang}: ko나 en을 고르세요")
        self.language = lang or system_language()
        self.as_json = as_json
        self.err = _Console(stderr=True, highlight=False, soft_wrap=True)
        self.out = _Console(highlight=False, soft_wrap=True)

    def pick(self, en: str, ko: str) -> str:
        """The text in the language of this command."""
        return ko if self.language == "ko" else en

    def note(self, en: str, ko: str) -> None:
        """Something said on the way."""
        self.err.print(self.pick(en, ko), markup=False)

    def starting(self) -> AbstractContextManager[Callable[[str], None]]:
        """What is said while torch is imported, which alone takes seconds: begin it before the import."""
        return self.busy("starting PyTorch …", "PyTorch를 불러오는 중 …")

    @contextmanager
    def busy(self, en: str, ko: str) -> Iterator[Callable[[str], None]]:
        """A sign of life on a terminal for as long as this takes, and what changes its words; a pipe, and a
        program that wants JSON, gets none."""
        if self.as_json or not self.err.is_terminal:
            yield lambda _words: None
            return
        line = Live(Spinner("dots", Text(self.pick(en, ko))), console=self.err, transient=True)
        line.start(refresh=True)  # drawn at once: an import may leave the drawing thread no time

        def say(words: str) -> None:
            line.update(Spinner("dots", Text(words)), refresh=True)

        try:
            yield say
        finally:
            line.stop()

    def tell(self, text: Any, **how: Any) -> None:
        """A result for a person; silent where JSON was asked for."""
        if not self.as_json:
            self.out.print(text, **how)

    def result(self, content: Mapping[str, Any]) -> None:
        """The result for a program."""
        if self.as_json:
            try:
                sys.stdout.write(json.dumps(content, ensure_ascii=False) + "\n")
                sys.stdout.flush()
            except BrokenPipeError as e:
                raise PipeClosed from e
