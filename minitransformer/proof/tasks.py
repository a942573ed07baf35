"""How each architecture turns a probe into scores and a loss: ours and theirs, side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy as torch_cross_entropy

from ..functional import cross_entropy
from ..models.base import Model
from ..training.losses import causal_lm_loss, mlm_loss
from .probe import Probe
from .reference import quiet

Run = Callable[[Any, Probe], tuple[Tensor, Tensor]]
"""A model on a probe: its scores, and its loss."""


@dataclass(frozen=True)
class Task:
    """How one architecture is run: ours, and theirs."""

    ours: Run
    theirs: Run


def _gpt(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    scores = model(p.ids, p.real)
    return scores, causal_lm_loss(scores, p.words)


def _their_gpt(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
    """Scored by PyTorch's cross-entropy: the reference's own loss casts the scores to float32."""
    out = model(**_gpt_input(p))
    return out.logits, torch_cross_entropy(out.logits[:, :-1].flatten(0, 1), p.words[:, 1:].flatten())


def _gpt_class(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    scores = model(p.ids, p.real)
    return scores, cross_entropy(scores, p.classes)


def _their_gpt_class(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
    """The reference finds the last word by the padding's id, so it has to know one."""
    model.config.pad_token_id = model.config.pad_token_id or 0
    out = model(**_gpt_input(p), labels=p.classes)
    return out.logits, out.loss


def _seq2seq(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    scores = model(p.ids, p.target, p.real, p.target_real)
    return scores, mlm_loss(scores, p.target_words)


def _their_seq2seq(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
    out = model(
        input_ids=p.ids,
        attention_mask=p.real.long(),
        decoder_input_ids=p.target,
        decoder_attention_mask=p.target_real.long(),
    )
    return out.logits, torch_cross_entropy(out.logits.flatten(0, 1), p.target_words.flatten())


def _hidden(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    hidden = model(p.ids, p.real, p.segments)
    return hidden, hidden[p.real].square().mean()


def _their_hidden(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
    hidden = model(**_bert_input(model, p)).last_hidden_state
    return hidden, hidden[p.real].square().mean()


def _pooled(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    hidden, pooled = model(p.ids, p.real, p.segments)
    return hidden, hidden[p.real].square().mean() + pooled.square().mean()


def _their_pooled(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
    out = model(**_bert_input(model, p))
    hidden, pooled = out.last_hidden_state, out.pooler_output
    return hidden, hidden[p.real].square().mean() + pooled.square().mean()


def _pre_training(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    scores, follows = model(p.ids, p.real, p.segments)
    return scores, mlm_loss(scores, p.words) + cross_entropy(follows, p.classes)


def _their_pre_training(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
    out = model(**_bert_input(model, p), labels=p.words, next_sentence_label=p.classes)
    return out.prediction_logits, out.loss


def _spans(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
    scores = model(p.ids, p.real, p.segments)
    ends = p.classes + 1, p.classes + 3
    return scores, sum((cross_entropy(scores[..., k], ends[k]) for k in (0, 1)), torch.zeros(())) / 2


def _their_spans(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
    out = model(**_bert_input(model, p), start_positions=p.classes + 1, end_positions=p.classes + 3)
    return torch.stack([out.start_logits, out.end_logits], -1), out.loss


def _labelled(labels: str) -> Task:
    """A head whose loss is the mean surprise at one kind of label."""

    def ours(model: Model, p: Probe) -> tuple[Tensor, Tensor]:
        scores = model(p.ids, p.real, p.segments)
        return scores, cross_entropy(scores.flatten(0, -2), getattr(p, labels).flatten())

    def theirs(model: Any, p: Probe) -> tuple[Tensor, Tensor]:
        out = model(**_bert_input(model, p), labels=getattr(p, labels))
        return out.logits, out.loss

    return Task(ours, theirs)


def scores_of_ids_alone(model: Any, p: Probe) -> Tensor:
    """What either model makes of the longest row, where no mask, positions or segments are given."""
    with quiet():
        if isinstance(model, Model):
            out = model(p.longest, p.longest_target) if hasattr(model, "decode") else model(p.longest)
        elif model.config.is_encoder_decoder:
            out = model(input_ids=p.longest, decoder_input_ids=p.longest_target)
        else:
            out = model(p.longest)
    if hasattr(out, "start_logits"):
        return torch.stack([out.start_logits, out.end_logits], -1)
    return out if isinstance(out, Tensor) else out[0]


def _gpt_input(p: Probe) -> dict[str, Tensor]:
    """Positions are counted here again, so that a mistake in our counting cannot reach both sides."""
    positions = (p.real.long().cumsum(-1) - 1).masked_fill(~p.real, 0)
    return {"input_ids": p.ids, "attention_mask": p.real.long(), "position_ids": positions}


def _bert_input(model: Any, p: Probe) -> dict[str, Tensor]:
    given = {"input_ids": p.ids, "attention_mask": p.real.long()}
    return given if model.config.model_type == "distilbert" else {**given, "token_type_ids": p.segments}


GPT = Task(_gpt, _their_gpt)
SEQ2SEQ = Task(_seq2seq, _their_seq2seq)
SPANS = Task(_spans, _their_spans)

TASKS: Mapping[str, Task] = {
    "GPT2LMHeadModel": GPT,
    "GPT2ForSequenceClassification": Task(_gpt_class, _their_gpt_class),
    "GPTNeoXForCausalLM": GPT,
    "LlamaForCausalLM": GPT,
    "MarianMTModel": SEQ2SEQ,
    "BartForConditionalGeneration": SEQ2SEQ,
    "BertModel": Task(_pooled, _their_pooled),
    "BertForMaskedLM": _labelled("words"),
    "BertForPreTraining": Task(_pre_training, _their_pre_training),
    "BertForNextSentencePrediction": _labelled("classes"),
    "BertForSequenceClassification": _labelled("classes"),
    "BertForTokenClassification": _labelled("tags"),
    "BertForQuestionAnswering": SPANS,
    "DistilBertModel": Task(_hidden, _their_hidden),
    "DistilBertForMaskedLM": _labelled("words"),
    "DistilBertForSequenceClassification": _labelled("classes"),
    "DistilBertForTokenClassification": _labelled("tags"),
    "DistilBertForQuestionAnswering": SPANS,
}
