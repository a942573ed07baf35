"""Training: the same for a chatbot, a classifier and a masked language model."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from ..models.base import Model
from ..models.onednn import by_onednn
from ..text.tokenizer import Tokenizer
from .diary import Diary
from .keeper import Keeper
from .layerwise import set_pace
from .loop import Loop
from .plan import Batch, History, Plan, Progress, Task
from .processes import processes


def nobody(_progress: Progress) -> None:
    """Listens."""


def fit(
    model: Model,
    task: Task[Batch],
    plan: Plan,
    *,
    out: Path | None = None,
    tokenizer: Tokenizer | None = None,
    run: Mapping[str, Any] | None = None,
    resume: bool = False,
    on_step: Callable[[Progress], None] = nobody,
) -> History:
    """Train, and leave the weights that the plan keeps in `model`, in evaluation mode.

    With `out`, a checkpoint is written every few minutes and when the run ends, also by an interruption;
    `resume` takes up the newest one that is whole, if it is of the same `run` (plain values that tell one
    from another, such as the name of the data). Dropout draws from a random state of the run's own. Of several
    processes only the first one writes, and tells.
    """
    everyone, home = processes(plan.accumulate), next(model.parameters()).device
    first = everyone.rank == 0
    keeper = Keeper(out, tokenizer, {**(run or {}), **plan.course}, first, resume)
    diary = Diary(out if first else None, plan, on_step if first else nobody)
    with torch.random.fork_rng(devices=[]), everyone.interruptible():
        torch.manual_seed(plan.seed)
        loop = Loop(by_onednn(model), task, plan, everyone, keeper, diary)
        diary.begin(loop.history)
        try:
            loop.train()
        finally:
            if everyone.in_step():
                loop.save()
            diary.end()
            set_pace(loop.optimiser, plan.lr, done=1.0)
    best = loop.best_weights if plan.keep == "best" else None
    with everyone.whole(loop.judged, model) as last:
        model.load_state_dict(last.state_dict() if best is None else best)
    model.to(home).eval()
    return loop.history
