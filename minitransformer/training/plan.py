"""What a training run is asked to do, and what it tells while it runs."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Generic, Literal, TypeVar

import torch
from torch import Tensor

from .layerwise import Group
from .schedule import SCHEDULES

Batch = TypeVar("Batch")


@dataclass(frozen=True)
class Plan:
    """A run ends after `epochs`, or after `minutes` of computing, whichever comes first.

    It keeps the weights with the best held-out loss, or the last: a small chatbot that knows few dialogues
    by heart speaks better than one that was stopped where its surprise at new answers was least.

    In bfloat16 the matrix products of a step are computed with 8 bits instead of 24, weights and their updates
    are not (Micikevicius et al. 2018, section 3; Kalamkar et al. 2019).

    A step is taken on `accumulate` batches together, in whatever number of processes they are computed.

    A run that has a folder writes a checkpoint there every `checkpoint_minutes` of its time, at its end, and
    when it is interrupted; one that is killed (SIGKILL, a power cut) loses what came after the last one.
    """

    lr: float
    epochs: int
    minutes: float | None = None
    warmup: float = 0.06
    schedule: Literal["linear", "root"] = "linear"
    clip: float = 1.0
    weight_decay: float = 0.01
    seed: int = 0
    checkpoint_minutes: float = 5.0
    keep: Literal["best", "last"] = "best"
    precision: Literal["float32", "bfloat16"] = "float32"
    average: float | None = None  # judge and keep the running mean of the weights: the share of the old in it
    accumulate: int = 1
    tensorboard: bool = False

    @property
    def course(self) -> dict[str, float | str | None]:
        """What decides on every step; only the end may be another when a run is taken up again."""
        names = (
            "lr",
            "warmup",
            "schedule",
            "clip",
            "weight_decay",
            "seed",
            "precision",
            "average",
            "accumulate",
        )
        return {name: getattr(self, name) for name in names}

    def rate(self, done: float) -> float:
        """The learning rate when a share `done` of the run is over."""
        return self.lr * SCHEDULES[self.schedule](done, self.warmup)

    def done(self, epochs: float, seconds: float) -> float:
        """The share of the run that is over, by epochs or by the clock."""
        by_clock = seconds / (60 * self.minutes) if self.minutes else 0.0
        return min(1.0, max(epochs / self.epochs, by_clock))

    def out_of_time(self, seconds: float) -> bool:
        """Is the clock up?"""
        return self.minutes is not None and seconds >= 60 * self.minutes


@dataclass(frozen=True)
class Task(Generic[Batch]):
    """What is learnt: the batches of an epoch, the loss of one, and a look at held-out data.

    `batches(epoch, generator)` must give the same batches for the same generator, so that a run can be
    taken up again in the middle of an epoch. `evaluate` returns at least `heldout_loss`. `groups` tells the
    layers of a model apart that learn at another pace; without it, all learn alike.

    `loss` is a mean over labels, or several that are to be added, each over labels of its own; `weights` says
    over how many. A step on several batches takes each mean over the labels of all of them: two halves of a
    batch teach what the whole one does. Without `weights`, all batches weigh alike.
    """

    batches: Callable[[int, torch.Generator], Sequence[Batch]]
    loss: Callable[[Any, Batch], Tensor]
    tokens: Callable[[Batch], int]
    evaluate: Callable[[Any], dict[str, float]]
    groups: Callable[[Any], Sequence[Group]] | None = None
    weights: Callable[[Batch], Sequence[int]] = lambda _batch: (1,)


@dataclass
class History:
    """What happened: one training loss a step, one held-out look an epoch."""

    train_loss: list[float] = field(default_factory=list)
    heldout: list[dict[str, float]] = field(default_factory=list)  # each with `step`
    epochs: int = 0
    seconds: float = 0.0

    @property
    def steps(self) -> int:
        return len(self.train_loss)

    @property
    def best(self) -> dict[str, float] | None:
        """The look with the lowest held-out loss."""
        return min(self.heldout, key=lambda look: look["heldout_loss"], default=None)

    def kept(self, plan: Plan) -> dict[str, float]:
        """The look at the weights that the plan keeps."""
        return (self.heldout[-1] if plan.keep == "last" and self.heldout else self.best) or {}

    @property
    def looked(self) -> bool:
        """Have the weights been evaluated as they are now?"""
        return bool(self.heldout) and self.heldout[-1]["step"] == self.steps

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Progress:
    """Told after every step."""

    step: int
    epoch: int
    done: float  # share of the run that is over
    loss: float
    lr: float
    tokens_per_second: float
    heldout: dict[str, float] | None
