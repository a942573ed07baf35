"""Labelled texts cut into folds, and what may be concluded from a score for each fold."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.model_selection import StratifiedKFold

from ..data import catalogue, embedded
from ..data.records import Labelled
from ..data.rows import clean
from ..data.split import folds_by_topic
from ..data.tables import read_nsmc
from ..errors import Problem
from .sources import labelled_of

Folds = Sequence[tuple[list[int], list[int]]]

T95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""Student's t for 95 %, from two scores to ten."""


def half_width(scores: Sequence[float]) -> float:
    """Of the 95 % confidence interval of the mean. Folds share training texts, so it is rather too narrow."""
    n = len(scores)
    return T95[min(n - 2, len(T95) - 1)] * float(np.std(scores, ddof=1)) / n**0.5


def paired(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float]:
    """The mean difference of two methods that were judged on the same folds, and its half width."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    return sum(differences) / len(differences), half_width(differences)


def expected_f1(labels: Sequence[int]) -> float:
    """The macro-F1 of guessing, each class as often as the others."""
    counts = Counter(labels)
    each = 1 / len(counts)
    shares = [n / len(labels) for n in counts.values()]
    return sum(2 * share * each / (share + each) for share in shares) / len(shares)


def folds_of(
    data: str, text_column: str = "text", label_column: str = "label", *, most: int = 3000, seed: int = 0
) -> tuple[str, Sequence[Labelled], Folds]:
    """Five folds of a set: `emotions` (embedded, whole topics held out), or at most so many different texts,
    drawn at random, of another (`nsmc`, of which the test part, since a model may have read the other;
    `chatbot_ko`, `dialogues`, a table)."""
    if data == "emotions":
        sentences = embedded.emotions()
        return data, sentences, folds_by_topic(sentences, seed=seed)
    texts: Sequence[Labelled]
    if data == "nsmc":
        name, texts = data, read_nsmc(catalogue.find(data) / "ratings_test.txt")
    else:
        name, *parts = labelled_of(data, text_column, label_column, None, seed)
        texts = [e for part in parts for e in part]
    different = list({clean(e.text): e for e in texts}.values())
    drawn = np.random.default_rng(seed).permutation(len(different))[:most]
    examples = [different[i] for i in sorted(drawn)]
    counts = Counter(e.label for e in examples)
    if rare := {label: n for label, n in counts.items() if n < 5}:
        told = ", ".join(f"{label} {n}" for label, n in rare.items())
        raise Problem(
            f"{name} cannot be cut into five folds by label ({told}): give at least five texts a label",
            f"{name}: 라벨별로 다섯 묶음으로 나눌 수 없습니다({told}). 라벨마다 글을 다섯 개 이상 주세요.",
        )
    cutter = StratifiedKFold(5, shuffle=True, random_state=seed)
    cuts = cutter.split(np.zeros(len(examples)), [e.label for e in examples])
    return name, examples, [(a.tolist(), b.tolist()) for a, b in cuts]
