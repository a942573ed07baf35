"""Which layers make the best features? The comparison of Devlin et al. (2019), table 7, with a linear reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from ..data.records import Labelled
from ..errors import Problem
from ..models.base import Model
from ..text.tokenizer import Tokenizer
from .folds import Folds, expected_f1, half_width, paired
from .layer_choices import EMBEDDINGS, Choice, choices, sentence_vectors
from .probe import macro_f1, probe_f1
from .scores import baselines

TFIDF = "TF-IDF + logistic regression"


@dataclass(frozen=True)
class Row:
    """How well a linear reader does with one choice of layers and one way to make a text of its tokens."""

    name: str
    korean: str
    pooling: str  # mean, [CLS] or last token; empty for TF-IDF
    layers: tuple[int, ...]
    scores: tuple[float, ...]  # macro-F1, fold by fold
    shares: tuple[float, ...] = ()  # of each layer in a weighted sum, the mean over the folds
    paper: float | None = None

    @property
    def mean(self) -> float:
        return sum(self.scores) / len(self.scores)

    @property
    def half_width(self) -> float:
        """Of the 95 % confidence interval over the folds."""
        return half_width(self.scores)

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "mean": self.mean, "half_width_95": self.half_width}


@dataclass(frozen=True)
class LayerStudy:
    """All rows, TF-IDF last, and what guessing would score."""

    rows: tuple[Row, ...]
    texts: int
    labels: tuple[str, ...]
    chance: float

    @property
    def best(self) -> Row:
        """The best of the model's own rows."""
        return max(self.rows[:-1], key=lambda row: row.mean)

    def against(self, name: str) -> tuple[float, float]:
        """By how much the best row is ahead of the best of that name, and the half width of that."""
        other = max((row for row in self.rows if row.name == name), key=lambda row: row.mean)
        return paired(self.best.scores, other.scores)

    @property
    def conclusion(self) -> tuple[str, str]:
        """What may be concluded, in English and Korean: the paired differences with their intervals."""
        best = self.best
        en = [f"best: {best.name} ({best.pooling}), macro-F1 {best.mean:.3f} ± {best.half_width:.3f}"]
        ko = [
            f"가장 좋은 특징: {best.korean}({best.pooling}), 매크로 F1 {best.mean:.3f} ± {best.half_width:.3f}"
        ]
        for name, korean in ((EMBEDDINGS, "임베딩"), (TFIDF, "TF-IDF")):
            ahead, half = self.against(name)
            sure = abs(ahead) > half
            en.append(
                f"against {name}: {ahead:+.3f} ± {half:.3f}{'' if sure else ', which may be nothing but chance'}"
            )
            ko.append(
                f"{korean}보다 {ahead:+.3f} ± {half:.3f}{'' if sure else ', 우연일 수 있는 차이입니다'}"
            )
        return "; ".join(en), "; ".join(ko)

    def to_json(self) -> dict[str, Any]:
        rest = {"texts": self.texts, "labels": list(self.labels), "chance": self.chance}
        return {**rest, "rows": [row.to_json() for row in self.rows]}


def study(
    model: Model,
    tokenizer: Tokenizer,
    examples: Sequence[Labelled],
    folds: Folds,
    done: Mapping[tuple[str, str], Row] = MappingProxyType({}),
    on_row: Callable[[Row], None] = lambda _row: None,
    on_batch: Callable[[int, int], None] = lambda _done, _of: None,
) -> LayerStudy:
    """Read all texts once, and let a linear reader learn from each choice of layers, fold by fold.

    The paper's reader was a network of its own, and its task another: only the order can be compared. Rows
    that are `done`, by name and pooling, are taken as they are; `on_row` is told of each new one, and before all
    rows `on_batch` of how many texts were read.
    """
    labels = tuple(sorted({e.label for e in examples}))
    if len(labels) < 2 or len(folds) < 2:
        raise Problem(
            f"{len(labels)} labels and {len(folds)} folds: the study needs two or more of each",
            f"라벨 {len(labels)}가지, 묶음 {len(folds)}개입니다. 각각 두 개 이상 있어야 합니다.",
        )
    numbers = torch.tensor([labels.index(e.label) for e in examples])
    rows = []

    def add(name: str, pooling: str, make: Callable[[], Row]) -> None:
        rows.append(done.get((name, pooling)) or make())
        if (name, pooling) not in done:
            on_row(rows[-1])

    vectors = sentence_vectors(model, tokenizer, [e.text for e in examples], done=on_batch)
    for pooling, states in vectors.items():
        for choice in choices(model.cfg.n_layers):
            add(choice.name, pooling, partial(_probed, choice, pooling, states, numbers, len(labels), folds))
    add(TFIDF, "", partial(_tfidf, examples, labels, folds))
    return LayerStudy(tuple(rows), len(examples), labels, expected_f1(numbers.tolist()))


def _probed(choice: Choice, pooling: str, states: Tensor, numbers: Tensor, classes: int, folds: Folds) -> Row:
    vectors = choice.of(states)
    found = [probe_f1(vectors, numbers, classes, train, held) for train, held in folds]
    shares = torch.stack([probe.shares for _, probe in found]).mean(0).tolist() if choice.weighed else ()
    scores = tuple(f1 for f1, _ in found)
    return Row(choice.name, choice.korean, pooling, choice.layers, scores, tuple(shares), choice.paper)


def _tfidf(examples: Sequence[Labelled], labels: Sequence[str], folds: Folds) -> Row:
    scores = []
    for train, held in folds:
        pipeline = baselines()[TFIDF]
        pipeline.fit([examples[i].text for i in train], [examples[i].label for i in train])
        said = pipeline.predict([examples[i].text for i in held])
        truth = [labels.index(examples[i].label) for i in held]
        scores.append(macro_f1(truth, [labels.index(label) for label in said], len(labels)))
    return Row(TFIDF, "TF-IDF + 로지스틱 회귀", "", (), tuple(scores))
