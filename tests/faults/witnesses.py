"""What looks for a fault. Each gives (what was compared, error, limit), in the order of computing.

`minitransformer` is imported inside, because the worker puts another copy of it in place for every fault.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import torch

Row = tuple[str, float, float]
LIMIT = 1e-10
USUAL = (1e-2, 1e-3, 1e-5)
PIECES = [4, 1, 4]
SWAPPED = torch.tensor([2, 2, 1])


@cache
def read(folder: Path, dtype: torch.dtype) -> Any:
    """The reference, which no fault touches, and which is therefore read once."""
    from minitransformer.proof.reference import read_reference

    return read_reference(folder, dtype)


def both(folder: Path, dtype: torch.dtype = torch.float64) -> tuple[Any, Any]:
    """Our model, loaded anew, and the reference, as if it were."""
    from minitransformer.pretrained import load_model

    theirs = read(folder, dtype).eval()
    theirs.zero_grad()
    return load_model(folder).to(dtype), theirs


def probe_and_task(ours: Any, theirs: Any) -> tuple[Any, Any]:
    """What the two are asked, and how."""
    from minitransformer.proof.probe import make_probe
    from minitransformer.proof.tasks import TASKS

    return make_probe(ours.cfg, torch.Generator().manual_seed(0)), TASKS[type(theirs).__name__]


def parity(folder: Path) -> Iterator[Row]:
    """The library's own comparison, gradients included."""
    from minitransformer.proof.compare import compare

    ours, theirs = both(folder)
    probe, _ = probe_and_task(ours, theirs)
    found = compare(ours, theirs, probe, "float64", grad=True)
    for row in (*found.activations, found.logits, found.loss, *found.gradients):
        yield row.name, row.error, row.limit


def train(folder: Path) -> Iterator[Row]:
    """The same seed gives the same dropout masks only where both draw them in the same places."""
    from minitransformer.proof.compare import real_part

    ours, theirs = (model.train() for model in both(folder))
    probe, task = probe_and_task(ours, theirs)
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(0)
        scores, loss = task.ours(ours, probe)
        torch.manual_seed(0)
        their_scores, their_loss = task.theirs(theirs, probe)
    apart = difference(real_part(scores, probe), real_part(their_scores, probe))
    yield "logits in training", apart, LIMIT
    yield "loss in training", difference(loss, their_loss), LIMIT


def cached(folder: Path) -> Iterator[Row]:
    """Read in three pieces with a cache, or at once by the reference: the same scores, padding or not."""
    ours, theirs = both(folder)
    compare = translated if theirs.config.is_encoder_decoder else continued
    with torch.no_grad():
        yield from compare(ours, theirs)


def continued(ours: Any, theirs: Any) -> Iterator[Row]:
    """A decoder alone, without padding and with. Before the last piece the rows change places, as beams do."""
    from minitransformer.core.cache import Cache

    ids = torch.randint(ours.cfg.vocab_size, (3, sum(PIECES)), generator=torch.Generator().manual_seed(0))
    padded = torch.ones_like(ids, dtype=torch.bool)
    padded[1, :2] = False
    for real in (None, padded):
        expected = theirs(input_ids=ids, **positioned(real)).logits
        seen = torch.ones_like(padded) if real is None else real
        remembered, rows = Cache(ours.cfg.n_layers), torch.arange(3)
        for start, end in pairwise([0, *accumulate(PIECES)]):
            if end == len(ids[0]):
                rows = SWAPPED
                remembered.reorder(rows)
            scores = ours(ids[rows, start:end], None if real is None else real[rows, :end], remembered)
            now = seen[rows, start:end]
            found = difference(scores[now], expected[rows, start:end][now])
            yield f"cached logits up to token {end}, {'no ' * (real is None)}padding", found, LIMIT


def positioned(real: torch.Tensor | None) -> dict[str, torch.Tensor]:
    """The padding, and the positions that are counted without it, as the reference wants them."""
    if real is None:
        return {}
    return {"attention_mask": real.long(), "position_ids": (real.long().cumsum(-1) - 1).clamp(min=0)}


def translated(ours: Any, theirs: Any) -> Iterator[Row]:
    """The same of an encoder-decoder, whose sources are padded on the right or on the left."""
    from minitransformer.core.cache import Cache

    draw = torch.Generator().manual_seed(0)
    source = torch.randint(ours.cfg.vocab_size, (3, 7), generator=draw)
    target = torch.randint(ours.cfg.target_words, (3, sum(PIECES)), generator=draw)
    padded = torch.ones_like(source, dtype=torch.bool)
    padded[1, -2:] = padded[2, :3] = False
    for real in (None, padded):
        given = {} if real is None else {"attention_mask": real.long()}
        expected = theirs(input_ids=source, decoder_input_ids=target, **given).logits
        remembered, rows, memory = (
            Cache(ours.cfg.n_decoder_layers),
            torch.arange(3),
            ours.encode(source, real),
        )
        for start, end in pairwise([0, *accumulate(PIECES)]):
            if end == len(target[0]):
                rows = SWAPPED
                remembered.reorder(rows)
            told = None if real is None else real[rows]
            hidden = ours.decode(target[rows, start:end], memory[rows], told, cache=remembered)
            found = difference(ours.unembed(hidden), expected[rows, start:end])
            yield f"cached logits up to token {end}, {'no ' * (real is None)}padding", found, LIMIT


def usual(folder: Path) -> Iterator[Row]:
    """What most tests compare: the scores, in float32, by their absolute difference."""
    from minitransformer.proof.compare import real_part

    ours, theirs = both(folder, torch.float32)
    probe, task = probe_and_task(ours, theirs)
    with torch.no_grad():
        scores, expected = task.ours(ours, probe)[0], task.theirs(theirs, probe)[0]
    yield "logits", difference(real_part(scores, probe), real_part(expected, probe)), USUAL[-1]


def difference(x: torch.Tensor, y: torch.Tensor) -> float:
    """The largest difference; infinite where there is a NaN, or the two have not one shape."""
    if x.shape != y.shape:
        return float("inf")
    error = (x - y).abs().max().item()
    return error if error == error else float("inf")


WITNESSES: Mapping[str, Callable[[Path], Iterator[Any]]] = {
    "parity": parity,
    "train": train,
    "cached": cached,
    "usual": usual,
}
