"""Ways to change the scores of the next word before one is chosen. Each makes a function; they compose."""

from collections.abc import Callable

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from ..functional import softmax

Processor = Callable[[Tensor, Tensor, Tensor], Tensor]
"""(scores of the next word, ids so far, which of those are real) -> new scores."""

NEVER = float("-inf")


def _check(name: str, value: float | int, most: float = float("inf")) -> None:
    if not 0 < value <= most:
        upper = f" and at most {most:g}" if most != float("inf") else ""
        raise ValueError(f"{name}={value:g}: must be above 0{upper}")


def repetition_penalty(penalty: float) -> Processor:
    """Make words that were already used less likely (Keskar et al. 2019, section 4.1): a positive score is
    divided by the penalty, a negative one multiplied, once for each word, prompt included."""
    _check("repetition_penalty", penalty)

    def process(
        scores: Float[Tensor, "b vocab"], ids: Int[Tensor, "b n"], real: Bool[Tensor, "b n"]
    ) -> Float[Tensor, "b vocab"]:
        penalised = torch.where(scores < 0, scores * penalty, scores / penalty)
        used = torch.zeros_like(scores, dtype=torch.bool)
        for row in range(len(ids)):
            used[row, ids[row][real[row]]] = True
        return torch.where(used, penalised, scores)

    return process


def temperature(t: float) -> Processor:
    """Below 1 the likely words get likelier, above 1 all get more alike."""
    _check("temperature", t)
    return lambda scores, _ids, _real: scores / t


def top_k(k: int) -> Processor:
    """Only the k best words may be chosen (Fan et al. 2018, section 5.4)."""
    _check("top_k", k)

    def process(scores: Tensor, _ids: Tensor, _real: Tensor) -> Tensor:
        worst_kept = scores.topk(min(k, scores.shape[-1])).values[:, -1:]
        return scores.masked_fill(scores < worst_kept, NEVER)

    return process


def top_p(p: float) -> Processor:
    """Only the smallest set of words that together have probability p (Holtzman et al. 2020, section 3.1)."""
    _check("top_p", p, most=1.0)

    def process(scores: Tensor, _ids: Tensor, _real: Tensor) -> Tensor:
        best_first, order = scores.sort(descending=True, stable=True)
        probabilities = softmax(best_first)
        before = probabilities.cumsum(-1) - probabilities
        return scores.masked_fill((before >= p).gather(-1, order.argsort(-1)), NEVER)

    return process
