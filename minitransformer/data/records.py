"""What a row of each kind of data holds."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

EMOTIONS = ("행복", "슬픔", "당황", "분노", "불안")
"""The five emotions that the classifier tells apart, in the order of its outputs."""

IN_ENGLISH = dict(zip(EMOTIONS, ("happy", "sad", "flustered", "angry", "anxious"), strict=True))


@runtime_checkable
class Labelled(Protocol):
    """Whatever has a text and what it is to be called."""

    @property
    def text(self) -> str: ...

    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Example:
    """A text, or two that belong together, and what it is to be called."""

    text: str
    label: str
    pair: str | None = None


@dataclass(frozen=True)
class EmotionExample:
    """A sentence with its emotion, what it speaks of, and its register (반말, 존댓말, 문어, 채팅)."""

    text: str
    emotion: str
    topic: str
    register: str

    @property
    def label(self) -> str:
        """The emotion: what a classifier is asked for."""
        return self.emotion


def pair_of(example: Labelled) -> str | None:
    """The second of two texts, where there is one."""
    return getattr(example, "pair", None)


@dataclass(frozen=True)
class Dialogue:
    """A question and its answer; the label is 0 for everyday talk, 1 for a break-up, 2 for love."""

    question: str
    answer: str
    label: int


@dataclass(frozen=True)
class Song:
    """A song, and the emotion that it goes with in the opinion of whoever wrote the list."""

    title: str
    artist: str
    year: int
    emotion: str


@dataclass(frozen=True)
class Translation:
    """An English sentence and its Korean one, and whom to name when they are shown (Tatoeba asks for it)."""

    source: str
    target: str
    attribution: str = ""
