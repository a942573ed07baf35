"""Reading many texts with an encoder: the usual pipeline pads every batch to its longest text, ours sorts first."""

from typing import Any, TypeVar

import torch

from ...data.batching import class_batches
from .contest import Contest
from .generation import rivals
from .lengths import REVIEWS, Lengths, texts
from .machine import multiplying
from .turns import Work
from .twins import Twins

T = TypeVar("T")

BATCH = 32

TAKEN = 10
"""How many batches are encoded in a turn: of all, short, middling and long ones."""


def encode(pair: Twins, n: int = 16_000, length: int | None = None) -> Contest:
    """Reviews as long as NSMC's, or all of one length, encoded by a BERT; texts a second."""
    lengths = REVIEWS if length is None else Lengths(float(length), 0.0, length, length)
    rows = texts(lengths, n, pair.by_hand.cfg.vocab_size)
    batches = spread(list(class_batches([(row, 0) for row in rows], BATCH, pad_id=0)))
    padded = [pad(rows[i : i + BATCH]) for i in range(0, n, BATCH)]
    as_they_come = spread(sorted(padded, key=lambda batch: batch[0].shape[1]))
    inside = sum(p.numel() for name, p in pair.by_hand.named_parameters() if ".blocks." in name)
    n_texts = sum(len(batch.ids) for batch in batches)
    operations = 2 * inside * sum(int(batch.real.sum()) for batch in batches) / n_texts

    def ours(model: Any) -> Work:
        @torch.inference_mode()
        def work() -> int:
            for batch in batches:
                model(batch.ids, batch.real)
            return n_texts

        return work

    def theirs(kernel: str) -> Work:
        @torch.inference_mode()
        def work() -> int:
            model = pair.reference(kernel)
            for ids, mask in as_they_come:
                model(ids, attention_mask=mask)
            return sum(len(ids) for ids, _ in as_they_come)

        return work

    return Contest(
        f"encode, {n} {'reviews' if length is None else f'texts of {length} tokens'}, batches of {BATCH}",
        "texts/s",
        rivals(pair, ours, theirs),
        {"multiplying": multiplying()},
        lambda rates: rates["multiplying"] / operations,
    )


def spread(batches: list[T]) -> list[T]:
    """TAKEN of them, evenly from the first to the last; all, where there are no more."""
    step = max(len(batches) // TAKEN, 1)
    return batches[step // 2 :: step]


def pad(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """A batch in the order of the texts, as wide as its longest, and its mask of ones and zeros."""
    width = max(map(len, rows))
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    return ids, torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
