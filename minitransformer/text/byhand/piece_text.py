"""How SentencePiece prepares a text: characters are replaced by the model's table, spaces become ▁."""

import re
from collections.abc import Iterator

from ..piecefile import Kind, PieceFile
from .charsmap import CharsMap

SPACE = "▁"


class PieceText:
    """Normalises, and remembers where everything was."""

    def __init__(self, file: PieceFile) -> None:
        self.adds_space, self.drops_spaces = file.adds_space, file.drops_spaces
        self.map = CharsMap(file.rules)
        kept = sorted((piece.text for piece in file.pieces if piece.kind == Kind.USER), key=len, reverse=True)
        self._kept = re.compile("|".join(map(re.escape, kept)) or "(?!)")

    def normalised(self, text: str) -> tuple[str, list[int]]:
        """The text as it is cut, and the place in `text` at which each of its characters begins; at the end,
        the place at which the last one ends."""
        characters, places, end = list[str](), list[int](), len(text)
        begun, spaced = False, self.drops_spaces
        for start, replacement in self._replaced(text):
            if not begun and self.drops_spaces and replacement == " ":
                continue
            if not begun and self.adds_space:
                characters, places = [SPACE], [start]
            begun = True
            new = replacement.lstrip(" ") if spaced else replacement
            characters += new.replace(" ", SPACE)
            places += [start] * len(new)
            if new:
                spaced = self.drops_spaces and new.endswith(" ")
        while self.drops_spaces and characters and characters[-1] == SPACE:
            characters.pop()
            end = places.pop()
        return "".join(characters), [*places, end]

    def _replaced(self, text: str) -> Iterator[tuple[int, str]]:
        """Where each stretch of the text begins, and what it becomes. What a user added stays as it is."""
        at = 0
        while at < len(text):
            kept = self._kept.match(text, at)
            end, replacement = (kept.end(), kept.group()) if kept else self.map.longest(text, at)
            yield at, replacement
            at = end
