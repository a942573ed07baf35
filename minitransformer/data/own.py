"""The sets that need no download: those that come with the library, and those that it makes on the spot."""

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass

from . import embedded
from .senses import embedded_senses


@dataclass(frozen=True)
class OwnSet:
    """A set of our own: how it is read, and a line about it and what it is for, in two languages."""

    read: Callable[[], Sized]
    about_en: str
    about_ko: str

    @property
    def rows(self) -> int:
        """How many it holds."""
        return len(self.read())


OWN: Mapping[str, OwnSet] = {
    "emotions": OwnSet(
        embedded.emotions,
        "Korean sentences with one of five emotions (train emotion, fewshot, run feature-extraction --study)",
        "다섯 감정이 달린 한국어 문장 (train emotion, fewshot, run feature-extraction --study)",
    ),
    "dialogues": OwnSet(
        embedded.dialogues,
        "Korean questions with answers (train chatbot, train classify)",
        "한국어 질문과 대답 (train chatbot, train classify)",
    ),
    "songs": OwnSet(
        embedded.songs,
        "well-known songs, each with an emotion (recommend)",
        "감정이 달린 잘 알려진 노래 (recommend)",
    ),
    "translations": OwnSet(
        embedded.translations,
        "everyday English sentences with Korean ones (train translate)",
        "일상 영어 문장과 한국어 번역 (train translate)",
    ),
    "senses": OwnSet(
        embedded_senses,
        "Korean sentences with words of several senses: 배 눈 말 다리 밤 차 (run feature-extraction --word)",
        "뜻이 여럿인 낱말 배 눈 말 다리 밤 차가 든 문장 (run feature-extraction --word)",
    ),
}
"""What comes with the library, by name."""

LICENCE = "MIT"
"""Theirs is the library's: they were written for it."""

MADE: Mapping[str, tuple[str, str]] = {
    "arithmetic": ("sums such as 3+1=? (fewshot)", "3+1=? 같은 덧셈 (fewshot)"),
    "dates": (
        "dates in words, to be written in numbers (train translate)",
        "글로 쓴 날짜를 숫자로 (train translate)",
    ),
    "reversal": ("symbols to be written backwards (train translate)", "기호를 거꾸로 쓰기 (train translate)"),
    "sorting": ("symbols to be put in order (train translate)", "기호를 순서대로 놓기 (train translate)"),
}
"""What is made when it is asked for, by name."""
