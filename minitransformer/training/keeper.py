"""The checkpoints of one run: where they go, and whether one that is found there is of the same run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import Problem
from ..models.base import Model
from ..text.tokenizer import Tokenizer
from .checkpoint import Checkpoint, check_same_run, folder_of, newest, write_checkpoint


@dataclass(frozen=True)
class Keeper:
    """Writes and finds the checkpoints of a run, which is known by plain values. Of several processes, only one
    writes."""

    out: Path | None
    tokenizer: Tokenizer | None
    run: Mapping[str, Any]
    writes: bool = True
    resume: bool = False

    def write(self, model: Model, state: Checkpoint, step: int) -> None:
        """Add a checkpoint, where there is a folder for it."""
        if self.out is not None and self.writes:
            write_checkpoint(self.out, model, self.tokenizer, replace(state, run=dict(self.run)), step)

    def take_up(self, model: Model) -> Checkpoint | None:
        """Give the model the weights of the newest checkpoint that is whole, where one is to be resumed; what
        else it holds."""
        if not self.resume:
            return None
        saved, state = newest(self.out)
        check_same_run(state.run, self.run)
        try:
            model.load_state_dict(saved.state_dict())
        except RuntimeError as e:
            raise Problem(
                f"the checkpoint in {self.out} is of a model of another size: start without --resume",
                f"{self.out}의 체크포인트는 크기가 다른 모델의 것입니다. --resume 없이 시작하세요.",
            ) from e
        return state

    def folder(self, step: int) -> Path | None:
        """Where the checkpoint of a step is, or is to be."""
        return None if self.out is None else folder_of(self.out, step)
