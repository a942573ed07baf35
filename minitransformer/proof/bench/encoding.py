"""Reading many texts with an encoder: the usual pipeline pads every batch to its longest text, ours sorts first."""

from typing import Any

import torch

from ...data.batching import ClassBatch, class_batches
from .contest import Contest
from .generation import rivals
from .lengths import REVIEWS, Lengths, texts
from .machine import multiplying
from .turns import Work
from .twins import Twins

BATCH = 32


def encode(pair: Twins, n: int = 256, length: int | None = None) -> Contest:
    """Reviews as long as NSMC's, or all of one length, encoded by a BERT; texts a second."""
    lengths = REVIEWS if length is None else Lengths(float(length), 0.0, length, length)
    rows = texts(lengths, n, pair.by_hand.cfg.vocab_size)
    inside = sum(p.numel() for name, p in pair.by_hand.named_parameters() if ".blocks." in name)
    operations = 2 * inside * sum(map(len, rows)) / n

    def ours(model: Any) -> Work:
        batches: list[ClassBatch] = list(class_batches([(row, 0) for row in rows], BATCH, pad_id=0))

        @torch.inference_mode()
        def work() -> int:
            for batch in batches:
                model(batch.ids, batch.real)
            return n

        return work

    def theirs(kernel: str) -> Work:
        padded = [pad(rows[i : i + BATCH]) for i in range(0, n, BATCH)]

        @torch.inference_mode()
        def work() -> int:
            model = pair.reference(kernel)
            for ids, mask in padded:
                model(ids, attention_mask=mask)
            return n

        return work

    return Contest(
        f"encode, {n} {'reviews' if length is None else f'texts of {length} tokens'}, batches of {BATCH}",
        "texts/s",
        rivals(pair, ours, theirs),
        {"multiplying": multiplying()},
        lambda rates: rates["multiplying"] / operations,
    )


def pad(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """A batch in the order of the texts, as wide as its longest, and its mask of ones and zeros."""
    width = max(map(len, rows))
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    return ids, torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
