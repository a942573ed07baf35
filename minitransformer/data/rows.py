"""Files as numbered rows of cells, with every fault told by its row (the header is row 1)."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..errors import Problem

Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    """The columns of a file and its rows, each with its number and as many cells as there are columns."""

    path: Path
    columns: list[str]
    lines: list[Line]

    def select(self, *names: str) -> list[Line]:
        """The cells of these columns; `Problem` names the columns that exist if one does not."""
        missing = [name for name in names if name not in self.columns]
        if missing:
            lacks, has = ", ".join(missing), ", ".join(self.columns)
            raise Problem(
                f"{self.path} has no column {lacks}: its columns are {has}",
                f"{self.path} 파일에 {lacks} 열이 없습니다. 들어 있는 열은 {has}입니다.",
            )
        if twice := [name for name in names if self.columns.count(name) > 1]:
            raise Problem(
                f"{self.path} has the column {twice[0]} {self.columns.count(twice[0])} times: "
                "rename all but the one that is meant",
                f"{self.path} 파일에 {twice[0]} 열이 {self.columns.count(twice[0])}개 있습니다. "
                "쓸 열만 남기고 이름을 바꿔 주세요.",
            )
        places = [self.columns.index(name) for name in names]
        return [(number, [cells[i] for i in places]) for number, cells in self.lines]


def to_table(path: Path, lines: Iterable[Line]) -> Table:
    """Take the first row for the header, and hold every other row to its width."""
    kept = [(number, [clean(cell) for cell in cells]) for number, cells in lines]
    kept = [(number, cells) for number, cells in kept if any(cells)]
    if not kept:
        raise Problem(f"{path} is empty: it needs a header and rows", f"{path} 파일이 비어 있습니다.")
    (_, columns), *rows = kept
    width = len(columns)
    check_rows(
        path,
        [number for number, cells in rows if len(cells) != width],
        f"not {width} fields like the header: put fields that hold the separator in quotes",
        f"열 수가 머리글({width}개)과 다릅니다. 구분 문자가 든 칸은 큰따옴표로 묶어 주세요.",
    )
    return Table(path, columns, rows)


def read_delimited(path: Path, delimiter: str = ",", quoted: bool = True) -> Iterator[Line]:
    """The rows of a CSV (quoted) or a TSV (not), numbered by the line they start on."""
    text = read_utf8(path)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
    )
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as e:
            if "field limit" in str(e):
                limit = f"{csv.field_size_limit():,}"
                raise Problem(
                    f"{path}, row {number}: a field of more than {limit} characters: shorten it, "
                    "or close its quotes if they were left open",
                    f"{path} {number}행: {limit}자가 넘는 칸이 있습니다. 줄이거나, 따옴표를 닫지 않았다면 닫아 주세요.",
                ) from e
            raise Problem(
                f"{path}, row {number}: broken quotes ({e}): close them, and double those inside a field",
                f"{path} {number}행: 따옴표가 맞지 않습니다({e}). 닫았는지 보고, 칸 안에서는 두 번 쓰세요.",
            ) from e
        yield number, cells


def read_utf8(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark; `Problem` says where it is not UTF-8."""
    with opened(path) as file:
        return decoded(path, file.read())


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to read from; `Problem` says why it cannot be read."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as e:
        raise Problem(
            f"{path} cannot be read ({e.strerror}): name a text file that can",
            f"{path} 파일을 읽을 수 없습니다({e.strerror}). 읽을 수 있는 글 파일을 지정해 주세요.",
        ) from e


def decoded(path: Path, data: bytes, row: int = 1, before: int = 0) -> str:
    """The text of a part of a UTF-8 file, which begins in this row and has so many bytes before it."""
    body = data if before else data.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as e:
        row, byte = row + body[: e.start].count(b"\n"), before + e.start + len(data) - len(body)
        raise Problem(
            f"{path}, row {row}: not UTF-8 at byte {byte} (cp949, perhaps): save it again as UTF-8",
            f"{path} {row}행({byte}번째 바이트): UTF-8이 아닙니다(CP949일 수 있어요). UTF-8로 저장해 주세요.",
        ) from e


def clean(text: str) -> str:
    """A text in NFC (a Mac writes Hangul in parts), its white space folded and trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def check_rows(path: Path, bad: Sequence[int], en: str, ko: str) -> None:
    """Raise `Problem` with the first few of the bad rows, and how many more there are."""
    if bad:
        first, more = ", ".join(map(str, bad[:5])), len(bad) - 5
        raise Problem(
            f"{path}, row {first}{f' and {more} more' if more > 0 else ''}: {en}",
            f"{path} {first}행{f' 외 {more}개 행' if more > 0 else ''}: {ko}",
        )
