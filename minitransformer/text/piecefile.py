"""What is in SentencePiece's .model file: its pieces with their scores, and how it normalises text."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from .protobuf import field, numbers, real, texts

PIECES, TRAINER, NORMALIZER, DENORMALIZER = 1, 2, 3, 5
"""Fields of the file (sentencepiece_model.proto)."""


class Kind(IntEnum):
    """What a piece is for. Only `NORMAL` ones were learnt."""

    NORMAL = 1
    UNKNOWN = 2
    CONTROL = 3
    USER = 4
    UNUSED = 5
    BYTE = 6


@dataclass(frozen=True)
class Piece:
    """A piece and the logarithm of its probability."""

    text: str
    score: float
    kind: Kind


@dataclass(frozen=True)
class PieceFile:
    """A model, as far as cutting and joining text goes."""

    pieces: list[Piece]
    rules: bytes  # compiled: what is replaced by what
    adds_space: bool  # in front of the text
    drops_spaces: bool  # at both ends, and all but one between words
    escapes_spaces: bool  # by ▁
    space_behind: bool  # ▁ ends a word, instead of beginning it
    model_type: int
    unknown_text: str  # what an unknown piece becomes in text
    denormalises: bool

    @classmethod
    def read(cls, content: bytes) -> "PieceFile":
        """Raises `ValueError` if the content is no such file."""
        trainer, normalizer = (b"".join(texts(content, part)) for part in (TRAINER, NORMALIZER))
        trained, how = numbers(trainer), numbers(normalizer)
        return cls(
            pieces=[_piece(message) for message in texts(content, PIECES)],
            rules=b"".join(texts(normalizer, 2)),
            adds_space=bool(how.get(3, True)),
            drops_spaces=bool(how.get(4, True)),
            escapes_spaces=bool(how.get(5, True)),
            space_behind=bool(trained.get(24, False)),
            model_type=trained.get(3, 1),
            unknown_text=(texts(trainer, 44) or [" ⁇ ".encode()])[-1].decode(),
            denormalises=bool(texts(b"".join(texts(content, DENORMALIZER)), 2)),
        )


def with_pieces(content: bytes, pieces: Iterable[str]) -> bytes:
    """The file with more pieces that are always cut out whole: a row of fields may go on at the file's end."""
    return content + b"".join(
        field(PIECES, field(1, piece.encode()) + field(3, Kind.USER)) for piece in pieces
    )


def _piece(message: bytes) -> Piece:
    score = texts(message, 2)
    return Piece(
        text=texts(message, 1)[0].decode(),
        score=real(score[0]) if score else 0.0,
        kind=Kind(numbers(message).get(3, Kind.NORMAL)),
    )
