"""GPT: decoder-only. Every position predicts the next token, and none may look ahead."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from .. import functional as F
from ..core.blocks import DecoderOnlyBlock
from ..core.cache import Cache, compute
from ..core.config import GPTConfig
from ..core.parts import Parts
from ..core.positions import Learned
from .base import Model
from .limits import check_input


class GPT(Model):
    """GPT-2 and koGPT2 (Radford et al. 2019).

        ids ─► embed + positions ─► block × n_layers ─► norm ─► unembed ─► a score for every word

    `unembed` is the embedding table again: the score of a word is the dot product of the output
    vector with that word's own embedding (weight tying, Press and Wolf 2017).
    """

    cfg: GPTConfig

    def __init__(self, cfg: GPTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg)
        self.embed = nn.Embedding(cfg.vocab_size, cfg.d_model)
        self.positions = Learned(cfg.max_len, cfg.d_model)
        self.dropout = nn.Dropout(cfg.embedding_dropout)
        self.blocks = nn.ModuleList(DecoderOnlyBlock(cfg, parts) for _ in range(cfg.n_layers))
        self.norm = parts.layer_norm(cfg.d_model, cfg.norm_eps)
        self.unembed = nn.Linear(cfg.d_model, cfg.vocab_size, bias=False)
        self.tie()

    def tie(self) -> None:
        """Make the output layer share the embedding table."""
        self.unembed.weight = self.embed.weight

    def hidden(
        self,
        ids: Int[Tensor, "b t"],
        real: Bool[Tensor, "b s"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "b t d"]:
        """The vector of every position before it is turned into word scores.

        `real` is True at tokens and False at padding (remembered ones included); positions are counted
        over the real tokens, so padding may stand on either side. Raises ValueError for an id outside
        the vocabulary or a sequence longer than the positions.
        """
        past, t = 0 if cache is None else len(cache), ids.shape[1]
        mask = F.causal_mask(t, past + t, ids.device)
        where = torch.arange(past, past + t, device=ids.device)
        if real is not None:
            mask = mask & F.padding_mask(real)
            where = F.positions_of(real)[:, past:]
        check_input(ids, where, self.cfg)
        x, rotate = self.positions(self.embed(ids), where)
        x = self.dropout(x)
        for i, block in enumerate(self.blocks):
            x = block(x, mask, rotate=rotate, source=compute if cache is None else cache.blocks[i])
        return self.norm(x)

    def forward(
        self,
        ids: Int[Tensor, "b t"],
        real: Bool[Tensor, "b s"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "b t vocab"]:
        return self.unembed(self.hidden(ids, real, cache))
