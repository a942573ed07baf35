"""Texts as BERT learns from them: some words hidden, and perhaps a second text that may not follow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import overload

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from ..functional import IGNORE
from ..text.masking import Masked, mask_tokens, pieces_inside, word_heads
from ..text.tokenizer import Tokenizer
from .batching import Batches, padded
from .next_sentence import Pair


@dataclass(frozen=True)
class MaskedBatch:
    """What is shown, what is real, which text a token belongs to; the hidden words, and whether the second
    text follows (IGNORE where there is none)."""

    ids: Int[Tensor, "b t"]
    real: Bool[Tensor, "b t"]
    segments: Int[Tensor, "b t"]
    labels: Int[Tensor, "b t"]
    follows: Int[Tensor, " b"]


Mask = Callable[[Tensor, torch.Generator], Masked]


def masking(tokenizer: Tokenizer, whole_words: bool = False, fraction: float = 0.15) -> Mask:
    """How words are hidden for this tokenizer: token by token, or all pieces of a word together."""
    inside = pieces_inside(tokenizer) if whole_words else None

    def mask(ids: Tensor, generator: torch.Generator) -> Masked:
        return mask_tokens(
            ids,
            mask_id=tokenizer.mask_id,
            vocab_size=tokenizer.vocab_size,
            special_ids=tokenizer.control_ids,
            generator=generator,
            fraction=fraction,
            heads=None if inside is None else word_heads(ids, inside),
        )

    return mask


class MaskedBatches(Sequence[MaskedBatch]):
    """An epoch of batches of like length, each masked when it is asked for, and every time alike: batch 500 of
    a run that is taken up again is masked as if the run had never stopped."""

    def __init__(
        self,
        pairs: Sequence[Pair],
        batch_size: int,
        tokenizer: Tokenizer,
        mask: Mask,
        generator: torch.Generator,
        in_order: bool = False,
    ) -> None:
        self.pairs, self.tokenizer, self.mask = pairs, tokenizer, mask
        self.seed = int(torch.randint(2**62, (), generator=generator))
        lengths = [len(pair.first) + len(pair.second) for pair in pairs]
        self.chosen = list(Batches(lengths, batch_size, list, None if in_order else generator))

    def __len__(self) -> int:
        return len(self.chosen)

    @overload
    def __getitem__(self, i: int) -> MaskedBatch: ...
    @overload
    def __getitem__(self, i: slice) -> list[MaskedBatch]: ...
    def __getitem__(self, i: int | slice) -> MaskedBatch | list[MaskedBatch]:
        if isinstance(i, slice):
            return [self[n] for n in range(*i.indices(len(self)))]
        pairs = [self.pairs[n] for n in self.chosen[i]]
        rows, segments = zip(*map(partial(assembled, tokenizer=self.tokenizer), pairs), strict=True)
        ids, real = padded(rows, self.tokenizer.pad_id)
        masked = self.mask(ids, torch.Generator().manual_seed(self.seed + i % len(self)))
        follows = torch.tensor([pair.label for pair in pairs])
        return MaskedBatch(masked.ids, real, padded(segments, 0)[0], masked.labels, follows)


def assembled(pair: Pair, tokenizer: Tokenizer) -> tuple[list[int], list[int]]:
    """`[CLS] first [SEP] second [SEP]`, and 0 or 1 for the text that each token belongs to; without a second
    text it ends at the first [SEP]."""
    first = [tokenizer.cls_id, *pair.first, tokenizer.sep_id]
    second = [*pair.second, tokenizer.sep_id] if pair.label != IGNORE else []
    return first + second, [0] * len(first) + [1] * len(second)


def singles(encoded: Sequence[list[int]], room: int) -> list[Pair]:
    """Texts alone, none longer than the room: what is too long goes on in the next one."""
    return [Pair(ids[i : i + room], [], IGNORE) for ids in encoded for i in range(0, len(ids), room)]
