"""Language models without a network: what a transformer has to beat."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

Texts = Sequence[Sequence[int]]
"""Texts as ids, each with whatever it begins with in front, and its end."""


class Unigram:
    """How often each word comes, one more than counted: no word is impossible."""

    order = 1

    def __init__(self, texts: Texts, vocab_size: int) -> None:
        self.counts = Counter(chain.from_iterable(text[1:] for text in texts))
        self.total = self.counts.total() + vocab_size

    def probability(self, _before: tuple[int, ...], word: int) -> float:
        return (self.counts[word] + 1) / self.total

    @property
    def favourite(self) -> int:
        """The most frequent word."""
        return self.counts.most_common(1)[0][0]


class KneserNey:
    """Interpolated (Kneser and Ney 1995; Chen and Goodman 1999, section 3.2): what was seldom seen behind some
    words falls back on fewer words before it, and there on behind how many different ones it was seen."""

    def __init__(self, texts: Texts, vocab_size: int, order: int = 2) -> None:
        self.order, self.vocab_size = order, vocab_size
        seen = Counter(chain.from_iterable((b + (w,) for b, w in steps(text, order)) for text in texts))
        self.levels = [Level(seen)]
        while len(self.levels) < order:
            self.levels.append(Level(Counter(gram[1:] for gram in self.levels[-1].seen)))

    def probability(self, before: tuple[int, ...], word: int) -> float:
        p = 1 / self.vocab_size
        for level in reversed(self.levels):
            p = level.probability(before[len(before) - level.order + 1 :], word, p)
        return p


class Level:
    """Words behind a given number of words: how often each was seen, and how much of that is set aside for
    those that were not."""

    def __init__(self, seen: Counter[tuple[int, ...]]) -> None:
        self.seen, self.total, self.kinds = seen, Counter[tuple[int, ...]](), Counter[tuple[int, ...]]()
        for gram, n in seen.items():
            self.total[gram[:-1]] += n
            self.kinds[gram[:-1]] += 1
        self.order = len(next(iter(seen), (0,)))
        once, twice = (sum(n == times for n in seen.values()) for times in (1, 2))
        self.discount = once / (once + 2 * twice) if once and twice else 0.5

    def probability(self, before: tuple[int, ...], word: int, otherwise: float) -> float:
        if not (total := self.total[before]):
            return otherwise
        left = self.discount * self.kinds[before] / total
        return max(self.seen[*before, word] - self.discount, 0.0) / total + left * otherwise


def steps(text: Sequence[int], order: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every word but the first, with those before it; before the first, it stands once more."""
    padded = [text[0]] * (order - 2) + list(text)
    for i in range(max(order - 1, 1), len(padded)):
        yield tuple(padded[i - order + 1 : i]), padded[i]


def surprise(model: Unigram | KneserNey, text: Sequence[int]) -> list[float]:
    """-log p in nats of every word but the first."""
    return [-math.log(model.probability(before, word)) for before, word in steps(text, model.order)]


def perplexity(model: Unigram | KneserNey, texts: Texts) -> float:
    """How many words it hesitates between, on average."""
    nats = list(chain.from_iterable(surprise(model, text) for text in texts))
    return math.exp(sum(nats) / len(nats))


def between_ends(encoded: Iterable[Sequence[int]], end: int) -> list[list[int]]:
    """Texts with the end token before and behind."""
    return [[end, *ids, end] for ids in encoded]


def baselines(train: Texts, heldout: Texts, end: int, vocab_size: int) -> dict[str, float]:
    """The held-out perplexity of single words, pairs and triples, on the same tokens as the transformer's."""
    learnt, held = between_ends(train, end), between_ends(heldout, end)
    return {
        "unigram": perplexity(Unigram(learnt, vocab_size), held),
        "Kneser-Ney bigram": perplexity(KneserNey(learnt, vocab_size, 2), held),
        "Kneser-Ney trigram": perplexity(KneserNey(learnt, vocab_size, 3), held),
    }
