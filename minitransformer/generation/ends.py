"""What ends a text: one token, one of several (Llama 3 has three), or none."""

from collections.abc import Sequence

import torch
from torch import Tensor

Ends = int | Sequence[int] | None


def ends_of(eos_id: Ends) -> list[int]:
    """The tokens that end a text, as a list."""
    return [] if eos_id is None else [eos_id] if isinstance(eos_id, int) else list(eos_id)


def ending(words: Tensor, eos_id: Ends) -> Tensor:
    """Which of these words end their text?"""
    return torch.isin(words, torch.tensor(ends_of(eos_id), dtype=torch.long, device=words.device))
