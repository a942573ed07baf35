"""New tokens, for the tokenizer and for the model that reads its ids."""

from collections.abc import Sequence

from ..models.base import Model
from ..models.grow import grow
from .tokenizer import Tokenizer


def add_tokens(tokenizer: Tokenizer, model: Model, pieces: Sequence[str]) -> Tokenizer:
    """The tokenizer with new special tokens, behind the ids that it has; the model gets a row for each.

    Pieces that are known already stay as they are. A model that has more rows than its tokenizer has pieces
    gives the new ones those first.
    """
    larger = tokenizer.adding(pieces)
    if larger.vocab_size > model.cfg.vocab_size:
        grow(model, larger.vocab_size)
    return larger
