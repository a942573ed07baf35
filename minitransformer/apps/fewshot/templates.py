"""How an example is worded: a text with a place for the text that is asked about, and one for its label."""

from collections.abc import Mapping
from dataclasses import dataclass

from ...errors import Problem

TEXT, LABEL = "{text}", "{label}"


@dataclass(frozen=True)
class Template:
    """`pattern` words one example, and `between` stands after each."""

    pattern: str
    between: str = "\n"

    def question(self, text: str) -> str:
        """Everything up to where the label belongs."""
        before, middle, _ = self._around()
        return before + text + middle

    def example(self, text: str, label: str) -> str:
        """The question, and its answer."""
        return self.question(text) + label + self._around()[2]

    @property
    def ending(self) -> str:
        """What follows the label of an example."""
        return self._around()[2] + self.between

    def _around(self) -> tuple[str, str, str]:
        before, _, rest = self.pattern.partition(TEXT)
        middle, _, after = rest.partition(LABEL)
        return before, middle, after


TEMPLATES: Mapping[str, Template] = {
    "emotion": Template("문장: {text}\n감정: {label}"),
    "question": Template("다음 문장은 긍정일까요 부정일까요?\n{text}\n정답: {label}"),
    "koalpaca": Template("### 질문: {text}\n\n### 답변: {label}", "\n\n"),
    "arithmetic": Template("{text} {label}"),
}
"""The known templates, by name. KoAlpaca's headings are those of its README."""

OWN = {"arithmetic": "arithmetic"}
"""The template that a set brings along, where it is not `emotion`."""


def template_for(data: str) -> str:
    """The name of the template that suits a set."""
    return OWN.get(data, "emotion")


def template_of(given: str) -> Template:
    """A known template, or one's own, in which \\n stands for a line break.

    Raises `Problem` unless {text} and, behind it, {label} stand in it once each.
    """
    if given in TEMPLATES:
        return TEMPLATES[given]
    pattern, known = given.replace("\\n", "\n"), ", ".join(TEMPLATES)
    for place in (TEXT, LABEL):
        if (n := pattern.count(place)) != 1:
            raise Problem(
                f"the template {given!r} holds {place} {n} times: write it once, or choose one of {known}",
                f"템플릿 {given!r}에 {place} 자리가 {n}개 있습니다. 한 번만 쓰거나 {known} 가운데 고르세요.",
            )
    if pattern.index(LABEL) < pattern.index(TEXT):
        raise Problem(
            f"in the template {given!r} {LABEL} stands before {TEXT}: the answer must come after the question",
            f"템플릿 {given!r}에서 {LABEL}이 {TEXT}보다 먼저 나옵니다. 답은 질문 뒤에 와야 합니다.",
        )
    return Template(pattern)
