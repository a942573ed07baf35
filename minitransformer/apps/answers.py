"""How well questions are answered, by KorQuAD's own rule, and the simplest way to answer them."""

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

from ..data.korquad import Question

BLANKS = str.maketrans(dict.fromkeys("'\"《》<>〈〉()‘’", " "))
LONGEST_ANSWER = 3
"""Words: most answers of KorQuAD have no more."""


def normalised(answer: str) -> str:
    """As KorQuAD 1.0's official script compares answers: quotes and brackets become spaces, letters small; ASCII
    punctuation goes; spaces are folded."""
    kept = (c for c in answer.translate(BLANKS).lower() if c not in string.punctuation)
    return " ".join("".join(kept).split())


def exact(said: str, right: str) -> float:
    """1 where the two are the same once they are normalised."""
    return float(normalised(said) == normalised(right))


def character_f1(said: str, right: str) -> float:
    """The overlap of the two in characters (in Korean a word carries its particles, so that words would be too
    strict), spaces not counted."""
    ours, theirs = (Counter(normalised(answer).replace(" ", "")) for answer in (said, right))
    both = (ours & theirs).total()
    return 2 * both / (ours.total() + theirs.total()) if both else 0.0


def score_answers(said: Iterable[str], questions: Sequence[Question]) -> dict[str, float]:
    """Exact match and F1 in percent, as the official script gives them: of several right answers, the one that
    fits best counts."""
    both = list(zip(said, questions, strict=True))
    return {
        name: 100 * sum(max(rule(answer, right) for right in q.texts) for answer, q in both) / len(both)
        for name, rule in {"exact_match": exact, "f1": character_f1}.items()
    }


def by_overlap(question: str, context: str) -> str:
    """The words of the context that the question does not hold, next to those that it does.

    Of the sentence that shares most pairs of letters with the question: the run of up to three words which share
    none, with the most shared pairs in the two words on either side.
    """
    asked = _pairs(question)
    sentences = [s for s in re.split(r"(?<=[.?!])\s+", context) if s.strip()] or [context]
    words = max(sentences, key=lambda s: len(_pairs(s) & asked)).split()
    shared = [len(_pairs(word) & asked) for word in words]
    runs = [
        (sum(shared[max(i - 2, 0) : i]) + sum(shared[j : j + 2]), i, j)
        for i in range(len(words))
        for j in range(i + 1, min(i + LONGEST_ANSWER, len(words)) + 1)
        if not any(shared[i:j])
    ]
    _, i, j = max(runs, default=(0, 0, 1))
    return " ".join(words[i:j]).rstrip(".,?!")


def _pairs(text: str) -> set[str]:
    words = normalised(text).split()
    return {word[i : i + 2] for word in words for i in range(max(len(word) - 1, 1))}
