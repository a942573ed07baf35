"""Marian's tokenizer: SentencePiece models of two languages cut, and one list numbers the pieces of both."""

import json
from collections.abc import Mapping, Sequence

from .speller import Speller
from .tokenizer import Token, Tokenizer, nfc, whole


class MarianTokenizer(Tokenizer):
    """Reads the source language; `target` reads the other one, for texts to learn from.

    The pieces of one language that the other does not have are in the list all the same, so a piece that is
    unknown to SentencePiece may have an id. A language code, such as `>>fra<<`, goes in front of a text.
    """

    def __init__(self, source: Speller, other: Speller, vocabulary: Mapping[str, int]) -> None:
        self.source, self.other, self.vocabulary = source, other, dict(vocabulary)
        self._pieces = {i: piece for piece, i in self.vocabulary.items()}
        super().__init__()
        self.unknown = self.special("unk")

    @property
    def target(self) -> "MarianTokenizer":
        """The same ids for the language that is translated into."""
        return MarianTokenizer(self.other, self.source, self.vocabulary)

    @property
    def vocab_size(self) -> int:
        return len(self.vocabulary)

    def piece(self, i: int) -> str:
        return self._pieces.get(i, "")

    def find(self, piece: str) -> int | None:
        return self.vocabulary.get(piece)

    def encode(self, text: str) -> list[int]:
        return [token.id for token in self.cut(nfc(text))]

    def cut(self, text: str) -> list[Token]:
        end = whole(text).find("<<") + 2 if text.startswith(">>") and "<<" in text else 0
        code = [(Token(0, 0, end), text[:end])] if end else []
        pieces = [
            (Token(0, t.start + end, t.end + end), piece) for t, piece in self.source.spelled(text[end:])
        ]
        return [t._replace(id=self.vocabulary.get(piece, self.unknown)) for t, piece in code + pieces]

    def join(self, ids: list[int]) -> str:
        return "".join(map(self.piece, ids)).replace("▁", " ").strip()

    def adding(self, pieces: Sequence[str]) -> "MarianTokenizer":
        new = self.new(pieces)
        ids = {piece: self.vocab_size + i for i, piece in enumerate(new)}
        return MarianTokenizer(self.source.adding(new), self.other.adding(new), self.vocabulary | ids)

    def files(self) -> dict[str, bytes]:
        (source,), (target,) = self.source.files().values(), self.other.files().values()
        return {
            "source.spm": source,
            "target.spm": target,
            "vocab.json": json.dumps(self.vocabulary, ensure_ascii=False).encode(),
            "tokenizer_config.json": b'{"tokenizer_class": "MarianTokenizer"}',
        }
