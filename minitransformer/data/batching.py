"""Batches of texts of like length, so that little time goes into padding."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from ..functional import IGNORE
from ..text.tokenizer import Tokenizer
from .dialogue import DialogueIds

Classed = tuple[list[int], int] | tuple[list[int], int, int]
"""The ids of a text, the number of its class, and, of two texts, where the second begins."""

POOL = 50
"""How many batches are sorted by length together."""

T = TypeVar("T", covariant=True)


@dataclass(frozen=True)
class CausalBatch:
    """`labels[t]` is the token that follows `ids[t]`, or IGNORE where it is not part of an answer."""

    ids: Int[Tensor, "b t"]
    labels: Int[Tensor, "b t"]


@dataclass(frozen=True)
class ClassBatch:
    """Texts, which of their tokens are real (the rest is padding), which belong to the second of two, and the
    class of each."""

    ids: Int[Tensor, "b s"]
    real: Bool[Tensor, "b s"]
    segments: Int[Tensor, "b s"]
    labels: Int[Tensor, " b"]


@dataclass(frozen=True)
class Tokens:
    """The size of a batch in tokens, padding included: many short texts, or few long ones, in about the same
    time and room."""

    most: int


@dataclass(frozen=True)
class Batches(Generic[T]):
    """An epoch each time it is gone through: every example once, in batches of like length.

    With a generator, pools drawn at random are sorted by length, and the batches come in random order;
    without one, everything comes in order of length, always the same. Where the size is in `Tokens`, all
    examples are one pool, so every epoch has the same number of batches; a text that is too long comes alone.
    """

    lengths: list[int]
    batch_size: int | Tokens
    collate: Callable[[list[int]], T]
    generator: torch.Generator | None

    def __post_init__(self) -> None:
        size = self.batch_size.most if isinstance(self.batch_size, Tokens) else self.batch_size
        if size < 1:
            raise ValueError(f"batch_size={size}: must be at least 1")

    def __len__(self) -> int:
        return len(self._cut(self._sorted(list(range(len(self.lengths))))))

    def __iter__(self) -> Iterator[T]:
        n = len(self.lengths)
        order = list(range(n)) if self.generator is None else self._shuffled(n)
        pool = max(n, 1)
        if self.generator is not None and not isinstance(self.batch_size, Tokens):
            pool = POOL * self.batch_size
        batches = self._cut([i for p in range(0, n, pool) for i in self._sorted(order[p : p + pool])])
        for i in range(len(batches)) if self.generator is None else self._shuffled(len(batches)):
            yield self.collate(batches[i])

    def _sorted(self, order: list[int]) -> list[int]:
        return sorted(order, key=self.lengths.__getitem__)

    def _cut(self, order: list[int]) -> list[list[int]]:
        if not isinstance(self.batch_size, Tokens):
            return [order[i : i + self.batch_size] for i in range(0, len(order), self.batch_size)]
        batches: list[list[int]] = []
        for i in order:  # the longest so far, so the batch is as wide
            if not batches or (len(batches[-1]) + 1) * self.lengths[i] > self.batch_size.most:
                batches.append([])
            batches[-1].append(i)
        return batches

    def _shuffled(self, n: int) -> list[int]:
        return torch.randperm(n, generator=self.generator).tolist()


def padded(
    rows: Sequence[Sequence[int]], fill: int, width: int | None = None
) -> tuple[Int[Tensor, "b t"], Bool[Tensor, "b t"]]:
    """Rows of one width, by default that of the longest, and which of their places are real."""
    width = max(map(len, rows)) if width is None else width
    ids = torch.tensor([[*row, *[fill] * (width - len(row))] for row in rows], dtype=torch.long)
    lengths = torch.tensor([len(row) for row in rows])
    return ids, torch.arange(width) < lengths[:, None]


def dialogue_batches(
    encoded: Sequence[DialogueIds],
    batch_size: int | Tokens,
    pad_id: int,
    max_len: int,
    generator: torch.Generator | None = None,
) -> Batches[CausalBatch]:
    """Dialogues with their answers and the end as labels. The last token is only ever a label, so it takes
    no position; a dialogue of more than max_len positions is cut off behind them."""
    inputs = [d.ids[:-1][:max_len] for d in encoded]
    labels = [_answer(d)[:max_len] for d in encoded]

    def collate(chosen: list[int]) -> CausalBatch:
        return CausalBatch(
            padded([inputs[i] for i in chosen], pad_id)[0], padded([labels[i] for i in chosen], IGNORE)[0]
        )

    return Batches([len(ids) for ids in inputs], batch_size, collate, generator)


def class_batches(
    encoded: Sequence[Classed],
    batch_size: int | Tokens,
    pad_id: int,
    generator: torch.Generator | None = None,
) -> Batches[ClassBatch]:
    """Texts as `encode_text` or `encode_pair` gives them, with the number of the class of each."""

    def collate(chosen: list[int]) -> ClassBatch:
        texts = [encoded[i][0] for i in chosen]
        seconds = [row[2] if len(row) == 3 else len(row[0]) for row in (encoded[i] for i in chosen)]
        segments = [
            [0] * second + [1] * (len(ids) - second) for ids, second in zip(texts, seconds, strict=True)
        ]
        ids, real = padded(texts, pad_id)
        labels = torch.tensor([encoded[i][1] for i in chosen])
        return ClassBatch(ids, real, padded(segments, 0)[0], labels)

    return Batches([len(row[0]) for row in encoded], batch_size, collate, generator)


BERTS, GPTS = ("cls", "sep"), ("bos", "eos")
"""The marks before a text and behind it, by what they are for."""


def encode_text(tokenizer: Tokenizer, text: str, max_len: int, marks: tuple[str, str] = BERTS) -> list[int]:
    """`[CLS] text [SEP]` in at most max_len ids: a longer text loses its end. A GPT's marks are `<s>`, `</s>`."""
    return encode_pair(tokenizer, text, None, max_len, marks)[0]


def encode_pair(
    tokenizer: Tokenizer, text: str, pair: str | None, max_len: int, marks: tuple[str, str] = BERTS
) -> tuple[list[int], int]:
    """`[CLS] text [SEP] pair [SEP]` in at most max_len ids, and where the pair begins.

    What is too long loses words from its end, one at a time, always the longer of the two, and the second where
    both are alike.
    """
    first, last = map(tokenizer.special, marks)
    texts = [tokenizer.encode(t) for t in (text, pair) if t is not None]
    for _ in range(sum(map(len, texts)) - (max_len - 1 - len(texts))):
        max(reversed(texts), key=len).pop()
    return [first, *(i for t in texts for i in (*t, last))], len(texts[0]) + 2


def _answer(dialogue: DialogueIds) -> list[int]:
    start = dialogue.answer_start
    return [IGNORE] * (start - 1) + dialogue.ids[start:]
