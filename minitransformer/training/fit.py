"""The training loop: the same for a chatbot, a classifier and a masked language model."""

import copy
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic

import torch
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW

from ..errors import Problem
from ..models.base import Model
from ..text.tokenizer import Tokenizer
from .checkpoint import Checkpoint, newest, write_checkpoint
from .plan import Batch, History, Plan, Progress, Task
from .schedule import adamw, warmup_linear


def fit(
    model: Model,
    task: Task[Batch],
    plan: Plan,
    *,
    out: Path | None = None,
    tokenizer: Tokenizer | None = None,
    resume: bool = False,
    on_step: Callable[[Progress], None] = lambda _progress: None,
) -> History:
    """Train, and leave the weights with the lowest held-out loss in `model`, in evaluation mode.

    With `out`, a checkpoint is written every few minutes and when the run ends, also by an interruption;
    `resume` takes up the newest one that is whole. Dropout draws from a random state of the run's own.
    """
    run = _Run(model, task, plan, out, tokenizer, on_step)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.seed)
        if resume:
            run.take_up(*_newest(out))
        try:
            run.train()
        finally:
            run.save()
    if run.best_weights is not None:
        model.load_state_dict(run.best_weights)
    model.eval()
    return run.history


class _Run(Generic[Batch]):
    """One training run in progress."""

    def __init__(
        self,
        model: Model,
        task: Task[Batch],
        plan: Plan,
        out: Path | None,
        tokenizer: Tokenizer | None,
        on_step: Callable[[Progress], None],
    ) -> None:
        self.model, self.task, self.plan = model, task, plan
        self.out, self.tokenizer, self.on_step = out, tokenizer, on_step
        self.optimiser: AdamW = adamw(model, plan.lr, plan.weight_decay)
        self.history = History()
        self.batch = 0  # the next batch of the current epoch
        self.best_weights: dict[str, torch.Tensor] | None = None

    def train(self) -> None:
        self.saved = self.started = time.monotonic() - self.history.seconds
        while self.history.epochs < self.plan.epochs and not self.out_of_time():
            generator = torch.Generator().manual_seed(self.plan.seed * 100_003 + self.history.epochs)
            batches = self.task.batches(self.history.epochs, generator)
            while self.batch < len(batches) and not self.out_of_time():
                self.step(batches[self.batch], (self.batch + 1) / len(batches))
            if self.batch == len(batches):
                self.history.epochs += 1
                self.batch = 0
            self.look()

    def step(self, batch: Batch, share_of_epoch: float) -> None:
        began = time.monotonic()
        self.model.train()
        lr = self.plan.lr * warmup_linear(self.done(share_of_epoch), self.plan.warmup)
        for group in self.optimiser.param_groups:
            group["lr"] = lr
        loss = self.task.loss(self.model, batch)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        clip_grad_norm_(self.model.parameters(), self.plan.clip)
        self.optimiser.step()
        self.batch += 1
        self.history.train_loss.append(loss.item())
        now = time.monotonic()
        self.history.seconds = now - self.started
        self.tell(share_of_epoch, lr, self.task.tokens(batch) / max(now - began, 1e-9), None)
        if now - self.saved > 60 * self.plan.checkpoint_minutes:
            self.save()
            self.saved = now

    def look(self) -> None:
        """Evaluate on the held-out part, and remember the weights if they are the best so far."""
        self.model.eval()
        with torch.inference_mode():
            seen = {"step": float(self.history.steps), **self.task.evaluate(self.model)}
        self.history.heldout.append(seen)
        if self.history.best is seen:
            self.best_weights = copy.deepcopy(self.model.state_dict())
        self.tell(0.0, 0.0, 0.0, seen)

    def done(self, share_of_epoch: float) -> float:
        """The share of the run that is over, by epochs or by the clock."""
        by_epochs = (self.history.epochs + share_of_epoch) / self.plan.epochs
        by_clock = self.history.seconds / (60 * self.plan.minutes) if self.plan.minutes else 0.0
        return min(1.0, max(by_epochs, by_clock))

    def out_of_time(self) -> bool:
        return self.plan.minutes is not None and self.history.seconds >= 60 * self.plan.minutes

    def tell(self, share: float, lr: float, rate: float, heldout: dict[str, float] | None) -> None:
        done, loss = (
            self.done(share),
            self.history.train_loss[-1] if self.history.train_loss else float("nan"),
        )
        self.on_step(Progress(self.history.steps, self.history.epochs, done, loss, lr, rate, heldout))

    def save(self) -> None:
        if self.out is None:
            return
        state = Checkpoint(
            optimiser=self.optimiser.state_dict(),
            history=self.history.to_json(),
            batch=self.batch,
            best_weights=self.best_weights,
            random_state=torch.get_rng_state(),
        )
        write_checkpoint(self.out, self.model, self.tokenizer, state, self.history.steps)

    def take_up(self, saved: Model, state: Checkpoint) -> None:
        self.model.load_state_dict(saved.state_dict())
        self.optimiser.load_state_dict(state.optimiser)
        self.history = History(**state.history)
        self.batch, self.best_weights = state.batch, state.best_weights
        torch.set_rng_state(state.random_state)


def _newest(out: Path | None) -> tuple[Model, Checkpoint]:
    found = newest(out) if out else None
    if found is None:
        raise Problem(
            f"there is no checkpoint in {out} to resume from: start without --resume",
            f"{out}에 이어서 할 체크포인트가 없습니다. --resume 없이 시작하세요.",
        )
    return found
