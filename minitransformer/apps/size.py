"""The size of a model that is trained from scratch, and the config that follows from it."""

from dataclasses import dataclass
from typing import Any

from ..core.config import BERTConfig, GPTConfig
from ..text.tokenizer import Tokenizer


@dataclass(frozen=True)
class Size:
    """What a person chooses; a feed-forward layer is four times as wide as the model, as in the papers."""

    d_model: int
    n_layers: int
    n_heads: int
    vocab_size: int
    max_len: int = 128
    dropout: float = 0.1

    def bert(self, tokenizer: Tokenizer, labels: tuple[str, ...] = ()) -> BERTConfig:
        """A BERT of this size for what the tokenizer knows."""
        return BERTConfig(**self._shared(tokenizer), labels=labels)

    def gpt(self, tokenizer: Tokenizer, bos_id: int, labels: tuple[str, ...] = ()) -> GPTConfig:
        """A GPT of this size. `bos_id` begins a text: in GPT-2 the end of one is the beginning of the next."""
        return GPTConfig(
            **self._shared(tokenizer),
            embedding_dropout=self.dropout,
            bos_id=bos_id,
            eos_id=tokenizer.eos_id,
            labels=labels,
        )

    def _shared(self, tokenizer: Tokenizer) -> dict[str, Any]:
        return {
            "d_model": self.d_model,
            "n_heads": self.n_heads,
            "n_layers": self.n_layers,
            "d_ff": 4 * self.d_model,
            "vocab_size": tokenizer.vocab_size,
            "max_len": self.max_len,
            "dropout": self.dropout,
            "attention_dropout": self.dropout,
            "pad_id": tokenizer.pad_id,
        }
