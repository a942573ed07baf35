"""Fine-tuning a chatbot: dialogues learnt a second, by the usual recipe, by ours, and by theirs on our batches."""

from collections.abc import Callable, Sequence
from typing import Any

import torch

from ...data.batching import POOL, CausalBatch, dialogue_batches
from ...data.dialogue import DialogueIds
from ...functional import IGNORE, cross_entropy
from ...training.schedule import adamw
from .contest import Contest
from .lengths import DIALOGUES, texts
from .machine import multiplying
from .turns import Work
from .twins import KERNELS, Twins

TAKEN = 3
"""How many batches are learnt in a turn: of a pool, short, middling and long ones."""

LR = 1e-6
"""The speed does not depend on it, and the weights are to stay as they are."""


def finetune(pair: Twins, batch_size: int = 32) -> Contest:
    """ChatbotData's lengths, AdamW in one kernel. The usual recipe pads all to the longest and has every token
    in the loss; ours puts texts of like length together, and scores only the answers."""
    rows = texts(DIALOGUES, POOL * batch_size, pair.by_hand.cfg.vocab_size)
    pool = list(dialogue_batches([DialogueIds(row, len(row) // 2) for row in rows], batch_size, 0, 64))
    batches = pool[POOL // TAKEN // 2 :: POOL // TAKEN]
    usual = torch.tensor([row + [0] * (DIALOGUES.most - len(row)) for row in rows[:batch_size]])
    optimisers = {id(model): adamw(model, LR) for model in (pair.by_hand, pair.theirs)}

    def ours(model: Any) -> Work:
        return learning(
            model, optimisers[id(pair.by_hand)], batches, lambda batch: answers_only(model, batch)
        )

    def on_our_batches(kernel: str) -> Work:
        def loss(batch: CausalBatch) -> torch.Tensor:
            model = pair.reference(kernel)
            asked = batch.labels != IGNORE
            hidden = model.transformer(batch.ids, use_cache=False).last_hidden_state
            return cross_entropy(model.lm_head(hidden[asked]), batch.labels[asked])

        return learning(pair.theirs, optimisers[id(pair.theirs)], batches, loss)

    def as_usual(kernel: str) -> Work:
        def loss(batch: CausalBatch) -> torch.Tensor:
            model = pair.reference(kernel)
            told: torch.Tensor = model(batch.ids, labels=batch.ids, use_cache=False).loss
            return told

        return learning(pair.theirs, optimisers[id(pair.theirs)], [CausalBatch(usual, usual)], loss)

    operations = operations_of(pair, batches)
    return Contest(
        f"fine-tune, batches of {batch_size} dialogues, {pads(batches):.0%} of ours are pads",
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


def pads(batches: Sequence[CausalBatch]) -> float:
    """Which share of the positions, and so of the products, holds no token."""
    return sum(int((batch.ids == 0).sum()) for batch in batches) / sum(batch.ids.numel() for batch in batches)


def operations_of(pair: Twins, batches: Sequence[CausalBatch]) -> float:
    """What a dialogue cannot do without: six operations with every weight for each real token, and with the
    weights of the vocabulary for each word of the answer. Looking up an embedding takes none."""
    cfg = pair.by_hand.cfg
    words = sum(int((batch.ids != 0).sum()) for batch in batches)
    answers = sum(int((batch.labels != IGNORE).sum()) for batch in batches)
    inside = sum(p.numel() for name, p in pair.by_hand.named_parameters() if name.startswith("blocks."))
    vocabulary = cfg.vocab_size * cfg.d_model
    return 6 * (inside * words + vocabulary * answers) / sum(len(batch.ids) for batch in batches)


def answers_only(model: Any, batch: CausalBatch) -> torch.Tensor:
    """The surprise at the answers; only they are turned into word scores at all."""
    asked = batch.labels != IGNORE
    return cross_entropy(model.unembed(model.hidden(batch.ids)[asked]), batch.labels[asked])


def learning(
    model: Any,
    optimiser: torch.optim.Optimizer,
    batches: Sequence[CausalBatch],
    loss: Callable[[CausalBatch], torch.Tensor],
) -> Work:
    """A step on every batch. Those who share their weights share the optimiser, for the room it takes."""

    def work() -> int:
        model.train()
        for batch in batches:
            loss(batch).backward()
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        model.eval()
        return sum(len(batch.ids) for batch in batches)

    return work
