"""`minitransformer learn progress` and `reset`: what is done, and beginning anew."""

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from ..learn.course import names
from ..learn.folder import exercise_named
from .learn_desk import Where, sit_down
from .voice import Json, Lang


def progress(where: Where = None, as_json: Json = False, lang: Lang = None) -> int:
    """What is done, what is next, and how many attempts it took.

    Example: minitransformer learn progress
    """
    desk = sit_down(where, lang, as_json)
    voice, known = desk.voice, desk.progress
    current = desk.folder.current(known)
    table = Table()
    for heading in (("", ""), ("exercise", "연습 문제"), ("attempts", "시도"), ("hints", "힌트"), ("", "")):
        table.add_column(voice.pick(*heading))
    done = set(known.done)
    for name in names():
        record = known.records.get(name)
        state = (
            ("done", "통과")
            if name in done
            else ("open", "진행 중")
            if record and record.attempts
            else ("", "")
        )
        mark = voice.pick("<- next", "<- 다음") if name == current else ""
        counts = (str(record.attempts), f"{record.hints}/3") if record else ("", "")
        style = "green" if name in done else "bold" if mark else ""
        table.add_row(Text(voice.pick(*state)), Text(name, style=style), *counts, Text(mark))
    voice.tell(table)
    voice.tell(f"{desk.bar()}  {desk.folder.path.resolve()}", markup=False)
    if current is None:
        desk.all_done()
    if known.strange:
        desk.save()
    records = [
        {"exercise": name, "done": name in done, **counted(known.records.get(name))} for name in names()
    ]
    voice.result(
        {"folder": str(desk.folder.path.resolve()), "done": len(done), "of": len(names()), "next": current}
        | {"exercises": records}
    )
    return 0


def counted(record: object) -> dict[str, int]:
    """The numbers of a record; zeros where there is none."""
    return {count: getattr(record, count, 0) for count in ("attempts", "hints", "solution")}


def reset(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The exercise.")],
    where: Where = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Begin an exercise anew; your file is kept in old/.

    Example: minitransformer learn reset softmax
    """
    desk = sit_down(where, lang, as_json, name)
    asked = exercise_named(name.rpartition("/")[2].rpartition("\\")[2])
    with desk.voice.starting():
        from ..learn.folder import reset as begin_anew

        aside = begin_anew(desk.folder, asked, desk.voice.language)
    desk.progress.of(asked).done = False
    desk.progress.now = asked
    desk.save()
    file = desk.folder.file(asked)
    if aside:
        desk.voice.tell(
            desk.voice.pick(
                f"{file} is new; yours is {aside}", f"{file}을(를) 새로 만들었습니다. 쓰던 것: {aside}"
            ),
            markup=False,
        )
    else:
        desk.voice.tell(desk.voice.pick(f"{file} is new", f"{file}을(를) 새로 만들었습니다"), markup=False)
    desk.voice.result({"exercise": asked, "file": str(file), "kept": str(aside) if aside else None})
    return 0
