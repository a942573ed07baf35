"""What every task does alike: texts become ids, batches of like length go through the model, and the answers
come back in the order in which the texts were given."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from ...data.batching import padded
from ...errors import Problem
from ...models.base import Model
from ...text.tokenizer import Tokenizer, text_of
from ..unknown import refuse_unknown
from .frames import Framed, frame

logger = logging.getLogger(__name__)

One = str | Mapping[str, str]
"""A text, or, where a task reads two sentences, {"text": …, "text_pair": …}."""


@runtime_checkable
class Readable(Protocol):
    """A text that was read: the number of its ids is its length."""

    @property
    def ids(self) -> list[int]: ...


T = TypeVar("T", bound=Readable)


@dataclass(frozen=True)
class Batch:
    """Texts as a model takes them: which of their places are real (the rest is padding), and which belong to
    the second of two sentences."""

    ids: Int[Tensor, "b t"]
    real: Bool[Tensor, "b t"]
    segments: Int[Tensor, "b t"]


class Pipeline(ABC):
    """A model, its tokenizer, and a task: one text gives one result, a list of texts a list.

    A text that is longer than the model's positions is refused, or, with `truncate`, loses its end.
    `done` is told after every batch how many texts are answered, and of how many; `say` is told in both
    languages what a person should know.
    """

    def __init__(
        self, model: Model, tokenizer: Tokenizer, *, batch_size: int = 8, truncate: bool = False
    ) -> None:
        at_least_one("batch_size", batch_size)
        self.model, self.tokenizer = model, tokenizer
        self.batch_size, self.truncate = batch_size, truncate
        self.done: Callable[[int, int], None] = lambda _done, _of: None
        self.say: Callable[[str, str], None] = lambda en, _ko: logger.warning(en)

    @abstractmethod
    def __call__(self, *given: Any, **options: Any) -> Any:
        """The answer to one text, or a list of answers to several; each task says what it may be asked."""

    def each(
        self,
        texts: One | Iterable[One],
        read: Callable[[Any], T],
        judge: Callable[[list[T]], Iterable[Any]],
    ) -> Any:
        """`read` every text, then `judge` them batch by batch, in order of length; the results come in the
        order of the texts. A `Problem` with one of several texts says which."""
        if isinstance(texts, str | Mapping):
            return self._judged([read(texts)], judge)[0]
        texts, given = list(texts), list[T]()
        for number, text in enumerate(texts, 1):
            try:
                given.append(read(text))
            except Problem as e:
                if len(texts) == 1:
                    raise
                raise Problem(f"text {number}: {e.en}", f"{number}번째 글: {e.ko}") from e
        return self._judged(given, judge)

    def read(self, text: One) -> Framed:
        """A text, or two, between the marks of the model's family. `Problem` where one of them is empty, or
        nothing in it is known, or there are more words than positions."""
        if isinstance(text, str):
            return frame(self.model.cfg, self.tokenizer, text, self.words(text), truncate=self.truncate)
        if strange := set(text) - {"text", "text_pair"}:
            raise Problem(
                f"a pair is {{'text': …, 'text_pair': …}}, and this one has {', '.join(sorted(strange))}",
                f"문장 쌍은 {{'text': …, 'text_pair': …}} 꼴이어야 합니다. 알 수 없는 이름: {', '.join(sorted(strange))}",
            )
        first, second = text.get("text", ""), text.get("text_pair")
        pair = None if second is None else self.words(second)
        return frame(self.model.cfg, self.tokenizer, first, self.words(first), pair, truncate=self.truncate)

    def words(self, text: str) -> list[int]:
        """The ids of what a person wrote; `Problem` where there is nothing, or nothing that is known."""
        text_of(text)
        ids = self.tokenizer.encode(text)
        refuse_unknown(self.tokenizer, ids)
        return ids

    def batch(self, texts: Iterable[Framed]) -> Batch:
        """Texts, padded to the longest of them."""
        rows = list(texts)
        ids, real = padded([row.ids for row in rows], self.model.cfg.pad_id or 0)
        segments, _ = padded([row.segments for row in rows], 0)
        return Batch(*(x.to(self.model.device) for x in (ids, real, segments)))

    def _judged(self, given: list[T], judge: Callable[[list[T]], Iterable[Any]]) -> list[Any]:
        order = sorted(range(len(given)), key=lambda i: len(given[i].ids))
        found: list[Any] = [None] * len(given)
        for start in range(0, len(order), self.batch_size):
            rows = order[start : start + self.batch_size]
            with torch.inference_mode():
                results = judge([given[i] for i in rows])
            for i, result in zip(rows, results, strict=True):
                found[i] = result
            self.done(start + len(rows), len(order))
        return found


def at_least_one(name: str, n: int | None) -> int | None:
    """The number itself; `Problem` where none is asked for."""
    if n is not None and n < 1:
        raise Problem(f"{name}={n}: ask for 1 at least", f"{name}={n}: 1 이상이어야 합니다.")
    return n
