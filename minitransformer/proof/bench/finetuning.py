"""Fine-tuning a chatbot: dialogues learnt a second, by the usual recipe, by ours, and by theirs on our batches."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import torch

from ...data.batching import CausalBatch, dialogue_batches
from ...data.dialogue import DialogueIds
from ...functional import IGNORE, cross_entropy
from ...training.schedule import adamw
from .contest import Contest
from .lengths import DIALOGUES, texts
from .machine import multiplying
from .turns import Work
from .twins import KERNELS, Twins

BATCH, BATCHES = 32, 6
LR = 1e-6
"""The speed does not depend on it, and the weights are to stay as they are."""


def finetune(pair: Twins) -> Contest:
    """ChatbotData's lengths, batches of 32, AdamW in one kernel. The usual recipe pads all to the longest and
    has every token in the loss; ours puts texts of like length together, and scores only the answers."""
    rows = texts(DIALOGUES, BATCH * BATCHES, pair.by_hand.cfg.vocab_size)
    batches = list(dialogue_batches([DialogueIds(row, len(row) // 2) for row in rows], BATCH, 0, 64))
    usual = torch.tensor([row + [0] * (DIALOGUES.most - len(row)) for row in rows]).split(BATCH)
    tokens = sum(map(len, rows)) / len(rows)
    words = pair.by_hand.cfg.vocab_size * pair.by_hand.cfg.d_model
    inside = sum(p.numel() for p in pair.by_hand.parameters()) - words
    operations = 6 * (inside * tokens + words * tokens / 2)

    def ours(model: Any) -> Work:
        return learning(model, batches, lambda batch: answers_only(model, batch))

    def on_our_batches(kernel: str) -> Work:
        def loss(batch: CausalBatch) -> torch.Tensor:
            model = pair.reference(kernel)
            asked = batch.labels != IGNORE
            hidden = model.transformer(batch.ids, use_cache=False).last_hidden_state
            return cross_entropy(model.lm_head(hidden[asked]), batch.labels[asked])

        return learning(pair.theirs, batches, loss)

    def as_usual(kernel: str) -> Work:
        def loss(ids: torch.Tensor) -> torch.Tensor:
            loss: torch.Tensor = pair.reference(kernel)(ids, labels=ids, use_cache=False).loss
            return loss

        return learning(pair.theirs, list(usual), loss)

    return Contest(
        f"fine-tune, batches of {BATCH} dialogues",
        "dialogues/s",
        {
            "by hand": ours(pair.by_hand),
            "fused": ours(pair.fused),
            **{f"transformers, usual recipe, {kernel}": as_usual(kernel) for kernel in KERNELS},
            **{f"transformers, our batches, {kernel}": on_our_batches(kernel) for kernel in KERNELS},
        },
        {"multiplying": multiplying()},
        lambda rates: rates["multiplying"] / operations,
    )


def answers_only(model: Any, batch: CausalBatch) -> torch.Tensor:
    """The surprise at the answers; only they are turned into word scores at all."""
    asked = batch.labels != IGNORE
    return cross_entropy(model.unembed(model.hidden(batch.ids)[asked]), batch.labels[asked])


def learning(model: Any, batches: list[Any], loss: Callable[[Any], torch.Tensor]) -> Work:
    """One step a turn, on the batches in their order, again and again."""
    optimiser = adamw(model, LR)
    queue: Iterator[Any] = itertools.cycle(batches)

    def work() -> int:
        model.train()
        n = 0
        for _ in range(len(batches)):
            batch = next(queue)
            optimiser.zero_grad(set_to_none=True)
            loss(batch).backward()
            optimiser.step()
            n += len(getattr(batch, "ids", batch))
        model.eval()
        return n

    return work
