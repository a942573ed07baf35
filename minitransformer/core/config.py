"""What has to be known to build a model, and nothing else: one small frozen record for each of the three shapes."""

from dataclasses import dataclass
from typing import Literal

Wirings = Literal["pre", "post", "parallel"]
Activations = Literal["gelu", "gelu_tanh", "relu", "silu", "tanh"]
ProblemTypes = Literal["single_label_classification", "multi_label_classification", "regression"]


@dataclass(frozen=True, kw_only=True)
class BlockConfig:
    """What one block needs to know. It never sees a vocabulary."""

    d_model: int
    n_heads: int
    d_ff: int
    wiring: Wirings
    n_kv_heads: int | None = None  # heads of keys and values, where several heads of queries share one
    bias: bool = True
    norm: Literal["layer", "rms"] = "layer"
    norm_eps: float = 1e-5
    feed_forward: Literal["plain", "gated"] = "plain"
    activation: Activations = "gelu"
    dropout: float = 0.0  # behind each sublayer
    drops_attended: bool = True  # behind the attention too?
    attention_dropout: float = 0.0  # on the attention weights
    activation_dropout: float = 0.0  # between the two layers of the feed-forward

    def __post_init__(self) -> None:
        check_counts(self, "d_model", "n_heads", "d_ff", "kv_heads")
        if self.d_model % self.n_heads:
            raise ValueError(
                f"d_model={self.d_model} does not divide into n_heads={self.n_heads}: choose a multiple"
            )
        if self.n_heads % self.kv_heads:
            raise ValueError(
                f"n_heads={self.n_heads} cannot share n_kv_heads={self.kv_heads} evenly: choose a divisor"
            )

    @property
    def d_head(self) -> int:
        """Channels of one head."""
        return self.d_model // self.n_heads

    @property
    def kv_heads(self) -> int:
        """Heads of keys and values: as many as of queries, unless the config says otherwise."""
        return self.n_heads if self.n_kv_heads is None else self.n_kv_heads


@dataclass(frozen=True, kw_only=True)
class ModelConfig(BlockConfig):
    """What every model adds to its blocks. `labels` names the classes of a classification head."""

    vocab_size: int
    n_layers: int
    max_len: int
    pad_id: int | None = None
    tied: bool = True  # is the output layer the embedding table again?
    labels: tuple[str, ...] = ()
    problem_type: ProblemTypes | None = None  # what the labels' numbers mean, if it is said

    def __post_init__(self) -> None:
        super().__post_init__()
        check_counts(self, "vocab_size", "n_layers", "max_len")

    @property
    def depths(self) -> dict[str, int]:
        """How many blocks each stack has, by the letter that counts them in a weight table."""
        return {"i": self.n_layers}


@dataclass(frozen=True, kw_only=True)
class GPTConfig(ModelConfig):
    """A decoder-only model: GPT-2, koGPT2."""

    wiring: Wirings = "pre"
    activation: Activations = "gelu_tanh"
    positions: Literal["learned", "rotary"] = "learned"
    rotary_fraction: float = 1.0  # the share of a head's channels that turns
    rotary_base: float = 10_000.0
    embedding_dropout: float = 0.0
    pad_learns: bool = True  # does the padding's row of the embedding get a gradient?
    bos_id: int | None = None
    eos_id: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (0 < self.rotary_fraction <= 1 and self.rotary_base > 0):
            raise ValueError(
                f"rotary_fraction={self.rotary_fraction}, rotary_base={self.rotary_base}: "
                "a share from above 0 to 1, and a base above 0"
            )
        if self.positions == "rotary" and (self.n_rotary < 2 or self.n_rotary % 2):
            raise ValueError(
                f"{self.n_rotary} of a head's {self.d_head} channels turn: it must be an even number"
            )

    @property
    def n_rotary(self) -> int:
        """The channels of a head that turn."""
        return int(self.d_head * self.rotary_fraction)


@dataclass(frozen=True, kw_only=True)
class BERTConfig(ModelConfig):
    """An encoder-only model: BERT, KoBERT."""

    wiring: Wirings = "post"
    norm_eps: float = 1e-12
    n_segments: int = 2
    pooler_activation: Activations = "tanh"
    text_dropout: float | None = None  # in front of the classifier of a text; None: that of the blocks
    token_dropout: float | None = None  # in front of the classifier of each token; None: that of the blocks
    span_dropout: float = 0.0  # in front of the scores of where a span begins and ends


@dataclass(frozen=True, kw_only=True)
class Seq2SeqConfig(ModelConfig):
    """An encoder-decoder, as in the original paper. `n_layers` counts the encoder's blocks.

    `shared`: source and target have one embedding table; without it, `target_vocab_size` may differ.
    """

    wiring: Wirings = "post"
    activation: Activations = "relu"
    n_decoder_layers: int
    target_vocab_size: int | None = None
    shared: bool = True
    positions: Literal["sinusoidal", "learned"] = "sinusoidal"
    scale_embeddings: bool = True  # by the root of d_model
    embedding_norm: bool = False
    start_id: int  # what the decoder reads first
    bos_id: int | None = None
    eos_id: int

    def __post_init__(self) -> None:
        super().__post_init__()
        check_counts(self, "n_decoder_layers", "target_words")
        if self.shared and self.target_words != self.vocab_size:
            raise ValueError(
                f"vocab_size={self.vocab_size} and target_vocab_size={self.target_words} cannot share one table"
            )

    @property
    def target_words(self) -> int:
        """The size of the vocabulary that is written."""
        return self.vocab_size if self.target_vocab_size is None else self.target_vocab_size

    @property
    def depths(self) -> dict[str, int]:
        """The encoder's blocks are counted by i, the decoder's by j."""
        return {"i": self.n_layers, "j": self.n_decoder_layers}


def check_counts(cfg: object, *names: str) -> None:
    """Raise ValueError for a size that is not at least 1."""
    for name in names:
        if getattr(cfg, name) < 1:
            raise ValueError(f"{name}={getattr(cfg, name)}: must be at least 1")
