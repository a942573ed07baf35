"""What the answers are worth, in numbers and in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .. import intervals
from .generated import NEITHER


@dataclass(frozen=True)
class Score:
    """The share of right answers with its 95 % interval, beside what guessing gets, and what was said."""

    accuracy: float
    low: float
    high: float
    guessing: float
    n: int
    said: dict[str, float]  # the share of each answer; of no label at all under `neither`

    @property
    def verdict(self) -> str:
        """`better`, `no better` or `worse` than guessing."""
        return intervals.verdict(self.low, self.high, self.guessing)

    def told(self, language: str) -> str:
        """The verdict as a sentence."""
        bounds = f"{self.low:.1%}–{self.high:.1%}", f"{self.guessing:.1%}"
        if language == "ko":
            word = {
                "better": "찍기보다 낫습니다",
                "worse": "찍기보다 못합니다",
                "no better": "찍기와 다를 바 없습니다",
            }
            return f"{word[self.verdict]}: 95% 구간 {bounds[0]}, 찍기 {bounds[1]}"
        return f"{self.verdict} than guessing: 95 % interval {bounds[0]}, guessing {bounds[1]}"

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "verdict": self.verdict}


def score(
    said: Sequence[Sequence[str]], truth: Sequence[str], labels: Sequence[str], guessing: float
) -> Score:
    """One list of answers a drawing of examples, all to the same questions.

    The accuracy is the mean over the drawings. The interval is that of one drawing, however many there are:
    asking the same questions again makes nobody surer of other questions.
    """
    right = sum(a == t for answers in said for a, t in zip(answers, truth, strict=True))
    accuracy = right / (len(said) * len(truth))
    counts = Counter(answer for answers in said for answer in answers)
    low, high = intervals.wilson(accuracy, len(truth))
    return Score(
        accuracy=accuracy,
        low=low,
        high=high,
        guessing=guessing,
        n=len(truth),
        said={label or "neither": counts[label] / sum(counts.values()) for label in (*labels, NEITHER)},
    )
