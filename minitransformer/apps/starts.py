"""Where pre-training starts: from nothing, with a tokenizer learnt from the texts, or from a model by name."""

from collections.abc import Sequence
from typing import Any

import torch

from ..core.parts import Parts
from ..data.corpus import Document
from ..data.token_file import TokenFile, another_tokenizer, fingerprint
from ..errors import Problem
from ..models.bert_tasks import BERTForMaskedWords, BERTForPreTraining
from ..models.gpt import GPT
from ..pretrained import load
from ..text.tokenizer import Tokenizer
from ..text.train import train_bpe, train_wordpiece
from .size import Size
from .teach_language import new_causal
from .teach_masked import MaskedModel, new_masked


def start_causal(
    source: Size | str, train: Sequence[Document], generator: torch.Generator, parts: Parts
) -> tuple[GPT, Tokenizer]:
    """A GPT that is to learn the next word, and its tokenizer."""
    if isinstance(source, Size):
        tokenizer = train_bpe((text for d in train for text in d), source.vocab_size)
        return new_causal(tokenizer, source, generator, parts), tokenizer
    model, loaded = load(source, parts=parts)
    return _is_a(model, GPT, source), loaded


def start_on_tokens(
    source: Size | str, tokens: TokenFile, generator: torch.Generator, parts: Parts
) -> tuple[GPT, Tokenizer]:
    """A GPT that is to learn texts that are encoded already, by the tokenizer that it has too."""
    if isinstance(source, Size):
        return new_causal(tokens.tokenizer, source, generator, parts), tokens.tokenizer
    model, loaded = load(source, parts=parts)
    if fingerprint(loaded) != fingerprint(tokens.tokenizer):
        raise another_tokenizer(tokens.folder, source, source)
    return _is_a(model, GPT, source), loaded


def start_masked(
    source: Size | str,
    train: Sequence[Document],
    generator: torch.Generator,
    parts: Parts,
    next_sentence: bool,
) -> tuple[MaskedModel, Tokenizer]:
    """A BERT that is to learn hidden words, and its tokenizer; heads that a loaded one lacks are drawn fresh."""
    if isinstance(source, Size):
        tokenizer = train_wordpiece((text for d in train for text in d), source.vocab_size)
        return new_masked(tokenizer, source, generator, parts, next_sentence), tokenizer
    head = "BertForPreTraining" if next_sentence else "BertForMaskedLM"
    model, loaded = load(source, architecture=head, parts=parts, generator=generator)
    wanted = BERTForPreTraining if next_sentence else BERTForMaskedWords
    return _is_a(model, wanted, source), loaded


def _is_a(model: Any, wanted: type, name: str) -> Any:
    if not isinstance(model, wanted):
        raise Problem(
            f"{name} is a {type(model).__name__}, and this is taught to a {wanted.__name__}: name another model",
            f"{name} 모델은 {type(model).__name__}입니다. 여기에는 {wanted.__name__} 모델이 필요합니다.",
        )
    return model
