"""A text that is being changed, and where each of its characters came from."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Aligned:
    """Character i of `text` stands for what was written from `starts[i]` to `ends[i]`.

    Pieces are looked up in the normalised text; an answer has to be cut out of the text as it was written.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, text: str) -> "Aligned":
        """A text that is still as it was written."""
        return cls(text, range(len(text)), range(1, len(text) + 1))

    def span(self, i: int, j: int) -> tuple[int, int]:
        """What characters i to j (exclusive) stand for."""
        return self.starts[i], self.ends[j - 1]

    def rewritten(self, characters: Sequence[str], sources: Sequence[int]) -> "Aligned":
        """New characters, each in the place of the old one whose number is beside it."""
        starts = [self.starts[s] for s in sources]
        return Aligned("".join(characters), starts, [self.ends[s] for s in sources])
