"""BERT's corruption of its input: masked language modelling (Devlin et al. 2019, section 3.1)."""

from collections.abc import Collection
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor

from ..functional import IGNORE


@dataclass(frozen=True)
class Masked:
    """The corrupted ids, and the labels: the original id where a guess is asked for, else `IGNORE`."""

    ids: Int[Tensor, "*shape"]
    labels: Int[Tensor, "*shape"]


def mask_tokens(
    ids: Int[Tensor, "*shape"],
    *,
    mask_id: int,
    vocab_size: int,
    special_ids: Collection[int],
    generator: torch.Generator,
    fraction: float = 0.15,
) -> Masked:
    """Choose 15 % of the tokens; show 80 % of those as [MASK], 10 % as a random word, 10 % unchanged.

    The last two are there because [MASK] never occurs once the model is put to use: it has to keep a
    good vector for every token, since any of them may be wrong. Special tokens are neither chosen nor
    put in a word's place. The input is left as it was.
    """
    special = torch.tensor(sorted(special_ids), dtype=ids.dtype, device=ids.device)
    words = torch.arange(vocab_size, dtype=ids.dtype, device=ids.device)
    words = words[~torch.isin(words, special)]

    def chance() -> Tensor:
        return torch.rand(ids.shape, generator=generator, device=ids.device)

    chosen = (chance() < fraction) & ~torch.isin(ids, special)
    fate = chance()
    random_words = words[torch.randint(len(words), ids.shape, generator=generator, device=ids.device)]
    corrupted = torch.where(chosen & (fate < 0.8), mask_id, ids)
    corrupted = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), random_words, corrupted)
    return Masked(corrupted, torch.where(chosen, ids, IGNORE))
