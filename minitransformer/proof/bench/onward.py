"""One word more, after texts of any length: with a cache, and with everything computed again."""

from collections.abc import Callable
from typing import Any

import torch

from ...generation.writers import GPTWriter
from .contest import Contest
from .generation import ids_of, rivals
from .machine import reading
from .turns import Work
from .twins import Twins

NEW = 8
"""So many words a turn; without a cache it is one."""


def onward(pair: Twins, past: int, batch: int = 1) -> Contest:
    """What a word costs when so many stand before it, in so many texts at once. They are there before the clock
    starts, and grow."""
    ids = ids_of(pair, past, batch)
    numbers = sum(p.numel() for p in pair.by_hand.parameters())

    def ours(model: Any, use_cache: bool = True, new: int = NEW) -> Work:
        def begin() -> GPTWriter:
            return GPTWriter(model, ids.tolist(), use_cache)

        def write(writer: GPTWriter) -> None:
            writer.append(writer.next_scores().argmax(-1))

        return going_on(begin, write, lambda writer: int(writer.room().min()) > new, batch, new)

    def theirs(kernel: str) -> Work:
        @torch.inference_mode()
        def begin() -> dict[str, Any]:
            return {"ids": ids, "cache": None, "length": past}

        @torch.inference_mode()
        def write(text: dict[str, Any]) -> None:
            model = pair.reference(kernel)
            out = model(text["ids"], past_key_values=text["cache"], use_cache=True, logits_to_keep=1)
            text["ids"], text["cache"] = out.logits[:, -1].argmax(-1, keepdim=True), out.past_key_values
            text["length"] += 1

        return going_on(
            begin,
            write,
            lambda text: text["length"] + NEW < pair.theirs.config.max_position_embeddings,
            batch,
        )

    everyone = rivals(pair, ours, theirs)
    everyone["by hand, no cache"] = ours(pair.by_hand, use_cache=False, new=1)
    return Contest(
        f"one word more after {past}",
        "tokens/s",
        everyone,
        {"reading": reading()},
        lambda rates: batch * rates["reading"] / (4 * numbers),
    )


def going_on(
    begin: Callable[[], Any],
    write: Callable[[Any], None],
    fits: Callable[[Any], bool],
    batch: int,
    new: int = NEW,
) -> Work:
    """Write on where the last turn stopped, and begin anew where the positions end. The beginning is read in the
    first turn, which does not count."""
    texts: list[Any] = []

    def work() -> int:
        if not texts or not fits(texts[0]):
            texts[:] = [begin()]
        for _ in range(new):
            write(texts[0])
        return new * batch

    return work
