"""Teach a BERT to mark names: the model, the batches, the loss, the look at held-out sentences."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from ..core.parts import Parts
from ..data.tagging import TagBatch, Tagged, encode_tagged, tag_batches
from ..functional import IGNORE, cross_entropy
from ..models.bert_tasks import BERTForTokens
from ..text.masking import mask_tokens
from ..text.tokenizer import Tokenizer
from ..training.device import near
from ..training.losses import counted
from ..training.plan import Task
from .fresh import new_bert
from .size import Size

SIZES = {
    "tiny": Size(d_model=128, n_layers=2, n_heads=4, vocab_size=1, dropout=0.2),
    "small": Size(d_model=192, n_layers=4, n_heads=4, vocab_size=1, dropout=0.2),
}
"""No pieces but characters: a Korean token is a syllable then, and no name ends inside one."""


def new_tagger(
    texts: Sequence[str],
    labels: Sequence[str],
    size: Size,
    generator: torch.Generator,
    parts: Parts = Parts(),
) -> tuple[BERTForTokens, Tokenizer]:
    """A BERT with fresh weights and a label for every token, and a tokenizer learnt from the same texts."""
    return new_bert(BERTForTokens, texts, size, generator, parts, labels)


def tag_loss(model: BERTForTokens, batch: TagBatch) -> Tensor:
    """The mean surprise at the right labels of the real tokens."""
    asked = batch.labels != IGNORE
    return cross_entropy(model(batch.ids, batch.real)[asked], batch.labels[asked])


def tagger_task(
    tokenizer: Tokenizer,
    labels: Sequence[str],
    train: Sequence[Tagged],
    heldout: Sequence[Tagged],
    *,
    batch_size: int = 32,
    max_len: int,
    corruption: float = 0.15,
) -> Task[TagBatch]:
    """What `fit` needs to train a tagger.

    A share of the tokens is corrupted anew in every epoch, so that a model that starts from nothing learns what
    stands around a name, and not the names alone.
    """
    learnt = [encode_tagged(tokenizer, s, labels, max_len) for s in train]
    held = [encode_tagged(tokenizer, s, labels, max_len) for s in heldout]
    words: dict[str, Any] = {
        "mask_id": tokenizer.mask_id,
        "vocab_size": tokenizer.vocab_size,
        "special_ids": tokenizer.control_ids,
        "fraction": corruption,
    }

    def evaluate(model: BERTForTokens) -> dict[str, float]:
        nats, right, count = 0.0, 0, 0
        for batch in near(model, tag_batches(held, 64, tokenizer.pad_id)):
            asked = batch.labels != IGNORE
            scores, labels = model(batch.ids, batch.real)[asked], batch.labels[asked]
            nats += cross_entropy(scores, labels).item() * len(labels)
            right += int((scores.argmax(-1) == labels).sum())
            count += len(labels)
        return {"heldout_loss": nats / count, "token_accuracy": right / count}

    def batches(_epoch: int, generator: torch.Generator) -> list[TagBatch]:
        return [
            replace(batch, ids=mask_tokens(batch.ids, generator=generator, **words).ids)
            for batch in tag_batches(learnt, batch_size, tokenizer.pad_id, generator)
        ]

    return Task(
        batches=batches,
        loss=tag_loss,
        tokens=lambda batch: batch.ids.numel(),
        weights=lambda batch: counted(batch.labels),
        evaluate=evaluate,
    )
