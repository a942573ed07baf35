"""`minitransformer learn dev-check`: may this exercise be given to learners?"""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from .voice import Json, Lang, Voice


def command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]", help="Files with an EXERCISE; if not said, all of the course."),
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Prove exercises: the solution passes, every mistake fails by its own name.

    Example: minitransformer learn dev-check my_exercise.py
    """
    voice = Voice(lang, as_json)
    with voice.starting():
        from ..learn.course import find, names
        from ..learn.dev_check import dev_check, exercise_in, shared_sentences

        exercises = [exercise_in(file) for file in files] if files else [find(name) for name in names()]
    found = []
    with voice.busy("trying every mistake …", "실수를 하나씩 시험하는 중 …") as say:
        for exercise in exercises:
            say(exercise.name)
            found.append(dev_check(exercise))
    shared = shared_sentences(exercises)
    table = Table()
    for heading in (
        ("exercise", "연습 문제"),
        ("mistakes", "실수"),
        ("equivalents", "같은 답"),
        ("faults", "잘못된 점"),
    ):
        table.add_column(voice.pick(*heading), overflow="fold")
    for fitness in found:
        faults = Text("\n".join(fitness.faults), style="red") if fitness.faults else Text("-")
        table.add_row(fitness.exercise, str(fitness.mistakes), str(fitness.equivalents), faults)
    voice.tell(table)
    for sentence in shared:
        voice.tell(
            voice.pick(f"two mistakes say: {sentence}", f"두 실수가 같은 말을 합니다: {sentence}"),
            markup=False,
        )
    ok = not shared and all(fitness.ok for fitness in found)
    mistakes = sum(fitness.mistakes for fitness in found)
    held = voice.pick("all fail by their own names", "모두 제 이름으로 틀립니다")
    broken = voice.pick("but not all holds", "그러나 다 맞지는 않습니다")
    voice.tell(
        voice.pick(
            f"{len(found)} exercises, {mistakes} mistakes: {held if ok else broken}",
            f"연습 문제 {len(found)}개, 실수 {mistakes}개: {held if ok else broken}",
        ),
        markup=False,
    )
    rows = [
        {
            "exercise": f.exercise,
            "mistakes": f.mistakes,
            "equivalents": f.equivalents,
            "faults": list(f.faults),
        }
        for f in found
    ]
    voice.result({"exercises": rows, "shared_sentences": shared, "ok": ok})
    return 0 if ok else 1
