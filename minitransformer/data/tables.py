"""Readers: from a file that a person has to examples, dialogues and songs, or a `Problem` naming the rows."""

from collections.abc import Mapping
from pathlib import Path

from ..errors import Problem
from .records import EMOTIONS, Dialogue, Example, Song
from .rows import Line, Table, check_rows, read_delimited, to_table
from .sheets import read_sheet

__all__ = [
    "Dialogue",
    "Example",
    "Song",
    "open_table",
    "read_dialogues",
    "read_nsmc",
    "read_songs",
    "read_table",
]

OTHERS = "*"
"""In a mapping of labels: all labels that it does not name."""


def open_table(path: Path) -> Table:
    """A CSV, TSV (never quoted) or XLSX file, told apart by its ending."""
    readers = {
        ".csv": lambda: read_delimited(path),
        ".tsv": lambda: read_delimited(path, "\t", quoted=False),
        ".xlsx": lambda: read_sheet(path),
    }
    if path.suffix.lower() not in readers:
        raise Problem(
            f"{path} ends in {path.suffix!r}: give a .csv, .tsv or .xlsx file",
            f"{path} 파일은 지원하지 않는 형식({path.suffix!r})입니다. .csv, .tsv, .xlsx 파일을 써 주세요.",
        )
    return to_table(path, readers[path.suffix.lower()]())


def read_table(
    path: Path,
    text_column: str,
    label_column: str,
    *,
    pair_column: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
) -> list[Example]:
    """The examples of a table, of one text or of two. `mapping` renames labels, drops those it maps to None, and
    stands for all others under "*"; a label that it does not cover is a `Problem`."""
    columns = (text_column, pair_column, label_column)
    lines = open_table(path).select(*(column for column in columns if column is not None))
    _check_full(path, lines)
    if mapping is not None:
        lines = _mapped(path, lines, mapping)
    if not lines:
        raise Problem(f"{path} holds no example", f"{path} 파일에 쓸 수 있는 행이 없습니다.")
    return [Example(text, label, *pair) for _, (text, *pair, label) in lines]


def read_nsmc(path: Path) -> list[Example]:
    """Naver movie reviews (id, document, label), 부정 or 긍정; reviews without a word are left out."""
    lines = to_table(path, read_delimited(path, "\t", quoted=False)).select("document", "label")
    names = {"0": "부정", "1": "긍정"}
    check_rows(
        path,
        [number for number, (_, label) in lines if label not in names],
        "the label is not 0 or 1",
        "label이 0이나 1이 아닙니다.",
    )
    return [Example(text, names[label]) for _, (text, label) in lines if text]


def read_dialogues(path: Path) -> list[Dialogue]:
    """Questions and answers (Q, A, label) as in ChatbotData."""
    lines = to_table(path, read_delimited(path)).select("Q", "A", "label")
    _check_full(path, lines)
    check_rows(
        path,
        [number for number, (_, _, label) in lines if not _is_number(label)],
        "the label is not a whole number: 0 is everyday talk, 1 a break-up, 2 love",
        "label이 정수가 아닙니다. 0은 일상, 1은 이별, 2는 사랑입니다.",
    )
    return [Dialogue(question, answer, int(label)) for _, (question, answer, label) in lines]


def read_songs(path: Path) -> list[Song]:
    """Songs (title, artist, year, emotion), each with one of the five emotions, and none twice."""
    lines = open_table(path).select("title", "artist", "year", "emotion")
    _check_full(path, lines)
    names = ", ".join(EMOTIONS)
    check_rows(
        path,
        [number for number, (*_, emotion) in lines if emotion not in EMOTIONS],
        f"the emotion is not one of {names}",
        f"emotion이 {names} 가운데 하나가 아닙니다.",
    )
    check_rows(
        path,
        [number for number, (_, _, year, _) in lines if not (_is_number(year) and len(year) == 4)],
        "the year is not a number of four digits",
        "year가 네 자리 숫자가 아닙니다.",
    )
    check_rows(path, _repeated(lines), "this song is in the list already", "이미 목록에 있는 노래입니다.")
    return [Song(title, artist, int(year), emotion) for _, (title, artist, year, emotion) in lines]


def _check_full(path: Path, lines: list[Line]) -> None:
    check_rows(
        path,
        [number for number, cells in lines if any(cell.casefold() in ("", "nan") for cell in cells)],
        "a cell is empty or NaN: fill it in, or take the row out",
        "빈 칸이나 NaN이 있습니다. 채우거나 그 행을 지워 주세요.",
    )


def _mapped(path: Path, lines: list[Line], mapping: Mapping[str, str | None]) -> list[Line]:
    unknown = sorted({label for _, (*_, label) in lines} - mapping.keys())
    if unknown and OTHERS not in mapping:
        names = ", ".join(unknown)
        raise Problem(
            f"{path}: the mapping says nothing of {names}: name them, or map {OTHERS} to drop the rest",
            f"{path}: 라벨 {names}에 대한 대응이 없습니다. 대응을 적거나, {OTHERS}로 나머지를 빼 주세요.",
        )
    named = [(number, texts, mapping.get(label, mapping.get(OTHERS))) for number, (*texts, label) in lines]
    return [(number, [*texts, label]) for number, texts, label in named if label is not None]


def _is_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit()


def _repeated(lines: list[Line]) -> list[int]:
    seen: set[tuple[str, str]] = set()
    bad = []
    for number, (title, artist, *_) in lines:
        song = (title.casefold(), artist.casefold())
        if song in seen:
            bad.append(number)
        seen.add(song)
    return bad
