"""Text classification: which label fits this text, or this pair of texts?"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor

from ...core.config import ProblemTypes
from ...errors import Problem
from ...functional import identity, softmax
from ...models.bert_tasks import BERTForClassification
from ...models.limits import finite
from .base import One, Pipeline, at_least_one
from .frames import Framed

FUNCTIONS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "softmax": softmax,
    "sigmoid": torch.sigmoid,
    "none": identity,
}
"""What makes a score of a label's number: one label in all, each label for itself, or nothing."""

MEANT: Mapping[ProblemTypes, str] = {
    "single_label_classification": "softmax",
    "multi_label_classification": "sigmoid",
    "regression": "none",
}
"""Which of them a checkpoint was trained for. Where it does not say, one label in all; a label alone, by itself."""

BEST = object()
"""One label for each text, and no list around it."""


class TextClassification(Pipeline):
    """The model gives each label a number; softmax makes probabilities of them, unless the checkpoint says that
    several labels may fit (sigmoid) or that the numbers are the answer; the best comes first."""

    def __call__(
        self, texts: One | Iterable[One], *, top_k: Any = BEST, function_to_apply: str | None = None
    ) -> list[Any]:
        """The best label of each text; with `top_k` a list of so many for each, all of them with None.

        A pair is {"text": …, "text_pair": …}.
        """
        cfg = self.model.cfg
        if function_to_apply is None:
            usual = "softmax" if len(cfg.labels) > 1 else "sigmoid"
            function_to_apply = usual if cfg.problem_type is None else MEANT[cfg.problem_type]
        if function_to_apply not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise Problem(
                f"function_to_apply={function_to_apply!r}: choose {known}",
                f"function_to_apply={function_to_apply!r}: {known} 중에서 고르세요.",
            )
        single = top_k is BEST
        best = None if single else at_least_one("top_k", top_k)
        to_scores = FUNCTIONS[function_to_apply]

        def judge(batch: list[Framed]) -> list[Any]:
            rows = to_scores(finite(self.numbers(batch)).float()).tolist()
            ranked = [sorted(map(_named, cfg.labels, row), key=_score, reverse=True) for row in rows]
            return [labels[0] if single else labels[:best] for labels in ranked]

        found = self.each(texts, self.read, judge)
        return [found] if single and isinstance(texts, str | Mapping) else found

    def numbers(self, texts: list[Framed]) -> Tensor:
        """A number for each label, as the model gives it. Of these families only BERT looks at segments."""
        batch = self.batch(texts)
        if isinstance(self.model, BERTForClassification):
            return self.model(batch.ids, batch.real, batch.segments)
        return self.model(batch.ids, batch.real)


def _named(label: str, score: float) -> dict[str, Any]:
    return {"label": label, "score": score}


def _score(answer: dict[str, Any]) -> float:
    return float(answer["score"])
