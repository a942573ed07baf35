"""Families that are one of the three shapes with a few words changed: each record says which."""

from dataclasses import dataclass
from typing import Literal

from .config import Activations, BERTConfig, GPTConfig, Seq2SeqConfig, Wirings


@dataclass(frozen=True, kw_only=True)
class NeoXConfig(GPTConfig):
    """GPT-NeoX and the Korean polyglot: both sublayers read the same x, and a part of each head turns."""

    wiring: Wirings = "parallel"
    activation: Activations = "gelu"
    positions: Literal["learned", "rotary"] = "rotary"
    rotary_fraction: float = 0.25
    tied: bool = False


@dataclass(frozen=True, kw_only=True)
class LlamaConfig(GPTConfig):
    """Llama: no biases, RMSNorm, a gated feed-forward, and every channel turns."""

    bias: bool = False
    norm: Literal["layer", "rms"] = "rms"
    feed_forward: Literal["plain", "gated"] = "gated"
    activation: Activations = "silu"
    positions: Literal["learned", "rotary"] = "rotary"
    pad_learns: bool = False
    tied: bool = False


@dataclass(frozen=True, kw_only=True)
class DistilBERTConfig(BERTConfig):
    """DistilBERT: BERT without segments; its classifier's pooler has another activation."""

    n_segments: int = 0
    drops_attended: bool = False
    pooler_activation: Activations = "relu"


@dataclass(frozen=True, kw_only=True)
class MarianConfig(Seq2SeqConfig):
    """Marian: the transformer of 2017 with swish."""

    activation: Activations = "silu"


@dataclass(frozen=True, kw_only=True)
class BARTConfig(Seq2SeqConfig):
    """BART: learned positions, and a norm behind the embedding."""

    activation: Activations = "gelu"
    positions: Literal["sinusoidal", "learned"] = "learned"
    scale_embeddings: bool = False
    embedding_norm: bool = True
