"""The answer as what the model writes: up to the length of a label, always the best word."""

from collections.abc import Callable, Sequence

from ...generation.choose import greedy
from ...generation.loop import write
from ...models.gpt import GPT
from ...text.tokenizer import Tokenizer
from .reading import Asked, Beginning

NEITHER = ""
"""What was written is no label."""


def written_answers(
    model: GPT,
    tokenizer: Tokenizer,
    asked: Sequence[Asked],
    batch_size: int = 16,
    told: Callable[[float], None] = lambda _share: None,
) -> list[str]:
    """What the model writes behind each prompt."""
    order = sorted(range(len(asked)), key=lambda i: len(asked[i].prompt))
    longest = max(len(ids) for a in asked for ids in a.answers)
    beginning, texts = Beginning(model, [a.prompt for a in asked]), [""] * len(asked)
    for first in range(0, len(order), batch_size):
        batch = order[first : first + batch_size]
        writer = beginning.followed_by([asked[i].prompt for i in batch])
        for i, written in zip(batch, write(writer, longest, greedy, (), model.cfg.eos_id), strict=True):
            texts[i] = tokenizer.decode(written.ids)
        told((first + len(batch)) / len(order))
    return texts


def matched(text: str, labels: Sequence[str]) -> str:
    """The label that a text begins with (the longest of them), or `NEITHER`."""
    text = text.strip()
    return max((label for label in labels if text.startswith(label)), key=len, default=NEITHER)
