"""The heart of byte-pair encoding (Sennrich et al. 2016, section 3.2): neighbours are merged by rank."""

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from itertools import pairwise

from ...errors import Problem

Pair = tuple[str, str]
CACHED = 1 << 16
"""How many words are remembered with their pieces: most words of a text have been there before."""


def merge(word: str, ranks: Mapping[Pair, int]) -> list[str]:
    """The pieces of a word: of all neighbours that may be merged, those of the lowest rank are, the leftmost
    first, until none are left.

    Pairs wait in a heap, so that n characters take n log n steps. A pair whose half was merged with its
    other neighbour in the meantime is recognised when its turn comes, and left out.

    >>> merge("lower", {("l", "o"): 0, ("lo", "w"): 1, ("e", "r"): 2})
    ['low', 'er']
    """
    pieces, n = list(word), len(word)
    before, after = list(range(-1, n - 1)), list(range(1, n + 1))
    waiting = [(ranks[pair], i, "".join(pair)) for i, pair in enumerate(pairwise(word)) if pair in ranks]
    heapify(waiting)
    while waiting:
        _, i, merged = heappop(waiting)
        j = after[i]
        if not pieces[i] or j == n or pieces[i] + pieces[j] != merged:
            continue
        pieces[i], pieces[j] = merged, ""
        after[i] = after[j]
        if after[i] < n:
            before[after[i]] = i
        for left, right in ((before[i], i), (i, after[i])):
            if left >= 0 and right < n:
                pair = pieces[left], pieces[right]
                if pair in ranks:
                    heappush(waiting, (ranks[pair], left, "".join(pair)))
    return [piece for piece in pieces if piece]


def ranked(merges: Iterable[Pair], vocabulary: Mapping[str, int]) -> dict[Pair, int]:
    """The rank of every merge: its place in the list. `Problem` where the vocabulary lacks what it makes."""
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    for pair, rank in ranks.items():
        lacking = next((piece for piece in (*pair, "".join(pair)) if piece not in vocabulary), None)
        if lacking is not None:
            raise Problem(
                f"merge {rank + 1} needs {lacking!r}, but the vocabulary has no such piece: "
                "the two files do not belong together",
                f"병합 규칙 {rank + 1}번에 필요한 {lacking!r} 조각이 어휘에 없습니다. 서로 다른 토크나이저의 파일입니다.",
            )
    return ranks
