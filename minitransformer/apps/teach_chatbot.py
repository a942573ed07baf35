"""Teach a GPT to answer: the model, the batches, the loss on answers only, the look at held-out dialogues."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ..core.config import GPTConfig
from ..core.parts import Parts
from ..data.batching import CausalBatch, dialogue_batches
from ..data.dialogue import encode_dialogue
from ..data.records import Dialogue
from ..functional import IGNORE, cross_entropy
from ..models.gpt import GPT
from ..models.init import initialise
from ..text.tokenizer import Tokenizer
from ..text.train import train_bpe
from ..training.plan import Task


@dataclass(frozen=True)
class Size:
    """The size of a model that is trained from scratch."""

    d_model: int
    n_layers: int
    n_heads: int
    vocab_size: int
    max_len: int = 128
    dropout: float = 0.1


READING_EPOCHS = 8
"""How long a model that starts from nothing reads before it learns to answer."""

SIZES = {
    "tiny": Size(d_model=128, n_layers=2, n_heads=4, vocab_size=2000),
    "small": Size(d_model=256, n_layers=4, n_heads=4, vocab_size=4000, dropout=0.2),
}


def new_chatbot(
    dialogues: Sequence[Dialogue], size: Size, generator: torch.Generator, parts: Parts = Parts()
) -> tuple[GPT, Tokenizer]:
    """A GPT with fresh weights, and a tokenizer learnt from the same dialogues."""
    tokenizer = train_bpe((text for d in dialogues for text in (d.question, d.answer)), size.vocab_size)
    cfg = GPTConfig(
        d_model=size.d_model,
        n_heads=size.n_heads,
        n_layers=size.n_layers,
        d_ff=4 * size.d_model,
        vocab_size=tokenizer.vocab_size,
        max_len=size.max_len,
        dropout=size.dropout,
        attention_dropout=size.dropout,
        embedding_dropout=size.dropout,
        pad_id=tokenizer.pad_id,
        bos_id=tokenizer.bos_id,
        eos_id=tokenizer.eos_id,
    )
    model = GPT(cfg, parts)
    initialise(model, generator)
    return model, tokenizer


def answer_loss(model: GPT, batch: CausalBatch) -> Tensor:
    """The surprise at the answer and its end. Only those positions are turned into word scores at all."""
    asked = batch.labels != IGNORE
    return cross_entropy(model.unembed(model.hidden(batch.ids)[asked]), batch.labels[asked])


def chatbot_task(
    tokenizer: Tokenizer,
    train: Sequence[Dialogue],
    heldout: Sequence[Dialogue],
    *,
    batch_size: int = 32,
    max_len: int,
    reading_epochs: int = 0,
) -> Task[CausalBatch]:
    """What `fit` needs to train a chatbot.

    In the first `reading_epochs` the questions count in the loss too: a model that starts from nothing has
    to learn the language before it learns to answer (Radford et al. 2018, section 3). After that, and from
    the start for a pretrained model, only the answers count.
    """
    learnt = [encode_dialogue(tokenizer, d.question, d.answer) for d in train]
    held = {label: [d for d in heldout if d.label == label] for label in sorted({d.label for d in heldout})}
    encoded = {
        label: [encode_dialogue(tokenizer, d.question, d.answer) for d in part]
        for label, part in held.items()
    }

    def evaluate(model: GPT) -> dict[str, float]:
        looks, total, count = {}, 0.0, 0
        for label, part in encoded.items():
            nats, tokens = 0.0, 0
            for batch in dialogue_batches(part, 64, tokenizer.pad_id, max_len):
                n = int((batch.labels != IGNORE).sum())
                nats += answer_loss(model, batch).item() * n
                tokens += n
            looks[f"heldout_loss_label_{label}"] = nats / tokens
            total, count = total + nats, count + tokens
        return {"heldout_loss": total / count, "perplexity": math.exp(total / count), **looks}

    read = [replace(d, answer_start=1) for d in learnt]

    def batches(epoch: int, generator: torch.Generator) -> list[CausalBatch]:
        dialogues = read if epoch < reading_epochs else learnt
        return list(dialogue_batches(dialogues, batch_size, tokenizer.pad_id, max_len, generator))

    return Task(
        batches=batches,
        loss=answer_loss,
        tokens=lambda batch: batch.ids.numel(),
        evaluate=evaluate,
    )
