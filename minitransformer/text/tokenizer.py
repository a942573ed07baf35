"""What every tokenizer can do, whichever file it was read from."""

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..errors import Problem

ROLES = {
    "pad": ("<pad>", "[PAD]"),
    "unk": ("<unk>", "[UNK]"),
    "bos": ("<s>", "<|endoftext|>"),
    "eos": ("</s>", "<|endoftext|>"),
    "cls": ("[CLS]",),
    "sep": ("[SEP]",),
    "mask": ("<mask>", "[MASK]"),
    "user": ("<usr>",),
    "system": ("<sys>",),
}
"""The spellings of a special token, by what it is for."""


class Token(NamedTuple):
    """An id, and the part of the text that it stands for."""

    id: int
    start: int
    end: int


class Tokenizer(ABC):
    """Text to ids and back. Ids are plain lists; no special token is added unless asked for by name."""

    def __init__(self) -> None:
        found = {role: self._first_known(spellings) for role, spellings in ROLES.items()}
        self.roles = {role: i for role, i in found.items() if i is not None}
        self.control_ids = frozenset(self.roles.values())

    @property
    @abstractmethod
    def vocab_size(self) -> int:
        """How many ids there are."""

    @abstractmethod
    def piece(self, i: int) -> str:
        """The piece that an id stands for; the empty string for an id outside the vocabulary."""

    @abstractmethod
    def find(self, piece: str) -> int | None:
        """The id of a piece, or None."""

    @abstractmethod
    def encode(self, text: str) -> list[int]:
        """The ids of a text, normalised to NFC (a Mac types Hangul in parts)."""

    @abstractmethod
    def cut(self, text: str) -> list[Token]:
        """The tokens of a text as it stands, each with its place there. Of NFC text, `encode` gives their ids."""

    @abstractmethod
    def adding(self, pieces: Sequence[str]) -> "Tokenizer":
        """The same tokenizer with new special tokens behind the last id."""

    @abstractmethod
    def join(self, ids: list[int]) -> str:
        """The text of ids that all stand for text."""

    @abstractmethod
    def files(self) -> dict[str, bytes]:
        """The files to keep beside a model's weights, by name."""

    def decode(self, ids: Iterable[int]) -> str:
        """The text of ids. Control tokens and ids outside the vocabulary stand for no text; emoji that
        a vocabulary holds as special tokens do."""
        words = [i for i in ids if 0 <= i < self.vocab_size and i not in self.control_ids]
        return unicodedata.normalize("NFC", self.join(words))

    def token_id(self, piece: str) -> int:
        """The id of a piece that must be there."""
        i = self.find(piece)
        if i is None:
            raise Problem(
                f"this tokenizer has no piece {piece!r}: it belongs to another kind of model",
                f"이 토크나이저에는 {piece!r} 조각이 없습니다. 다른 종류의 모델에 쓰는 토크나이저입니다.",
            )
        return i

    def special(self, role: str) -> int:
        """The id of a special token by its role, such as `pad` or `sep`."""
        return self.roles[role] if role in self.roles else self.token_id(ROLES[role][0])

    @property
    def pad_id(self) -> int:
        return self.special("pad")

    @property
    def bos_id(self) -> int:
        return self.special("bos")

    @property
    def eos_id(self) -> int:
        return self.special("eos")

    @property
    def cls_id(self) -> int:
        return self.special("cls")

    @property
    def sep_id(self) -> int:
        return self.special("sep")

    @property
    def mask_id(self) -> int:
        return self.special("mask")

    def new(self, pieces: Iterable[str]) -> list[str]:
        """Those of the pieces that are not known yet, each once."""
        if "" in (pieces := list(pieces)):
            raise Problem(
                "a new token is empty: it can stand for nothing in a text",
                "빈 문자열은 새 토큰이 될 수 없습니다. 글자가 있는 토큰을 넣어 주세요.",
            )
        return [piece for piece in dict.fromkeys(map(whole, pieces)) if self.find(piece) is None]

    def _first_known(self, spellings: Iterable[str]) -> int | None:
        return next((i for i in map(self.find, spellings) if i is not None), None)


def whole(text: str) -> str:
    """The text itself, or `Problem` where it is no text at all (half of a surrogate pair)."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as e:
        raise Problem(
            f"the text holds a broken character at position {e.start + 1}: type it again",
            f"글의 {e.start + 1}번째 글자가 깨져 있습니다. 다시 입력해 주세요.",
        ) from e
    return text


def nfc(text: str) -> str:
    """Compose Hangul and accents; refuse what is no text."""
    return unicodedata.normalize("NFC", whole(text))


def text_of(text: str) -> str:
    """The text to work on, or `Problem` where there is none."""
    text = nfc(text).strip()
    if not text:
        raise Problem("the text is empty: write a sentence", "글이 비어 있습니다. 문장을 써 주세요.")
    return text
