"""A correspondence between two sets of parameters, written down once and read in either direction."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from einops import rearrange
from torch import Tensor


@dataclass(frozen=True)
class Row:
    """`ours` and `theirs` name the same numbers; `layout` says how theirs is arranged, as an einops
    pattern from their axes to ours. Several names in `ours` are stacked along our first axis.
    In all three, {i} stands for the number of the block."""

    ours: str
    theirs: str
    layout: str = ""

    def at(self, i: int) -> "Row":
        """The same row, for block i."""
        return Row(self.ours.replace("{i}", str(i)), self.theirs.replace("{i}", str(i)), self.layout)

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


def expand(rows: Iterable[Row], n_layers: int) -> list[Row]:
    """Write the rows that speak of {i} out, once for each block."""
    return [row.at(i) for row in rows for i in (range(n_layers) if "{i}" in row.ours else range(1))]


def _axes(layout: str, sizes: Mapping[str, int]) -> dict[str, int]:
    return {axis: n for axis, n in sizes.items() if re.search(rf"\b{axis}\b", layout)}
