"""A correspondence between two sets of parameters, written down once and read in either direction."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import torch
from einops import rearrange
from torch import Tensor

from ..core.config import ModelConfig


@dataclass(frozen=True)
class Row:
    """`ours` and `theirs` name the same numbers; `layout` says how theirs is arranged, as an einops
    pattern from their axes to ours. Several names in `ours` are stacked along our first axis.
    In the names, {i} stands for the number of the block ({j} in the second stack). A row may hold only
    `when` the config says so: "tied", "not tied", or several such words with commas."""

    ours: str
    theirs: str
    layout: str = ""
    when: str = ""

    def at(self, letter: str, number: int) -> "Row":
        """The same row, for one block."""
        slot = f"{{{letter}}}"
        return replace(
            self,
            ours=self.ours.replace(slot, str(number)),
            theirs=self.theirs.replace(slot, str(number)),
        )

    def to_ours(self, x: Tensor, sizes: Mapping[str, int]) -> dict[str, Tensor]:
        """One tensor of theirs as the tensors of ours that it holds."""
        if self.layout:
            x = rearrange(x, self.layout, **_axes(self.layout, sizes))
        names = self.ours.split()
        return dict(zip(names, x.unbind(0) if len(names) > 1 else [x], strict=True))

    def to_theirs(self, ours: Mapping[str, Tensor], sizes: Mapping[str, int]) -> Tensor:
        """The inverse: stack, and rearrange with the sides of the layout swapped."""
        parts = [ours[name] for name in self.ours.split()]
        x = torch.stack(parts) if len(parts) > 1 else parts[0]
        if self.layout:
            left, right = self.layout.split("->")
            x = rearrange(x, f"{right} -> {left}", **_axes(self.layout, sizes))
        return x.contiguous()


def both(ours: str, theirs: str, weight: str = "", bias: str = "") -> tuple[Row, Row]:
    """The two rows of a layer: its weight and its bias."""

    def names(kind: str) -> str:
        return " ".join(f"{name}.{kind}" for name in ours.split())

    return Row(names("weight"), f"{theirs}.weight", weight), Row(names("bias"), f"{theirs}.bias", bias)


def expand(rows: Iterable[Row], cfg: ModelConfig) -> list[Row]:
    """The rows that hold for this config, those of a block written out for each block."""
    held = [row for row in rows if holds(row.when, cfg)]
    for letter, depth in cfg.depths.items():
        held = [row.at(letter, n) for row in held for n in range(depth if f"{{{letter}}}" in row.ours else 1)]
    return held


def holds(condition: str, cfg: ModelConfig) -> bool:
    """Is all true of this config that "tied, not shared" says?"""
    words = condition.split(", ") if condition else []
    return all(getattr(cfg, w.removeprefix("not ")) is not w.startswith("not ") for w in words)


def _axes(layout: str, sizes: Mapping[str, int]) -> dict[str, int]:
    return {axis: n for axis, n in sizes.items() if re.search(rf"\b{axis}\b", layout)}
