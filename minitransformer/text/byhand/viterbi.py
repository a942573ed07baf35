"""The unigram language model of SentencePiece (Kudo 2018, section 3.2): the likeliest pieces of a text.

The probability of a text cut into pieces is the product of the pieces' own. The best cut is found by the
algorithm of Viterbi (1967): of all ways to reach a place in the text only the best can be part of the whole.
"""

from array import array
from collections.abc import Iterator
from typing import Any

from ..piecefile import Kind, Piece

UNKNOWN_COSTS = 10.0
"""How much less likely an unknown character is than the unlikeliest piece."""

USER_SCORE = -0.1
"""Above the score of any piece that was learnt: what a user adds is never cut."""

LEAF = ""
NOWHERE = -1


class Unigram:
    """Pieces and the logarithms of their probabilities, in a tree of characters."""

    def __init__(self, pieces: list[Piece], unknown: int) -> None:
        learnt = [piece.score for piece in pieces if piece.kind == Kind.NORMAL]
        self.unknown = unknown
        self.unknown_score = min(learnt) - UNKNOWN_COSTS
        self.tree: dict[str, Any] = {}
        for i, piece in enumerate(pieces):
            if piece.kind in {Kind.NORMAL, Kind.USER}:
                node = self.tree
                for character in piece.text:
                    node = node.setdefault(character, {})
                node[LEAF] = i, USER_SCORE if piece.kind == Kind.USER else piece.score

    def best(self, text: str) -> list[tuple[int, int, int]]:
        """The ids of the best pieces, each with where it begins and ends.

        Sums are rounded to 32 bits and of equal ones the first found stays, as in the library from 0.2.2 on.
        It shows: `....` can be cut `.` `...` or `...` `.`, which are equally likely, and over thousands of
        characters much else is as good as equal.
        """
        candidate = array("f", [0.0])
        scores, arrivals = candidate * (len(text) + 1), [(NOWHERE, NOWHERE)] * (len(text) + 1)
        for start in range(len(text)):
            for i, end, score in self._pieces_from(text, start):
                candidate[0] = scores[start] + score
                if arrivals[end][1] == NOWHERE or candidate[0] > scores[end]:
                    scores[end], arrivals[end] = candidate[0], (i, start)
        pieces, end = list[tuple[int, int, int]](), len(text)
        while end:
            i, start = arrivals[end]
            pieces.append((i, start, end))
            end = start
        return pieces[::-1]

    def _pieces_from(self, text: str, start: int) -> Iterator[tuple[int, int, float]]:
        """The pieces that begin here, the shortest first, and an unknown one if no single character does."""
        node, single = self.tree, False
        for end in range(start + 1, len(text) + 1):
            if text[end - 1] not in node:
                break
            node = node[text[end - 1]]
            if LEAF in node:
                i, score = node[LEAF]
                single |= end == start + 1
                yield i, end, score
        if not single:
            yield self.unknown, start + 1, self.unknown_score
