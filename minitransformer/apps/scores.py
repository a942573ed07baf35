"""How good a classifier is, and whether simpler methods would not do as well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline, make_pipeline

from ..data.records import Labelled

BINS = 10


@dataclass(frozen=True)
class Scores:
    """Held-out accuracy, macro-F1, who was taken for whom, and whether 80 % sure means right 80 % of the time."""

    accuracy: float
    macro_f1: float
    confusion: NDArray[np.int64]
    ece: float
    bins: tuple[tuple[float, float, int], ...]  # (mean confidence, accuracy, how many)

    def to_json(self) -> dict[str, Any]:
        return {
            "accuracy": self.accuracy,
            "macro_f1": self.macro_f1,
            "ece": self.ece,
            "confusion": self.confusion.tolist(),
        }


def score(
    probabilities: Sequence[Mapping[str, float]], truth: Sequence[str], labels: Sequence[str]
) -> Scores:
    """Judge predicted probabilities against what is true."""
    p = np.array([[row[label] for label in labels] for row in probabilities])
    said = [labels[i] for i in p.argmax(-1)]
    confident, right = p.max(-1), np.array([s == t for s, t in zip(said, truth, strict=True)])
    which = np.minimum((confident * BINS).astype(int), BINS - 1)
    bins = tuple(
        (float(confident[which == b].mean()), float(right[which == b].mean()), int((which == b).sum()))
        for b in range(BINS)
        if (which == b).any()
    )
    return Scores(
        accuracy=float(accuracy_score(truth, said)),
        macro_f1=float(f1_score(truth, said, labels=list(labels), average="macro", zero_division=0)),
        confusion=confusion_matrix(truth, said, labels=list(labels)),
        ece=sum(n * abs(confidence - accuracy) for confidence, accuracy, n in bins) / len(truth),
        bins=bins,
    )


def baselines() -> dict[str, Pipeline]:
    """Two methods without a transformer, on character n-grams. What does not beat them has learnt little."""
    return {
        "naive Bayes": make_pipeline(
            CountVectorizer(analyzer="char_wb", ngram_range=(1, 3), min_df=2), MultinomialNB(alpha=0.5)
        ),
        "TF-IDF + logistic regression": make_pipeline(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=2, sublinear_tf=True),
            LogisticRegression(C=5.0, max_iter=2000),
        ),
    }


def score_baselines(
    train: Sequence[Labelled], heldout: Sequence[Labelled], labels: Sequence[str]
) -> dict[str, Scores]:
    """Both baselines, trained and judged on the same texts as the transformer."""
    found = {}
    for name, pipeline in baselines().items():
        pipeline.fit([e.text for e in train], [e.label for e in train])
        rows = pipeline.predict_proba([e.text for e in heldout])
        known = list(pipeline.classes_)
        named = [
            {label: float(r[known.index(label)]) if label in known else 0.0 for label in labels} for r in rows
        ]
        found[name] = score(named, [e.label for e in heldout], labels)
    return found
