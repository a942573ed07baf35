"""What must not be said, and what must: processors that rule words out altogether.

Lengths count from the beginning of the longest prompt: texts stand flush right, so that all grow together.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from ..errors import Problem
from .ends import Ends, ends_of
from .processors import NEVER, Processor, check_positive


def no_repeat_ngram(n: int) -> Processor:
    """No n words in a row come twice (Paulus et al. 2018, section 2.5): where the last n - 1 words were said
    before, the word that followed them then must not follow now."""
    check_positive("no_repeat_ngram", n)

    def process(scores: Tensor, ids: Tensor, real: Tensor) -> Tensor:
        length = ids.shape[1]
        if length < n:
            return scores
        said, whole = ids.unfold(1, n, 1), real.unfold(1, n, 1).all(-1)
        now = ids[:, None, length - n + 1 :]
        rows, places = ((said[..., :-1] == now).all(-1) & whole).nonzero(as_tuple=True)
        banned = torch.zeros_like(scores, dtype=torch.bool)
        banned[rows, said[rows, places, -1]] = True
        return scores.masked_fill(banned, NEVER)

    return process


def bad_words(words: Sequence[Sequence[int]]) -> Processor:
    """None of these words is said. Of one that has several tokens, the last is refused, and only where the
    others stand in front of it."""
    if not all(words):
        raise ValueError("a bad word has no token: leave it out")

    def process(scores: Tensor, ids: Tensor, real: Tensor) -> Tensor:
        banned = torch.zeros_like(scores, dtype=torch.bool)
        for *before, last in words:
            start = ids.shape[1] - len(before)
            check_known(last, scores)
            if start >= 0:
                begun = (ids[:, start:] == ids.new_tensor(before)) & real[:, start:]
                banned[begun.all(-1), last] = True
        return scores.masked_fill(banned, NEVER)

    return process


def min_length(n: int, eos_id: Ends) -> Processor:
    """No end before there are n tokens, prompt (or start token) included."""
    ends = ends_of(eos_id)

    def process(scores: Tensor, ids: Tensor, _real: Tensor) -> Tensor:
        if ids.shape[1] >= n:
            return scores
        check_known(max(ends, default=0), scores)
        return scores.index_fill(-1, torch.tensor(ends, dtype=torch.long, device=scores.device), NEVER)

    return process


def forced_first(token: int) -> Processor:
    """The word behind the start token is this one (BART's summaries begin so)."""
    return lambda scores, ids, _real: only(token, scores) if ids.shape[1] == 1 else scores


def forced_last(token: int, max_length: int) -> Processor:
    """The text of `max_length` tokens ends with this one: it is not cut off, it ends."""
    return lambda scores, ids, _real: only(token, scores) if ids.shape[1] == max_length - 1 else scores


def only(token: int, scores: Tensor) -> Tensor:
    """Scores that leave one word."""
    check_known(token, scores)
    certain = torch.full_like(scores, NEVER)
    certain[:, token] = 0.0
    return certain


def check_known(token: int, scores: Tensor) -> None:
    """Raise `Problem` for a token that the model cannot write."""
    if token >= scores.shape[-1]:
        raise Problem(
            f"the settings name token {token}, but the model writes only 0 to {scores.shape[-1] - 1}: "
            "they belong to another model",
            f"설정에 토큰 {token}이 있는데 이 모델이 쓰는 토큰은 0부터 {scores.shape[-1] - 1}까지입니다. "
            "다른 모델의 설정입니다.",
        )
