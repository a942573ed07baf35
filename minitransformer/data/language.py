"""Texts as a language model reads them: every token is the label of the one before it."""

from collections.abc import Sequence
from itertools import chain

import torch

from ..functional import IGNORE
from .batching import Batches, CausalBatch, padded


def packed_batches(
    encoded: Sequence[list[int]],
    batch_size: int,
    max_len: int,
    end: int,
    generator: torch.Generator | None = None,
) -> list[CausalBatch]:
    """All documents in one stream, an end token before the first and behind each, cut into blocks of
    `max_len`: no padding, and every token is a label once (Radford et al. 2018, section 4.1).

    With a generator, documents and blocks come in random order, and what does not fill the last block is left
    out: in every epoch something else. Without, all is in order and the last block may be shorter.
    """
    order = range(len(encoded)) if generator is None else shuffled(len(encoded), generator)
    stream = torch.tensor([end, *chain.from_iterable([*encoded[i], end] for i in order)])
    whole = (len(stream) - 1) // max_len * max_len
    if generator is not None and whole:
        stream = stream[: whole + 1]
    ids, labels = stream[:-1], stream[1:]
    blocks = torch.arange(whole // max_len)
    if generator is not None:
        blocks = blocks[torch.randperm(len(blocks), generator=generator)]
    inputs, targets = (x[:whole].view(-1, max_len) for x in (ids, labels))
    batches = [CausalBatch(inputs[b], targets[b]) for b in blocks.split(batch_size) if len(b)]
    rest = [CausalBatch(ids[None, whole:], labels[None, whole:])] if len(ids) > whole else []
    return batches + rest


def line_batches(
    encoded: Sequence[list[int]],
    batch_size: int,
    max_len: int,
    end: int,
    pad_id: int,
    generator: torch.Generator | None = None,
) -> list[CausalBatch]:
    """Every text a line of its own between two end tokens, in batches of like length. One that is longer than
    `max_len` goes on in the next line: each of its tokens is a label once."""
    rows = [row for ids in encoded for row in pieces([end, *ids, end], max_len)]

    def collate(chosen: list[int]) -> CausalBatch:
        return CausalBatch(
            padded([rows[i][:-1] for i in chosen], pad_id)[0],
            padded([rows[i][1:] for i in chosen], IGNORE)[0],
        )

    return list(Batches([len(row) - 1 for row in rows], batch_size, collate, generator))


def pieces(ids: list[int], max_len: int) -> list[list[int]]:
    """A text in pieces of max_len + 1 tokens, each beginning with the last token of the one before."""
    return [ids[i : i + max_len + 1] for i in range(0, len(ids) - 1, max_len)]


def shuffled(n: int, generator: torch.Generator) -> list[int]:
    """0 … n - 1 in an order drawn from the generator."""
    return torch.randperm(n, generator=generator).tolist()
