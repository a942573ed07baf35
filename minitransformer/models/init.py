"""How weights are drawn before training: every rule in one place."""

import math

import torch
from torch import nn

from ..core.layers import LayerNorm, RMSNorm
from .base import Model

STD = 0.02
"""The standard deviation of GPT-2 (Radford et al. 2018, section 4.1) and of BERT's published code."""


@torch.no_grad()
def initialise(model: Model, generator: torch.Generator, std: float = STD) -> None:
    """Fill a model with fresh weights: matrices and tables N(0, std²), biases 0, norm gains 1.

    The two matrices of a pre-norm block that write into the residual stream are drawn smaller, by the
    square root of the number of such writes, so that the stream does not grow with depth (Radford et
    al. 2019, section 2.3). The row of the padding token starts at 0.
    """
    writes = [m for name, m in model.named_modules() if name.endswith(("attention.out", ".down"))]
    shrink = math.sqrt(len(writes)) if model.cfg.wiring == "pre" else 1.0
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Embedding):
            module.weight.normal_(0.0, std, generator=generator)
        if isinstance(module, nn.Linear) and module.bias is not None:
            module.bias.zero_()
        if isinstance(module, LayerNorm | RMSNorm | nn.LayerNorm | nn.RMSNorm):
            module.weight.fill_(1.0)
        if isinstance(module, LayerNorm | nn.LayerNorm):
            module.bias.zero_()
    for module in writes:
        module.weight /= shrink
    for module in model.modules():
        if isinstance(module, nn.Embedding) and module.padding_idx is not None:
            module.weight[module.padding_idx].zero_()
