"""The unigram tokenizer of SentencePiece (Kudo 2018; Kudo and Richardson 2018): KoBERT's, Marian's."""

from collections.abc import Sequence

from ...errors import Problem
from ..piecefile import Kind, PieceFile, with_pieces
from ..speller import Speller
from ..tokenizer import Token, whole
from .base import ByHand
from .piece_text import SPACE, PieceText
from .viterbi import Unigram

UNIGRAM = 1


class UnigramPieces(ByHand, Speller):
    """A `.model` file: the likeliest pieces of the normalised text."""

    def __init__(self, content: bytes) -> None:
        self.content, self.file = content, _readable(PieceFile.read(content))
        self.unknown = next(i for i, piece in enumerate(self.file.pieces) if piece.kind == Kind.UNKNOWN)
        self.model = Unigram(self.file.pieces, self.unknown)
        self.text = PieceText(self.file)
        super().__init__({piece.text: i for i, piece in enumerate(self.file.pieces)})

    def spelled(self, text: str) -> list[tuple[Token, str]]:
        """Unknown characters in a row are one token."""
        normalised, places = self.text.normalised(whole(text))
        found = list[tuple[Token, str]]()
        for i, start, end in self.model.best(normalised):
            spelling = normalised[start:end]
            if i == self.unknown and found and found[-1][0].id == i:
                before, so_far = found.pop()
                found.append((Token(i, before.start, places[end]), so_far + spelling))
            else:
                found.append((Token(i, places[start], places[end]), spelling))
        return found

    def join(self, ids: list[int]) -> str:
        """▁ is a space, but for the one that was put in front of the text."""
        text, begun = "", not (self.file.adds_space or self.file.drops_spaces)
        for piece in (self.file.pieces[i] for i in ids if self.file.pieces[i].kind != Kind.CONTROL):
            spoken = self.file.unknown_text if piece.kind == Kind.UNKNOWN else piece.text
            if not (begun or text) and spoken.startswith(SPACE):
                spoken = spoken[1:]
                begun = not self.file.drops_spaces
            text += spoken.replace(SPACE, " ")
        return text

    def adding(self, pieces: Sequence[str]) -> "UnigramPieces":
        return UnigramPieces(with_pieces(self.content, self.new(pieces)))

    def files(self) -> dict[str, bytes]:
        return {"spiece.model": self.content}


def _readable(file: PieceFile) -> PieceFile:
    """The file itself, or `Problem` where it is of another kind, or does what none of the models read here do."""
    kinds = {piece.kind for piece in file.pieces}
    plain = file.escapes_spaces and not (file.space_behind or file.denormalises or Kind.BYTE in kinds)
    if file.model_type != UNIGRAM or not plain or not kinds >= {Kind.NORMAL, Kind.UNKNOWN}:
        raise Problem(
            "this .model file is not of SentencePiece's plain unigram kind: only the library reads it",
            "SentencePiece의 기본 unigram 모델이 아닙니다. 라이브러리를 쓰는 토크나이저로 읽어 주세요.",
        )
    return file
