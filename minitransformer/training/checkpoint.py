"""Checkpoints: a model's folder and all else that a run needs to go on as if it had never stopped."""

import logging
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..errors import Problem
from ..models.base import Model
from ..pretrained import load_model
from ..pretrained.disk import put_folder
from ..pretrained.save import write_model
from ..text.tokenizer import Tokenizer

logger = logging.getLogger(__name__)

FOLDER = "checkpoints"
STATE = "training.pt"
KEPT = 2
"""How many checkpoints stay: should the newest be damaged, there is one before it."""


@dataclass(frozen=True)
class Checkpoint:
    """What a run needs beside the weights."""

    optimiser: dict[str, Any]
    history: dict[str, Any]
    batch: int
    best_weights: dict[str, Tensor] | None
    random_state: Tensor


def write_checkpoint(
    out: Path, model: Model, tokenizer: Tokenizer | None, state: Checkpoint, step: int
) -> None:
    """Add a checkpoint under `out`, complete or not at all, and drop the oldest."""

    def write(aside: Path) -> None:
        write_model(model, tokenizer, aside)
        torch.save(asdict(state), aside / STATE)

    put_folder(out / FOLDER / f"step-{step:08d}", write)
    for old in list(_newest_first(out))[KEPT:]:
        shutil.rmtree(old)


def newest(out: Path) -> tuple[Model, Checkpoint] | None:
    """The model and the state of the newest checkpoint that is whole; None where there is none."""
    for folder in _newest_first(out):
        try:
            return load_model(folder), Checkpoint(**torch.load(folder / STATE, weights_only=True))
        except (Problem, OSError, RuntimeError) as e:
            logger.warning("%s is not whole and is passed over (%s)", folder, e)
    return None


def _newest_first(out: Path) -> Iterator[Path]:
    yield from sorted((out / FOLDER).glob("step-*"), reverse=True)
