"""Multi-head attention: the only one in the library. Self or cross, masked or not, cached or not."""

from collections.abc import Callable

from jaxtyping import Bool, Float
from torch import Tensor, nn

from .. import functional as F
from .cache import KeysValues, Source, compute
from .config import BlockConfig

Attend = Callable[..., tuple[Tensor, Tensor | None]]


class MultiHeadAttention(nn.Module):
    """Several attentions side by side, each in its own slice of the channels (Vaswani et al. 2017, 3.2.2).

    x ──► q ─────────────► split ─┐
    memory ──► k, v ─ source ─► split ─┤► attend ─► merge ─► out
                                 mask ─┘

    Without `memory` it is self-attention. `mask` says who may look at whom, `rotate` turns queries and
    keys by their positions, `source` decides whether keys and values are computed or remembered.
    """

    def __init__(self, cfg: BlockConfig, attend: Attend = F.scaled_dot_product_attention) -> None:
        super().__init__()
        self.q = nn.Linear(cfg.d_model, cfg.d_model, bias=cfg.bias)
        self.k = nn.Linear(cfg.d_model, cfg.kv_heads * cfg.d_head, bias=cfg.bias)
        self.v = nn.Linear(cfg.d_model, cfg.kv_heads * cfg.d_head, bias=cfg.bias)
        self.out = nn.Linear(cfg.d_model, cfg.d_model, bias=cfg.bias)
        self.dropout = nn.Dropout(cfg.attention_dropout)
        self.weights = nn.Identity()  # a name for the attention weights, so that a hook can see them
        self.attend = attend
        self.n_heads, self.n_kv_heads = cfg.n_heads, cfg.kv_heads

    def forward(
        self,
        x: Float[Tensor, "b t d"],
        memory: Float[Tensor, "b s d"] | None = None,
        mask: Bool[Tensor, "..."] | None = None,
        *,
        rotate: F.TensorFn = F.identity,
        source: Source = compute,
    ) -> Float[Tensor, "b t d"]:
        def keys_values(m: Tensor) -> KeysValues:
            return rotate(F.split_heads(self.k(m), self.n_kv_heads)), F.split_heads(
                self.v(m), self.n_kv_heads
            )

        q = rotate(F.split_heads(self.q(x), self.n_heads))
        k, v = (F.share_heads(y, self.n_heads) for y in source(keys_values, x if memory is None else memory))
        context, weights = self.attend(q, k, v, mask, self.dropout)
        self.weights(weights)
        return self.out(F.merge_heads(context))
