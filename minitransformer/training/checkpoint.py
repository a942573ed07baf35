"""Checkpoints: a model's folder and all else that a run needs to go on as if it had never stopped."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch import Tensor

from ..errors import Problem
from ..models.base import Model
from ..pretrained import load_model
from ..pretrained.disk import put_folder, remove_folder
from ..pretrained.save import bytes_of, write_model
from ..pretrained.sums import verify_all
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
    average: dict[str, Any] | None = None  # the running mean of the weights
    run: dict[str, Any] = field(default_factory=dict)  # which run it is of: see `fit`


def write_checkpoint(
    out: Path, model: Model, tokenizer: Tokenizer | None, state: Checkpoint, step: int
) -> None:
    """Add a checkpoint under `out`, complete or not at all, and drop the oldest."""

    def write(aside: Path) -> None:
        write_model(model, tokenizer, aside)
        with (aside / STATE).open("wb") as file:  # a path would hide a full disk in a RuntimeError
            torch.save(vars(state), file)

    needed = bytes_of([model.state_dict(), vars(state)])
    put_folder(folder_of(out, step), write, needed)
    for old in _newest_first(out)[KEPT:]:
        remove_folder(old)


def newest(out: Path | None) -> tuple[Model, Checkpoint]:
    """The model and the state of the newest checkpoint that is whole; `Problem` where there is none."""
    for folder in _newest_first(out) if out else ():
        try:
            verify_all(folder)
            return load_model(folder), _state(folder)
        except (Problem, OSError, RuntimeError, EOFError, UnpicklingError) as e:
            logger.warning("%s is not whole and is passed over (%s)", folder, e)
    raise Problem(
        f"there is no checkpoint in {out} to resume from: start without --resume",
        f"{out}에 이어서 할 체크포인트가 없습니다. --resume 없이 시작하세요.",
    )


def check_same_run(noted: Mapping[str, Any], run: Mapping[str, Any]) -> None:
    """Raise `Problem` for what was noted with a checkpoint and is not so in this run, with both values."""
    others = [(name, was, run.get(name)) for name, was in noted.items() if was != run.get(name)]
    if others:
        en = "; ".join(f"{name} was {was}, and now is {now}" for name, was, now in others)
        ko = ", ".join(f"{name}: {was} → {now}" for name, was, now in others)
        raise Problem(
            f"the checkpoint is of another run: {en}. Give the same, or start without --resume",
            f"체크포인트가 다른 학습의 것입니다({ko}). 같은 값을 주거나 --resume 없이 시작하세요.",
        )


def folder_of(out: Path, step: int) -> Path:
    """Where the checkpoint of a step lies."""
    return out / FOLDER / f"step-{step:08d}"


def _state(folder: Path) -> Checkpoint:
    return Checkpoint(**torch.load(folder / STATE, weights_only=True, map_location="cpu"))


def _newest_first(out: Path) -> list[Path]:
    """By the time of writing: a run that was started afresh comes after the longer one before it."""
    folders = (out / FOLDER).glob("step-*")
    return sorted(folders, key=lambda folder: (folder.stat().st_mtime_ns, folder.name), reverse=True)
