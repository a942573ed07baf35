"""Rows for new words: a larger vocabulary needs a larger embedding, and more scores."""

from dataclasses import replace

import torch
from torch import nn

from ..core.config import ModelConfig, Seq2SeqConfig
from ..errors import Problem
from .base import Model
from .bert import BERT
from .seq2seq import Entrance

TABLES = ("embed", "unembed")
"""The layers with a row for every word, by the name that they have in every model."""


@torch.no_grad()
def grow(model: Model, vocab_size: int) -> None:
    """Make room for `vocab_size` words. Old rows keep every bit, and tables that were one stay one.

    A new row is the mean of the old ones (Hewitt 2021), and so the score of a new word is the mean of all
    scores. Drawn at random its score would be about 0, where a trained model may have none above -30: the
    new word would outshine all others. Make the optimiser afterwards: an older one holds the old tables.
    Raises `Problem` for fewer words than there are, and where source and target have one vocabulary each.
    """
    cfg = _grown(model.cfg, vocab_size)
    for table in (module for name, module in model.named_modules() if name.rpartition(".")[2] in TABLES):
        for leaf, old in list(table.named_parameters()):
            exact = torch.promote_types(old.dtype, torch.float32)
            mean = old.mean(0, dtype=exact).to(old.dtype).expand(vocab_size - len(old), *old.shape[1:])
            setattr(table, leaf, nn.Parameter(torch.cat([old, mean]), old.requires_grad))
        if isinstance(table, nn.Embedding):
            table.num_embeddings = vocab_size
        if isinstance(table, nn.Linear):
            table.out_features = vocab_size
    for module in model.modules():
        if isinstance(module, Model | BERT):
            module.cfg = cfg
        if isinstance(module, Entrance):
            module.vocab_size = vocab_size
    model.tie()


def _grown(cfg: ModelConfig, vocab_size: int) -> ModelConfig:
    if vocab_size < cfg.vocab_size:
        raise Problem(
            f"the model has {cfg.vocab_size} words and cannot shrink to {vocab_size}: words can only be added",
            f"모델의 어휘는 {cfg.vocab_size}개여서 {vocab_size}개로 줄일 수 없습니다. 단어는 더할 수만 있습니다.",
        )
    if not isinstance(cfg, Seq2SeqConfig):
        return replace(cfg, vocab_size=vocab_size)
    if not cfg.shared:
        raise Problem(
            "source and target have a vocabulary each, so it is open which of them the new words belong to",
            "원문과 번역문의 어휘가 따로 있어서 새 단어를 어느 쪽에 넣을지 알 수 없습니다.",
        )
    return replace(cfg, vocab_size=vocab_size, target_vocab_size=cfg.target_vocab_size and vocab_size)
