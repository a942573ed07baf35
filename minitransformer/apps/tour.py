"""The main job, step by step: prove, talk, fill in, recommend, teach. Each step says whether it holds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from ..data import embedded
from ..data.records import EMOTIONS
from ..data.split import folds_by_topic
from ..pretrained import load
from ..proof.parity import Parity, parity
from ..training.plan import Plan, Progress
from .chatbot import Chatbot, Reply
from .emotion import load_emotion_classifier
from .kept import IN_THE_POCKET, new_folder
from .music import Recommendation, recommend
from .run import Trained
from .samples import BLANKS, fill_in
from .teach_classifier import SIZES
from .train_classifier import train_classifier

PROVEN = IN_THE_POCKET["clm"], IN_THE_POCKET["mlm"]
"""A GPT and a BERT of koGPT2's and BERT's very shape, with weights that were trained."""

MESSAGES = ("안녕! 반가워~", "오늘 너무 힘들었어", "커피 한 잔 할까?")
MOODS = (
    "드디어 시험에 합격해서 날아갈 것 같아!",
    "오랜 친구가 멀리 떠난다니 눈물이 나",
    "내일 발표인데 심장이 두근거리고 잠이 안 와",
)


@dataclass
class Step:
    """One step of the tour."""

    name: str
    ok: bool = False
    seconds: float = 0.0
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def timed(step: Step) -> Iterator[Step]:
    """Note how long a step took, however it ends."""
    began = time.monotonic()
    try:
        yield step
    finally:
        step.seconds = time.monotonic() - began


def prove(name: str, seed: int) -> Parity:
    """The checkpoint as we read it beside the same one in `transformers`: activations and gradients in float64."""
    return parity(name, grad=True, seed=seed)


def talk(seed: int) -> list[tuple[str, Reply]]:
    """Three turns with the chatbot of the package."""
    model, tokenizer = load(IN_THE_POCKET["chatbot"])
    bot = Chatbot(model, tokenizer)  # type: ignore[arg-type]
    generator = torch.Generator().manual_seed(seed)
    return [(message, bot.reply(message, generator)) for message in MESSAGES]


def fill_blanks() -> list[str]:
    """Three sentences with a word hidden, and what the BERT of the package guesses."""
    model, tokenizer = load(IN_THE_POCKET["mlm"])
    return fill_in(model, tokenizer, BLANKS["ko"])  # type: ignore[arg-type]


def songs_for_moods(seed: int) -> list[tuple[str, dict[str, float], Recommendation]]:
    """Songs for three sentences, by the classifier of the package."""
    rows = load_emotion_classifier(IN_THE_POCKET["emotion"]).probabilities(MOODS)
    songs = embedded.songs()
    return [
        (mood, row, recommend(row, songs, count=3, mode="match", seed=seed))
        for mood, row in zip(MOODS, rows, strict=True)
    ]


def teach(minutes: float, seed: int, on_step: Callable[[Progress], None], language: str = "en") -> Trained:
    """Train a small BERT from nothing on the embedded sentences; whole topics are held out. It is kept to be
    looked at, and is no command's default: the one of the package has read more."""
    examples = embedded.emotions()
    train, held = folds_by_topic(examples, seed=seed)[0]
    return train_classifier(
        [examples[i] for i in train],
        [examples[i] for i in held],
        EMOTIONS,
        new_folder("tour"),
        Plan(lr=1e-3, epochs=15, minutes=minutes, seed=seed),
        kind="tour",
        source=SIZES["tiny"],
        data_name="emotions",
        on_step=on_step,
        language=language,
    )
