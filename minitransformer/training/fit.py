"""The training loop: the same for a chatbot, a classifier and a masked language model."""

import copy
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic

import torch
from torch import autocast, nn
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW

from ..errors import Problem
from ..models.base import Model
from ..text.tokenizer import Tokenizer
from .average import averaged
from .checkpoint import Checkpoint, check_same_run, newest, write_checkpoint
from .interrupt import finished_first
from .layerwise import set_pace
from .plan import Batch, History, Plan, Progress, Task
from .schedule import adamw


def fit(
    model: Model,
    task: Task[Batch],
    plan: Plan,
    *,
    out: Path | None = None,
    tokenizer: Tokenizer | None = None,
    run: Mapping[str, Any] | None = None,
    resume: bool = False,
    on_step: Callable[[Progress], None] = lambda _progress: None,
) -> History:
    """Train, and leave the weights that the plan keeps in `model`, in evaluation mode.

    With `out`, a checkpoint is written every few minutes and when the run ends, also by an interruption;
    `resume` takes up the newest one that is whole, if it is of the same `run` (plain values that tell one
    from another, such as the name of the data). Dropout draws from a random state of the run's own.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.seed)
        loop = _Loop(model, task, plan, out, tokenizer, {**(run or {}), **plan.course}, on_step)
        if resume:
            loop.take_up(*newest(out))
        try:
            loop.train()
        finally:
            loop.save()
            set_pace(loop.optimiser, plan.lr, done=1.0)
    best = loop.best_weights if plan.keep == "best" else None
    model.load_state_dict(loop.judged.state_dict() if best is None else best)
    model.eval()
    return loop.history


class _Loop(Generic[Batch]):
    """One training run in progress."""

    def __init__(
        self,
        model: Model,
        task: Task[Batch],
        plan: Plan,
        out: Path | None,
        tokenizer: Tokenizer | None,
        run: dict[str, Any],
        on_step: Callable[[Progress], None],
    ) -> None:
        self.model, self.task, self.plan = model, task, plan
        self.out, self.tokenizer, self.run, self.on_step = out, tokenizer, run, on_step
        groups = task.groups and task.groups(model)
        self.device = next(model.parameters()).device.type
        self.optimiser: AdamW = adamw(model, plan.lr, plan.weight_decay, groups)
        self.average = None if plan.average is None else averaged(model, plan.average)
        self.history = History()
        self.batch = 0  # the next batch of the current epoch
        self.best_weights: dict[str, torch.Tensor] | None = None
        self.random_state = torch.get_rng_state()  # after the last step that was finished

    @property
    def judged(self) -> nn.Module:
        """The weights that are looked at and kept: those of the last step, or their running mean."""
        return self.model if self.average is None else self.average.module

    def train(self) -> None:
        self.saved = time.monotonic()
        self.started = self.saved - self.history.seconds
        while self.history.epochs < self.plan.epochs and not (self.out_of_time() and self.history.looked):
            generator = torch.Generator().manual_seed(self.plan.seed * 100_003 + self.history.epochs)
            batches = self.task.batches(self.history.epochs, generator)
            while self.batch < len(batches) and not self.out_of_time():
                self.step(batches[self.batch], (self.batch + 1) / len(batches))
            self.look(self.batch >= len(batches))

    def step(self, batch: Batch, share_of_epoch: float) -> None:
        began = time.monotonic()
        self.model.train()
        done = self.plan.done(self.history.epochs + share_of_epoch, self.history.seconds)
        lr = self.plan.rate(done)
        set_pace(self.optimiser, lr, done)
        with autocast(self.device, torch.bfloat16, enabled=self.plan.precision == "bfloat16"):
            loss = self.task.loss(self.model, batch)
        if not loss.isfinite():
            raise Problem(
                f"after {self.history.steps} steps the loss is no number any more: lower --lr",
                f"{self.history.steps}스텝 뒤 손실이 숫자가 아니게 되었습니다. --lr을 낮춰 주세요.",
            )
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        clip_grad_norm_(self.model.parameters(), self.plan.clip)
        with finished_first():
            self.optimiser.step()
            if self.average is not None:
                self.average.update_parameters(self.model)
            self.batch += 1
            self.history.train_loss.append(loss.item())
            self.random_state = torch.get_rng_state()
        now = time.monotonic()
        self.history.seconds = now - self.started
        self.tell(share_of_epoch, lr, self.task.tokens(batch) / max(now - began, 1e-9), None)
        if now - self.saved > 60 * self.plan.checkpoint_minutes:
            self.save()
            self.saved = now

    def look(self, epoch_over: bool) -> None:
        """Evaluate on the held-out part, and remember the weights if they are the best so far."""
        self.judged.eval()
        with torch.inference_mode():
            seen = {"step": float(self.history.steps), **self.task.evaluate(self.judged)}
        with finished_first():
            self.history.heldout.append(seen)
            if self.history.best is seen:
                self.best_weights = copy.deepcopy(self.judged.state_dict())
            if epoch_over:
                self.history.epochs, self.batch = self.history.epochs + 1, 0
            self.random_state = torch.get_rng_state()
        self.tell(0.0, 0.0, 0.0, seen)

    def out_of_time(self) -> bool:
        return self.plan.out_of_time(self.history.seconds)

    def tell(self, share: float, lr: float, rate: float, heldout: dict[str, float] | None) -> None:
        steps, epochs = self.history.steps, self.history.epochs
        done = self.plan.done(epochs + share, self.history.seconds)
        loss = self.history.train_loss[-1] if steps else float("nan")
        self.on_step(Progress(steps, epochs, done, loss, lr, rate, heldout))

    def save(self) -> None:
        if self.out is None:
            return
        state = Checkpoint(
            optimiser=self.optimiser.state_dict(),
            history=self.history.to_json(),
            batch=self.batch,
            best_weights=self.best_weights,
            random_state=self.random_state,
            run=self.run,
            average=None if self.average is None else self.average.state_dict(),
        )
        write_checkpoint(self.out, self.model, self.tokenizer, state, self.history.steps)

    def take_up(self, saved: Model, state: Checkpoint) -> None:
        check_same_run(state.run, self.run)
        try:
            self.model.load_state_dict(saved.state_dict())
        except RuntimeError as e:
            raise Problem(
                f"the checkpoint in {self.out} is of a model of another size: start without --resume",
                f"{self.out}의 체크포인트는 크기가 다른 모델의 것입니다. --resume 없이 시작하세요.",
            ) from e
        self.optimiser.load_state_dict(state.optimiser)
        if self.average is not None and state.average is not None:
            self.average.load_state_dict(state.average)
        self.history = History(**state.history)
        self.batch, self.best_weights = state.batch, state.best_weights
        self.random_state = state.random_state
        torch.set_rng_state(state.random_state)
