"""Teach a GPT a language from its texts alone: the model, the batches, the look at held-out texts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import torch

from ..core.parts import Parts
from ..data.batching import CausalBatch
from ..data.corpus import Document
from ..data.language import Encoded, line_batches, packed_batches
from ..models.gpt import GPT
from ..models.init import initialise
from ..text.tokenizer import Tokenizer
from ..training.device import near
from ..training.losses import counted
from ..training.plan import Task
from .size import Size
from .teach_chatbot import answer_loss

SIZES = {
    "tiny": Size(d_model=128, n_layers=2, n_heads=4, vocab_size=2000),
    "small": Size(d_model=256, n_layers=4, n_heads=4, vocab_size=8000),
}


def new_causal(tokenizer: Tokenizer, size: Size, generator: torch.Generator, parts: Parts = Parts()) -> GPT:
    """A GPT with fresh weights. The end of one text is the start of the next, as in GPT-2."""
    cfg = size.gpt(tokenizer, tokenizer.eos_id)
    model = GPT(cfg, parts)
    initialise(model, generator)
    return model


def encode_documents(tokenizer: Tokenizer, documents: Sequence[Document]) -> list[list[int]]:
    """Each document as the ids of its texts, one behind the other."""
    encoded = ([i for text in document for i in tokenizer.encode(text)] for document in documents)
    return [ids for ids in encoded if ids]


@dataclass(frozen=True)
class Texts:
    """What is learnt and what is held out, as ids, and of how many characters the latter is."""

    learnt: Encoded
    held: Encoded
    characters: int


def encode_texts(tokenizer: Tokenizer, train: Sequence[Document], heldout: Sequence[Document]) -> Texts:
    """Both parts as ids, all in memory."""
    characters = sum(len(text) for document in heldout for text in document)
    return Texts(encode_documents(tokenizer, train), encode_documents(tokenizer, heldout), characters)


def causal_task(
    tokenizer: Tokenizer,
    train: Sequence[Document],
    heldout: Sequence[Document],
    *,
    batch_size: int = 32,
    max_len: int,
    packed: bool = True,
) -> Task[CausalBatch]:
    """What `fit` needs to teach a GPT the next word of these documents."""
    texts = encode_texts(tokenizer, train, heldout)
    return next_word_task(tokenizer, texts, batch_size=batch_size, max_len=max_len, packed=packed)


def next_word_task(
    tokenizer: Tokenizer, texts: Texts, *, batch_size: int = 32, max_len: int, packed: bool = True
) -> Task[CausalBatch]:
    """What `fit` needs to teach a GPT the next word, on packed texts or on one text a line.

    Every held-out token counts, ends of texts too. Perplexities can only be compared where the tokenizer is
    the same; bits a character always.
    """
    cut = (
        partial(packed_batches, max_len=max_len, end=tokenizer.eos_id)
        if packed
        else partial(line_batches, max_len=max_len, end=tokenizer.eos_id, pad_id=tokenizer.pad_id)
    )

    def evaluate(model: GPT) -> dict[str, float]:
        nats, tokens = 0.0, 0
        for batch in near(model, cut(texts.held, batch_size)):
            (n,) = counted(batch.labels)
            nats, tokens = nats + answer_loss(model, batch).item() * n, tokens + n
        return {
            "heldout_loss": nats / tokens,
            "perplexity": math.exp(min(nats / tokens, 700.0)),
            "bits_per_character": nats / math.log(2) / texts.characters,
        }

    return Task(
        batches=lambda _epoch, generator: cut(texts.learnt, batch_size, generator=generator),
        loss=answer_loss,
        tokens=lambda batch: batch.ids.numel(),
        weights=lambda batch: counted(batch.labels),
        evaluate=evaluate,
    )
