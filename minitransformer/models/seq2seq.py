"""The transformer as it was first: an encoder reads, a decoder writes (Vaswani et al. 2017, figure 1)."""

import math

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from .. import functional as F
from ..core.blocks import DecoderBlock, EncoderBlock
from ..core.cache import Cache, compute
from ..core.config import Seq2SeqConfig
from ..core.parts import Parts
from ..core.positions import LearnedFromTwo, Sinusoidal
from .base import Model
from .limits import check_input
from .sight import looking_back


class Entrance(nn.Module):
    """Where words become vectors that know their place: ids ─► embed × scale + positions ─► norm."""

    def __init__(self, vocab_size: int, cfg: Seq2SeqConfig, parts: Parts) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocab_size, cfg.d_model, padding_idx=cfg.pad_id)
        self.positions: nn.Module = (
            Sinusoidal() if cfg.positions == "sinusoidal" else LearnedFromTwo(cfg.max_len, cfg.d_model)
        )
        self.norm = parts.norm(cfg) if cfg.embedding_norm else nn.Identity()
        self.dropout = nn.Dropout(cfg.dropout)
        self.scale = math.sqrt(cfg.d_model) if cfg.scale_embeddings else 1.0
        self.vocab_size, self.max_len = vocab_size, cfg.max_len

    def forward(self, ids: Int[Tensor, "b t"], where: Int[Tensor, "*b t"]) -> Float[Tensor, "b t d"]:
        check_input(ids, where, self.vocab_size, self.max_len)
        x, _ = self.positions(self.embed(ids) * self.scale, where)
        return self.dropout(self.norm(x))


class Seq2Seq(Model):
    """An encoder-decoder: Marian, BART, and the one that is trained here.

        source ids ─► Entrance ─► encoder block × n_layers ─► memory ─────┐
        target ids ─► Entrance ─► decoder block × n_decoder_layers ◄──────┘ ─► unembed ─► a score for every word

    In the paper, and here by default, source, target and output share one embedding table (section 3.4).
    """

    cfg: Seq2SeqConfig

    def __init__(self, cfg: Seq2SeqConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg)
        self.source = Entrance(cfg.vocab_size, cfg, parts)
        self.encoder = nn.ModuleList(EncoderBlock(cfg, parts) for _ in range(cfg.n_layers))
        self.target = Entrance(cfg.target_words, cfg, parts)
        self.decoder = nn.ModuleList(DecoderBlock(cfg, parts) for _ in range(cfg.n_decoder_layers))
        self.unembed = nn.Linear(cfg.d_model, cfg.target_words)
        self.unembed.bias.requires_grad_(False)  # part of the checkpoints, and never trained
        self.tie()

    def tie(self) -> None:
        """Make the tables that the config calls one the same tensor."""
        if self.cfg.shared:
            self.target.embed.weight = self.source.embed.weight
        if self.cfg.tied:
            self.unembed.weight = self.target.embed.weight

    def encode(
        self, source: Int[Tensor, "b s"], source_real: Bool[Tensor, "b s"] | None = None
    ) -> Float[Tensor, "b s d"]:
        """Read the source: one vector a token, made with a view of all the others."""
        x = self.source(source, torch.arange(source.shape[1], device=source.device))
        mask = None if source_real is None else F.padding_mask(source_real)
        for block in self.encoder:
            x = block(x, mask)
        return x

    def decode(
        self,
        target: Int[Tensor, "b t"],
        memory: Float[Tensor, "b s d"],
        source_real: Bool[Tensor, "b s"] | None = None,
        target_real: Bool[Tensor, "b past_and_t"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "b t d"]:
        """Write on: the vector of every target position, made with a view of what was written before it and
        of all of the source."""
        mask, where = looking_back(target, target_real, cache)
        memory_mask = None if source_real is None else F.padding_mask(source_real)
        x = self.target(target, where)
        for j, block in enumerate(self.decoder):
            own, told = (compute, compute) if cache is None else (cache.blocks[j], cache.memories[j])
            x = block(x, memory, mask, memory_mask, source=own, memory_source=told)
        return x

    def forward(
        self,
        source: Int[Tensor, "b s"],
        target: Int[Tensor, "b t"],
        source_real: Bool[Tensor, "b s"] | None = None,
        target_real: Bool[Tensor, "b t"] | None = None,
    ) -> Float[Tensor, "b t vocab"]:
        return self.unembed(self.decode(target, self.encode(source, source_real), source_real, target_real))
