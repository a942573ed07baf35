"""One training run in progress: its steps, its looks at held-out data, and what of it a checkpoint holds."""

import copy
import time
from collections.abc import Sequence
from typing import Generic

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW

from ..models.base import Model
from .alone import Alone
from .average import averaged
from .checkpoint import Checkpoint
from .diary import Diary
from .interrupt import finished_first
from .keeper import Keeper
from .layerwise import set_pace
from .plan import Batch, History, Plan, Progress, Task
from .schedule import adamw
from .step import Objective, check_finite, gradient


class Loop(Generic[Batch]):
    """A run, from its first step to its last, or as far as it comes."""

    def __init__(
        self, model: Model, task: Task[Batch], plan: Plan, processes: Alone, keeper: Keeper, diary: Diary
    ) -> None:
        self.whole, self.task, self.plan = model, task, plan  # what is trained may be a copy in parts
        self.processes, self.keeper, self.diary = processes, keeper, diary
        state, mean = keeper.take_up(model), plan.average
        known = None if state is None else state.average
        self.model = processes.own(model)
        self.average = None if mean is None else processes.shard(averaged(self.model, mean, known))
        self.objective = processes.spread(Objective(self.model, task.loss, plan.precision))
        groups = task.groups and task.groups(self.model)
        self.optimiser: AdamW = adamw(self.model, plan.lr, plan.weight_decay, groups)
        self.history = History()
        self.batch = 0  # the next batch of the current epoch
        self.best_weights: dict[str, torch.Tensor] | None = None
        self.random_state = torch.get_rng_state()  # after the last step that was finished
        if state is not None:
            self.go_on(state)

    @property
    def judged(self) -> nn.Module:
        """The weights that are looked at and kept: those of the last step, or their running mean."""
        return self.model if self.average is None else self.average.module

    def train(self) -> None:
        self.saved = self.history.seconds
        self.started = time.monotonic() - self.saved
        while self.history.epochs < self.plan.epochs and not (self.out_of_time() and self.history.looked):
            generator = torch.Generator().manual_seed(self.epoch_seed)
            batches = self.task.batches(self.history.epochs, generator)
            while self.batch < len(batches) and not self.out_of_time():
                self.step(batches)
            self.look(self.batch >= len(batches))

    @property
    def epoch_seed(self) -> int:
        """Of the order of the batches, and of what else is drawn for them."""
        return self.plan.seed * 100_003 + self.history.epochs

    def step(self, batches: Sequence[Batch]) -> None:
        began = time.monotonic()
        self.model.train()
        chosen = range(self.batch, min(self.batch + self.plan.accumulate, len(batches)))
        share = chosen.stop / len(batches)
        done = self.plan.done(self.history.epochs + share, self.history.seconds)
        lr = self.plan.rate(done)
        set_pace(self.optimiser, lr, done)
        self.optimiser.zero_grad(set_to_none=True)
        found = gradient(self.objective, self.task, self.processes, batches, chosen, self.epoch_seed)
        length = self.processes.gathered(clip_grad_norm_(self.model.parameters(), self.plan.clip))
        check_finite(found, length, chosen, self.history, self.keeper.folder(self.history.steps))
        with finished_first():
            self.optimiser.step()
            if self.average is not None:
                self.average.update_parameters(self.model)
            self.batch = chosen.stop
            self.history.train_loss.append(found.loss)
            self.random_state = torch.get_rng_state()
        now = time.monotonic()
        self.history.seconds = now - self.started
        self.diary.step(self.progress(share, lr, found.tokens / max(now - began, 1e-9)), self.history)
        self.history.seconds = self.processes.agreed(self.history.seconds)
        if self.history.seconds - self.saved > 60 * self.plan.checkpoint_minutes:
            self.save()
            self.saved = self.history.seconds

    def look(self, epoch_over: bool) -> None:
        """Evaluate on the held-out part, and remember the weights if they are the best so far."""
        with self.processes.whole(self.judged, self.whole) as judged, torch.inference_mode():
            judged.eval()
            seen = {"step": float(self.history.steps), **self.task.evaluate(judged)}
        with finished_first():
            self.history.heldout.append(seen)
            if self.history.best is seen:
                self.best_weights = copy.deepcopy(judged.state_dict())
            if epoch_over:
                self.history.epochs, self.batch = self.history.epochs + 1, 0
            self.random_state = torch.get_rng_state()
        self.diary.look(self.progress(0.0, 0.0, 0.0, seen), self.history)

    def out_of_time(self) -> bool:
        return self.plan.out_of_time(self.history.seconds)

    def progress(
        self, share: float, lr: float, rate: float, heldout: dict[str, float] | None = None
    ) -> Progress:
        steps, epochs = self.history.steps, self.history.epochs
        done = self.plan.done(epochs + share, self.history.seconds)
        loss = self.history.train_loss[-1] if steps else float("nan")
        return Progress(steps, epochs, done, loss, lr, rate, heldout)

    def save(self) -> None:
        state = Checkpoint(
            optimiser=self.processes.gathered(self.optimiser.state_dict()),
            history=self.history.to_json(),
            batch=self.batch,
            best_weights=self.best_weights,
            random_state=self.random_state,
            average=None if self.average is None else self.processes.gathered(self.average.state_dict()),
        )
        with self.processes.whole(self.model, self.whole):
            self.keeper.write(self.whole, state, self.history.steps)

    def go_on(self, state: Checkpoint) -> None:
        """Be where a checkpoint was."""
        self.optimiser.load_state_dict(self.processes.parted(state.optimiser))
        self.history = History(**state.history)
        self.batch, self.best_weights = state.batch, state.best_weights
        self.random_state = state.random_state
        torch.set_rng_state(state.random_state)
