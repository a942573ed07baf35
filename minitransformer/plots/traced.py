"""What really happens in a block, in order: told by running it on tensors that have shapes but no numbers."""

from dataclasses import dataclass

import torch
from torch import nn

from ..core.blocks import DecoderBlock
from ..core.config import BlockConfig
from ..core.parts import Parts


@dataclass(frozen=True)
class Step:
    """One part of a block: its name there, its class, and the linear layers in it."""

    name: str
    kind: str
    layers: tuple[str, ...]

    @property
    def is_norm(self) -> bool:
        """Norms are named for the sublayer that they belong to."""
        return self.name.endswith("_norm")


def traced(block: type[nn.Module], wiring: str) -> list[Step]:
    """The parts of a block in the order in which they are called; dropout, which is off in use, is left out.

    >>> from minitransformer.core.blocks import EncoderBlock
    >>> [step.name for step in traced(EncoderBlock, "post")]
    ['attention', 'attention_norm', 'feed_forward', 'feed_forward_norm']
    """
    called: list[Step] = []
    with torch.device("meta"):
        model = block(BlockConfig(d_model=8, n_heads=2, d_ff=32, wiring=wiring), Parts())  # type: ignore[arg-type]
        x = torch.empty(1, 3, 8)
    for name, child in model.named_children():
        if not isinstance(child, nn.Dropout):
            layers = tuple(part for part, layer in child.named_children() if isinstance(layer, nn.Linear))
            step = Step(name, type(child).__name__, layers)
            child.register_forward_hook(lambda *_, step=step: called.append(step))
    model(x, x) if issubclass(block, DecoderBlock) else model(x)
    return called
