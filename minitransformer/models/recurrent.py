"""The story before the transformer: an encoder and a decoder that read and write one word after another, first
without attention and then with it. Same interface as `Seq2Seq`, so one training task serves all three."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from ..core.cache import Cache
from ..core.config import Seq2SeqConfig, Wirings, check_counts
from .base import Model
from .gru import GRU, additive_attention, turned
from .limits import check_input
from .seq2seq import Seq2Seq


@dataclass(frozen=True, kw_only=True)
class RecurrentConfig(Seq2SeqConfig):
    """`d_model` channels a word, `d_hidden` a state. What only blocks need is left at one."""

    d_hidden: int
    n_heads: int = 1
    d_ff: int = 1
    n_layers: int = 1
    n_decoder_layers: int = 1
    wiring: Wirings = "post"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_counts(self, "d_hidden")


class Words(nn.Module):
    """ids ─► embed ─► dropout: a recurrent model knows order without being told positions."""

    def __init__(self, cfg: RecurrentConfig) -> None:
        super().__init__()
        self.embed = nn.Embedding(cfg.vocab_size, cfg.d_model, padding_idx=cfg.pad_id)
        self.dropout = nn.Dropout(cfg.dropout)
        self.vocab_size, self.max_len = cfg.vocab_size, cfg.max_len

    def forward(self, ids: Int[Tensor, "b t"]) -> Float[Tensor, "b t d"]:
        check_input(ids, torch.arange(ids.shape[1]), self.vocab_size, self.max_len)
        return self.dropout(self.embed(ids))


class Recurrent(Seq2Seq, ABC):
    """What both have: a reader in each direction, and a writer that is told a context at every step.

        source ids ─► Words ─► reader ►, reader ◄ ─► memory ─► context
        target ids ─► Words ──┬► writer ─► readout ─► unembed ─► a score for every word
                 a context ───┘
    Source, target and output share one table. `gru` is the unit by hand, or PyTorch's kernel. Padding stands
    behind the words. Of `Seq2Seq` there is nothing in it but the interface.
    """

    cfg: RecurrentConfig

    def __init__(self, cfg: RecurrentConfig, gru: type[nn.Module] = GRU) -> None:
        Model.__init__(self, cfg)
        d, h = cfg.d_model, cfg.d_hidden
        self.source, self.target = Words(cfg), Words(cfg)  # type: ignore[assignment]
        self.forwards, self.backwards = gru(d, h), gru(d, h)
        self.begin = nn.Linear(2 * h, h)
        self.writer = gru(d + 2 * h, h)
        self.readout = nn.Linear(d + 3 * h, d)
        self.dropout = nn.Dropout(cfg.dropout)
        self.unembed = nn.Linear(d, cfg.vocab_size)
        self.tie()

    def read(self, source: Int[Tensor, "b s"], real: Bool[Tensor, "b s"]) -> Float[Tensor, "b s two_h"]:
        """For every word, the state of each reader when it had come to it."""
        x = self.source(source)
        nothing = x.new_zeros(len(x), self.cfg.d_hidden)
        backwards = turned(self.backwards(turned(x, real), nothing), real)
        return torch.cat([self.forwards(x, nothing), backwards], -1)

    @abstractmethod
    def write(
        self, x: Tensor, h: Tensor, memory: Tensor, real: Tensor | None
    ) -> tuple[Float[Tensor, "b t h"], Float[Tensor, "b t two_h"]]:
        """The states of the writer, and the context that it was told at each step."""

    def decode(
        self,
        target: Int[Tensor, "b t"],
        memory: Float[Tensor, "b s two_h"],
        source_real: Bool[Tensor, "b source"] | None = None,
        target_real: Bool[Tensor, "b past_and_t"] | None = None,  # noqa: ARG002 - padding stands behind
        cache: Cache | None = None,
    ) -> Float[Tensor, "b t d"]:
        """Write on. The cache holds the states so far, and the last of them is all that is needed."""
        past = None if cache is None else cache.blocks[0].kv
        h = torch.tanh(self.begin(memory[:, 0])) if past is None else past[0][:, 0, -1]
        x = self.target(target)
        states, contexts = self.write(x, h, memory, source_real)
        if cache is not None:
            cache.blocks[0](lambda new: (new, new), states[:, None])
        return self.dropout(torch.tanh(self.readout(torch.cat([x, states, contexts], -1))))


class Bottleneck(Recurrent):
    """Without attention (Cho et al. 2014): however long the source, one vector is all that is kept of it."""

    def encode(
        self, source: Int[Tensor, "b s"], source_real: Bool[Tensor, "b s"] | None = None
    ) -> Float[Tensor, "b 1 two_h"]:
        """The state of each reader when it had come to its end."""
        real = torch.ones_like(source, dtype=torch.bool) if source_real is None else source_real
        forwards, backwards = self.read(source, real).chunk(2, -1)
        last = torch.arange(len(source), device=source.device), real.sum(-1) - 1
        return torch.cat([forwards[last], backwards[:, 0]], -1)[:, None]

    def write(self, x: Tensor, h: Tensor, memory: Tensor, _real: Tensor | None) -> tuple[Tensor, Tensor]:
        contexts = memory.expand(-1, x.shape[1], -1)
        return self.writer(torch.cat([x, contexts], -1), h), contexts


class Attentive(Recurrent):
    """With attention (Bahdanau et al. 2015): all states of the readers are kept, and the writer looks at them
    anew before every step, with its state as the question."""

    def __init__(self, cfg: RecurrentConfig, gru: type[nn.Module] = GRU) -> None:
        super().__init__(cfg, gru)
        self.q = nn.Linear(cfg.d_hidden, cfg.d_hidden, bias=False)
        self.k = nn.Linear(2 * cfg.d_hidden, cfg.d_hidden, bias=False)
        self.score = nn.Linear(cfg.d_hidden, 1, bias=False)
        self.weights = nn.Identity()  # a name for the attention weights, so that a hook can see them

    def encode(
        self, source: Int[Tensor, "b s"], source_real: Bool[Tensor, "b s"] | None = None
    ) -> Float[Tensor, "b s two_h"]:
        """The states of both readers at every word."""
        return self.read(
            source, torch.ones_like(source, dtype=torch.bool) if source_real is None else source_real
        )

    def write(self, x: Tensor, h: Tensor, memory: Tensor, real: Tensor | None) -> tuple[Tensor, Tensor]:
        mask = memory.new_ones(memory.shape[:2], dtype=torch.bool) if real is None else real
        k, states, contexts, looks = self.k(memory), [], [], []
        for word in x.split(1, 1):
            context, look = additive_attention(
                self.q(h)[:, None], k, memory, self.score.weight[0], mask[:, None]
            )
            h = self.writer(torch.cat([word, context], -1), h)[:, 0]
            states.append(h)
            contexts.append(context[:, 0])
            looks.append(look)
        self.weights(torch.cat(looks, 1)[:, None])
        return torch.stack(states, 1), torch.stack(contexts, 1)
