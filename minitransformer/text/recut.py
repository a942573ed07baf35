"""The same words in other pieces, drawn anew in every epoch: subword regularisation (Kudo 2018, section 3)."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from .tokenizer import Tokenizer

Ways = Mapping[int, Sequence[tuple[int, int]]]
"""Of a piece, the pairs of pieces that spell it together."""


def ways_to_cut(tokenizer: Tokenizer) -> Ways:
    """Of every piece that two others of the vocabulary spell together, all such pairs."""
    pieces = {i: tokenizer.piece(i) for i in range(tokenizer.vocab_size) if i not in tokenizer.control_ids}
    mark = "##" if any(piece.startswith("##") for piece in pieces.values()) else ""
    ids = {piece: i for i, piece in pieces.items() if piece}

    def pairs(piece: str) -> Iterator[tuple[int, int]]:
        begins = len(mark) if piece.startswith(mark) else 0
        for k in range(begins + 1, len(piece)):
            first, second = ids.get(piece[:k]), ids.get(mark + piece[k:])
            if first is not None and second is not None:
                yield first, second

    return {i: found for piece, i in ids.items() if (found := list(pairs(piece)))}


def recut(ids: Sequence[int], ways: Ways, share: float, rng: np.random.Generator) -> list[int]:
    """Let a share of the pieces fall in two, and their parts again: the text stays as it was.

    A rare form of a word is met in parts that it has in common with others, as in BPE-dropout (Provilkov et al.
    2020), which leaves merges out; here pieces are undone, so any tokenizer will do.
    """
    found, left = list[int](), list(reversed(ids))
    while left:
        i = left.pop()
        pairs = ways.get(i, ())
        if pairs and rng.random() < share:
            left.extend(reversed(pairs[int(rng.integers(len(pairs)))]))
        else:
            found.append(i)
    return found
