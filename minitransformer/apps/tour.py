"""The main job, step by step: prove, teach, talk, recommend. Each step says whether it holds."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from ..data import embedded
from ..data.records import EMOTIONS
from ..data.split import folds_by_topic
from ..pretrained import load
from ..proof.parity import Parity, parity_of_random
from ..training.plan import Plan, Progress
from .chatbot import Chatbot, Reply
from .emotion import load_emotion_classifier
from .kept import new_folder
from .music import Recommendation, recommend
from .run import Trained
from .sources import best_dialogues
from .teach_chatbot import SIZES as CHATBOT_SIZES
from .teach_classifier import SIZES as CLASSIFIER_SIZES
from .train_chatbot import train_chatbot
from .train_classifier import train_classifier

GPT2_CONFIG: Mapping[str, Any] = {
    "model_type": "gpt2",
    "architectures": ["GPT2LMHeadModel"],
    "n_embd": 96,
    "n_head": 6,
    "n_layer": 4,
    "n_positions": 64,
    "vocab_size": 500,
}
BERT_CONFIG: Mapping[str, Any] = {
    "model_type": "bert",
    "architectures": ["BertForPreTraining"],
    "hidden_size": 96,
    "num_attention_heads": 6,
    "num_hidden_layers": 4,
    "intermediate_size": 384,
    "max_position_embeddings": 64,
    "vocab_size": 500,
}
"""Small models of koGPT2's and BERT's very shape: the proof does not depend on size, only its duration does."""

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


def prove(config: Mapping[str, Any], seed: int) -> Parity:
    """Build a reference, perturb it, and compare activations and gradients in float64."""
    return parity_of_random(config, grad=True, seed=seed)


def teach_chatbot(minutes: float, seed: int, on_step: Callable[[Progress], None]) -> Trained:
    """Train a small GPT from nothing on the best dialogues at hand."""
    name, dialogues = best_dialogues()
    plan = Plan(lr=1.5e-3, epochs=25, minutes=minutes, seed=seed, keep="last")
    return train_chatbot(
        dialogues,
        new_folder("chatbot"),
        plan,
        source=CHATBOT_SIZES["tiny"],
        data_name=name,
        on_step=on_step,
    )


def teach_emotion(minutes: float, seed: int, on_step: Callable[[Progress], None]) -> Trained:
    """Train a small BERT from nothing on the embedded sentences; whole topics are held out."""
    examples = embedded.emotions()
    train, held = folds_by_topic(examples, seed=seed)[0]
    plan = Plan(lr=1e-3, epochs=15, minutes=minutes, seed=seed)
    return train_classifier(
        [examples[i] for i in train],
        [examples[i] for i in held],
        EMOTIONS,
        new_folder("emotion"),
        plan,
        kind="emotion",
        source=CLASSIFIER_SIZES["tiny"],
        data_name="emotions",
        on_step=on_step,
    )


def talk(folder: Path, seed: int) -> list[tuple[str, Reply]]:
    """Three turns with the chatbot that was just trained, read back from disk."""
    model, tokenizer = load(folder)
    bot = Chatbot(model, tokenizer)  # type: ignore[arg-type]
    generator = torch.Generator().manual_seed(seed)
    return [(message, bot.reply(message, generator)) for message in MESSAGES]


def songs_for_moods(folder: Path, seed: int) -> list[tuple[str, dict[str, float], Recommendation]]:
    """Songs for three sentences, from the classifier that was just trained, read back from disk."""
    rows = load_emotion_classifier(folder).probabilities(MOODS)
    songs = embedded.songs()
    return [
        (mood, row, recommend(row, songs, count=3, mode="match", seed=seed))
        for mood, row in zip(MOODS, rows, strict=True)
    ]
