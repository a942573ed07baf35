"""Teach a BERT a language from its texts alone: hidden words, and which sentence follows which."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from ..core.parts import Parts
from ..data.corpus import Document, sentences
from ..data.masked import MaskedBatch, MaskedBatches, masking, singles
from ..data.next_sentence import draw_pairs
from ..functional import IGNORE, cross_entropy
from ..models.bert_tasks import BERTForMaskedWords, BERTForPreTraining
from ..models.init import initialise
from ..text.tokenizer import Tokenizer
from ..training.device import near
from ..training.losses import counted
from ..training.plan import Task
from .size import Size
from .teach_language import encode_documents

MaskedModel = BERTForPreTraining | BERTForMaskedWords


def new_masked(
    tokenizer: Tokenizer,
    size: Size,
    generator: torch.Generator,
    parts: Parts = Parts(),
    next_sentence: bool = True,
) -> MaskedModel:
    """A BERT with fresh weights and the heads that its objectives need."""
    cfg = size.bert(tokenizer)
    model = (BERTForPreTraining if next_sentence else BERTForMaskedWords)(cfg, parts)
    initialise(model, generator)
    return model


def encode_sentences(tokenizer: Tokenizer, documents: Sequence[Document]) -> list[list[list[int]]]:
    """Each document as its sentences."""
    encoded = ([ids for s in sentences(d) if (ids := tokenizer.encode(s))] for d in documents)
    return [document for document in encoded if document]


def masked_loss(model: MaskedModel, batch: MaskedBatch) -> Float[Tensor, "2"]:
    """The mean surprise at the hidden words, and at whether the second text follows the first: two means, for
    there are many more words than pairs.

    Only hidden words are turned into scores at all: of a batch, a seventh.
    """
    hidden = model.bert(batch.ids, batch.real, batch.segments)
    asked = batch.labels != IGNORE
    words = cross_entropy(model.words(hidden[asked]), batch.labels[asked])
    if isinstance(model, BERTForMaskedWords):
        return torch.stack([words, torch.zeros_like(words)])
    return torch.stack([words, cross_entropy(model.follows(model.pooler(hidden)), batch.follows)])


@dataclass(frozen=True)
class Masking:
    """The objective: hidden words, of at most `max_len` tokens at a time, and perhaps next sentences."""

    tokenizer: Tokenizer
    max_len: int
    whole_words: bool = False
    next_sentence: bool = True

    def encode(self, documents: Sequence[Document]) -> Sequence[Any]:
        """Documents as sentences, or, where no next sentence is asked for, as they are."""
        encode = encode_sentences if self.next_sentence else encode_documents
        return encode(self.tokenizer, documents)

    def epoch(
        self, encoded: Sequence[Any], batch_size: int, generator: torch.Generator, in_order: bool = False
    ) -> MaskedBatches:
        """Every text once, in pairs and under masks that are drawn anew."""
        if self.next_sentence:
            pairs = draw_pairs(encoded, self.max_len - 3, generator)
        else:
            pairs = singles(encoded, self.max_len - 2)
        mask = masking(self.tokenizer, self.whole_words)
        return MaskedBatches(pairs, batch_size, self.tokenizer, mask, generator, in_order)

    def fixed(self, documents: Sequence[Document]) -> MaskedBatches:
        """Texts that are looked at: always in the same pairs and under the same masks."""
        return self.epoch(self.encode(documents), 64, torch.Generator().manual_seed(0), in_order=True)


def masked_task(
    objective: Masking, train: Sequence[Document], heldout: Sequence[Document], batch_size: int = 32
) -> Task[MaskedBatch]:
    """What `fit` needs to teach a BERT. Every epoch hides other words and draws other pairs."""
    learnt = objective.encode(train)
    return Task(
        batches=lambda _epoch, generator: objective.epoch(learnt, batch_size, generator),
        loss=masked_loss,
        tokens=lambda batch: batch.ids.numel(),
        weights=lambda batch: counted(batch.labels, batch.follows),
        evaluate=partial(look, batches=objective.fixed(heldout)),
    )


def look(model: MaskedModel, batches: Sequence[MaskedBatch]) -> dict[str, float]:
    """How surprised it is by hidden words, how many it guesses, and how many next sentences."""
    nats, right, words, next_nats, followed, pairs = 0.0, 0, 0, 0.0, 0, 0
    for batch in near(model, batches):
        hidden, asked = model.bert(batch.ids, batch.real, batch.segments), batch.labels != IGNORE
        scores, labels = model.words(hidden[asked]), batch.labels[asked]
        nats += cross_entropy(scores, labels).item() * len(labels)
        right += int((scores.argmax(-1) == labels).sum())
        words += len(labels)
        if isinstance(model, BERTForPreTraining):
            told = batch.follows != IGNORE
            says = model.follows(model.pooler(hidden))[told]
            next_nats += cross_entropy(says, batch.follows[told]).item() * int(told.sum())
            followed += int((says.argmax(-1) == batch.follows[told]).sum())
            pairs += int(told.sum())
    seen = {"heldout_loss": nats / words, "masked_accuracy": right / words}
    if pairs:
        seen |= {"next_loss": next_nats / pairs, "next_accuracy": followed / pairs}
        seen["heldout_loss"] += seen["next_loss"]
    return seen


def guessing(batches: Sequence[MaskedBatch], favourite: int) -> dict[str, float]:
    """What the same look gives to whoever always says the most frequent word, and the more frequent answer."""
    words = torch.cat([batch.labels[batch.labels != IGNORE] for batch in batches])
    follows = torch.cat([batch.follows[batch.follows != IGNORE] for batch in batches])
    found = {"masked_accuracy": (words == favourite).double().mean().item()}
    if len(follows):
        share = follows.double().mean().item()
        found["next_accuracy"] = max(share, 1 - share)
    return found
