"""Teach a BERT or a GPT to tell labels apart: the model, the batches, the loss, the look at held-out texts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..core.parts import Parts
from ..data.batching import BERTS, ClassBatch, Classed, class_batches, encode_pair
from ..data.records import Labelled, pair_of
from ..functional import cross_entropy
from ..models.bert_tasks import BERTForClassification
from ..models.gpt import GPTForClassification
from ..models.init import initialise
from ..text.masking import mask_tokens
from ..text.recut import recut, ways_to_cut
from ..text.tokenizer import Tokenizer
from ..text.train import train_bpe
from ..training.device import near
from ..training.losses import counted
from ..training.plan import Task
from .classifier import Classifying, class_scores, padding_of
from .fresh import new_bert
from .size import Size

SIZES = {
    "tiny": Size(d_model=128, n_layers=2, n_heads=4, vocab_size=3000, dropout=0.2),
    "small": Size(d_model=192, n_layers=3, n_heads=4, vocab_size=8000, dropout=0.2),
}


def new_classifier(
    texts: Sequence[str],
    labels: Sequence[str],
    size: Size,
    generator: torch.Generator,
    parts: Parts = Parts(),
) -> tuple[BERTForClassification, Tokenizer]:
    """A BERT with fresh weights, and a tokenizer learnt from the same texts."""
    return new_bert(BERTForClassification, texts, size, generator, parts, labels)


def new_gpt_classifier(
    texts: Sequence[str],
    labels: Sequence[str],
    size: Size,
    generator: torch.Generator,
    parts: Parts = Parts(),
) -> tuple[GPTForClassification, Tokenizer]:
    """The same with a GPT for its body: its last token, `</s>`, has read all of the text, and decides."""
    tokenizer = train_bpe(texts, size.vocab_size)
    cfg = size.gpt(tokenizer, tokenizer.bos_id, tuple(labels))
    model = GPTForClassification(cfg, parts)
    initialise(model, generator)
    return model, tokenizer


BODIES: Mapping[str, Callable[..., tuple[Classifying, Tokenizer]]] = {
    "bert": new_classifier,
    "gpt": new_gpt_classifier,
}
"""What a classifier that starts from nothing can be made of."""


def class_loss(model: Classifying, batch: ClassBatch) -> Tensor:
    """The surprise at the right label."""
    return cross_entropy(class_scores(model, batch), batch.labels)


def classifier_task(
    tokenizer: Tokenizer,
    labels: Sequence[str],
    train: Sequence[Labelled],
    heldout: Sequence[Labelled],
    *,
    batch_size: int = 32,
    max_len: int,
    corruption: float = 0.15,
    recutting: float = 0.0,
    marks: tuple[str, str] = BERTS,
) -> Task[ClassBatch]:
    """What `fit` needs to train a classifier.

    A share of the words is corrupted anew in every epoch, as in BERT's pre-training: a label must not hang
    on a single word, and a model that starts from nothing learns less by heart. (GPT-2's vocabulary has no
    token for it, so there nothing is.) A share `recutting` of the pieces falls into smaller ones, anew as well; a
    text that has no room for more pieces stays as it was.
    """
    numbers = {label: i for i, label in enumerate(labels)}

    def encode(e: Labelled) -> tuple[list[int], int, int]:
        ids, second = encode_pair(tokenizer, e.text, pair_of(e), max_len, marks)
        return ids, numbers[e.label], second

    learnt, held = [encode(e) for e in train], [encode(e) for e in heldout]
    pad_id = padding_of(tokenizer)
    words: dict[str, Any] = {
        "mask_id": tokenizer.roles.get("mask", pad_id),
        "vocab_size": tokenizer.vocab_size,
        "special_ids": tokenizer.control_ids,
        "fraction": corruption if "mask" in tokenizer.roles else 0.0,
    }

    ways = ways_to_cut(tokenizer) if recutting else {}

    def drawn(row: tuple[list[int], int, int], rng: np.random.Generator) -> Classed:
        ids, number, second = row
        first, rest = (recut(part, ways, recutting, rng) for part in (ids[:second], ids[second:]))
        return (first + rest, number, len(first)) if len(first + rest) <= max_len else row

    def evaluate(model: Classifying) -> dict[str, float]:
        nats, right = 0.0, 0
        for batch in near(model, class_batches(held, 128, pad_id)):
            scores = class_scores(model, batch)
            nats += cross_entropy(scores, batch.labels).item() * len(batch.labels)
            right += int((scores.argmax(-1) == batch.labels).sum())
        return {"heldout_loss": nats / len(held), "accuracy": right / len(held)}

    def batches(_epoch: int, generator: torch.Generator) -> list[ClassBatch]:
        rows: Sequence[Classed] = learnt
        if recutting:
            rng = np.random.default_rng(int(torch.randint(2**31, (), generator=generator)))
            rows = [drawn(row, rng) for row in learnt]
        return [
            replace(batch, ids=mask_tokens(batch.ids, generator=generator, **words).ids)
            for batch in class_batches(rows, batch_size, pad_id, generator)
        ]

    return Task(
        batches=batches,
        loss=class_loss,
        tokens=lambda batch: batch.ids.numel(),
        weights=lambda batch: counted(batch.labels),
        evaluate=evaluate,
    )
