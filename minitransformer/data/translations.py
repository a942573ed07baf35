"""Readers: from a file with English and Korean sentences to translations, or a `Problem` naming the rows."""

from pathlib import Path

from ..errors import Problem
from .records import Translation
from .rows import Line, check_rows, clean, read_delimited
from .tables import open_table

__all__ = ["Translation", "read_tatoeba", "read_translations"]


def read_translations(path: Path) -> list[Translation]:
    """The sentences of a table with the columns english and korean."""
    return _translations(path, open_table(path).select("english", "korean"))


def read_tatoeba(path: Path) -> list[Translation]:
    """Tatoeba's sentences as manythings.org gives them out: English, Korean, attribution, and no header."""
    lines = [(number, [clean(cell) for cell in cells]) for number, cells in read_delimited(path, "\t", False)]
    lines = [(number, cells) for number, cells in lines if any(cells)]
    check_rows(
        path,
        [number for number, cells in lines if len(cells) != 3],
        "not three fields with a tab between: English, Korean, attribution",
        "탭으로 나뉜 칸이 영어, 한국어, 출처 세 개가 아닙니다.",
    )
    return _translations(path, lines)


def _translations(path: Path, lines: list[Line]) -> list[Translation]:
    check_rows(
        path,
        [number for number, cells in lines if not all(cells)],
        "a cell is empty: fill it in, or take the row out",
        "빈 칸이 있습니다. 채우거나 그 행을 지워 주세요.",
    )
    if not lines:
        raise Problem(f"{path} holds no translation", f"{path} 파일에 번역이 하나도 없습니다.")
    return [Translation(*cells) for _, cells in lines]
