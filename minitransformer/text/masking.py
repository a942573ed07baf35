"""BERT's corruption of its input: masked language modelling (Devlin et al. 2019, section 3.1)."""

from collections.abc import Collection
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from ..errors import Problem
from ..functional import IGNORE
from .tokenizer import Tokenizer


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
    heads: Int[Tensor, "*shape"] | None = None,
) -> Masked:
    """Choose 15 % of the tokens; show 80 % of those as [MASK], 10 % as a random word, 10 % unchanged.

    The last two are there because [MASK] never occurs once the model is put to use: it has to keep a
    good vector for every token, since any of them may be wrong. Special tokens are neither chosen nor
    put in a word's place. The input is left as it was.

    With `heads` (see `word_heads`) chances are drawn for words, not for tokens: the pieces of a word share its
    fate, and none of them gives the others away.
    """
    special = torch.tensor(sorted(special_ids), dtype=ids.dtype, device=ids.device)
    words = torch.arange(vocab_size, dtype=ids.dtype, device=ids.device)
    words = words[~torch.isin(words, special)]

    def chance() -> Tensor:
        drawn = torch.rand(ids.shape, generator=generator, device=ids.device)
        return drawn if heads is None else drawn.gather(-1, heads)

    chosen = (chance() < fraction) & ~torch.isin(ids, special)
    fate = chance()
    random_words = words[torch.randint(len(words), ids.shape, generator=generator, device=ids.device)]
    corrupted = torch.where(chosen & (fate < 0.8), mask_id, ids)
    corrupted = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), random_words, corrupted)
    return Masked(corrupted, torch.where(chosen, ids, IGNORE))


def word_heads(ids: Int[Tensor, "*b t"], inside: Bool[Tensor, " vocab"]) -> Int[Tensor, "*b t"]:
    """For every token, where its word begins; `inside` says which pieces go on with a word."""
    where = torch.arange(ids.shape[-1], device=ids.device).expand(ids.shape)
    return where.masked_fill(inside[ids], 0).cummax(-1).values


def pieces_inside(tokenizer: Tokenizer) -> Bool[Tensor, " vocab"]:
    """Which pieces of a vocabulary go on with a word: `##ing` of WordPiece, or all without SentencePiece's ▁.

    `Problem` where the vocabulary marks neither.
    """
    pieces = [tokenizer.piece(i) for i in range(tokenizer.vocab_size)]
    special = tokenizer.control_ids
    if any(piece.startswith("##") for piece in pieces):
        return torch.tensor([piece.startswith("##") for piece in pieces])
    if any(piece.startswith("▁") for piece in pieces):
        return torch.tensor([i not in special and not p.startswith("▁") for i, p in enumerate(pieces)])
    raise Problem(
        "this tokenizer does not mark where a word begins (## or ▁), so words cannot be masked whole: "
        "leave whole words out",
        "이 토크나이저는 단어의 시작(##이나 ▁)을 표시하지 않아 단어를 통째로 가릴 수 없습니다. "
        "통째로 가리기 옵션을 빼 주세요.",
    )
