"""A GPT and an encoder-decoder as the loops see them: texts that grow, and a score for every next word."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from ..core.cache import Cache
from ..models.gpt import GPT
from ..models.limits import finite
from ..models.seq2seq import Seq2Seq

Rows = Sequence[Sequence[int]]


class Writer(ABC):
    """Texts that are being written, and the model that scores their next word.

    The texts stand flush right, so that all go on at the same place; `real` is False at the padding on their
    left. The cache remembers what was read. Without one, everything is read again for every word.
    """

    def __init__(
        self, ids: Int[Tensor, "b n"], real: Bool[Tensor, "b n"], max_len: int, cache: Cache | None
    ) -> None:
        self.ids, self.real, self.max_len, self.cache = ids, real, max_len, cache

    @abstractmethod
    def read(self, new: Int[Tensor, "b t"]) -> Float[Tensor, "b vocab"]:
        """Read these words, and score what may follow the last of them."""

    @torch.inference_mode()
    def next_scores(self) -> Float[Tensor, "b vocab"]:
        """A score for every word that could come next, in float32 at least."""
        past = 0 if self.cache is None else len(self.cache)
        scores = finite(self.read(self.ids[:, past:]))
        return scores.to(torch.promote_types(scores.dtype, torch.float32))

    def room(self) -> Int[Tensor, " b"]:
        """How many more words the model has positions for."""
        return (self.max_len - self.real.sum(-1)).clamp(min=0)

    def append(self, words: Int[Tensor, " b"]) -> None:
        """Write one word at the end of every text."""
        self.ids = torch.cat([self.ids, words[:, None]], 1)
        self.real = torch.cat([self.real, torch.ones_like(self.real[:, :1])], 1)

    def keep(self, rows: Int[Tensor, " rows"]) -> None:
        """Go on with these texts, in this order: one that has ended is left out, a beam may come twice."""
        if torch.equal(rows, torch.arange(len(self.ids), device=rows.device)):
            return
        self.ids, self.real = self.ids[rows], self.real[rows]
        for words in [] if self.cache is None else self.cache.blocks:
            words.reorder(rows)


class GPTWriter(Writer):
    """A decoder-only model: the prompt is the beginning of the text."""

    def __init__(self, model: GPT, prompts: Rows, use_cache: bool = True) -> None:
        ids, real = pad_left(prompts, model.cfg.pad_id or 0, model.device)
        super().__init__(ids, real, model.cfg.max_len, Cache(model.cfg.n_layers) if use_cache else None)
        self.model = model

    def read(self, new: Int[Tensor, "b t"]) -> Float[Tensor, "b vocab"]:
        return self.model.unembed(self.model.hidden(new, self.real, self.cache)[:, -1])


class Seq2SeqWriter(Writer):
    """An encoder-decoder: the source is read once, and the text begins with the model's start token.

    The beams of one source share what the encoder said of it, so that is moved only when a source leaves.
    """

    def __init__(self, model: Seq2Seq, sources: Rows, use_cache: bool = True) -> None:
        cfg, device = model.cfg, model.device
        start = torch.full((len(sources), 1), cfg.start_id, device=device)
        cache = Cache(cfg.n_decoder_layers) if use_cache else None
        super().__init__(start, torch.ones_like(start, dtype=torch.bool), cfg.max_len, cache)
        source, self.source_real = pad_right(sources, cfg.pad_id or 0, device)
        with torch.inference_mode():
            self.memory = model.encode(source, self.source_real)
        self.source_of = torch.arange(len(sources), device=device)
        self.model = model

    def read(self, new: Int[Tensor, "b t"]) -> Float[Tensor, "b vocab"]:
        hidden = self.model.decode(new, self.memory, self.source_real, self.real, self.cache)
        return self.model.unembed(hidden[:, -1])

    def keep(self, rows: Int[Tensor, " rows"]) -> None:
        super().keep(rows)
        if torch.equal(self.source_of[rows], self.source_of):
            return
        self.source_of, self.source_real = self.source_of[rows], self.source_real[rows]
        self.memory = self.memory[rows]
        for told in [] if self.cache is None else self.cache.memories:
            told.reorder(rows)


def pad_left(
    prompts: Rows, pad_id: int, device: torch.device | None = None
) -> tuple[Int[Tensor, "b n"], Bool[Tensor, "b n"]]:
    """Prompts of different lengths, flush right, so that all go on at the same place; and what is real."""
    ids, real = pad_right([list(reversed(p)) for p in prompts], pad_id, device)
    return ids.flip(-1), real.flip(-1)


def pad_right(
    texts: Rows, pad_id: int, device: torch.device | None = None
) -> tuple[Int[Tensor, "b n"], Bool[Tensor, "b n"]]:
    """Texts of different lengths, flush left, so that an encoder counts their positions from 0; and what is
    real."""
    if not texts or not all(texts):
        raise ValueError("a prompt is empty: start it with the model's start token")
    longest = max(map(len, texts))
    ids = torch.tensor([[*text, *[pad_id] * (longest - len(text))] for text in texts], device=device)
    real = torch.tensor([[i < len(text) for i in range(longest)] for text in texts], device=device)
    return ids, real
