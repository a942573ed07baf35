"""What every training run does, whatever it teaches: train, keep the model, and write down how it went."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Problem
from ..models.base import Model
from ..plots.canvas import save as save_picture
from ..plots.curves import loss_curve
from ..pretrained import save
from ..text.tokenizer import Tokenizer
from ..training.fit import fit
from ..training.plan import Batch, History, Plan, Progress, Task
from ..training.processes import rest_is_for_the_first


@dataclass(frozen=True)
class Trained:
    """What a run leaves behind."""

    out: Path
    history: History
    metrics: dict[str, Any]
    guessing: float  # the loss of a model that has learnt nothing


@dataclass(frozen=True)
class Run:
    """A model that is to be trained, and where it is to be kept."""

    kind: str
    model: Model
    tokenizer: Tokenizer
    plan: Plan
    out: Path
    identity: dict[str, Any]
    language: str = "en"  # of what is written into the picture

    def train(self, task: Task[Batch], resume: bool, on_step: Callable[[Progress], None]) -> History:
        """Train, and save the model at once: whatever comes after can fail and loses nothing. Of several
        processes, only the first one comes back from here."""
        history = fit(
            self.model,
            task,
            self.plan,
            out=self.out,
            tokenizer=self.tokenizer,
            run=self.identity,
            resume=resume,
            on_step=on_step,
        )
        check_learnt(history, self.plan)
        rest_is_for_the_first()
        save(self.model, self.tokenizer, self.out)
        return history

    def write_down(self, history: History, data: dict[str, Any], scores: dict[str, Any]) -> dict[str, Any]:
        """Add the card and the loss curve to the model, and return its scores with what they are scores of."""
        chosen_by = "best held-out look" if self.plan.keep == "best" else "last"
        metrics = {"chosen_by": chosen_by, **history.kept(self.plan), **scores}
        recipe = {**vars(self.plan), **self.identity}
        card = {"kind": self.kind, "data": data, "recipe": recipe, "scores": metrics}
        save(self.model, self.tokenizer, self.out, card)
        save_picture(draw_history(history, self.kind, self.language), self.out / "loss.png")
        return metrics


def identify(
    data_name: str, rows: object, source: object, batch_size: int, tokenizer: Tokenizer
) -> dict[str, Any]:
    """What makes a run this one and no other. Of the rows and the tokenizer it holds checksums."""
    return {
        "data": data_name,
        "rows": checksum(rows),
        "source": str(source),
        "batch_size": batch_size,
        "tokenizer": checksum(sorted(tokenizer.files().items())),
    }


def checksum(content: object) -> str:
    """Short, and the same wherever the content is written the same."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:12]


def check_learnt(history: History, plan: Plan) -> None:
    """Raise `Problem` where the weights that the plan keeps give a loss that is no number."""
    if not math.isfinite(history.kept(plan).get("heldout_loss", math.nan)):
        raise Problem(
            f"after {history.steps} steps the loss is no number any more, and nothing was kept: lower --lr",
            f"{history.steps}스텝 뒤 손실이 숫자가 아니게 되어 저장하지 않았습니다. --lr을 낮춰 주세요.",
        )


UNITS = {
    **dict.fromkeys(("clm", "chatbot", "translate", "tag"), ("nats per token", "토큰당 nats")),
    **dict.fromkeys(("emotion", "classify", "tour"), ("nats per text", "글 하나당 nats")),
    "qa": ("nats per question", "질문 하나당 nats"),
}
"""What a loss is per, by the kind of model; of hidden words and next sentences together it is two means added."""


def draw_history(history: History, kind: str, language: str) -> Any:
    """Training and held-out loss against steps."""
    return loss_curve(
        list(range(1, history.steps + 1)),
        history.train_loss,
        [look["step"] for look in history.heldout],
        [look["heldout_loss"] for look in history.heldout],
        language=language,
        unit=UNITS.get(kind, ("nats", "nats")),
    )
