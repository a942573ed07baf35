"""The small layers that stand beside attention in every block."""

from collections.abc import Mapping

import torch
from jaxtyping import Float
from torch import Tensor, nn

from .. import functional as F
from .config import BlockConfig


class LayerNorm(nn.Module):
    """`functional.layer_norm` with its learned scale and shift."""

    def __init__(self, d_model: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model))
        self.eps = eps

    def forward(self, x: Float[Tensor, "... d"]) -> Float[Tensor, "... d"]:
        return F.layer_norm(x, self.weight, self.bias, self.eps)


class RMSNorm(nn.Module):
    """`functional.rms_norm` with its learned scale."""

    def __init__(self, d_model: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d_model))
        self.eps = eps

    def forward(self, x: Float[Tensor, "... d"]) -> Float[Tensor, "... d"]:
        return F.rms_norm(x, self.weight, self.eps)


class FeedForward(nn.Module):
    """The same two-layer network at every position (Vaswani et al. 2017, section 3.3)."""

    def __init__(self, cfg: BlockConfig, activations: Mapping[str, F.TensorFn] = F.ACTIVATIONS) -> None:
        super().__init__()
        self.up = nn.Linear(cfg.d_model, cfg.d_ff, bias=cfg.bias)
        self.down = nn.Linear(cfg.d_ff, cfg.d_model, bias=cfg.bias)
        self.activation = activations[cfg.activation]
        self.dropout = nn.Dropout(cfg.activation_dropout)

    def forward(self, x: Float[Tensor, "b t d"]) -> Float[Tensor, "b t d"]:
        return self.down(self.dropout(self.activation(self.up(x))))


class GatedFeedForward(nn.Module):
    """A feed-forward network in which one layer decides how much of another passes (Shazeer 2020, eq. 6)."""

    def __init__(self, cfg: BlockConfig, activations: Mapping[str, F.TensorFn] = F.ACTIVATIONS) -> None:
        super().__init__()
        self.gate = nn.Linear(cfg.d_model, cfg.d_ff, bias=cfg.bias)
        self.up = nn.Linear(cfg.d_model, cfg.d_ff, bias=cfg.bias)
        self.down = nn.Linear(cfg.d_ff, cfg.d_model, bias=cfg.bias)
        self.activation = activations[cfg.activation]

    def forward(self, x: Float[Tensor, "b t d"]) -> Float[Tensor, "b t d"]:
        return self.down(self.activation(self.gate(x)) * self.up(x))
