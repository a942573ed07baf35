"""Writing and reading: a token after another with a cache, and a long prompt at once."""

from typing import Any

import torch

from ...generation.loop import generate
from ...generation.writers import GPTWriter
from .contest import Contest
from .machine import multiplying, reading
from .turns import Work
from .twins import KERNELS, Twins


def decode(pair: Twins, prompt: int = 16, new: int = 32) -> Contest:
    """One reply, word by word. Every word needs every weight once, so memory sets the limit."""
    ids = ids_of(pair, prompt)
    numbers = sum(p.numel() for p in pair.by_hand.parameters())

    def ours(model: Any) -> Work:
        def work() -> int:
            (written,) = generate(model, ids.tolist(), max_new_tokens=new)
            return len(written.ids)

        return work

    def theirs(kernel: str) -> Work:
        @torch.inference_mode()
        def work() -> int:
            model = pair.reference(kernel)
            everything = torch.ones_like(ids)
            settings: dict[str, Any] = {"do_sample": False, "eos_token_id": None, "pad_token_id": 0}
            written = model.generate(ids, attention_mask=everything, max_new_tokens=new, **settings)
            return written.shape[1] - prompt

        return work

    return Contest(
        f"decode, batch 1, {prompt} + {new} tokens",
        "tokens/s",
        rivals(pair, ours, theirs),
        {"reading": reading()},
        lambda rates: rates["reading"] / (4 * numbers),
    )


def prefill(pair: Twins, length: int = 512) -> Contest:
    """A prompt is read at once, and the next word scored."""
    ids = ids_of(pair, length)
    inside = sum(p.numel() for name, p in pair.by_hand.named_parameters() if name.startswith("blocks."))

    def ours(model: Any) -> Work:
        def work() -> int:
            GPTWriter(model, ids.tolist()).next_scores()
            return length

        return work

    def theirs(kernel: str) -> Work:
        @torch.inference_mode()
        def work() -> int:
            pair.reference(kernel)(ids, use_cache=True, logits_to_keep=1)
            return length

        return work

    return Contest(
        f"prefill, 1 x {length}",
        "tokens/s",
        rivals(pair, ours, theirs),
        {"multiplying": multiplying()},
        lambda rates: rates["multiplying"] / (2 * inside),
    )


def rivals(pair: Twins, ours: Any, theirs: Any) -> dict[str, Work]:
    """By hand, fused, and the reference with each of its kernels."""
    mine = {"by hand": ours(pair.by_hand), "fused": ours(pair.fused)}
    return mine | {f"transformers, {kernel}": theirs(kernel) for kernel in KERNELS}


def ids_of(pair: Twins, length: int, batch: int = 1) -> torch.Tensor:
    """Prompts of random words."""
    generator = torch.Generator().manual_seed(1)
    return torch.randint(10, pair.by_hand.cfg.vocab_size, (batch, length), generator=generator)
