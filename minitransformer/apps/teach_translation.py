"""Teach an encoder-decoder to translate: the model, the batches, the loss, the look at held-out pairs."""

import math
from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor

from ..core.families import MarianConfig
from ..core.parts import Parts
from ..data.pairs import PairBatch, fitting_pairs, pair_batches
from ..data.records import Translation
from ..functional import IGNORE, cross_entropy
from ..models.init import initialise
from ..models.seq2seq import Seq2Seq
from ..text.tokenizer import Tokenizer
from ..training.device import near
from ..training.losses import counted, smoothed_cross_entropy
from ..training.plan import Task
from .size import Size

SIZES = {
    "tiny": Size(d_model=96, n_layers=2, n_heads=4, vocab_size=2000),
    "small": Size(d_model=192, n_layers=3, n_heads=4, vocab_size=4000, dropout=0.2),
}
SMOOTHING = 0.1
"""As in the paper (Vaswani et al. 2017, section 5.4)."""


def new_translator(
    tokenizer: Tokenizer, size: Size, generator: torch.Generator, parts: Parts = Parts()
) -> Seq2Seq:
    """The original transformer with fresh weights: post-norm, ReLU, sinusoids, one table of words for all.

    The weights are drawn N(0, 1/d_model), so that the scaled embedding is of the size of the sinusoids.
    """
    cfg = MarianConfig(
        d_model=size.d_model,
        n_heads=size.n_heads,
        n_layers=size.n_layers,
        n_decoder_layers=size.n_layers,
        d_ff=4 * size.d_model,
        activation="relu",
        vocab_size=tokenizer.vocab_size,
        max_len=size.max_len,
        dropout=size.dropout,
        pad_id=tokenizer.pad_id,
        start_id=tokenizer.bos_id,
        bos_id=tokenizer.bos_id,
        eos_id=tokenizer.eos_id,
    )
    model = Seq2Seq(cfg, parts)
    initialise(model, generator, std=size.d_model**-0.5)
    return model


def translation_loss(model: Seq2Seq, batch: PairBatch, smoothing: float = SMOOTHING) -> Tensor:
    """The smoothed surprise at every next word of the target, the words before it given. Only the real
    positions are turned into word scores at all."""
    asked = batch.labels != IGNORE
    return smoothed_cross_entropy(_scores(model, batch, asked), batch.labels[asked], smoothing)


def translation_task(
    tokenizer: Tokenizer,
    train: Sequence[Translation],
    heldout: Sequence[Translation],
    *,
    start_id: int,
    max_len: int,
    batch_size: int = 32,
    smoothing: float = SMOOTHING,
) -> Task[PairBatch]:
    """What `fit` needs to train a translator of any of the three kinds. Held-out loss is not smoothed."""
    learnt = fitting_pairs(tokenizer, train, max_len)
    held = fitting_pairs(tokenizer, heldout, max_len)
    batches = partial(pair_batches, start_id=start_id, pad_id=tokenizer.pad_id)

    def evaluate(model: Seq2Seq) -> dict[str, float]:
        nats, words = 0.0, 0
        for batch in near(model, batches(held, 64)):
            asked = batch.labels != IGNORE
            n = int(asked.sum())
            nats += cross_entropy(_scores(model, batch, asked), batch.labels[asked]).item() * n
            words += n
        return {"heldout_loss": nats / words, "perplexity": math.exp(min(nats / words, 700.0))}

    return Task(
        batches=lambda _epoch, generator: list(batches(learnt, batch_size, generator=generator)),
        loss=lambda model, batch: translation_loss(model, batch, smoothing),
        tokens=lambda batch: batch.source.numel() + batch.target.numel(),
        weights=lambda batch: counted(batch.labels),
        evaluate=evaluate,
    )


def _scores(model: Seq2Seq, batch: PairBatch, asked: Tensor) -> Tensor:
    memory = model.encode(batch.source, batch.source_real)
    return model.unembed(model.decode(batch.target, memory, batch.source_real)[asked])
