"""How a few-shot experiment ended."""

from dataclasses import dataclass, field
from typing import Any

from .budget import Budget
from .scoring import Score


@dataclass(frozen=True)
class Result:
    """The score of every way to answer, and what it was that was asked."""

    scores: dict[str, Score]
    each: list[dict[str, float]]  # the accuracies of every bundle
    budget: Budget
    prompt: str  # the first one
    answers: dict[str, list[str]] = field(repr=False)  # those of the first bundle
    slips: list[str] = field(default_factory=list)
    lost: dict[str, int] | None = None  # what `hangul-only` has taken from the questions and examples

    def to_json(self) -> dict[str, Any]:
        return {
            "accuracy": self.scores["likelihood"].accuracy,
            "methods": {way: s.to_json() for way, s in self.scores.items()},
            "bundles": self.each,
            "budget": {**vars(self.budget), "used": self.budget.used, "left": self.budget.left},
            "slips": self.slips,
            "lost": self.lost,
        }
