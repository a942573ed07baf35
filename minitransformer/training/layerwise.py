"""Layers that learn at their own pace: what is general changes little, and late (Howard and Ruder 2018)."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import nn
from torch.optim import AdamW

DECAY = 2.6
"""By how much a layer learns slower than the one above it (section 3.2 there)."""


@dataclass(frozen=True)
class Group:
    """Parameters that learn alike: at a share of the plan's rate, from a share of the run on. Before, they are
    frozen, and no gradient is computed for them."""

    parameters: Sequence[nn.Parameter]
    rate: float = 1.0
    wakes: float = 0.0


def layers(model: nn.Module) -> list[list[nn.Parameter]]:
    """The parameters of a model from the bottom up: the embeddings, each block, and what stands on top."""
    found: dict[int, list[nn.Parameter]] = {}
    depth = 1 + max((i for i in map(_block, dict(model.named_parameters())) if i is not None), default=-1)
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        block, words = _block(name), name.split(".")
        below = {"embed", "positions", "segments", "embed_norm"} & set(words)
        at = 0 if below else depth + 1 if block is None else block + 1
        found.setdefault(at, []).append(parameter)
    return [found[at] for at in sorted(found)]


def discriminative(model: nn.Module, decay: float = DECAY) -> list[Group]:
    """Layer-wise rates: the top learns at the full rate, every layer below at a share 1 / decay of the one
    above it (section 3.2)."""
    return [Group(parameters, decay**-down) for down, parameters in enumerate(reversed(layers(model)))]


def unfreezing(groups: Sequence[Group], over: float = 0.5) -> list[Group]:
    """Gradual unfreezing (section 3.3): of groups from the top down, the first learns from the start, and the
    others wake one after the other, evenly, until a share `over` of the run is done."""
    return [
        Group(group.parameters, group.rate, over * i / max(len(groups) - 1, 1))
        for i, group in enumerate(groups)
    ]


def set_pace(optimiser: AdamW, lr: float, done: float) -> None:
    """Give every group its rate, and freeze those that are to wake later than now."""
    for group in optimiser.param_groups:
        group["lr"] = lr * group.get("rate", 1.0)
        if wakes := group.get("wakes", 0.0):
            for parameter in group["params"]:
                parameter.requires_grad_(done >= wakes)


def _block(name: str) -> int | None:
    """The number of the block that a parameter belongs to."""
    words = name.split(".")
    return int(words[words.index("blocks") + 1]) if "blocks" in words else None
