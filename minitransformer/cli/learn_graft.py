"""`minitransformer learn graft`: your functions in a real model; the same as Hugging Face's, and it talks."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from ..errors import Problem
from ..learn.progress import bar
from ..learn.said import Said
from ..learn.verdict import HEADS, Verdict
from ..learn.worker import Worker
from .learn_check import STYLES, in_short
from .learn_desk import Desk, Seconds, Where, checked, sit_down
from .learn_graft_steps import inside, prove, speak
from .origin import named_in
from .voice import MAX_SEED, Json, Lang

if TYPE_CHECKING:
    from ..learn.operation import Operation

RUNS = Said("runs", "실행")
"""The check that a function must pass to be put into a model."""


def command(
    model: Annotated[
        str | None,
        typer.Option(help="A directory, a hub name, or one of the package; a chatbot if not said."),
    ] = None,
    say: Annotated[str | None, typer.Option(help="What the chatbot is told.")] = None,
    where: Where = None,
    seed: Annotated[int, typer.Option(min=0, max=MAX_SEED, help="Of the input that is compared.")] = 0,
    seconds: Seconds = 20.0,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Put your functions into a model, compare it with transformers, and talk with it.

    Example: minitransformer learn graft
    """
    desk = sit_down(where, lang, as_json)
    voice = desk.voice
    with voice.starting(), named_in(model):
        from ..apps.kept import choose
        from ..learn.operation import Operation

        operation = Operation(choose("chatbot", model), seed)
        used = operation.used
    verdicts = examined(desk, used, seconds)
    operation.take({v.exercise: desk.folder.file(v.exercise).resolve() for v in verdicts if runs(v)})
    show_pieces(desk, operation, verdicts)
    if not operation.files:
        raise Problem(
            f"none of your functions can go into {operation.model} yet: write one of {', '.join(used)}",
            f"{operation.model}에 이식할 함수가 아직 없습니다. {', '.join(used)} 가운데 하나를 먼저 쓰세요.",
        )
    content: dict[str, Any] = {
        "say": [say] if say else [],
        "model": operation.model,
        "pieces": [
            {"exercise": v.exercise, "state": v.state, "in": v.exercise in operation.files} for v in verdicts
        ],
        "share": round(len(operation.files) / len(used), 4),
    }
    results = [step(desk, operation, content) for step in (prove, speak, inside)]
    ok = all(results) and not any(v.state == "failed" for v in verdicts)
    voice.result({**content, "ok": ok})
    return 0 if ok else 1


def examined(desk: Desk, used: list[str], seconds: float) -> list[Verdict]:
    """The check of every file that the model has a place for."""
    verdicts = []
    with Worker(seconds) as worker, desk.voice.busy("checking …", "검사하는 중 …") as say:
        for name in used:
            say(name)
            if desk.folder.file(name).is_file():
                verdicts.append(checked(worker, desk, name))
    desk.save()
    return verdicts


def runs(verdict: Verdict) -> bool:
    """Whether the function can be called at all: a wrong one goes in too, to show what it does."""
    return verdict.passed or any(ran.name == RUNS and ran.held for ran in verdict.checks)


def show_pieces(desk: Desk, operation: "Operation", verdicts: list[Verdict]) -> None:
    """Which pieces are the learner's."""
    voice, language = desk.voice, desk.voice.language
    table = Table()
    for heading in (("piece", "조각"), ("check", "검사"), ("in the model", "모델 안")):
        table.add_column(voice.pick(*heading), no_wrap=True)
    table.add_column(voice.pick("mistake", "실수"), overflow="fold")
    for v in verdicts:
        whose = ("yours", "내 코드") if v.exercise in operation.files else ("the library's", "라이브러리")
        state = Text(HEADS[v.state].told(language), style=STYLES[v.state])
        table.add_row(v.exercise, state, voice.pick(*whose), Text(in_short(v, language)))
    voice.tell(table)
    share = len(operation.files) / len(operation.used)
    voice.tell(
        voice.pick(
            f"{bar(len(operation.files), len(operation.used))}  {share:.0%} of the hand-written pieces of "
            f"{operation.model} are your code",
            f"{bar(len(operation.files), len(operation.used))}  {operation.model}의 조각 가운데 {share:.0%}가 "
            "내 코드입니다",
        ),
        markup=False,
    )
