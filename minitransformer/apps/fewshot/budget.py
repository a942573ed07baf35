"""How many of the model's positions a prompt takes, and how many examples fit."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...data.dialogue import encode_words
from ...data.records import Example
from ...errors import Problem
from ...text.tokenizer import Tokenizer
from .prompt import Prompter, space_before_label


@dataclass(frozen=True)
class Budget:
    """The longest prompt of a test, part by part, in tokens."""

    positions: int
    examples: int
    question: int
    label: int

    @property
    def used(self) -> int:
        return self.examples + self.question + self.label

    @property
    def left(self) -> int:
        return self.positions - self.used


def spend(
    tokenizer: Tokenizer, prompter: Prompter, shots: Sequence[Example], longest: Example, positions: int
) -> Budget:
    """What the prompt of the longest text takes; the start token counts with the examples."""

    def tokens(text: str) -> int:
        return len(encode_words(tokenizer, text))

    question = tokens(prompter.ask((), longest.text))
    prompt = prompter.test(shots, longest)
    space = space_before_label(prompter.template)
    asked = tokens(prompt)
    label = max(tokens(prompt + space + label) for label in prompter.labels) - asked
    start = int("bos" in tokenizer.roles)
    return Budget(positions, asked - question + start, question, max(label, 1))


def fitting(budget_of: Callable[[int], Budget], k: int) -> Budget:
    """The budget of k examples; `Problem` says how many would fit."""
    budget = budget_of(k)
    if budget.left >= 0:
        return budget
    fits = bisect_right(range(k), budget.positions, key=lambda fewer: budget_of(fewer).used) - 1
    need = f"{budget.examples} + {budget.question} + {budget.label} = {budget.used}"
    if fits < 0:
        raise Problem(
            f"the longest question alone takes {budget.question} tokens and its label {budget.label}, but this "
            f"model has {budget.positions} positions: cut the texts shorter with --max-text-tokens",
            f"가장 긴 질문이 {budget.question}토큰, 라벨이 {budget.label}토큰인데 이 모델의 위치는 "
            f"{budget.positions}개입니다. --max-text-tokens로 글을 더 짧게 자르세요.",
        )
    raise Problem(
        f"{k} shots, the longest question and its label take {need} tokens, but this model has "
        f"{budget.positions} positions: {fits} shots fit",
        f"예시 {k}개와 가장 긴 질문, 라벨은 {need}토큰인데 이 모델의 위치는 {budget.positions}개입니다. "
        f"예시는 {fits}개까지 들어갑니다.",
    )


def cut_short(tokenizer: Tokenizer, example: Example, longest: int) -> Example:
    """The example without what its text has beyond so many tokens."""
    tokens = tokenizer.cut(example.text)
    if len(tokens) <= longest:
        return example
    return Example(example.text[: tokens[longest - 1].end].rstrip(), example.label)
