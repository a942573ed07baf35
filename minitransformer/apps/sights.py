"""How well nearest neighbours have the same sense, against chance: what one way to see a word is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..data.senses import Usage
from .intervals import wilson

OF_WORD, TABLE, OF_SENTENCE = "TF-IDF of the word", "embedding table", "TF-IDF of the sentence"
KOREAN = {OF_WORD: "낱말의 TF-IDF", TABLE: "임베딩 표", OF_SENTENCE: "문장의 TF-IDF"}


@dataclass(frozen=True)
class Sight:
    """One way to see a word in its sentence, and how well its nearest neighbours have its sense."""

    name: str
    within: float  # the mean cosine of two usages in the same sense
    between: float  # of the same word in different senses
    right: float  # of `n` usages; where several neighbours are equally near, their share
    n: int
    chance: float

    @property
    def korean(self) -> str:
        return in_korean(self.name)

    @property
    def accuracy(self) -> float:
        return self.right / self.n

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Of the accuracy."""
        return wilson(self.accuracy, self.n, level)

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "accuracy": self.accuracy, "interval_95": list(self.interval())}


@dataclass(frozen=True)
class Senses:
    """All ways to see the words: two that cannot differ, every layer, and the letters of the whole sentence."""

    sights: tuple[Sight, ...]
    words: tuple[str, ...]

    @property
    def layers(self) -> tuple[Sight, ...]:
        """The model's own, from the embeddings on."""
        return tuple(s for s in self.sights if s.name.startswith("layer "))

    @property
    def best(self) -> Sight:
        return max(self.layers[1:], key=lambda s: s.accuracy)

    @property
    def tells_apart(self) -> bool:
        """Is the best layer better than chance, in an interval widened for having chosen among all?"""
        low, _ = self.best.interval(1 - 0.05 / len(self.layers[1:]))
        return low > self.best.chance

    @property
    def verdict(self) -> tuple[str, str]:
        """What may be concluded, in English and Korean."""
        best, (low, high) = self.best, self.best.interval()
        numbers = f"{best.accuracy:.0%} [{low:.0%}, {high:.0%}]"
        if self.tells_apart:
            return (
                f"this model tells senses apart: of the nearest neighbours in {best.name}, {numbers} have the "
                f"same sense, and {best.chance:.0%} would by chance",
                f"이 모델은 뜻을 가려냅니다. {best.korean}에서 가장 가까운 이웃의 뜻이 같은 비율은 {numbers}, "
                f"우연이라면 {best.chance:.0%}입니다",
            )
        return (
            f"this model does not tell senses apart: even in its best layer ({best.name}) {numbers} of the "
            f"nearest neighbours have the same sense, and {best.chance:.0%} would by chance",
            f"이 모델은 뜻을 가려내지 못합니다. 가장 나은 {best.korean}에서도 가장 가까운 이웃의 뜻이 같은 "
            f"비율이 {numbers}로, 우연({best.chance:.0%})과 다르다고 할 수 없습니다",
        )

    def to_json(self) -> dict[str, Any]:
        said = {"words": list(self.words), "tells_apart": self.tells_apart, "best": self.best.name}
        return {**said, "sights": [s.to_json() for s in self.sights]}


def in_korean(name: str) -> str:
    """What a way to see a word is called in Korean.

    >>> in_korean("layer 3")
    '3번 층'
    """
    return KOREAN.get(name, f"{name.removeprefix('layer ')}번 층")


def look(name: str, vectors: NDArray[np.float64], usages: Sequence[Usage]) -> Sight:
    """Cosines within and between senses, and the neighbours, word by word."""
    within, between, right, chance = [], [], 0.0, 0.0
    for word in dict.fromkeys(u.word for u in usages):
        mine = [i for i, u in enumerate(usages) if u.word == word]
        alike = cosines(vectors[mine])
        same = np.array([[usages[i].sense == usages[j].sense for j in mine] for i in mine])
        others = ~np.eye(len(mine), dtype=bool)
        within.append(alike[same & others].mean())
        between.append(alike[~same].mean())
        nearest = others & (alike == np.where(others, alike, -np.inf).max(1, keepdims=True))
        right += float(((nearest & same).sum(1) / nearest.sum(1)).sum())
        chance += float((same & others).sum() / (len(mine) - 1))
    n = len(usages)
    return Sight(name, float(np.mean(within)), float(np.mean(between)), right, n, chance / n)


def cosines(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of every pair, without the rounding that would make equal vectors differ."""
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return np.round(unit @ unit.T, 9)
