"""The prompt: the examples, worded alike, and then the question without its answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...data.records import Example
from . import slips
from .templates import Template


@dataclass(frozen=True)
class Prompter:
    """Makes prompts: how they are worded, which labels there are, and which slips are made on purpose."""

    template: Template
    labels: tuple[str, ...]
    slips: frozenset[str] = frozenset()

    def ask(self, shots: Sequence[Example], text: str) -> str:
        """The prompt for a text of which nobody has said the label."""
        shown = "".join(map(self._shown, shots))
        return (shown + self.template.question(self._read(text))).rstrip(" ")

    def test(self, shots: Sequence[Example], asked: Example) -> str:
        """The prompt for a text of the test set. Its label is only looked at to make the slip `leak`."""
        return self.ask([*shots, asked] if "leak" in self.slips else shots, asked.text)

    def _shown(self, shot: Example) -> str:
        between = self.template.between
        if "newline" in self.slips:
            between = slips.one_class_ends(between, shot.label, self.labels)
        return self.template.example(self._read(shot.text), shot.label) + between

    def _read(self, text: str) -> str:
        return slips.hangul_only(text) if "hangul-only" in self.slips else text


def space_before_label(template: Template) -> str:
    """The spaces that stand between question and label. A prompt ends before them: to most tokenizers a space
    belongs to the word behind it, and a prompt that ends in one asks for a word that no text has there."""
    question = template.question("")
    return question[len(question.rstrip(" ")) :]
