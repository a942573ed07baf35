"""Pairs of a source and a target, turned into ids and put into batches."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from ..errors import Problem
from ..functional import IGNORE
from ..text.tokenizer import Tokenizer
from .batching import Batches, padded
from .dialogue import encode_words
from .records import Translation


@dataclass(frozen=True)
class PairIds:
    """A pair as ids, each side with its end token."""

    source: list[int]
    target: list[int]


@dataclass(frozen=True)
class PairBatch:
    """`labels[t]` is the token that follows `target[t]`: the decoder is fed what is right, whatever it would
    have written itself (teacher forcing). Padding stands behind, with label IGNORE."""

    source: Int[Tensor, "b s"]
    source_real: Bool[Tensor, "b s"]
    target: Int[Tensor, "b t"]
    labels: Int[Tensor, "b t"]


def encode_source(tokenizer: Tokenizer, text: str) -> list[int]:
    """The ids of a text and its end."""
    return [*encode_words(tokenizer, text), tokenizer.eos_id]


def fitting_pairs(tokenizer: Tokenizer, pairs: Sequence[Translation], max_len: int) -> list[PairIds]:
    """The pairs as ids, without those that are longer than the model's positions."""
    encoded = [PairIds(encode_source(tokenizer, p.source), encode_source(tokenizer, p.target)) for p in pairs]
    kept = [ids for ids in encoded if max(len(ids.source), len(ids.target)) <= max_len]
    if not kept:
        raise Problem(
            f"all {len(encoded)} pairs are longer than the model's {max_len} positions: give shorter ones",
            f"문장 쌍 {len(encoded)}개가 모두 모델의 위치 {max_len}개보다 깁니다. 더 짧은 문장을 주세요.",
        )
    return kept


def pair_batches(
    encoded: Sequence[PairIds],
    batch_size: int,
    *,
    start_id: int,
    pad_id: int,
    generator: torch.Generator | None = None,
) -> Batches[PairBatch]:
    """Pairs of like length together; the decoder reads the start token first."""

    def collate(chosen: list[int]) -> PairBatch:
        pairs = [encoded[i] for i in chosen]
        source, source_real = padded([p.source for p in pairs], pad_id)
        target, _ = padded([[start_id, *p.target[:-1]] for p in pairs], pad_id)
        return PairBatch(source, source_real, target, padded([p.target for p in pairs], IGNORE)[0])

    return Batches([len(p.source) + len(p.target) for p in encoded], batch_size, collate, generator)
