"""Token ids on disk, of which only what is looked at is read: a text may be larger than the memory."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ..errors import Problem
from ..pretrained import sums
from ..text.files import read_tokenizer
from ..text.tokenizer import Tokenizer
from .corpus import Numbers, cannot_be_cut, draw

NOTES = "tokens.json"
IDS, DOCUMENTS, TEXTS = "ids.npy", "documents.npy", "texts.npy"
PARTS = NOTES, IDS, DOCUMENTS, TEXTS
DOCUMENT = np.dtype([("end", np.int64), ("characters", np.int64)])
"""Of a document: where its ids end, and how many characters it has."""
TEXT = np.dtype([("document", np.int64), ("digest", np.uint64)])
"""Of a text: which document it stands in, and what tells it from other texts."""
AT_A_TIME = 2**22

Ids = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True)
class TokenDocuments(Sequence[Ids]):
    """Documents as their places in one array of ids."""

    ids: Ids
    starts: Numbers
    ends: Numbers

    @property
    def lengths(self) -> Numbers:
        """How many ids each document has."""
        return self.ends - self.starts

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, i: int) -> Ids: ...
    @overload
    def __getitem__(self, i: slice) -> "TokenDocuments": ...
    def __getitem__(self, i: int | slice) -> "Ids | TokenDocuments":
        if isinstance(i, slice):
            return TokenDocuments(self.ids, self.starts[i], self.ends[i])
        return self.ids[self.starts[i] : self.ends[i]]

    def chosen(self, which: Numbers) -> "TokenDocuments":
        """Some of them; those without ids are left out."""
        which = which[self.lengths[which] > 0]
        return TokenDocuments(self.ids, self.starts[which], self.ends[which])


@dataclass(frozen=True)
class TokenSplit:
    """Documents to learn from and held-out ones, and how many there were before those without ids went."""

    train: TokenDocuments
    heldout: TokenDocuments
    characters: int  # of the held-out ones
    counts: tuple[int, int]


@dataclass(frozen=True)
class TokenFile:
    """A folder of `minitransformer data encode`: documents as ids, and the tokenizer that they are of."""

    folder: Path
    tokenizer: Tokenizer
    documents: TokenDocuments
    characters: Numbers
    texts: NDArray[Any]

    @property
    def identity(self) -> str:
        """What tells these documents from others: the same ids, cut elsewhere, are not the same documents."""
        return " ".join(sums.sha256(self.folder / name) for name in PARTS[1:])

    def split(self, fraction: float, seed: int = 0) -> TokenSplit:
        """The same documents on the two sides as `corpus.split_documents` puts there."""
        held, rest = draw(len(self.documents), fraction, seed)
        inside = np.zeros(len(self.documents), bool)
        inside[held] = True
        owner, digest = self.texts["document"], self.texts["digest"]
        shared = owner[np.isin(digest, digest[inside[owner]])]
        train = np.setdiff1d(rest, shared, assume_unique=False)
        if not len(train) or not len(held):
            raise cannot_be_cut(len(self.documents), fraction)
        counts = len(train), len(held)
        chosen = self.documents.chosen(train), self.documents.chosen(held)
        return TokenSplit(*chosen, int(self.characters[held].sum()), counts)


def fingerprint(tokenizer: Tokenizer) -> str:
    """The checksum of the files of a tokenizer."""
    return hashlib.sha256(repr(sorted(tokenizer.files().items())).encode()).hexdigest()


def open_tokens(folder: Path) -> TokenFile:
    """The ids of a folder as they lie there; `Problem` where one of its parts is missing or damaged."""
    for name in PARTS:
        if not (folder / name).is_file():
            raise Problem(
                f"{folder} holds no encoded texts ({name} is missing): make them with `minitransformer data encode`",
                f"{folder}에 인코딩한 글이 없습니다({name} 없음). `minitransformer data encode`로 만들어 주세요.",
            )
    sums.verify(folder)
    tokenizer = read_tokenizer(folder)
    try:
        notes = json.loads((folder / NOTES).read_text(encoding="utf-8"))
        ids = _mapped(folder / IDS, np.uint16, np.uint32)
        documents, texts = _mapped(folder / DOCUMENTS, DOCUMENT), _mapped(folder / TEXTS, TEXT)
        ends, starts = documents["end"], np.concatenate([[0], documents["end"][:-1]])
        fits = [len(ids), len(documents)] == [notes["tokens"], notes["documents"]] and ends[-1] == len(ids)
        filled = bool((documents["characters"] > 0).all())
        owned = np.array_equal(np.unique(texts["document"]), np.arange(len(ends)))
        whole = fits and filled and owned and bool((starts <= ends).all())
        made_by = notes["tokenizer"]
    except (OSError, ValueError, KeyError, IndexError, TypeError, OverflowError, RecursionError) as e:
        raise _damaged(folder, str(e)) from e
    if not whole:
        raise _damaged(folder, f"{len(ids):,} ids")
    if made_by != fingerprint(tokenizer):
        raise another_tokenizer(folder, "the tokenizer beside them", "옆에 있는 토크나이저")
    parts = range(0, len(ids), AT_A_TIME)
    if (highest := max(int(ids[i : i + AT_A_TIME].max()) for i in parts)) >= tokenizer.vocab_size:
        raise _damaged(folder, f"id {highest} >= {tokenizer.vocab_size}")
    return TokenFile(folder, tokenizer, TokenDocuments(ids, starts, ends), documents["characters"], texts)


def another_tokenizer(folder: Path, en: str, ko: str) -> Problem:
    """The ids mean other pieces than those they are read as."""
    return Problem(
        f"the ids in {folder} are not those of {en}: encode the texts again with the tokenizer of the model",
        f"{folder}의 토큰 번호는 다른 토크나이저의 것입니다({ko}와 다름). 모델의 토크나이저로 글을 다시 인코딩해 주세요.",
    )


def _mapped(path: Path, *kinds: DTypeLike) -> NDArray[Any]:
    """One row of numbers of one of these kinds, as they lie in a file."""
    found = np.lib.format.open_memmap(path, mode="r").view(np.ndarray)
    if found.ndim != 1 or found.dtype not in kinds:
        raise ValueError(f"{path.name}: {found.dtype}, {found.shape}")
    return found


def _damaged(folder: Path, why: str) -> Problem:
    return Problem(
        f"the encoded texts in {folder} are damaged ({why}): encode them again",
        f"{folder}의 인코딩한 글이 손상되었습니다({why}). 다시 인코딩해 주세요.",
    )
