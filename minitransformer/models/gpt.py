"""GPT: decoder-only. Every position predicts the next token, and none may look ahead."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from ..core.blocks import DecoderOnlyBlock
from ..core.cache import Cache, compute
from ..core.config import GPTConfig
from ..core.parts import Parts
from ..core.positions import Learned, Rotary
from .base import Model
from .limits import check_input, check_labels
from .sight import looking_back


class GPTBody(Model):
    """What GPT-2, koGPT2 (Radford et al. 2019), GPT-NeoX and Llama have under their heads.

    ids ─► embed + positions ─► block × n_layers ─► norm ─► one vector a token
    """

    cfg: GPTConfig

    def __init__(self, cfg: GPTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg)
        still = None if cfg.pad_learns else cfg.pad_id
        self.embed = nn.Embedding(cfg.vocab_size, cfg.d_model, padding_idx=still)
        self.positions: nn.Module = (
            Learned(cfg.max_len, cfg.d_model)
            if cfg.positions == "learned"
            else Rotary(cfg.n_rotary, cfg.rotary_base)
        )
        self.dropout = nn.Dropout(cfg.embedding_dropout)
        self.blocks = nn.ModuleList(DecoderOnlyBlock(cfg, parts) for _ in range(cfg.n_layers))
        self.norm = parts.norm(cfg)

    def hidden(
        self,
        ids: Int[Tensor, "b t"],
        real: Bool[Tensor, "b s"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "b t d"]:
        """The vector of every position.

        `real` is True at tokens and False at padding (remembered ones included); positions are counted
        over the real tokens, so padding may stand on either side. Raises ValueError for an id outside
        the vocabulary or a sequence longer than the positions.
        """
        mask, where = looking_back(ids, real, cache)
        check_input(ids, where, self.cfg.vocab_size, self.cfg.max_len)
        x, rotate = self.positions(self.embed(ids), where)
        x = self.dropout(x)
        for i, block in enumerate(self.blocks):
            x = block(x, mask, rotate=rotate, source=compute if cache is None else cache.blocks[i])
        return self.norm(x)


class GPT(GPTBody):
    """A language model: a score for every word of the vocabulary, at every position.

    In GPT-2 `unembed` is the embedding table again: the score of a word is the dot product of the output
    vector with that word's own embedding (weight tying, Press and Wolf 2017).
    """

    def __init__(self, cfg: GPTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg, parts)
        self.unembed = nn.Linear(cfg.d_model, cfg.vocab_size, bias=False)
        self.tie()

    def tie(self) -> None:
        """Make the output layer share the embedding table, if the config says so."""
        if self.cfg.tied:
            self.unembed.weight = self.embed.weight

    def forward(
        self,
        ids: Int[Tensor, "b t"],
        real: Bool[Tensor, "b s"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "b t vocab"]:
        return self.unembed(self.hidden(ids, real, cache))


class GPTForClassification(GPTBody):
    """Which label fits this text? The last token has read all of it, so it decides (Radford et al. 2018, 3.2)."""

    def __init__(self, cfg: GPTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg, parts)
        check_labels(cfg)
        self.classify = nn.Linear(cfg.d_model, len(cfg.labels), bias=False)

    def forward(
        self, ids: Int[Tensor, "b t"], real: Bool[Tensor, "b t"] | None = None
    ) -> Float[Tensor, "b classes"]:
        real = torch.ones_like(ids, dtype=torch.bool) if real is None else real
        last = ids.shape[1] - 1 - real.flip(-1).int().argmax(-1)
        hidden = self.hidden(ids, real)
        return self.classify(hidden[torch.arange(len(ids), device=ids.device), last])
