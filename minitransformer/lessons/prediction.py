"""A question asked before the code runs, with a reason for every answer, in both languages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from ..learn.said import Said


@dataclass(frozen=True)
class Prediction:
    """What will come out? `options` and `reasons` have the same letters: also a wrong answer has its reason,
    which says what one would have to believe to give it, and why it is otherwise."""

    question: Said
    options: Mapping[str, Said]
    reasons: Mapping[str, Said]


def predictions(lesson: int) -> dict[str, Prediction]:
    """The predictions of a lesson by their names, from predictions/NN.toml."""
    text = (files(__package__) / "predictions" / f"{lesson:02}.toml").read_text(encoding="utf-8")
    return {name: _read(in_both) for name, in_both in tomllib.loads(text).items()}


def _read(in_both: Mapping[str, Any]) -> Prediction:
    en, ko = in_both["en"], in_both["ko"]

    def lettered(kind: str) -> dict[str, Said]:
        return {letter: Said(told, ko[kind][letter]) for letter, told in en[kind].items()}

    return Prediction(Said(en["question"], ko["question"]), lettered("option"), lettered("reason"))
