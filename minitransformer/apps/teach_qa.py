"""Teach a BERT to find answers: the model, the batches, the loss, the look at held-out questions."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ..core.parts import Parts
from ..data.korquad import Marked, Question, SpanBatch, marked_windows, span_batches
from ..errors import Problem
from ..functional import cross_entropy
from ..models.bert_tasks import BERTForSpans
from ..text.tokenizer import Tokenizer
from ..training.device import near
from ..training.losses import counted
from ..training.plan import Task
from .fresh import new_bert
from .size import Size

SIZES = {
    "tiny": Size(d_model=128, n_layers=2, n_heads=4, vocab_size=4000, max_len=256),
    "small": Size(d_model=192, n_layers=4, n_heads=4, vocab_size=8000, max_len=256),
}
LONGEST_WINDOW = 384
"""As in the published fine-tuning of BERT on SQuAD."""


def new_reader(
    questions: Sequence[Question], size: Size, generator: torch.Generator, parts: Parts = Parts()
) -> tuple[BERTForSpans, Tokenizer]:
    """A BERT with fresh weights that marks answers, and a tokenizer learnt from the same questions."""
    texts = [*dict.fromkeys(q.context for q in questions), *(q.question for q in questions)]
    return new_bert(BERTForSpans, texts, size, generator, parts)


def span_loss(model: BERTForSpans, batch: SpanBatch) -> Tensor:
    """The mean surprise at where the answer begins and at where it ends, among the real tokens of the window."""
    begin, end = model(batch.ids, batch.real, batch.segments).unbind(-1)
    lowest = torch.finfo(begin.dtype).min
    return (
        cross_entropy(begin.masked_fill(~batch.real, lowest), batch.starts)
        + cross_entropy(end.masked_fill(~batch.real, lowest), batch.ends)
    ) / 2


def fitting_windows(tokenizer: Tokenizer, questions: Sequence[Question], max_len: int) -> list[Marked]:
    """The windows of all questions that leave room for their paragraph."""
    found = list[Marked]()
    for question in questions:
        if len(tokenizer.encode(question.question)) + 3 < max_len:
            found += marked_windows(tokenizer, question, max_len)
    if not found:
        raise Problem(
            f"all {len(questions)} questions are longer than the window's {max_len} positions: ask shorter ones",
            f"질문 {len(questions)}개가 모두 창의 {max_len}자리보다 깁니다. 더 짧은 질문을 주세요.",
        )
    return found


def reader_task(
    tokenizer: Tokenizer,
    train: Sequence[Question],
    heldout: Sequence[Question],
    *,
    batch_size: int = 32,
    max_len: int,
) -> Task[SpanBatch]:
    """What `fit` needs to train a reader: every window of every paragraph, also those without the answer, in
    which it has to point at [CLS]."""
    learnt, held = (fitting_windows(tokenizer, part, max_len) for part in (train, heldout))

    def evaluate(model: BERTForSpans) -> dict[str, float]:
        nats = 0.0
        for batch in near(model, span_batches(held, 32, tokenizer.pad_id)):
            nats += span_loss(model, batch).item() * len(batch.starts)
        return {"heldout_loss": nats / len(held)}

    return Task(
        batches=lambda _epoch, generator: list(span_batches(learnt, batch_size, tokenizer.pad_id, generator)),
        loss=span_loss,
        tokens=lambda batch: batch.ids.numel(),
        weights=lambda batch: counted(batch.starts),
        evaluate=evaluate,
    )
