"""One input for both models, and how each architecture turns it into a loss."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy as torch_cross_entropy

from ..core.config import BERTConfig, GPTConfig, ModelConfig
from ..functional import IGNORE, cross_entropy
from ..models.base import Model
from ..training.losses import causal_lm_loss, mlm_loss
from .reference import quiet


@dataclass(frozen=True)
class Probe:
    """Three rows, one full, one padded on the right, one on the left; and a row that fills every position."""

    ids: Tensor
    real: Tensor
    segments: Tensor
    words: Tensor  # a label for every position, IGNORE where none counts
    classes: Tensor  # a label for every row, 0 or 1: every head with classes has at least two
    longest: Tensor  # ids alone, from the first word of the vocabulary to the last position of the model


def make_probe(cfg: ModelConfig, generator: torch.Generator, length: int = 24) -> Probe:
    """Random tokens that exercise padding, segments and ignored labels.

    The padding's id stands among real tokens once: only there can its row receive a gradient.
    """
    length = min(length, cfg.max_len)
    shape = (3, length)
    ids = torch.randint(cfg.vocab_size, shape, generator=generator)
    real = torch.ones(shape, dtype=torch.bool)
    real[1, -(length // 3) :] = False
    real[2, : length // 4] = False
    ids = torch.where(real, ids, cfg.pad_id or 0)
    ids[0, length // 2] = cfg.pad_id or 0
    counts = real & (torch.arange(length) % 3 != 1)
    if isinstance(cfg, GPTConfig):  # what stands before the first real token is no prediction
        counts[:, 1:] &= real[:, :-1]
    n_segments = cfg.n_segments if isinstance(cfg, BERTConfig) else 1
    longest = torch.randint(cfg.vocab_size, (1, cfg.max_len), generator=generator)
    longest[0, 0], longest[0, -1] = 0, cfg.vocab_size - 1
    return Probe(
        ids=ids,
        real=real,
        segments=torch.randint(n_segments, shape, generator=generator),
        words=torch.where(counts, ids, IGNORE),
        classes=torch.randint(2, (3,), generator=generator),
        longest=longest,
    )


@dataclass(frozen=True)
class Task:
    """How one architecture is run: ours and theirs, each to (scores, loss)."""

    ours: Callable[[Model, Probe], tuple[Tensor, Tensor]]
    theirs: Callable[[Any, Probe], tuple[Tensor, Tensor]]


def _gpt(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    scores = model(p.ids, p.real)
    return scores, causal_lm_loss(scores, p.words)


def _their_gpt(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
    """Scored by PyTorch's cross-entropy: the reference's own loss casts the scores to float32.

    Positions are counted here again, so that a mistake in our counting cannot reach both sides.
    """
    positions = (p.real.long().cumsum(-1) - 1).masked_fill(~p.real, 0)
    out = model(p.ids, attention_mask=p.real.long(), position_ids=positions)
    return out.logits, torch_cross_entropy(out.logits[:, :-1].flatten(0, 1), p.words[:, 1:].flatten())


def _pooled(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    hidden, pooled = model(p.ids, p.real, p.segments)
    return hidden, hidden[p.real].square().mean() + pooled.square().mean()


def _their_pooled(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
    out = model(**_bert_input(p))
    return out.last_hidden_state, out.last_hidden_state[
        p.real
    ].square().mean() + out.pooler_output.square().mean()


def _words(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    scores = model(p.ids, p.real, p.segments)
    return scores, mlm_loss(scores, p.words)


def _pre_training(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    scores, follows = model(p.ids, p.real, p.segments)
    return scores, mlm_loss(scores, p.words) + cross_entropy(follows, p.classes)


def _their_pre_training(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
    out = model(**_bert_input(p), labels=p.words, next_sentence_label=p.classes)
    return out.prediction_logits, out.loss


def _classes(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    scores = model(p.ids, p.real, p.segments)
    return scores, cross_entropy(scores, p.classes)


def _theirs(labels: str) -> Callable[[Any, Probe], tuple[Tensor, Tensor]]:
    def run(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
        out = model(**_bert_input(p), labels=getattr(p, labels))
        return out.logits, out.loss

    return run


def scores_of_ids_alone(model: Any, p: Probe) -> Tensor:
    """What either model makes of the longest row, where no mask, positions or segments are given."""
    with quiet():
        out = model(p.longest)
    return out if isinstance(out, Tensor) else out[0]


def _bert_input(p: Probe) -> dict[str, Tensor]:
    return {"input_ids": p.ids, "attention_mask": p.real.long(), "token_type_ids": p.segments}


TASKS: Mapping[str, Task] = {
    "GPT2LMHeadModel": Task(_gpt, _their_gpt),
    "BertModel": Task(_pooled, _their_pooled),
    "BertForMaskedLM": Task(_words, _theirs("words")),
    "BertForPreTraining": Task(_pre_training, _their_pre_training),
    "BertForSequenceClassification": Task(_classes, _theirs("classes")),
}
