"""Two libraries that cut text into pieces, behind the one `Tokenizer`."""

from collections.abc import Sequence
from itertools import accumulate

import sentencepiece
import tokenizers
from tokenizers.processors import Sequence as Steps
from tokenizers.processors import TemplateProcessing

from .described import described
from .piecefile import with_pieces
from .protobuf import numbers, texts
from .speller import Speller
from .tokenizer import Token, Tokenizer, nfc, whole

PIECES, SPELLING, ID, BEGIN, END = 2, 1, 2, 4, 5
"""Fields of SentencePiece's answer, and of each piece in it (sentencepiece.proto)."""


class FastTokenizer(Tokenizer):
    """Whatever a `tokenizer.json` describes: BPE (koGPT2, GPT-2), WordPiece (BERT), unigram."""

    def __init__(self, inner: tokenizers.Tokenizer) -> None:
        inner.no_truncation()
        inner.no_padding()
        self.inner = inner
        super().__init__()

    @property
    def vocab_size(self) -> int:
        return self.inner.get_vocab_size(with_added_tokens=True)

    def piece(self, i: int) -> str:
        return (self.inner.id_to_token(i) if 0 <= i < self.vocab_size else None) or ""

    def find(self, piece: str) -> int | None:
        return self.inner.token_to_id(piece)

    def encode(self, text: str) -> list[int]:
        return self.inner.encode(nfc(text), add_special_tokens=False).ids

    def cut(self, text: str) -> list[Token]:
        encoding = self.inner.encode(whole(text), add_special_tokens=False)
        return [Token(i, *place) for i, place in zip(encoding.ids, encoding.offsets, strict=True)]

    @property
    def marks(self) -> list[int]:
        """What its description puts around a text."""
        return self.inner.encode("").ids

    def marking(self, before: int, after: int) -> "FastTokenizer":
        """The same, with a description that puts one mark before a text and the other behind each of two."""
        inner = tokenizers.Tokenizer.from_str(self.inner.to_str())
        start, end = self.piece(before), self.piece(after)
        ids = list({start: before, end: after}.items())
        template = TemplateProcessing([start, "$A", end], [start, "$A", end, "$B", end], ids)
        old = None if self.marks else inner.post_processor
        inner.post_processor = template if old is None else Steps([old, template])
        return FastTokenizer(inner)

    def adding(self, pieces: Sequence[str]) -> "FastTokenizer":
        inner = tokenizers.Tokenizer.from_str(self.inner.to_str())
        new = self.new(pieces)
        inner.add_special_tokens([tokenizers.AddedToken(p, special=True, normalized=False) for p in new])
        return FastTokenizer(inner)

    def join(self, ids: list[int]) -> str:
        return self.inner.decode(ids, skip_special_tokens=False)

    def files(self) -> dict[str, bytes]:
        return described(self, self.inner.to_str())


class PieceTokenizer(Speller):
    """A SentencePiece model (KoBERT)."""

    def __init__(self, inner: sentencepiece.SentencePieceProcessor) -> None:
        self.inner = inner
        super().__init__()

    @property
    def vocab_size(self) -> int:
        return int(self.inner.get_piece_size())

    def piece(self, i: int) -> str:
        return self.inner.id_to_piece(i) if 0 <= i < self.vocab_size else ""

    def find(self, piece: str) -> int | None:
        i = int(self.inner.piece_to_id(piece))
        return i if self.inner.id_to_piece(i) == piece else None

    def encode(self, text: str) -> list[int]:
        return list(self.inner.encode(nfc(text)))

    def spelled(self, text: str) -> list[tuple[Token, str]]:
        lengths = accumulate(len(character.encode()) for character in whole(text))
        character_at = {byte: i for i, byte in enumerate(lengths, start=1)} | {0: 0}
        found = list[tuple[Token, str]]()
        for message in texts(self.inner.encode(text, out_type="serialized_proto"), PIECES):
            said, spelling = numbers(message), texts(message, SPELLING)[0].decode()
            start, end = (character_at[said.get(byte, 0)] for byte in (BEGIN, END))
            found.append((Token(said.get(ID, 0), start, end), spelling))
        return found

    def adding(self, pieces: Sequence[str]) -> "PieceTokenizer":
        more = with_pieces(self.inner.serialized_model_proto(), self.new(pieces))
        return PieceTokenizer(sentencepiece.SentencePieceProcessor(model_proto=more))

    def join(self, ids: list[int]) -> str:
        return str(self.inner.decode(ids))

    def files(self) -> dict[str, bytes]:
        return {"spiece.model": self.inner.serialized_model_proto()}
