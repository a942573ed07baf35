"""Texts without labels, to learn a language from: documents, each of them a few texts in their order."""

import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from ..errors import Problem
from . import catalogue, embedded
from .lines import Document as Document
from .lines import Lines, documents_in
from .rows import clean, read_delimited
from .tables import read_dialogues, read_nsmc
from .translations import read_tatoeba

EMBEDDED = ("emotions", "dialogues", "translations")
"""What comes with the library."""

Numbers = NDArray[np.int64]

SENTENCE_END = re.compile(r"(?<=[.!?…。])\s+|\n+")


def read_corpus(*names: str) -> list[Document]:
    """The documents of sets by name and of text files, in their order, each once."""
    return unrepeated(documents_of(*names)) or there_is_none(*names)


def documents_of(*names: str) -> Iterator[Document]:
    """The same, one at a time and as often as they come; text files are never in memory as a whole."""
    return (document for name in names for document in _read(name))


def there_is_none(*names: str) -> NoReturn:
    """Tell that there is nothing to read."""
    raise Problem(f"{', '.join(names)}: there is no text in it", f"{', '.join(names)}: 글이 하나도 없습니다.")


def unrepeated(documents: Iterable[Document]) -> list[Document]:
    """Every document once: the first of those that differ in nothing but white space."""
    first: dict[Document, Document] = {}
    for document in documents:
        if any(bare := tuple(map(clean, document))):
            first.setdefault(bare, document)
    return list(first.values())


def split_documents(
    documents: Sequence[Document], fraction: float, seed: int = 0
) -> tuple[list[Document], list[Document]]:
    """Training and held-out documents. A training document that has a text in common with a held-out one,
    an answer that is given twice perhaps, is left out."""
    held, rest = (chosen.tolist() for chosen in draw(len(documents), fraction, seed))
    heldout = [documents[i] for i in held]
    train = without([documents[i] for i in rest], (text for document in heldout for text in document))
    if not train or not heldout:
        raise cannot_be_cut(len(documents), fraction)
    return train, heldout


def draw(n: int, fraction: float, seed: int) -> tuple[Numbers, Numbers]:
    """Which of n documents are held out, and which are not, each in their order."""
    order, count = np.random.default_rng(seed).permutation(n), math.ceil(fraction * n)
    return np.sort(order[:count]), np.sort(order[count:])


def cannot_be_cut(n: int, fraction: float) -> Problem:
    """There is nothing on one of the two sides."""
    return Problem(
        f"{n} documents cannot be cut at {fraction:g} such that no text is on both sides: "
        "give more texts (in a file, an empty line or a line end separates them)",
        f"문서 {n}개를 겹치는 글이 없게 {fraction:g} 비율로 나눌 수 없습니다. "
        "글을 더 넣어 주세요(파일에서는 빈 줄이나 줄바꿈으로 나눕니다).",
    )


def without(documents: Iterable[Document], texts: Iterable[str]) -> list[Document]:
    """The documents in which none of these texts stands: texts on which a score is reported, for example."""
    barred = set(map(clean, texts))
    return [document for document in documents if barred.isdisjoint(map(clean, document))]


def sentences(document: Document) -> list[str]:
    """The sentences of a document, one after the other."""
    parts = (part.strip() for text in document for part in SENTENCE_END.split(text))
    return [part for part in parts if part]


def _read(name: str) -> Iterable[Document]:
    if name in SOURCES:
        return SOURCES[name]()
    if Path(name).is_dir():
        raise Problem(
            f"{name} is a folder: give text files, or to `train clm` one folder of `data encode` and nothing else",
            f"{name}은(는) 폴더입니다. 텍스트 파일을 주세요(`data encode`로 만든 폴더는 `train clm`에만, 하나만 줍니다).",
        )
    if not Path(name).is_file():
        names = ", ".join(SOURCES)
        raise Problem(
            f"there is no file {name}, and no text of that name: give a text file, or one of {names}",
            f"{name} 파일이 없고, 그런 이름의 글 모음도 없습니다. 텍스트 파일이나 {names} 중 하나를 주세요.",
        )
    return documents_in(Lines(Path(name)))


def _beside(folder: str, file: str) -> Path:
    """A file that no address is on record for: a person puts it into the folder MINITRANSFORMER_DATA."""
    path = Path(os.environ.get("MINITRANSFORMER_DATA", "")) / folder / file
    if not path.is_file():
        raise Problem(
            f"{folder}/{file} is not at hand: put it into a folder {folder} and set MINITRANSFORMER_DATA to "
            "the folder above it",
            f"{folder}/{file} 파일이 없습니다. {folder} 폴더에 넣고 그 상위 폴더를 "
            "MINITRANSFORMER_DATA로 지정해 주세요.",
        )
    return path


def _nsmc() -> list[Document]:
    return [(e.text,) for e in read_nsmc(catalogue.find("nsmc") / "ratings_train.txt")]


def _kote() -> list[Document]:
    rows = read_delimited(catalogue.find("kote") / "val.tsv", "\t", quoted=False)
    return [(clean(cells[1]),) for _, cells in rows if len(cells) > 1]


def _chatbot() -> list[Document]:
    rows = read_dialogues(catalogue.find("chatbot_ko") / "ChatbotData.csv")
    return [(d.question, d.answer) for d in rows]


SOURCES: Mapping[str, Callable[[], Iterable[Document]]] = {
    "emotions": lambda: [(e.text,) for e in embedded.emotions()],
    "dialogues": lambda: [(d.question, d.answer) for d in embedded.dialogues()],
    "translations": lambda: [(t.target,) for t in embedded.translations()],
    "nsmc": _nsmc,
    "nsmc_unlabelled": lambda: documents_in(Lines(_beside("nsmc", "unlabelled.txt"))),
    "kote": _kote,
    "chatbot_ko": _chatbot,
    "tatoeba_ko": lambda: [(t.target,) for t in read_tatoeba(catalogue.find("tatoeba_ko_en") / "kor.txt")],
    "tinyshakespeare": lambda: documents_in(Lines(_beside("tinyshakespeare", "input.txt"))),
}
"""Every text that can be asked for by name."""
