"""BERT: encoder-only. Every position may look at every other, before and behind."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from .. import functional as F
from ..core.blocks import EncoderBlock
from ..core.config import BERTConfig
from ..core.parts import Parts
from ..core.positions import Learned
from .limits import check_input


class NoSegments(nn.Module):
    """DistilBERT: what stands where the segments' table would be, and adds nothing."""

    def forward(self, _segments: Int[Tensor, "b t"]) -> float:
        return 0.0


class BERT(nn.Module):
    """The body that every BERT shares (Devlin et al. 2019): three embeddings, then encoder blocks.

        ids ──────► embed     ─┐
        0, 1, 2 … ► positions ─┼─ + ─► norm ─► block × n_layers ─► one vector a token
        0 0 0 1 1 ► segments  ─┘

    `segments` says which of two sentences a token belongs to; without it, all belong to the first.
    """

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__()
        self.cfg = cfg
        self.embed = nn.Embedding(cfg.vocab_size, cfg.d_model, padding_idx=cfg.pad_id)
        self.positions = Learned(cfg.max_len, cfg.d_model)
        self.segments = nn.Embedding(cfg.n_segments, cfg.d_model) if cfg.n_segments else NoSegments()
        self.embed_norm = parts.norm(cfg)
        self.dropout = nn.Dropout(cfg.dropout)
        self.blocks = nn.ModuleList(EncoderBlock(cfg, parts) for _ in range(cfg.n_layers))

    def forward(
        self,
        ids: Int[Tensor, "b t"],
        real: Bool[Tensor, "b t"] | None = None,
        segments: Int[Tensor, "b t"] | None = None,
    ) -> Float[Tensor, "b t d"]:
        where = torch.arange(ids.shape[1], device=ids.device)
        check_input(ids, where, self.cfg.vocab_size, self.cfg.max_len)
        segments = torch.zeros_like(ids) if segments is None else segments
        x = self.embed(ids) + self.segments(segments)
        x, rotate = self.positions(x, where)
        x = self.dropout(self.embed_norm(x))
        mask = None if real is None else F.padding_mask(real)
        for block in self.blocks:
            x = block(x, mask, rotate=rotate)
        return x
