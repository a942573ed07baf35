"""`minitransformer learn check`: is it right, and if not, which mistake is it?"""

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from ..learn.course import names
from ..learn.verdict import HEADS, Verdict
from ..learn.worker import Worker
from .learn_desk import Desk, Name, Seconds, Where, as_content, checked, sit_down
from .voice import Json, Lang, Voice

STYLES = {"passed": "green", "failed": "red", "unsolved": "yellow"}


def command(
    name: Name = None,
    all_: Annotated[bool, typer.Option("--all", help="Check every exercise, in a table.")] = False,
    where: Where = None,
    seconds: Seconds = 20.0,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Check an exercise, and name the mistake.

    Example: minitransformer learn check softmax
    """
    desk = sit_down(where, lang, as_json, name)
    if all_:
        return check_all(desk, seconds)
    asked = desk.name(name.rpartition("/")[2].rpartition("\\")[2] if name else None)
    if asked is None:
        desk.all_done()
        desk.voice.result({"exercise": None, "passed": True})
        return 0
    with Worker(seconds) as worker, desk.voice.busy("checking …", "검사하는 중 …"):
        verdict = checked(worker, desk, asked)
    desk.save()
    show(desk.voice, verdict)
    and_now(desk, verdict)
    desk.voice.result(as_content(verdict, desk.voice.language))
    return 0 if verdict.passed else 1


def show(voice: Voice, verdict: Verdict) -> None:
    """The verdict, its first line in colour where there is colour."""
    head, _, rest = verdict.told(voice.language).partition("\n")
    voice.tell(Text(head, style=f"bold {STYLES[verdict.state]}"))
    if rest:
        voice.tell(rest, markup=False)


def and_now(desk: Desk, verdict: Verdict) -> None:
    """What to do next."""
    voice, name, following = desk.voice, verdict.exercise, desk.progress.next
    voice.tell("")
    if verdict.passed and following is None:
        desk.all_done()
    elif verdict.passed:
        voice.tell(f"{desk.bar()}  {voice.pick('next', '다음')}: {following}.py", markup=False)
    elif verdict.state == "unsolved":
        file = desk.folder.file(name)
        voice.tell(
            voice.pick(
                f"Open {file}, and put your code in place of `raise NotImplementedError`.",
                f"{file} 파일을 열고 `raise NotImplementedError` 자리에 코드를 쓰세요.",
            ),
            markup=False,
        )
    else:
        hint = f"minitransformer learn hint {name}"
        voice.tell(voice.pick(f"Stuck? {hint}", f"막혔나요? {hint}"), markup=False)


def check_all(desk: Desk, seconds: float) -> int:
    """Every exercise, a line each."""
    voice, verdicts = desk.voice, []
    with Worker(seconds) as worker, voice.busy("checking …", "검사하는 중 …") as say:
        for name in names():
            say(name)
            if desk.folder.file(name).is_file():
                verdicts.append(checked(worker, desk, name))
    desk.save()
    table = Table()
    table.add_column(voice.pick("exercise", "연습 문제"), no_wrap=True)
    table.add_column(voice.pick("state", "상태"), no_wrap=True)
    table.add_column(voice.pick("mistake", "실수"), overflow="fold")
    for verdict in verdicts:
        state = Text(HEADS[verdict.state].told(voice.language), style=STYLES[verdict.state])
        table.add_row(verdict.exercise, state, Text(in_short(verdict, voice.language)))
    voice.tell(table)
    voice.tell(desk.bar(), markup=False)
    passed = sum(verdict.passed for verdict in verdicts)
    contents = [as_content(verdict, voice.language) for verdict in verdicts]
    voice.result({"exercises": contents, "passed": passed, "of": len(names())})
    return 0 if passed == len(names()) else 1


def in_short(verdict: Verdict, language: str) -> str:
    """The names of the mistakes, else what the first check that did not hold says."""
    if verdict.mistakes:
        return " + ".join(mistake.name for mistake in verdict.mistakes)
    return verdict.said.told(language) if verdict.said else ""
