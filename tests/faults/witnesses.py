"""What looks for a fault. Each gives (what was compared, error, limit), in the order of computing.

`minitransformer` is imported inside, because the worker puts another copy of it in place for every fault.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import torch

Row = tuple[str, float, float]
LIMIT = 1e-10


def parity(folder: Path) -> Iterator[Row]:
    """The library's own comparison, gradients included."""
    from minitransformer.proof.parity import parity as compare

    found = compare(folder, grad=True)
    for row in (*found.activations, found.logits, found.loss, *found.gradients):
        yield row.name, row.error, row.limit


def train(folder: Path) -> Iterator[Row]:
    """The same seed gives the same dropout masks only where both draw them in the same places."""
    from minitransformer.pretrained import load_model
    from minitransformer.proof.probe import TASKS, make_probe
    from minitransformer.proof.reference import read_reference

    ours, theirs = load_model(folder).double().train(), read_reference(folder, torch.float64).train()
    probe = make_probe(ours.cfg, torch.Generator().manual_seed(0))
    task = TASKS[type(theirs).__name__]
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(0)
        scores, loss = task.ours(ours, probe)
        torch.manual_seed(0)
        their_scores, their_loss = task.theirs(theirs, probe)
    real = probe.real if scores.shape[:2] == probe.real.shape else slice(None)
    yield "logits in training", difference(scores[real], their_scores[real]), LIMIT
    yield "loss in training", difference(loss, their_loss), LIMIT


def cached(folder: Path) -> Iterator[Row]:
    """Read in three pieces with a cache, or at once by the reference: the same scores."""
    from minitransformer.core.cache import Cache
    from minitransformer.pretrained import load_model
    from minitransformer.proof.reference import read_reference

    ours, theirs = load_model(folder).double(), read_reference(folder, torch.float64)
    ids = torch.randint(ours.cfg.vocab_size, (2, 9), generator=torch.Generator().manual_seed(0))
    cache = Cache(ours.cfg.n_layers)
    with torch.no_grad():
        expected = theirs(ids).logits.split([4, 1, 4], 1)
        for piece, scores in zip(ids.split([4, 1, 4], 1), expected, strict=True):
            end = len(cache) + piece.shape[1]
            yield f"logits up to token {end}, cached", difference(ours(piece, cache=cache), scores), LIMIT


def difference(x: torch.Tensor, y: torch.Tensor) -> float:
    """The largest difference; infinite where there is a NaN."""
    error = (x - y).abs().max().item()
    return error if error == error else float("inf")


WITNESSES: Mapping[str, Callable[[Path], Iterator[Any]]] = {
    "parity": parity,
    "train": train,
    "cached": cached,
}
