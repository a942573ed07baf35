"""Texts as a language model reads them: every token is the label of the one before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from ..functional import IGNORE
from .batching import Batches, CausalBatch, padded
from .corpus import Numbers
from .token_file import Ids, TokenDocuments

Encoded = Sequence[list[int]] | TokenDocuments
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Lazy(Sequence[T_co], Generic[T_co]):
    """Things that are made when they are asked for, and not kept."""

    n: int
    make: Callable[[int], T_co]

    def __len__(self) -> int:
        return self.n

    @overload
    def __getitem__(self, i: int) -> T_co: ...
    @overload
    def __getitem__(self, i: slice) -> list[T_co]: ...
    def __getitem__(self, i: int | slice) -> T_co | list[T_co]:
        places = range(self.n)[i]
        return self.make(places) if isinstance(places, int) else list(map(self.make, places))


@dataclass(frozen=True)
class Stream:
    """Documents one behind the other, in some order, with an end token before the first and behind each."""

    encoded: Encoded
    order: Numbers
    end: int
    ends: Numbers  # where in the stream the end tokens behind the documents are

    @classmethod
    def of(cls, encoded: Encoded, order: Numbers, end: int) -> "Stream":
        return cls(encoded, order, end, np.cumsum(lengths_of(encoded)[order] + 1))

    def __len__(self) -> int:
        return 1 + (int(self.ends[-1]) if len(self.ends) else 0)

    def read(self, start: int, stop: int) -> Int[Tensor, " n"]:
        """The tokens from one place of the stream to another: only the documents there are looked at."""
        tokens = np.full(stop - start, self.end, np.int64)
        n = int(np.searchsorted(self.ends, start, side="right"))
        begin = int(self.ends[n - 1]) + 1 if n else 1
        while begin < stop and n < len(self.ends):
            low, high = max(start, begin), min(stop, int(self.ends[n]))
            tokens[low - start : high - start] = self.encoded[int(self.order[n])][low - begin : high - begin]
            begin, n = int(self.ends[n]) + 1, n + 1
        return torch.from_numpy(tokens)


def packed_batches(
    encoded: Encoded,
    batch_size: int,
    max_len: int,
    end: int,
    generator: torch.Generator | None = None,
) -> Sequence[CausalBatch]:
    """All documents in one stream, an end token before the first and behind each, cut into blocks of
    `max_len`: no padding, and every token is a label once (Radford et al. 2018, section 4.1).

    With a generator, documents and blocks come in random order, and what does not fill the last block is left
    out: in every epoch something else. Without, all is in order and the last block may be shorter.
    """
    n = len(encoded)
    stream = Stream.of(encoded, np.arange(n) if generator is None else shuffled(n, generator), end)
    count, over = divmod(len(stream) - 1, max_len)
    blocks = np.arange(count) if generator is None else shuffled(count, generator)
    rest = bool(over) and (generator is None or not count)
    whole = -(-count // batch_size)

    def make(i: int) -> CausalBatch:
        if i == whole:
            rows = stream.read(count * max_len, len(stream))[None]
        else:
            starts = blocks[i * batch_size : (i + 1) * batch_size] * max_len
            rows = torch.stack([stream.read(start, start + max_len + 1) for start in starts.tolist()])
        return CausalBatch(rows[:, :-1], rows[:, 1:])

    return Lazy(whole + rest, make)


def line_batches(
    encoded: Encoded,
    batch_size: int,
    max_len: int,
    end: int,
    pad_id: int,
    generator: torch.Generator | None = None,
) -> Sequence[CausalBatch]:
    """Every text a line of its own between two end tokens, in batches of like length. One that is longer than
    `max_len` goes on in the next line, which begins with its last token: each is a label once."""
    lengths = lengths_of(encoded) + 1  # labels
    pieces = -(-lengths // max_len)
    owners = np.repeat(np.arange(len(lengths)), pieces)
    starts = max_len * (np.arange(len(owners)) - np.repeat(np.cumsum(pieces) - pieces, pieces))
    widths = np.minimum(lengths[owners] - starts, max_len)
    chosen = list(Batches(widths.tolist(), batch_size, list, generator))

    def make(i: int) -> CausalBatch:
        places = ((int(owners[n]), int(starts[n]), int(widths[n]) + 1) for n in chosen[i])
        rows = [piece(encoded[owner], start, length, end) for owner, start, length in places]
        return CausalBatch(
            padded([row[:-1] for row in rows], pad_id)[0], padded([row[1:] for row in rows], IGNORE)[0]
        )

    return Lazy(len(chosen), make)


def piece(ids: list[int] | Ids, start: int, n: int, end: int) -> list[int]:
    """The n tokens from this place on of a text between two end tokens."""
    inside = np.asarray(ids[max(start - 1, 0) : start - 1 + n]).tolist()
    row = [end, *inside] if start == 0 else inside
    return row if len(row) == n else [*row, end]


def lengths_of(encoded: Encoded) -> Numbers:
    """How many ids each document has."""
    if isinstance(encoded, TokenDocuments):
        return encoded.lengths
    return np.fromiter(map(len, encoded), np.int64, len(encoded))


def shuffled(n: int, generator: torch.Generator) -> Numbers:
    """0 … n - 1 in an order drawn from the generator."""
    return torch.randperm(n, generator=generator).numpy()
