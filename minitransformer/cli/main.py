"""Run a command, and turn however it ends into an exit code.

0: did it, and it holds. 1: did it, and it does not hold. 2: could not do it. 130: interrupted.
"""

import logging
import os
import sys
from contextlib import nullcontext
from typing import Any

import typer

from ..errors import Problem
from ..learn.language import system_language
from . import (
    audit,
    bench,
    chat,
    data,
    doctor,
    fewshot,
    info,
    korean,
    learn,
    lessons,
    misuse,
    parity,
    recommend,
    tour,
    train,
)
from . import run as run_task
from .voice import PipeClosed, use_utf8

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""Click's, or the one of the copy of click that newer releases of typer carry."""

STOPPED = 130

app = typer.Typer(
    name="minitransformer",
    help="A transformer written by hand, proven against Hugging Face, and put to use in Korean.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (tour, parity, info, chat, recommend, run_task, fewshot, audit):
    app.command()(module.command)
    app.registered_commands[-1].name = module.NAME
app.add_typer(train.app, name="train")
app.add_typer(data.app, name="data")
app.add_typer(learn.app, name="learn")
app.command(lessons.NAME)(lessons.command)
app.command(bench.NAME)(bench.command)
app.command(doctor.NAME)(doctor.command)


def main() -> None:
    """The entry point of the `minitransformer` command."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that spin while they wait starve each other
    use_utf8()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of one command line."""
    language, others = _language(arguments)
    asked = arguments
    if "--help" in others or not others:
        asked = others
    elif arguments[0] != others[0]:  # in front of the command, where no command reads it
        asked = [*others, "--lang", language]
    command = typer.main.get_command(app)
    try:
        with korean.in_korean(command) if language == "ko" else nullcontext():
            code = int(command.main(asked, "minitransformer", standalone_mode=False) or 0)
        return _stopped(language) if code == STOPPED else code
    except Problem as e:
        return _cannot(e.told(language))
    except (KeyboardInterrupt, typer.Abort):
        return _stopped(language)
    except UsageError as e:
        return _misused(e, language)
    except PipeClosed:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, MemoryError, ValueError) as e:  # such as a model that takes no such input
        return _cannot(f"{type(e).__name__}: {e}")
    except RuntimeError as e:
        if "allocate memory" not in str(e):
            raise
        return _cannot(f"메모리가 부족합니다: {e}" if language == "ko" else f"not enough memory: {e}")


def _cannot(message: str) -> int:
    sys.stderr.write(f"minitransformer: {' '.join(message.split())}\n")
    return 2


def _misused(e: Any, language: str) -> int:
    """No argument at all gets the help; a wrong one gets a line that names it."""
    if type(e).__name__ == "NoArgsIsHelpError":
        e.show()
        return 2
    return _cannot(misuse.told(e, language))


def _stopped(language: str) -> int:
    sys.stderr.write("\n중단했습니다.\n" if language == "ko" else "\ninterrupted\n")
    return STOPPED


def _language(arguments: list[str]) -> tuple[str, list[str]]:
    """The language asked for, or the system's, and what else is in the line."""
    for i, argument in enumerate(arguments):
        for language in ("ko", "en"):
            if argument == f"--lang={language}":
                return language, arguments[:i] + arguments[i + 1 :]
            if arguments[i : i + 2] == ["--lang", language]:
                return language, arguments[:i] + arguments[i + 2 :]
    return system_language(), arguments
