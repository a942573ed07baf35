"""Layers for the cases of blocks: the library's own, with loud parameters, in float64."""

import torch
from torch import nn

from ....core.attention import MultiHeadAttention
from ....core.config import BlockConfig
from ....core.layers import FeedForward, LayerNorm
from ..numbers import normal

AXES = {"b": 2, "t": 5, "s": 7, "d": 12, "d_ff": 20}
CFG = BlockConfig(d_model=12, n_heads=3, d_ff=20, wiring="post", norm_eps=0.1)


def loud(generator: torch.Generator, module: nn.Module) -> nn.Module:
    """The module with parameters that are far from those of a fresh one; a norm's weight is about 1."""
    module = module.double()
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            about = 1.0 if isinstance(module, LayerNorm) and name == "weight" else 0.0
            parameter.copy_(normal(generator, *parameter.shape, scale=0.5) + about)
    return module.eval()


def attention(generator: torch.Generator) -> nn.Module:
    """Attention of three heads."""
    return loud(generator, MultiHeadAttention(CFG))


def feed_forward(generator: torch.Generator) -> nn.Module:
    """A network that is wider than its input."""
    return loud(generator, FeedForward(CFG))


def norm(generator: torch.Generator) -> nn.Module:
    """A layer norm with a loud eps."""
    return loud(generator, LayerNorm(CFG.d_model, CFG.norm_eps))


def sublayers(generator: torch.Generator) -> dict[str, nn.Module]:
    """The four that every block has, by the names of its arguments."""
    return {
        "attention": attention(generator),
        "attention_norm": norm(generator),
        "feed_forward": feed_forward(generator),
        "feed_forward_norm": norm(generator),
    }
