"""The first sheet of an Excel workbook, as numbered rows of cells."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from ..errors import Problem
from .rows import Line


def read_sheet(path: Path) -> Iterator[Line]:
    """The rows of the first sheet; `Problem` if openpyxl is missing or the file is no workbook."""
    try:
        from openpyxl import load_workbook
    except ImportError as e:
        raise Problem(
            f'{path} needs openpyxl: pip install "minitransformer[tasks]", or save the sheet as CSV',
            f'{path} 파일을 읽으려면 openpyxl이 필요해요. pip install "minitransformer[tasks]"로 설치하거나 '
            "CSV로 저장해 주세요.",
        ) from e
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as e:  # a damaged workbook may be a bad zip, bad XML, or lack any of its parts
        raise Problem(
            f"{path} is not a workbook that can be read ({e}): save it again as XLSX or CSV",
            f"{path} 파일을 엑셀 문서로 읽을 수 없습니다({e}). XLSX나 CSV로 다시 저장해 주세요.",
        ) from e
    with closing(book):
        rows = [[_cell(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    header = next((row for row in rows if any(row)), [])
    width = len(_trimmed(header))
    for number, row in enumerate(rows, start=1):
        cells = _trimmed(row)
        yield number, cells + [""] * (width - len(cells))


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
