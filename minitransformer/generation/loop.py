"""The loop that writes: look, choose a word, append it, until something says stop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import torch

from ..models.gpt import GPT
from .choose import Choose, greedy
from .ends import Ends, ending
from .processors import Processor, apply, some_word
from .writers import GPTWriter, Writer

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
    eos_id: Ends = None,
    use_cache: bool = True,
) -> list[Written]:
    """Continue each prompt. Prompts may differ in length; each is continued as if it were alone.

    Without the cache everything is computed again for every word: slower, and equal.
    """
    return write(GPTWriter(model, prompts, use_cache), max_new_tokens, choose, processors, eos_id)


def write(
    writer: Writer, max_new_tokens: int, choose: Choose, processors: Sequence[Processor], eos_id: Ends
) -> list[Written]:
    """Write every text to its end, a word at a time."""
    written = [Written() for _ in writer.ids]
    for text, token in tokens(writer, written, max_new_tokens, choose, processors, eos_id):
        written[text].ids.append(token)
    return written


def stream(
    model: GPT,
    prompt: Sequence[int],
    written: Written,
    *,
    max_new_tokens: int = 50,
    choose: Choose = greedy,
    processors: Sequence[Processor] = (),
    eos_id: Ends = None,
) -> Iterator[int]:
    """The same for one prompt, token by token as they come. `written` holds the result, also if you stop."""
    writer = GPTWriter(model, [prompt])
    for _text, token in tokens(writer, [written], max_new_tokens, choose, processors, eos_id):
        written.ids.append(token)
        yield token


def tokens(
    writer: Writer,
    written: Sequence[Written],
    max_new_tokens: int,
    choose: Choose,
    processors: Sequence[Processor],
    eos_id: Ends,
) -> Iterator[tuple[int, int]]:
    """Every word as it comes, with the number of its text; what has ended leaves the batch."""
    if max_new_tokens < 0:
        raise ValueError(f"max_new_tokens={max_new_tokens}: must be at least 0")
    texts = torch.arange(len(written), device=writer.ids.device)
    for n_written in range(max_new_tokens + 1):
        full = writer.room() == 0
        for text in texts[full | (n_written == max_new_tokens)].tolist():
            written[text].reason = "length" if n_written == max_new_tokens else "positions"
        if n_written == max_new_tokens or bool(full.all()):
            return
        texts = _go_on(writer, texts, ~full)
        scores = apply(processors, writer.next_scores(), writer.ids, writer.real)
        chosen = choose(some_word(scores))
        ended = ending(chosen, eos_id)
        for text in texts[ended].tolist():
            written[text].reason = "eos"
        writer.append(chosen)
        texts = _go_on(writer, texts, ~ended)
        yield from zip(texts.tolist(), writer.ids[:, -1].tolist(), strict=True)
        if not len(texts):
            return


def _go_on(writer: Writer, texts: torch.Tensor, alive: torch.Tensor) -> torch.Tensor:
    """What has ended leaves the batch."""
    kept = alive.nonzero().squeeze(-1)
    writer.keep(kept)
    return texts[kept]
