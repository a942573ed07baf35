"""Teach a GPT to answer: the model, the batches, the loss on answers only, the look at held-out dialogues."""

import math
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from ..core.parts import Parts
from ..data.batching import CausalBatch, dialogue_batches
from ..data.dialogue import DialogueIds, encode_dialogue
from ..data.records import Dialogue
from ..errors import Problem
from ..functional import IGNORE, cross_entropy
from ..models.gpt import GPT
from ..models.init import initialise
from ..text.tokenizer import Tokenizer
from ..text.train import train_bpe
from ..training.device import near
from ..training.losses import counted
from ..training.plan import Task
from .size import Size

AVERAGE = 0.999
"""The share of the old in the running mean of the weights, where a model starts from nothing."""

SIZES = {
    "tiny": Size(d_model=128, n_layers=2, n_heads=4, vocab_size=2000),
    "small": Size(d_model=256, n_layers=4, n_heads=4, vocab_size=4000, dropout=0.2),
}


def new_chatbot(
    dialogues: Sequence[Dialogue], size: Size, generator: torch.Generator, parts: Parts = Parts()
) -> tuple[GPT, Tokenizer]:
    """A GPT with fresh weights, and a tokenizer learnt from the same dialogues."""
    tokenizer = train_bpe((text for d in dialogues for text in (d.question, d.answer)), size.vocab_size)
    cfg = size.gpt(tokenizer, tokenizer.bos_id)
    model = GPT(cfg, parts)
    initialise(model, generator)
    return model, tokenizer


def answer_loss(model: GPT, batch: CausalBatch) -> Tensor:
    """The surprise at the answer and its end. Only those positions are turned into word scores at all."""
    asked = batch.labels != IGNORE
    return cross_entropy(model.unembed(model.hidden(batch.ids)[asked]), batch.labels[asked])


def fitting(
    tokenizer: Tokenizer, dialogues: Sequence[Dialogue], max_len: int
) -> list[tuple[int, DialogueIds]]:
    """The dialogues as ids, each with its label, without those whose question leaves no room for an answer."""
    encoded = [(d.label, encode_dialogue(tokenizer, d.question, d.answer)) for d in dialogues]
    kept = [(label, ids) for label, ids in encoded if ids.answer_start <= max_len]
    if not kept:
        raise Problem(
            f"the questions of all {len(encoded)} dialogues are longer than the model's {max_len} positions",
            f"대화 {len(encoded)}개의 질문이 모두 모델의 위치 {max_len}개보다 깁니다.",
        )
    return kept


def chatbot_task(
    tokenizer: Tokenizer,
    train: Sequence[Dialogue],
    heldout: Sequence[Dialogue],
    *,
    batch_size: int = 32,
    max_len: int,
    questions_count: bool = False,
) -> Task[CausalBatch]:
    """What `fit` needs to train a chatbot.

    Only the answers count in the loss. For a model that starts from nothing the questions count too: they
    are half of the language it sees, and without them it learns the answers by heart (Radford et al. 2018,
    eq. 5, adds the same loss). What is looked at is the loss of the held-out answers in either case.
    """
    learnt = [ids for _, ids in fitting(tokenizer, train, max_len)]
    if questions_count:
        learnt = [replace(d, answer_start=1) for d in learnt]
    encoded: dict[int, list[DialogueIds]] = {}
    for label, ids in fitting(tokenizer, heldout, max_len):
        encoded.setdefault(label, []).append(ids)

    def evaluate(model: GPT) -> dict[str, float]:
        looks, total, count = {}, 0.0, 0
        for label, part in sorted(encoded.items()):
            nats, tokens = 0.0, 0
            for batch in near(model, dialogue_batches(part, 64, tokenizer.pad_id, max_len)):
                (n,) = counted(batch.labels)
                nats += answer_loss(model, batch).item() * n
                tokens += n
            looks[f"heldout_loss_label_{label}"] = nats / tokens
            total, count = total + nats, count + tokens
        return {"heldout_loss": total / count, "perplexity": math.exp(min(total / count, 700.0)), **looks}

    def batches(_epoch: int, generator: torch.Generator) -> list[CausalBatch]:
        return list(dialogue_batches(learnt, batch_size, tokenizer.pad_id, max_len, generator))

    return Task(
        batches=batches,
        loss=answer_loss,
        tokens=lambda batch: batch.ids.numel(),
        weights=lambda batch: counted(batch.labels),
        evaluate=evaluate,
    )
