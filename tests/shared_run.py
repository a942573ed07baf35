"""A small run, for one process or for several that `accelerate launch` has started; the first one notes its end.

    python tests/shared_run.py FOLDER [--epochs 10] [--stop-after STEPS] [--resume]

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
from torch import Tensor

from minitransformer.core.config import BERTConfig
from minitransformer.functional import IGNORE, cross_entropy
from minitransformer.models.bert_tasks import BERTForPreTraining
from minitransformer.models.init import initialise
from minitransformer.training.fit import fit
from minitransformer.training.layerwise import discriminative, unfreezing
from minitransformer.training.losses import counted
from minitransformer.training.plan import History, Plan, Progress, Task

CFG = BERTConfig(d_model=12, n_heads=3, d_ff=20, vocab_size=13, n_layers=2, max_len=9)
DATA = (torch.arange(30)[:, None] * 3 + torch.arange(9) * 2) % 13
LABELS = torch.where(torch.rand(DATA.shape, generator=torch.Generator().manual_seed(3)) < 0.6, IGNORE, DATA)
FOLLOWS = torch.where(torch.arange(30) < 15, IGNORE, torch.arange(30) % 2)


def batches(_epoch: int, generator: torch.Generator) -> list[Tensor]:
    """Five of other lengths; next sentences are asked in the later half of the rows only."""
    early, late = (torch.randperm(15, generator=generator) + start for start in (0, 15))
    return [*early.split([7, 5, 3]), *late.split([10, 5])]


def losses(model: BERTForPreTraining, rows: Tensor) -> Tensor:
    hidden = model.bert(DATA[rows])
    words = cross_entropy(model.words(hidden).flatten(0, 1), LABELS[rows].flatten())
    if (FOLLOWS[rows] == IGNORE).all():
        return torch.stack([words, torch.zeros(())])
    return torch.stack([words, cross_entropy(model.follows(model.pooler(hidden)), FOLLOWS[rows])])


TASK = Task(
    batches=batches,
    loss=losses,
    tokens=lambda rows: 9 * len(rows),
    weights=lambda rows: counted(LABELS[rows], FOLLOWS[rows]),
    evaluate=lambda model: {"heldout_loss": losses(model, torch.arange(12, 18)).sum().item()},
    groups=lambda model: unfreezing(discriminative(model), over=0.5),
)


def train(out: Path | None, epochs: int, stop_after: int, resume: bool) -> tuple[History, BERTForPreTraining]:
    """One run; it is asked to stop by a SIGTERM to itself."""

    def watch(progress: Progress) -> None:
        if progress.step == stop_after:
            signal.raise_signal(signal.SIGTERM)

    model = BERTForPreTraining(CFG)
    initialise(model, torch.Generator().manual_seed(1), std=0.2)
    plan = Plan(lr=5e-3, epochs=epochs, seed=7, accumulate=3, checkpoint_minutes=0.0)
    return fit(model, TASK, plan, out=out, resume=resume, on_step=watch), model


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--stop-after", type=int, default=-1)
    parser.add_argument("--resume", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    rank, count = os.environ.get("RANK", "0"), os.environ.get("WORLD_SIZE", "1")
    (args.out / "seen").mkdir(parents=True, exist_ok=True)
    (args.out / "seen" / f"{rank}-of-{count}").touch()
    with contextlib.suppress(KeyboardInterrupt):
        history, model = train(args.out, args.epochs, args.stop_after, args.resume)
        weights = {name: p.tolist() for name, p in model.named_parameters()}
        found = json.dumps({"losses": history.train_loss, "looks": history.heldout, "weights": weights})
        (args.out / f"found-{rank}.json").write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
