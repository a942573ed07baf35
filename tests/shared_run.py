"""A small run, for one process or for several that `accelerate launch` has started; the first one notes its end.

    python tests/shared_run.py FOLDER [--epochs 10] [--stop-after STEPS] [--fail-after STEPS] [--average SHARE]
        [--lr RATE] [--checkpoint-minutes MINUTES] [--resume]

The batches are of several lengths, some steps do not come out even for two, words and embedding share their
weights, the head for next sentences has nothing to do in half of the batches, and the lower layers wake late.
"""

import argparse
import contextlib
import json
import os
import signal
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.distributed.tensor import DTensor

from minitransformer.core.config import BERTConfig
from minitransformer.functional import IGNORE, cross_entropy
from minitransformer.models.bert_tasks import BERTForPreTraining
from minitransformer.models.init import initialise
from minitransformer.training.fit import fit
from minitransformer.training.layerwise import Group, discriminative, unfreezing
from minitransformer.training.losses import counted
from minitransformer.training.plan import History, Plan, Progress, Task

CFG = BERTConfig(d_model=12, n_heads=3, d_ff=20, vocab_size=13, n_layers=2, max_len=9)
DATA = (torch.arange(30)[:, None] * 3 + torch.arange(9) * 2) % 13
LABELS = torch.where(torch.rand(DATA.shape, generator=torch.Generator().manual_seed(3)) < 0.6, IGNORE, DATA)
FOLLOWS = torch.where(torch.arange(30) < 15, IGNORE, torch.arange(30) % 2)


def batches(epoch: int, generator: torch.Generator) -> list[Tensor]:
    """Five of other lengths; next sentences are asked in the later half of the rows only, which in every second
    epoch share a step with the earlier half."""
    early, late = (torch.randperm(15, generator=generator) + start for start in (0, 15))
    found = [*early.split([7, 5, 3]), *late.split([10, 5])]
    return found if epoch % 2 else found[::2] + found[1::2]


def losses(model: BERTForPreTraining, rows: Tensor) -> Tensor:
    hidden = model.bert(DATA[rows])
    words = cross_entropy(model.words(hidden).flatten(0, 1), LABELS[rows].flatten())
    if (FOLLOWS[rows] == IGNORE).all():
        return torch.stack([words, torch.zeros(())])
    return torch.stack([words, cross_entropy(model.follows(model.pooler(hidden)), FOLLOWS[rows])])


HELD: list[int] = []
"""How many numbers of the weights lie in this process, run by run."""


def groups(model: nn.Module) -> list[Group]:
    mine = [p.to_local() if isinstance(p, DTensor) else p for p in model.parameters()]
    HELD.append(sum(p.numel() for p in mine))
    return unfreezing(discriminative(model), over=0.5)


TASK = Task(
    batches=batches,
    loss=losses,
    tokens=lambda rows: 9 * len(rows),
    weights=lambda rows: counted(LABELS[rows], FOLLOWS[rows]),
    evaluate=lambda model: {"heldout_loss": losses(model, torch.arange(12, 18)).sum().item()},
    groups=groups,
)


def train(
    out: Path | None,
    *,
    epochs: int = 10,
    stop_after: int = -1,
    fail_after: int = -1,
    average: float | None = None,
    lr: float = 5e-3,
    checkpoint_minutes: float = 0.0,
    resume: bool = False,
) -> tuple[History, BERTForPreTraining]:
    """One run; it is asked to stop by a SIGTERM to itself. After every look the listener has the model speak, and
    it may fail, where there are several in one process alone."""

    def watch(progress: Progress) -> None:
        if progress.step == stop_after:
            signal.raise_signal(signal.SIGTERM)
        if progress.step == fail_after:
            raise OSError("the disk is full")
        if progress.heldout is not None:
            TASK.evaluate(model)

    model = BERTForPreTraining(CFG)
    initialise(model, torch.Generator().manual_seed(1), std=0.2)
    plan = Plan(lr, epochs, seed=7, accumulate=3, checkpoint_minutes=checkpoint_minutes, average=average)
    return fit(model, TASK, plan, out=out, resume=resume, on_step=watch), model


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--stop-after", type=int, default=-1)
    parser.add_argument("--fail-after", type=int, default=-1)
    parser.add_argument("--average", type=float)
    parser.add_argument("--lr", type=float, default=5e-3)
    parser.add_argument("--checkpoint-minutes", type=float, default=0.0)
    parser.add_argument("--resume", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    rank, count = os.environ.get("RANK", "0"), os.environ.get("WORLD_SIZE", "1")
    (args.out / "seen").mkdir(parents=True, exist_ok=True)
    (args.out / "seen" / f"{rank}-of-{count}").touch()
    with contextlib.suppress(KeyboardInterrupt):
        history, model = train(**vars(args))
        weights = {name: p.tolist() for name, p in model.named_parameters()}
        found = {"losses": history.train_loss, "looks": history.heldout, "weights": weights, "held": HELD[-1]}
        (args.out / f"found-{rank}.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
