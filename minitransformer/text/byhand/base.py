"""What the hand-written tokenizers have in common: a vocabulary, and special tokens that are found first."""

import json
import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...errors import Problem
from ..described import described
from ..tokenizer import Token, Tokenizer, nfc, whole

PLAIN = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
"""How special tokens are looked for here: as they are written, wherever they stand."""


class ByHand(Tokenizer):
    """Every piece has an id, and every id a piece."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self.vocabulary = dict(vocabulary)
        self._pieces = {i: piece for piece, i in self.vocabulary.items()}
        missing = next((i for i in range(len(self.vocabulary)) if i not in self._pieces), None)
        if missing is not None:
            n = len(self.vocabulary)
            raise Problem(
                f"the vocabulary has {n} pieces, but the id {missing} stands for none: its file is damaged",
                f"어휘에 조각이 {n}개 있는데 {missing}번이 비어 있습니다. 파일이 손상되었습니다.",
            )
        super().__init__()

    @property
    def vocab_size(self) -> int:
        return len(self.vocabulary)

    def piece(self, i: int) -> str:
        return self._pieces.get(i, "")

    def find(self, piece: str) -> int | None:
        return self.vocabulary.get(piece)

    def encode(self, text: str) -> list[int]:
        return [token.id for token in self.cut(nfc(text))]


class WithSpecials(ByHand):
    """Some pieces are special: wherever one of them stands in a text it is one token, the longest first,
    whatever the algorithm would make of it."""

    def __init__(self, vocabulary: Mapping[str, int], specials: Iterable[str]) -> None:
        super().__init__(vocabulary)
        self.specials = tuple(specials)
        longest_first = sorted(self.specials, key=len, reverse=True)
        self._special = re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})")

    @abstractmethod
    def tokens(self, text: str) -> Iterator[Token]:
        """The tokens of a text that holds no special one, counted from where it begins."""

    @abstractmethod
    def rebuilt(self, vocabulary: Mapping[str, int], specials: Sequence[str]) -> "WithSpecials":
        """The same algorithm with another vocabulary."""

    @abstractmethod
    def layout(self) -> dict[str, Any]:
        """What `tokenizer.json` says of the algorithm."""

    def cut(self, text: str) -> list[Token]:
        found, at = list[Token](), 0
        for i, part in enumerate(self._special.split(whole(text))):
            if i % 2:
                found.append(Token(self.vocabulary[part], at, at + len(part)))
            else:
                found += (Token(t.id, at + t.start, at + t.end) for t in self.tokens(part))
            at += len(part)
        return found

    def adding(self, pieces: Sequence[str]) -> "WithSpecials":
        new = self.new(pieces)
        ids = {piece: self.vocab_size + i for i, piece in enumerate(new)}
        return self.rebuilt(self.vocabulary | ids, (*self.specials, *new))

    def files(self) -> dict[str, bytes]:
        special = [{"id": self.vocabulary[p], "content": p, **PLAIN, "special": True} for p in self.specials]
        empty = {"version": "1.0", "truncation": None, "padding": None, "post_processor": None}
        description = {**empty, "added_tokens": special, **self.layout()}
        return described(self, json.dumps(description, ensure_ascii=False))
