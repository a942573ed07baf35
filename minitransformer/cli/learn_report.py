"""`minitransformer learn report`: what can be handed to a teacher, over many folders."""

import csv
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from ..learn.course import names
from ..learn.folder import Folder, find_folder
from ..learn.progress import Progress, bar
from ..learn.worker import Worker
from .learn_check import in_short
from .learn_desk import Desk, Seconds, as_content, checked
from .voice import Json, Lang, Voice

COLUMNS = ("folder", "exercise", "state", "mistakes", "attempts", "hints", "solution", "passed_on")


def command(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[DIR]...", help="Folders of learners; if not said, this one."),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="A table for a spreadsheet on stdout.")] = False,
    seconds: Seconds = 20.0,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Check whole folders anew, for a teacher; nothing in them is changed.

    Example: minitransformer learn report class/* --csv
    """
    voice = Voice(lang, as_json or as_csv)
    places = [find_folder(path) for path in folders] if folders else [find_folder(None)]
    rows: list[dict[str, Any]] = []
    with Worker(seconds) as worker, voice.busy("checking …", "검사하는 중 …") as say:
        for place in places:
            say(str(place.path))
            rows += rows_of(voice, place, worker)
    if as_csv:
        table = csv.DictWriter(sys.stdout, COLUMNS, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(
            {**row, "mistakes": safe(row["mistakes"]), "folder": safe(row["folder"])} for row in rows
        )
        return 0
    show(voice, places, rows)
    if as_json:
        voice.result({"folders": [str(place.path) for place in places], "exercises": rows})
    return 0


def rows_of(voice: Voice, place: Folder, worker: Worker) -> list[dict[str, Any]]:
    """One folder: every exercise as its file is now, and what its learner needed so far."""
    desk = Desk(voice, place, Progress.read(place.path))
    rows = []
    for name in names():
        record = desk.progress.of(name)
        row: dict[str, Any] = {
            "folder": str(place.path),
            "exercise": name,
            "state": "missing",
            "mistakes": "",
        }
        row |= {"attempts": record.attempts, "hints": record.hints, "solution": record.solution}
        row["passed_on"] = record.passed
        if place.file(name).is_file():
            verdict = checked(worker, desk, name)
            content = as_content(verdict, voice.language)
            row |= {
                "state": verdict.state,
                "mistakes": in_short(verdict, voice.language),
                "tests": content["tests"],
            }
        rows.append(row)
    return rows


def show(voice: Voice, places: list[Folder], rows: list[dict[str, Any]]) -> None:
    """A line a folder; of one folder, a line an exercise that was begun."""
    table = Table()
    headings = [
        ("folder", "폴더"),
        ("passed", "통과"),
        ("attempts", "시도"),
        ("hints", "힌트"),
        ("open", "막힌 곳"),
    ]
    for heading in headings:
        table.add_column(voice.pick(*heading), overflow="fold")
    for place in places:
        mine = [row for row in rows if row["folder"] == str(place.path)]
        passed = sum(row["state"] == "passed" for row in mine)
        open_ = ", ".join(f"{r['exercise']} ({r['mistakes']})" for r in mine if r["state"] == "failed")
        counts = (str(sum(row[count] for row in mine)) for count in ("attempts", "hints"))
        table.add_row(str(place.path), bar(passed, len(mine), 10), *counts, open_)
    voice.tell(table)


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
