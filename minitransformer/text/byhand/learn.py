"""Where merges come from: the most frequent pair of neighbours becomes a piece, again and again (Sennrich et
al. 2016, section 3.2). WordPiece vocabularies are learnt in the same way by those who do not have Google's own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from itertools import count, pairwise

from .merging import Pair

Numbers = tuple[int, int]


def learn(
    words: Mapping[str, int], first: Iterable[str], vocab_size: int, prefix: str = ""
) -> tuple[list[str], list[Pair]]:
    """The vocabulary, in the order of its ids, and the merges that make it, for words with their counts.

    `first` are the pieces to begin with, among them every character; inside a word they have `prefix` in
    front. Of pairs that are equally frequent, that of the lower ids comes first, as in the `tokenizers`
    library. A pair waits in the heap with the count that it had when it was put there: if that has fallen
    since, it goes back with the new one. The words in which it was seen wait with it, so that a merge touches
    these only.
    """
    vocabulary = list(dict.fromkeys(first))
    ids = {piece: i for i, piece in enumerate(vocabulary)}
    spelled = [[ids[prefix * (i > 0) + c] for i, c in enumerate(word)] for word in words]
    times = list(words.values())
    counts, seen = Counter[Numbers](), defaultdict[Numbers, set[int]](set)
    for w, word in enumerate(spelled):
        for pair in pairwise(word):
            counts[pair] += times[w]
            seen[pair].add(w)
    order = count()
    waiting = [(-counts[pair], pair, next(order), places) for pair, places in seen.items()]
    heapify(waiting)
    merges: dict[Pair, None] = {}
    while waiting and len(vocabulary) < vocab_size:
        negative, pair, number, places = heappop(waiting)
        if -negative != counts[pair]:
            heappush(waiting, (-counts[pair], pair, number, places))
            continue
        if not negative:
            break
        left, right = (vocabulary[i] for i in pair)
        merged = left + right.removeprefix(prefix)
        if merged not in ids:
            ids[merged] = len(vocabulary)
            vocabulary.append(merged)
        merges.pop((left, right), None)
        merges[left, right] = None
        seen = defaultdict(set)
        for w in places:
            for changed, step in _merge(spelled[w], pair, ids[merged]):
                counts[changed] += step * times[w]
                if step > 0:
                    seen[changed].add(w)
        for changed, where in seen.items():
            if counts[changed] > 0:
                heappush(waiting, (-counts[changed], changed, next(order), where))
    return vocabulary, list(merges)


def _merge(word: list[int], pair: Numbers, merged: int) -> list[tuple[Numbers, int]]:
    """Merge a pair wherever it is in a word, from the left; the neighbourhoods that this ends (-1) and makes (1)."""
    changes = list[tuple[Numbers, int]]()
    i = 0
    while i < len(word) - 1:
        if (word[i], word[i + 1]) == pair:
            word[i : i + 2] = [merged]
            if i > 0:
                changes += [((word[i - 1], pair[0]), -1), ((word[i - 1], merged), 1)]
            if i + 1 < len(word):
                changes += [((pair[1], word[i + 1]), -1), ((merged, word[i + 1]), 1)]
        i += 1
    return changes
