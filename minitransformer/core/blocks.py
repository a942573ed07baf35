"""Transformer blocks: which sublayers there are, and how the residual stream is wired through them."""

from collections.abc import Callable, Mapping, Sequence

from jaxtyping import Bool, Float
from torch import Tensor, nn

from .. import functional as F
from .cache import Source, compute
from .config import BlockConfig
from .parts import Parts

Branch = tuple[nn.Module, F.TensorFn]
Wiring = Callable[[Tensor, Sequence[Branch]], Tensor]


def pre_norm(x: Tensor, branches: Sequence[Branch]) -> Tensor:
    """GPT-2: normalise what goes into a sublayer; the residual stream itself is never normalised."""
    for norm, sublayer in branches:
        x = x + sublayer(norm(x))
    return x


def post_norm(x: Tensor, branches: Sequence[Branch]) -> Tensor:
    """Vaswani et al. (2017) and BERT: normalise the sum."""
    for norm, sublayer in branches:
        x = norm(x + sublayer(x))
    return x


def parallel(x: Tensor, branches: Sequence[Branch]) -> Tensor:
    """GPT-NeoX: every sublayer reads the same x, and none waits for another."""
    return sum((sublayer(norm(x)) for norm, sublayer in branches), x)


WIRINGS: Mapping[str, Wiring] = {"pre": pre_norm, "post": post_norm, "parallel": parallel}


class EncoderBlock(nn.Module):
    """Self-attention, then a feed-forward network (Vaswani et al. 2017, figure 1, left).

        pre-norm                         post-norm
        x ─┬─► norm ─► attention ─► + ─►     x ─┬─► attention ─► + ─► norm ─►
           └────────────────────────┘           └────────────────┘
    and the same again with the feed-forward in place of the attention.
    """

    def __init__(self, cfg: BlockConfig, parts: Parts) -> None:
        super().__init__()
        self.attention = parts.attention(cfg, parts.attend)
        self.attention_norm = parts.norm(cfg)
        self.feed_forward = parts.network(cfg)
        self.feed_forward_norm = parts.norm(cfg)
        self.attention_dropout = nn.Dropout(cfg.dropout if cfg.drops_attended else 0.0)
        self.feed_forward_dropout = nn.Dropout(cfg.dropout)
        self.wiring = WIRINGS[cfg.wiring]

    def forward(
        self,
        x: Float[Tensor, "b t d"],
        mask: Bool[Tensor, "..."] | None = None,
        *,
        rotate: F.TensorFn = F.identity,
        source: Source = compute,
    ) -> Float[Tensor, "b t d"]:
        def attend(h: Tensor) -> Tensor:
            return self.attention_dropout(self.attention(h, mask=mask, rotate=rotate, source=source))

        def feed_forward(h: Tensor) -> Tensor:
            return self.feed_forward_dropout(self.feed_forward(h))

        return self.wiring(x, [(self.attention_norm, attend), (self.feed_forward_norm, feed_forward)])


class DecoderOnlyBlock(EncoderBlock):
    """GPT's block: the encoder block, given a causal mask. Not one line of it differs.

    It has no cross-attention, because there is no encoder to attend to.
    """


class DecoderBlock(nn.Module):
    """Masked self-attention, attention to an encoder's output, feed-forward (2017, figure 1, right).

    x ─► self-attention ─► cross-attention ─► feed-forward ─►     each with its norm and residual
                                ▲
                memory ─────────┘
    """

    def __init__(self, cfg: BlockConfig, parts: Parts) -> None:
        super().__init__()
        self.attention = parts.attention(cfg, parts.attend)
        self.attention_norm = parts.norm(cfg)
        self.cross_attention = parts.attention(cfg, parts.attend)
        self.cross_attention_norm = parts.norm(cfg)
        self.feed_forward = parts.network(cfg)
        self.feed_forward_norm = parts.norm(cfg)
        self.dropout = nn.Dropout(cfg.dropout)
        self.wiring = WIRINGS[cfg.wiring]

    def forward(
        self,
        x: Float[Tensor, "b t d"],
        memory: Float[Tensor, "b s d"],
        mask: Bool[Tensor, "..."] | None = None,
        memory_mask: Bool[Tensor, "..."] | None = None,
        *,
        rotate: F.TensorFn = F.identity,
        source: Source = compute,
        memory_source: Source = compute,
    ) -> Float[Tensor, "b t d"]:
        def attend(h: Tensor) -> Tensor:
            return self.dropout(self.attention(h, mask=mask, rotate=rotate, source=source))

        def cross_attend(h: Tensor) -> Tensor:
            return self.dropout(self.cross_attention(h, memory, memory_mask, source=memory_source))

        def feed_forward(h: Tensor) -> Tensor:
            return self.dropout(self.feed_forward(h))

        return self.wiring(
            x,
            [
                (self.attention_norm, attend),
                (self.cross_attention_norm, cross_attend),
                (self.feed_forward_norm, feed_forward),
            ],
        )
