"""Prompts as the model reads them: what all begin with is read once, and only the rest for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from ...core.cache import Cache
from ...data.dialogue import encode_words
from ...errors import Problem
from ...generation.writers import GPTWriter
from ...models.gpt import GPT
from ...text.tokenizer import Tokenizer, nfc

Ids = list[int]


@dataclass(frozen=True)
class Asked:
    """A prompt as ids, and the ids that each label would go on with."""

    prompt: Ids
    answers: list[Ids]


def encode_asked(tokenizer: Tokenizer, prompt: str, space: str, labels: Sequence[str], ending: str) -> Asked:
    """A prompt and its possible answers.

    Prompt, label and what follows it in an example are encoded as one text, because that is how the model
    knows them (a line break may be part of the label's last token). The prompt is what all these have in
    common, and an answer is the rest, up to the token that ends the label. Raises `Problem` for a label of
    which nothing is left, and for two that are the same to this tokenizer.
    """
    start = [tokenizer.bos_id] if "bos" in tokenizer.roles else []
    alone = [*start, *encode_words(tokenizer, prompt)]
    whole = [[*start, *_up_to_label(tokenizer, prompt + space + label, ending)] for label in labels]
    shared = common_beginning([alone, *whole])
    if not shared:
        raise Problem(
            "the prompt holds no token at all: ask for shots, or take a template with words of its own",
            "프롬프트에 토큰이 하나도 없습니다. 예시를 넣거나, 글자가 있는 템플릿을 쓰세요.",
        )
    answers = [ids[len(shared) :] for ids in whole]
    for label, ids in zip(labels, answers, strict=True):
        if not tokenizer.decode(ids).strip():
            raise Problem(
                f"the label {label!r} is nothing to this tokenizer: {_instead(label)[0]}",
                f"이 토크나이저가 모르는 라벨입니다: {label!r}. {_instead(label)[1]}",
            )
        twin = labels[answers.index(ids)]
        if twin != label:
            raise Problem(
                f"the labels {twin!r} and {label!r} are the same tokens to this tokenizer: {_instead(label)[0]}",
                f"이 토크나이저에서는 두 라벨 {twin!r}, {label!r}의 토큰이 같습니다. {_instead(label)[1]}",
            )
    return Asked(shared, answers)


def _instead(label: str) -> tuple[str, str]:
    """What to do about a label: a word can be renamed, and a number is what it is."""
    if label.isdigit():
        return (
            "it does not know the digits, so choose another --model",
            "숫자를 모르는 토크나이저이니 --model로 다른 모델을 골라 주세요.",
        )
    return (
        f"rename it with --map {label}=another",
        f"--map {label}=새라벨 옵션으로 바꿔 주세요.",
    )


def _up_to_label(tokenizer: Tokenizer, text: str, ending: str) -> Ids:
    text = nfc(text)
    structure = tokenizer.control_ids - {tokenizer.roles.get("unk")}
    tokens = tokenizer.cut(text + ending)
    return [token.id for token in tokens if token.start < len(text) and token.id not in structure]


def common_beginning(rows: Sequence[Ids]) -> Ids:
    """What all of these begin with."""
    first, last = min(rows), max(rows)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:same]


class Beginning:
    """What many prompts begin with, read by the model once, on behalf of all."""

    def __init__(self, model: GPT, prompts: Sequence[Ids]) -> None:
        self.model = model
        together = common_beginning(prompts)
        self.ids = together[: min(map(len, prompts)) - 1]  # of each, something must be left to be read
        self.cache = Cache(model.cfg.n_layers)
        if self.ids:
            with torch.inference_mode():
                model.hidden(torch.tensor([self.ids]), cache=self.cache)

    def followed_by(self, prompts: Sequence[Ids]) -> "Continued":
        """These prompts, ready to be read to their ends."""
        return Continued(self, [ids[len(self.ids) :] for ids in prompts])


class Continued(GPTWriter):
    """Prompts that share a beginning. The padding stands behind that, on the left of what is their own."""

    def __init__(self, beginning: Beginning, rests: Sequence[Ids]) -> None:
        super().__init__(beginning.model, rests)
        n, ids = len(rests), torch.tensor(beginning.ids, dtype=self.ids.dtype)
        self.ids = torch.cat([ids.expand(n, -1), self.ids], 1)
        self.real = torch.cat([torch.ones(n, len(ids), dtype=torch.bool), self.real], 1)
        self.cache = Cache(beginning.model.cfg.n_layers)
        for mine, read in zip(self.cache.blocks, beginning.cache.blocks, strict=True):
            if read.kv is not None:
                mine.kv = read.kv[0].expand(n, -1, -1, -1), read.kv[1].expand(n, -1, -1, -1)

    @torch.inference_mode()
    def hidden(self) -> Float[Tensor, "b t d"]:
        """The vector of every position that is not of the beginning."""
        past = 0 if self.cache is None else len(self.cache)
        return self.model.hidden(self.ids[:, past:], self.real, self.cache)
