"""Texts as token ids on disk, written in one stream: neither the texts nor the ids are ever all in memory."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..pretrained.disk import put_folder
from ..text.tokenizer import Tokenizer
from .corpus import Document, there_is_none
from .rows import clean
from .token_file import DOCUMENT, DOCUMENTS, IDS, NOTES, TEXT, TEXTS, fingerprint

Progress = Callable[[int, int], None]


class Column:
    """An array in the .npy format that grows: its header is written again once its length is known."""

    def __init__(self, path: Path, dtype: Any) -> None:
        self.file, self.dtype, self.length = path.open("wb"), np.dtype(dtype), 0

    def add(self, numbers: Sequence[Any]) -> None:
        """More at the end."""
        self.file.write(np.array(numbers, self.dtype).tobytes())
        self.length += len(numbers)

    def __enter__(self) -> "Column":
        self._head()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _e: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.file.seek(0)
        self._head()  # of the same size: the format leaves room for more digits
        self.file.close()

    def _head(self) -> None:
        kind = np.lib.format.dtype_to_descr(self.dtype)
        header = {"descr": kind, "fortran_order": False, "shape": (self.length,)}
        np.lib.format.write_array_header_1_0(self.file, header)


def write_tokens(
    read: Callable[[], Iterable[Document]],
    names: Sequence[str],
    tokenizer: Tokenizer,
    folder: Path,
    progress: Progress = lambda _done, _of: None,
) -> dict[str, Any]:
    """Every document that `read` gives, once, as ids in `folder`, which gets its name only when it is whole.

    They are read twice: first to see which of them are new, and how many, then to encode those. `progress` is
    told how many are done, and of how many (0 while it is not known).
    """
    new = first_of_each(read(), progress)
    notes: dict[str, Any] = {
        "documents": int(new.sum()),
        "tokens": 0,
        "vocab_size": tokenizer.vocab_size,
        "tokenizer": fingerprint(tokenizer),
        "texts": list(names),
    }

    def write(aside: Path) -> None:
        done = 0
        with (
            Column(aside / IDS, np.uint16 if tokenizer.vocab_size <= 2**16 else np.uint32) as ids,
            Column(aside / DOCUMENTS, DOCUMENT) as documents,
            Column(aside / TEXTS, TEXT) as texts,
        ):
            for document, is_new in zip(read(), new, strict=True):
                if is_new:
                    for text in document:
                        ids.add(tokenizer.encode(text))
                    documents.add([(ids.length, sum(map(len, document)))])
                    texts.add([(done, digest(clean(text))) for text in document])
                    done += 1
                    progress(done, notes["documents"])
        if not ids.length:
            there_is_none(*names)
        notes["tokens"] = ids.length
        (aside / NOTES).write_text(json.dumps(notes, ensure_ascii=False, indent=1), encoding="utf-8")
        for name, content in tokenizer.files().items():
            (aside / name).write_bytes(content)

    put_folder(folder, write, 0)
    return notes


def first_of_each(documents: Iterable[Document], progress: Progress) -> NDArray[np.bool_]:
    """Is a document the first of those that differ in nothing but white space? Empty ones are not."""

    def digests() -> Iterable[int]:
        for n, document in enumerate(documents, start=1):
            progress(n, 0)
            bare = tuple(map(clean, document))
            yield digest(repr(bare)) if any(bare) else 0

    found = np.fromiter(digests(), np.uint64)
    new = np.zeros(len(found), bool)
    new[np.unique(found, return_index=True)[1]] = True
    return new & (found != 0)


def digest(text: str) -> int:
    """Eight bytes that tell a text from all others: of ten million, two have the same once in 370,000 times."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
