"""Ways to change the scores of the next word before one is chosen. Each makes a function; they compose."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from ..errors import Problem
from ..functional import softmax

Processor = Callable[[Tensor, Tensor, Tensor], Tensor]
"""(scores of the next word, ids so far, which of those are real) -> new scores."""

NEVER = float("-inf")


def check_positive(name: str, value: float | int, most: float = float("inf")) -> None:
    """Raise ValueError, with the number, for a setting that means nothing."""
    if not 0 < value <= most:
        upper = f" and at most {most:g}" if most != float("inf") else ""
        raise ValueError(f"{name}={value:g}: must be above 0{upper}")


def apply(
    processors: Sequence[Processor],
    scores: Float[Tensor, "b vocab"],
    ids: Int[Tensor, "b n"],
    real: Bool[Tensor, "b n"],
) -> Float[Tensor, "b vocab"]:
    """One after the other, each on what the one before it has left."""
    for process in processors:
        scores = process(scores, ids, real)
    return scores


def some_word(scores: Float[Tensor, "b n"]) -> Float[Tensor, "b n"]:
    """The scores themselves, or `Problem` where every word of a row is ruled out."""
    if (scores.amax(-1) == NEVER).any():
        raise Problem(
            "the settings rule out every word, so nothing can be written: ban less, or write a shorter text",
            "설정이 모든 단어를 금지해서 쓸 수 있는 단어가 없습니다. 금지를 줄이거나 더 짧게 써 주세요.",
        )
    return scores


def repetition_penalty(penalty: float) -> Processor:
    """Make words that were already used less likely (Keskar et al. 2019, section 4.1): a positive score is
    divided by the penalty, a negative one multiplied, once for each word, prompt included."""
    check_positive("repetition_penalty", penalty)

    def process(
        scores: Float[Tensor, "b vocab"], ids: Int[Tensor, "b n"], real: Bool[Tensor, "b n"]
    ) -> Float[Tensor, "b vocab"]:
        penalised = torch.where(scores < 0, scores * penalty, scores / penalty)
        used = torch.zeros_like(scores, dtype=torch.bool)
        rows, places = real.nonzero(as_tuple=True)
        used[rows, ids[rows, places]] = True
        return torch.where(used, penalised, scores)

    return process


def temperature(t: float) -> Processor:
    """Below 1 the likely words get likelier, above 1 all get more alike."""
    check_positive("temperature", t)
    return lambda scores, _ids, _real: scores / t


def top_k(k: int) -> Processor:
    """Only the k best words may be chosen (Fan et al. 2018, section 5.4)."""
    check_positive("top_k", k)

    def process(scores: Tensor, _ids: Tensor, _real: Tensor) -> Tensor:
        worst_kept = scores.topk(min(k, scores.shape[-1])).values[:, -1:]
        return scores.masked_fill(scores < worst_kept, NEVER)

    return process


def top_p(p: float) -> Processor:
    """Only the smallest set of words that together have probability p (Holtzman et al. 2020, section 3.1)."""
    check_positive("top_p", p, most=1.0)

    def process(scores: Tensor, _ids: Tensor, _real: Tensor) -> Tensor:
        best_first, order = scores.sort(descending=True, stable=True)
        probabilities = softmax(best_first)
        before = probabilities.cumsum(-1) - probabilities
        return scores.masked_fill((before >= p).gather(-1, order.argsort(-1)), NEVER)

    return process


def renormalise() -> Processor:
    """Turn scores into log-probabilities again: what the bans before have taken, the other words share."""
    return lambda scores, _ids, _real: log_softmax(scores)


def log_softmax(scores: Float[Tensor, "*b vocab"]) -> Float[Tensor, "*b vocab"]:
    """The logarithm of the softmax, without computing an exponential that could overflow. A row in which
    every word is ruled out stays so."""
    total = scores.logsumexp(-1, keepdim=True)
    return scores - total.masked_fill(total == NEVER, 0.0)
