"""Teach a BERT to tell labels apart: the model, the batches, the loss, the look at held-out texts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from ..core.config import BERTConfig
from ..core.parts import Parts
from ..data.batching import ClassBatch, class_batches, encode_text
from ..data.records import Labelled
from ..functional import cross_entropy
from ..models.bert_tasks import BERTForClassification
from ..models.init import initialise
from ..text.masking import mask_tokens
from ..text.tokenizer import Tokenizer
from ..text.train import train_wordpiece
from ..training.plan import Task
from .teach_chatbot import Size

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
    tokenizer = train_wordpiece(texts, size.vocab_size)
    cfg = BERTConfig(
        d_model=size.d_model,
        n_heads=size.n_heads,
        n_layers=size.n_layers,
        d_ff=4 * size.d_model,
        vocab_size=tokenizer.vocab_size,
        max_len=size.max_len,
        dropout=size.dropout,
        attention_dropout=size.dropout,
        pad_id=tokenizer.pad_id,
        labels=tuple(labels),
    )
    model = BERTForClassification(cfg, parts)
    initialise(model, generator)
    return model, tokenizer


def class_loss(model: BERTForClassification, batch: ClassBatch) -> Tensor:
    """The surprise at the right label."""
    return cross_entropy(model(batch.ids, batch.real), batch.labels)


def classifier_task(
    tokenizer: Tokenizer,
    labels: Sequence[str],
    train: Sequence[Labelled],
    heldout: Sequence[Labelled],
    *,
    batch_size: int = 32,
    max_len: int,
    corruption: float = 0.15,
) -> Task[ClassBatch]:
    """What `fit` needs to train a classifier.

    A share of the words is corrupted anew in every epoch, as in BERT's pre-training: a label must not hang
    on a single word, and a model that starts from nothing learns less by heart.
    """
    numbers = {label: i for i, label in enumerate(labels)}
    learnt = [(encode_text(tokenizer, e.text, max_len), numbers[e.label]) for e in train]
    held = [(encode_text(tokenizer, e.text, max_len), numbers[e.label]) for e in heldout]

    words: dict[str, Any] = {
        "mask_id": tokenizer.mask_id,
        "vocab_size": tokenizer.vocab_size,
        "special_ids": tokenizer.control_ids,
        "fraction": corruption,
    }

    def evaluate(model: BERTForClassification) -> dict[str, float]:
        nats, right = 0.0, 0
        for batch in class_batches(held, 128, tokenizer.pad_id):
            scores = model(batch.ids, batch.real)
            nats += cross_entropy(scores, batch.labels).item() * len(batch.labels)
            right += int((scores.argmax(-1) == batch.labels).sum())
        return {"heldout_loss": nats / len(held), "accuracy": right / len(held)}

    def batches(_epoch: int, generator: torch.Generator) -> list[ClassBatch]:
        return [
            replace(batch, ids=mask_tokens(batch.ids, generator=generator, **words).ids)
            for batch in class_batches(learnt, batch_size, tokenizer.pad_id, generator)
        ]

    return Task(
        batches=batches,
        loss=class_loss,
        tokens=lambda batch: batch.ids.numel(),
        evaluate=evaluate,
    )
