"""The loop that writes: look, choose a word, append it, until something says stop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor

from ..core.cache import Cache
from ..models.gpt import GPT
from ..models.limits import finite
from .choose import Choose, greedy
from .processors import Processor

Reason = Literal["eos", "length", "positions"]


@dataclass
class Written:
    """What was written after one prompt, and why it ended: the end token came (it is not kept), enough
    words were written, or the model has no further position."""

    ids: list[int] = field(default_factory=list)
    reason: Reason | None = None


def generate(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    *,
    max_new_tokens: int = 50,
    choose: Choose = greedy,
    processors: Sequence[Processor] = (),
    eos_id: int | None = None,
    use_cache: bool = True,
) -> list[Written]:
    """Continue each prompt. Prompts may differ in length; each is continued as if it were alone.

    Without the cache everything is computed again for every word: slower, and equal.
    """
    written = [Written() for _ in prompts]
    for row, token in _tokens(model, prompts, written, max_new_tokens, choose, processors, eos_id, use_cache):
        written[row].ids.append(token)
    return written


def stream(
    model: GPT,
    prompt: Sequence[int],
    written: Written,
    *,
    max_new_tokens: int = 50,
    choose: Choose = greedy,
    processors: Sequence[Processor] = (),
    eos_id: int | None = None,
) -> Iterator[int]:
    """The same for one prompt, token by token as they come. `written` holds the result, also if you stop."""
    for _row, token in _tokens(model, [prompt], [written], max_new_tokens, choose, processors, eos_id, True):
        written.ids.append(token)
        yield token


def _tokens(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    written: Sequence[Written],
    max_new_tokens: int,
    choose: Choose,
    processors: Sequence[Processor],
    eos_id: int | None,
    use_cache: bool,
) -> Iterator[tuple[int, int]]:
    if max_new_tokens < 0:
        raise ValueError(f"max_new_tokens={max_new_tokens}: must be at least 0")
    ids, real = pad_left(prompts, model.cfg.pad_id or 0, model.embed.weight.device)
    rows = torch.arange(len(prompts))
    cache = Cache(model.cfg.n_layers) if use_cache else None
    new = ids
    for n_written in range(max_new_tokens + 1):
        full = real.sum(-1).cpu() >= model.cfg.max_len
        for row in rows[full | torch.tensor(n_written == max_new_tokens)].tolist():
            written[row].reason = "length" if n_written == max_new_tokens else "positions"
        if n_written == max_new_tokens or bool(full.all()):
            return
        if full.any():
            rows, ids, real, new = _keep(~full, rows, ids, real, new, cache)
        scores = _next_scores(model, new, real, cache)
        for process in processors:
            scores = process(scores, ids, real)
        chosen = choose(scores)
        ended = chosen.cpu() == (-1 if eos_id is None else eos_id)
        for row in rows[ended].tolist():
            written[row].reason = "eos"
        ids = torch.cat([ids, chosen[:, None]], 1)
        real = torch.cat([real, torch.ones_like(real[:, :1])], 1)
        new = chosen[:, None] if use_cache else ids
        if ended.any():
            rows, ids, real, new = _keep(~ended, rows, ids, real, new, cache)
        yield from zip(rows.tolist(), ids[:, -1].tolist(), strict=True)
        if not len(rows):
            return


@torch.inference_mode()
def _next_scores(model: GPT, new: Tensor, real: Tensor, cache: Cache | None) -> Tensor:
    return finite(model.unembed(model.hidden(new, real, cache)[:, -1]))


def _keep(
    alive: Tensor, rows: Tensor, ids: Tensor, real: Tensor, new: Tensor, cache: Cache | None
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """What has ended leaves the batch."""
    kept = alive.nonzero().squeeze(-1)
    if cache is not None:
        cache.reorder(kept.to(ids.device))
    return rows[kept], ids[kept], real[kept], new[kept]


def pad_left(
    prompts: Sequence[Sequence[int]], pad_id: int, device: torch.device | None = None
) -> tuple[Tensor, Tensor]:
    """Prompts of different lengths, flush right, so that all go on at the same place; and what is real."""
    if not prompts or not all(prompts):
        raise ValueError("a prompt is empty: start it with the model's start token")
    longest = max(map(len, prompts))
    ids = torch.tensor([[pad_id] * (longest - len(p)) + list(p) for p in prompts], device=device)
    real = torch.tensor([[False] * (longest - len(p)) + [True] * len(p) for p in prompts], device=device)
    return ids, real
