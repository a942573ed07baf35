"""The answer as the label that the model finds likeliest, and the same with its prejudice taken out."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from ...generation.processors import log_softmax
from ...models.gpt import GPT
from ...models.limits import finite
from .reading import Asked, Beginning, Ids

CONTENT_FREE = ("", "N/A", "[MASK]")
"""Texts that say nothing: what a model answers to them it would say unasked (Zhao et al. 2021, section 5)."""


@torch.inference_mode()
def label_log_likelihoods(
    model: GPT,
    asked: Sequence[Asked],
    batch_size: int = 16,
    told: Callable[[float], None] = lambda _share: None,
) -> Float[Tensor, "n labels"]:
    """For each prompt, the log-probability of each label behind it: the sum over its tokens, each after the
    prompt and the tokens before it. Labels that differ in their last token only are read in one go."""
    rows = [(i, tuple(before)) for i, a in enumerate(asked) for before in _unlike(a.answers)]
    texts = [asked[i].prompt + list(before) for i, before in rows]
    order = sorted(range(len(rows)), key=lambda r: len(texts[r]))
    beginning = Beginning(model, [a.prompt for a in asked])
    found = torch.zeros(len(asked), len(asked[0].answers), dtype=torch.float64)
    for first in range(0, len(order), batch_size):
        batch = order[first : first + batch_size]
        hidden = beginning.followed_by([texts[r] for r in batch]).hidden()
        wanted = [
            (place, -len(before) - 1 + t, token, i, label)
            for place, (i, before) in enumerate(rows[r] for r in batch)
            for label, ids in enumerate(asked[i].answers)
            if tuple(ids[:-1]) == before
            for t, token in enumerate(ids)
        ]
        row, at, tokens, i, label = map(list, zip(*wanted, strict=True))
        scores = finite(model.unembed(hidden[row, at]))
        log_p = log_softmax(scores.to(torch.promote_types(scores.dtype, torch.float32)))
        said = log_p.gather(-1, torch.tensor(tokens)[:, None]).squeeze(-1)
        found.index_put_((torch.tensor(i), torch.tensor(label)), said.double(), accumulate=True)
        told((first + len(batch)) / len(order))
    return found


def _unlike(answers: Sequence[Ids]) -> list[tuple[int, ...]]:
    return list(dict.fromkeys(tuple(ids[:-1]) for ids in answers))


def calibrated(
    log_likelihoods: Float[Tensor, "n labels"], content_free: Float[Tensor, "m labels"]
) -> Float[Tensor, "n labels"]:
    """Contextual calibration (Zhao et al. 2021, section 5): each label's probability is divided by the one
    that it has after texts without content, on average. Here in logarithms: log p - log p_cf."""
    prejudice = log_softmax(content_free).exp().mean(0)
    return log_softmax(log_likelihoods) - prejudice.log()
