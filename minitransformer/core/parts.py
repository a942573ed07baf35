"""The pieces of a model that can be replaced: a learner's own function goes in here and runs koGPT2."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import torch
from torch import Tensor, nn

from .. import functional as F
from .attention import Attend, MultiHeadAttention
from .config import BlockConfig
from .layers import FeedForward, GatedFeedForward, LayerNorm, RMSNorm


@dataclass(frozen=True)
class Parts:
    """One slot for each hand-written piece; the defaults are this library's own.

    >>> Parts(attend=F.scaled_dot_product_attention) == Parts()
    True
    """

    attend: Attend = F.scaled_dot_product_attention
    attention: Callable[..., nn.Module] = MultiHeadAttention
    feed_forward: Callable[..., nn.Module] = FeedForward
    gated_feed_forward: Callable[..., nn.Module] = GatedFeedForward
    layer_norm: Callable[..., nn.Module] = LayerNorm
    rms_norm: Callable[..., nn.Module] = RMSNorm
    activations: Mapping[str, F.TensorFn] = field(default_factory=lambda: F.ACTIVATIONS)

    def norm(self, cfg: BlockConfig) -> nn.Module:
        """The normalisation that a config asks for."""
        return {"layer": self.layer_norm, "rms": self.rms_norm}[cfg.norm](cfg.d_model, cfg.norm_eps)

    def network(self, cfg: BlockConfig) -> nn.Module:
        """The feed-forward network that a config asks for."""
        return {"plain": self.feed_forward, "gated": self.gated_feed_forward}[cfg.feed_forward](
            cfg, self.activations
        )

    @classmethod
    def fused(cls) -> "Parts":
        """PyTorch's own kernels in the same slots: the same function, fewer passes over memory."""
        return cls(
            attend=fused_attention,
            layer_norm=nn.LayerNorm,
            rms_norm=nn.RMSNorm,
            activations=FUSED_ACTIVATIONS,
        )


FUSED_ACTIVATIONS: Mapping[str, F.TensorFn] = {
    "gelu": nn.functional.gelu,
    "gelu_tanh": partial(nn.functional.gelu, approximate="tanh"),
    "relu": nn.functional.relu,
    "silu": nn.functional.silu,
    "tanh": torch.tanh,
}


def fused_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, dropout: F.TensorFn = F.identity
) -> tuple[Tensor, Tensor | None]:
    """`scaled_dot_product_attention` in one kernel. The weights never exist, so none are returned."""
    active = isinstance(dropout, nn.Dropout) and dropout.training
    p = dropout.p if active else 0.0  # type: ignore[attr-defined]
    return nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=p), None
