"""Where attention gets its keys and values from: computed, remembered and extended, or computed once.

The three share one signature, `source(project, x) -> (k, v)`, so attention never asks which it was given.
"""

from collections.abc import Callable

import torch
from jaxtyping import Int
from torch import Tensor

KeysValues = tuple[Tensor, Tensor]
Project = Callable[[Tensor], KeysValues]
Source = Callable[[Project, Tensor], KeysValues]


def compute(project: Project, x: Tensor) -> KeysValues:
    """No memory: project and forget (training)."""
    return project(x)


class Remembered:
    """Keys and values that outlive one forward pass."""

    def __init__(self) -> None:
        self.kv: KeysValues | None = None

    def reorder(self, rows: Int[Tensor, " rows"]) -> None:
        """Keep these batch rows, in this order."""
        if self.kv is not None:
            self.kv = self.kv[0][rows], self.kv[1][rows]


class Room:
    """Places for keys or values, with free ones behind: a new word is written there, and no old one is moved.

    When all are taken, all move to a room of twice the places, so a whole text moves each word about once;
    `torch.cat` would move every word again for each that follows.
    """

    def __init__(self) -> None:
        self.places: Tensor | None = None
        self.taken: Tensor | None = None

    def append(self, old: Tensor, new: Tensor) -> Tensor:
        """`torch.cat([old, new], -2)`, in place where `old` is what was returned last, and no gradient needs
        it as it was."""
        if torch.is_grad_enabled():
            return torch.cat([old, new], -2)
        past, length = old.shape[-2], old.shape[-2] + new.shape[-2]
        if self.places is None or old is not self.taken or length > self.places.shape[-2]:
            with torch.inference_mode(False):  # what is made in inference mode could not be written outside
                self.places = old.new_empty(*old.shape[:-2], 2 * length, old.shape[-1])
            self.places[..., :past, :] = old
        self.places[..., past:length, :] = new
        self.taken = self.places[..., :length, :]
        return self.taken


class Growing(Remembered):
    """Self-attention while generating: project the new positions, append them to the old."""

    def __init__(self) -> None:
        super().__init__()
        self.keys, self.values = Room(), Room()

    def __call__(self, project: Project, x: Tensor) -> KeysValues:
        k, v = project(x)
        if self.kv is not None:
            k, v = self.keys.append(self.kv[0], k), self.values.append(self.kv[1], v)
        self.kv = k, v
        return k, v

    def __len__(self) -> int:
        return 0 if self.kv is None else self.kv[0].shape[-2]


class Once(Remembered):
    """Cross-attention while generating: the memory never changes, so project it the first time only."""

    def __call__(self, project: Project, x: Tensor) -> KeysValues:
        if self.kv is None:
            self.kv = project(x)
        return self.kv


class Cache:
    """What a decoder remembers while it generates: in each block, its own words and, if there is an encoder,
    what the encoder said."""

    def __init__(self, n_layers: int) -> None:
        self.blocks = [Growing() for _ in range(n_layers)]
        self.memories = [Once() for _ in range(n_layers)]

    def __len__(self) -> int:
        return len(self.blocks[0])

    def reorder(self, rows: Int[Tensor, " rows"]) -> None:
        """Keep these batch rows, in this order (a finished reply leaves the batch, a beam is continued)."""
        for remembered in (*self.blocks, *self.memories):
            remembered.reorder(rows)
