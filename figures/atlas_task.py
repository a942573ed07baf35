"""The task of the symptom atlas, and the one right way to teach it: a tiny GPT learns to write letters backwards.

    <s>bdfa<sys>afdb</s>

Whatever can go wrong in training is a field of `Recipe`. A mistake replaces one of them, and all else stays.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import torch

from minitransformer import GPT, GPTConfig, functional, initialise
from minitransformer.core.parts import Parts
from minitransformer.functional import IGNORE
from minitransformer.training.losses import causal_lm_loss
from minitransformer.training.schedule import adamw, warmup_linear

LETTERS = "abcdefghijkl"
PIECES = ("<pad>", "<s>", "<sys>", "</s>", *LETTERS)
PAD, START, TURN, END = range(4)
SHORTEST, LONGEST = 3, 5
SIZE = {"d_model": 32, "n_heads": 4, "d_ff": 128, "n_layers": 2, "vocab_size": len(PIECES), "max_len": 32}
BATCH = 32


class Batch(NamedTuple):
    """What is read, where it is no padding, and what is to be written (`IGNORE`: does not count)."""

    ids: torch.Tensor
    real: torch.Tensor
    labels: torch.Tensor


def words(n, generator, never=()):
    """So many words of letters."""
    found = []
    while len(found) < n:
        lengths = torch.randint(SHORTEST, LONGEST + 1, (n,), generator=generator).tolist()
        letters = torch.randint(END + 1, len(PIECES), (n, LONGEST), generator=generator).tolist()
        drawn = (tuple(row[:length]) for row, length in zip(letters, lengths, strict=True))
        found += [word for word in drawn if word not in never]
    return found[:n]


def prompt_of(word):
    """Up to where the answer begins."""
    return [START, *word, TURN]


def answer_of(word):
    """The letters from the last to the first, and the end."""
    return [*reversed(word), END]


def padded(rows, filling):
    """All rows as long as the longest can be."""
    length = 2 * LONGEST + 3
    return torch.tensor([[*row, *[filling] * (length - len(row))] for row in rows])


def batch_of(some):
    """Only the answer counts in the loss."""
    ids = padded([[*prompt_of(word), *answer_of(word)] for word in some], PAD)
    labels = padded([[*[IGNORE] * len(prompt_of(word)), *answer_of(word)] for word in some], IGNORE)
    return Batch(ids, ids != PAD, labels)


def next_words(all_words, step):
    """Fresh words at every step."""
    return all_words[step * BATCH : (step + 1) * BATCH]


def take_step(model, optimiser, loss):
    """Old gradients away, new ones, clipped, one step."""
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()


draw_weights = partial(initialise, std=0.1)
"""Loud enough for so small a model to wake up at once."""

make_optimiser = partial(adamw, lr=5e-3)


def as_it_is(_model):
    """Nothing is changed."""


def nobody(_step):
    """Looks."""


@dataclass(frozen=True)
class Recipe:
    """How a model is made, taught and asked: the right way, but for what a mistake replaces."""

    cfg: Mapping[str, Any] = field(default_factory=dict)
    parts: Parts = Parts()
    functions: Mapping[str, Callable] = field(default_factory=dict)  # in place of those of `functional`
    alter: Callable = as_it_is  # done to the finished model
    initial: Callable = draw_weights
    batch: Callable[[Sequence], Batch] = batch_of
    loss: Callable = causal_lm_loss
    next_words: Callable = next_words
    optimiser: Callable = make_optimiser
    warmup: float = 0.1
    take_step: Callable = take_step
    settle: Callable = GPT.eval  # before it is asked
    prompt: Callable = prompt_of

    @contextmanager
    def in_place(self):
        """The library with the functions of this recipe in it; afterwards it is as it was."""
        own = {name: getattr(functional, name) for name in self.functions}
        try:
            for name, function in self.functions.items():
                setattr(functional, name, function)
            yield
        finally:
            for name, function in own.items():
                setattr(functional, name, function)

    def build(self, seed=0):
        """The model before its first step."""
        model = GPT(GPTConfig(**{**SIZE, **self.cfg}), self.parts)
        self.initial(model, torch.Generator().manual_seed(seed))
        self.alter(model)
        return model

    def loss_of(self, model, some):
        """What this recipe takes for the loss of some words."""
        batch = self.batch(some)
        return self.loss(model(batch.ids, batch.real), batch.labels)

    def teach(self, model, steps, all_words, look=nobody):
        """Take the steps, and return the loss of each."""
        optimiser, losses = self.optimiser(model), []
        peaks = [group["lr"] for group in optimiser.param_groups]
        for step in range(steps):
            for group, peak in zip(optimiser.param_groups, peaks, strict=True):
                group["lr"] = peak * warmup_linear((step + 1) / (steps + 1), self.warmup)
            look(step)
            model.train()
            loss = self.loss_of(model, self.next_words(all_words, step))
            losses.append(loss.item())
            self.take_step(model, optimiser, loss)
        look(steps)
        return losses
