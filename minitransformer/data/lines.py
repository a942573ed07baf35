"""Text files as documents, a line in memory at a time: a file may be larger than the memory."""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from .rows import clean, decoded, opened

Document = tuple[str, ...]
"""What was written together: a review is one text, a question and its answer are two."""


class Lines:
    """The lines of a UTF-8 file, read anew each time they are gone through."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[str]:
        with opened(self.path) as file:
            before = 0
            for row, line in enumerate(file, start=1):
                text = decoded(self.path, line, row, before)
                before += len(line)
                yield unicodedata.normalize("NFC", text.replace("\r\n", "\n").removesuffix("\n"))


def documents_in(lines: Iterable[str]) -> Iterator[Document]:
    """The documents of a file: what empty lines separate, or, where there are none, its lines. It is gone
    through twice: whether a line is a document shows only when no empty one has come."""
    apart, part = _has_gaps(lines), list[str]()
    for line in lines:
        if line.strip() or (part and apart and line.strip(" \t")):
            part.append(line)
        if part and not (apart and line.strip(" \t")):
            yield _document(part)
            part = []
    if part:
        yield _document(part)


def _has_gaps(lines: Iterable[str]) -> bool:
    """Is there an empty line between two that are not?"""
    begun = gap = False
    for line in lines:
        if line.strip():
            if gap:
                return True
            begun = True
        gap = begun and (gap or not line.strip(" \t"))
    return False


def _document(part: list[str]) -> Document:
    return ("\n".join(map(clean, "\n".join(part).strip().split("\n"))),)
