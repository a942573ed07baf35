"""One input for both models, chosen so that a mistake has nowhere to hide."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ..core.config import BERTConfig, GPTConfig, ModelConfig, Seq2SeqConfig
from ..functional import IGNORE


@dataclass(frozen=True)
class Probe:
    """Three rows, one full, one padded on the right, one on the left; and a row that fills every position.

    The target, which only an encoder-decoder reads, has another length and no padding on the left.
    """

    ids: Tensor
    real: Tensor
    segments: Tensor
    words: Tensor  # a label for every position, IGNORE where none counts
    tags: Tensor  # a class for every position, IGNORE where none counts
    classes: Tensor  # a class for every row, 0 or 1: every head with classes has at least two
    longest: Tensor  # ids alone, from the first word of the vocabulary to the last position of the model
    target: Tensor
    target_real: Tensor
    target_words: Tensor
    longest_target: Tensor


def make_probe(cfg: ModelConfig, generator: torch.Generator, length: int = 24) -> Probe:
    """Random tokens that exercise padding, segments and ignored labels.

    The padding's id stands among real tokens once: only there can its row receive a gradient.
    """
    length = min(length, cfg.max_len)
    shape, pad = (3, length), cfg.pad_id or 0
    ids = torch.randint(cfg.vocab_size, shape, generator=generator)
    real = torch.ones(shape, dtype=torch.bool)
    real[1, -(length // 3) :] = False
    real[2, : length // 4] = False
    ids[[0, 2], -1] = ids[1, -(length // 3) - 1] = (pad + 1) % cfg.vocab_size  # the last word is no padding
    ids = torch.where(real, ids, pad)
    ids[0, length // 2] = pad
    counts = real & (torch.arange(length) % 3 != 1)
    if isinstance(cfg, GPTConfig):  # what stands before the first real token is no prediction
        counts[:, 1:] &= real[:, :-1]
    n_segments = max(cfg.n_segments, 1) if isinstance(cfg, BERTConfig) else 1
    target_words = cfg.target_words if isinstance(cfg, Seq2SeqConfig) else cfg.vocab_size
    target_length = max(length - 5, 1)
    target_real = torch.ones(3, target_length, dtype=torch.bool)
    target_real[1, -(target_length // 4) :] = target_length < 4
    target = torch.randint(target_words, target_real.shape, generator=generator)
    return Probe(
        ids=ids,
        real=real,
        segments=torch.randint(n_segments, shape, generator=generator),
        words=torch.where(counts, ids, IGNORE),
        tags=torch.where(counts, torch.randint(2, shape, generator=generator), IGNORE),
        classes=torch.randint(2, (3,), generator=generator),
        longest=_from_first_to_last(cfg.vocab_size, cfg.max_len, generator),
        target=torch.where(target_real, target, pad),
        target_real=target_real,
        target_words=torch.where(target_real, target.roll(-1, 1), IGNORE),
        longest_target=_from_first_to_last(target_words, cfg.max_len, generator),
    )


def make_seeing_probe(cfg: ModelConfig, generator: torch.Generator) -> Probe:
    """`make_probe` without padding on the left: every query has something to see. What becomes of one that has
    not is a convention, zeros here, and a function may rightly have another."""
    probe = make_probe(cfg, generator)
    real = probe.real.clone()
    real[2] = True
    return replace(probe, real=real)


def _from_first_to_last(vocab_size: int, length: int, generator: torch.Generator) -> Tensor:
    ids = torch.randint(vocab_size, (1, length), generator=generator)
    ids[0, 0], ids[0, -1] = 0, vocab_size - 1
    return ids
