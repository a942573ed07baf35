"""What has to be known to build a model, and nothing else: one small frozen record for each shape."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class BlockConfig:
    """What one block needs to know. It never sees a vocabulary."""

    d_model: int
    n_heads: int
    d_ff: int
    wiring: Literal["pre", "post"]
    activation: Literal["gelu", "gelu_tanh", "relu"] = "gelu"
    norm_eps: float = 1e-5
    dropout: float = 0.0
    attention_dropout: float = 0.0

    def __post_init__(self) -> None:
        for name in ("d_model", "n_heads", "d_ff"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name}={getattr(self, name)}: must be at least 1")
        if self.d_model % self.n_heads:
            raise ValueError(
                f"d_model={self.d_model} does not divide into n_heads={self.n_heads}: choose a multiple"
            )

    @property
    def d_head(self) -> int:
        """Channels of one head."""
        return self.d_model // self.n_heads


@dataclass(frozen=True, kw_only=True)
class ModelConfig(BlockConfig):
    """What every model adds to its blocks."""

    vocab_size: int
    n_layers: int
    max_len: int
    pad_id: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("vocab_size", "n_layers", "max_len"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name}={getattr(self, name)}: must be at least 1")


@dataclass(frozen=True, kw_only=True)
class GPTConfig(ModelConfig):
    """A decoder-only model: GPT-2, koGPT2."""

    wiring: Literal["pre", "post"] = "pre"
    activation: Literal["gelu", "gelu_tanh", "relu"] = "gelu_tanh"
    embedding_dropout: float = 0.0
    bos_id: int | None = None
    eos_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class BERTConfig(ModelConfig):
    """An encoder-only model: BERT, KoBERT. `labels` names the classes of a classification head."""

    wiring: Literal["pre", "post"] = "post"
    norm_eps: float = 1e-12
    n_segments: int = 2
    labels: tuple[str, ...] = ()
