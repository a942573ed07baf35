"""One step: the gradient over all labels of its batches, in whatever number of processes they are computed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, autocast, nn

from ..errors import Problem
from .alone import Alone
from .device import moved
from .plan import Batch, History, Task


class Objective(nn.Module):
    """A model and its loss as one module: what spreads a model over processes listens to calls of a module."""

    def __init__(self, model: nn.Module, loss: Callable[[Any, Any], Tensor], precision: str) -> None:
        super().__init__()
        self.model, self.loss, self.short = model, loss, precision == "bfloat16"

    def forward(self, batch: Any) -> Float[Tensor, " means"]:
        device = next(self.model.parameters()).device
        with autocast(device.type, torch.bfloat16, enabled=self.short):
            return self.loss(self.model, batch).reshape(-1).clone()  # FSDP warns of a view


@dataclass(frozen=True)
class Gradient:
    """What is known of a step once its gradient is in the parameters."""

    losses: Float[Tensor, "batches means"]
    shares: Float[Tensor, "batches means"]  # of all labels of the step, those in each batch
    tokens: int

    @property
    def loss(self) -> float:
        """The loss over all labels of the step."""
        return float((self.losses * self.shares).sum())


def gradient(
    objective: nn.Module,
    task: Task[Batch],
    processes: Alone,
    batches: Sequence[Batch],
    chosen: range,
    seed: int,
) -> Gradient:
    """Add up the gradients of the chosen batches, each mean weighted by its share of the labels.

    The processes take turns. Where that does not come out even, those with nothing left to do compute the last
    batch once more and count it as nothing, so that all of them have the same gradients to exchange.
    """
    device = next(objective.parameters()).device
    rounds = -(-len(chosen) // processes.count)
    turns = range(processes.rank, rounds * processes.count, processes.count)
    places = [min(turn, len(chosen) - 1) for turn in turns]
    counts = [float(turn < len(chosen)) for turn in turns]
    mine = [moved(batches[chosen[place]], device) for place in places]
    labels = torch.tensor([task.weights(batch) for batch in mine], dtype=torch.double, device=device)
    shares = torch.zeros(len(chosen), labels.shape[1], dtype=torch.double, device=device)
    losses, tokens = torch.zeros_like(shares), 0
    for place, count, label in zip(places, counts, labels, strict=True):
        shares[place] += count * label
    shares = processes.sum(shares)
    shares = shares / shares.sum(0).clamp(min=1)
    for n, (place, count, batch) in enumerate(zip(places, counts, mine, strict=True), 1):
        processes.roll(hash((seed, chosen[place])))
        with processes.gathering(objective, n == rounds):
            loss = objective(batch)
            (loss * (count * processes.count * shares[place]).to(loss)).sum().backward()
        losses[place] += count * loss.detach()
        tokens += int(count) * task.tokens(batch)
    everywhere = int(processes.sum(torch.tensor(tokens, device=device)))
    return Gradient(processes.sum(losses), shares, everywhere)


class Diverged(Problem):
    """A loss or a gradient is no number. All processes see it at once, before a weight has changed."""


def check_finite(
    found: Gradient, length: Tensor, chosen: range, history: History, checkpoint: Path | None
) -> None:
    """Stop before a loss or a gradient that is no number reaches the weights, and say where it came up."""
    wrong = (~found.losses.isfinite()).any(1).nonzero().flatten().tolist()
    if not wrong and length.isfinite():
        return
    step, epoch = history.steps + 1, history.epochs + 1
    batch = chosen[wrong[0]] + 1 if wrong else chosen[0] + 1
    value = float(found.losses[wrong[0]].sum()) if wrong else float(length)
    what = ("the loss", "손실이") if wrong else ("the length of the gradient", "기울기의 크기가")
    last = (
        ("", "")
        if checkpoint is None
        else (f" The last good checkpoint is {checkpoint}.", f" 마지막으로 온전한 체크포인트: {checkpoint}")
    )
    raise Diverged(
        f"step {step}, batch {batch} of epoch {epoch}: {what[0]} is {value}. Nothing of it reached the weights: "
        f"start again with a lower --lr.{last[0]}",
        f"{step}스텝(에포크 {epoch}의 배치 {batch})에서 {what[1]} {value}입니다. 가중치는 아직 그대로이니 "
        f"--lr을 낮춰 다시 시작하세요.{last[1]}",
    )
