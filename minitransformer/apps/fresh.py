"""A BERT that starts from nothing, with whatever head a task asks for."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import torch

from ..core.parts import Parts
from ..models.bert_tasks import OnBERT
from ..models.init import initialise
from ..text.tokenizer import Tokenizer
from ..text.train import train_wordpiece
from .size import Size

Headed = TypeVar("Headed", bound=OnBERT)


def new_bert(
    head: type[Headed],
    texts: Iterable[str],
    size: Size,
    generator: torch.Generator,
    parts: Parts,
    labels: Sequence[str] = (),
) -> tuple[Headed, Tokenizer]:
    """A model with fresh weights, and a tokenizer learnt from the same texts."""
    tokenizer = train_wordpiece(texts, size.vocab_size)
    cfg = size.bert(tokenizer, tuple(labels))
    model = head(cfg, parts)
    initialise(model, generator)
    return model, tokenizer
