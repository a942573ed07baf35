"""Language models without a network: what a transformer has to beat."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

Texts = Sequence[Sequence[int]]
"""Texts as ids, each with whatever it begins with in front, and its end."""


class Unigram:
    """How often each word comes, one more than counted: no word is impossible."""

    def __init__(self, texts: Texts, vocab_size: int) -> None:
        self.counts = Counter(chain.from_iterable(text[1:] for text in texts))
        self.total = self.counts.total() + vocab_size

    def probability(self, _before: int, word: int) -> float:
        return (self.counts[word] + 1) / self.total

    @property
    def favourite(self) -> int:
        """The most frequent word."""
        return self.counts.most_common(1)[0][0]


class KneserNey:
    """Pairs of words, interpolated (Kneser and Ney 1995; Chen and Goodman 1999, section 3.2): what was not
    seen behind a word falls back on behind how many different words it was seen."""

    def __init__(self, texts: Texts, vocab_size: int) -> None:
        self.pairs = Counter(chain.from_iterable(map(pairwise, texts)))
        self.before, self.kinds_after, self.kinds_before = Counter[int](), Counter[int](), Counter[int]()
        for (before, word), n in self.pairs.items():
            self.before[before] += n
            self.kinds_after[before] += 1
            self.kinds_before[word] += 1
        once, twice = (sum(n == times for n in self.pairs.values()) for times in (1, 2))
        self.discount = once / (once + 2 * twice) if once and twice else 0.5
        self.vocab_size = vocab_size

    def probability(self, before: int, word: int) -> float:
        lower = self._anywhere(word)
        if not (seen := self.before[before]):
            return lower
        left = self.discount * self.kinds_after[before] / seen
        return max(self.pairs[before, word] - self.discount, 0.0) / seen + left * lower

    def _anywhere(self, word: int) -> float:
        kinds = len(self.pairs)
        left = self.discount * len(self.kinds_before) / kinds
        return max(self.kinds_before[word] - self.discount, 0.0) / kinds + left / self.vocab_size


def perplexity(model: Unigram | KneserNey, texts: Texts) -> float:
    """How many words it hesitates between, on average."""
    steps = list(chain.from_iterable(map(pairwise, texts)))
    return math.exp(-sum(math.log(model.probability(*step)) for step in steps) / len(steps))


def between_ends(encoded: Iterable[Sequence[int]], end: int) -> list[list[int]]:
    """Texts with the end token before and behind."""
    return [[end, *ids, end] for ids in encoded]


def baselines(train: Texts, heldout: Texts, end: int, vocab_size: int) -> dict[str, float]:
    """The held-out perplexity of single words and of pairs, on the same tokens as the transformer's."""
    learnt, held = between_ends(train, end), between_ends(heldout, end)
    return {
        "unigram": perplexity(Unigram(learnt, vocab_size), held),
        "Kneser-Ney bigram": perplexity(KneserNey(learnt, vocab_size), held),
    }
