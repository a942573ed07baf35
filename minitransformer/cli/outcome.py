"""How a training run ended: what is told of it, and where it can be taken up again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .voice import Voice

STOPPED = 130

if TYPE_CHECKING:
    from ..apps.run import Trained


def report(trained: "Trained", voice: Voice) -> int:
    """Where the model is, and how the run went."""
    history = trained.history
    voice.tell(voice.pick(f"kept in {trained.out}", f"저장한 곳: {trained.out}"), markup=False)
    voice.result(
        {
            "steps": history.steps,
            "epochs": history.epochs,
            "train_loss": history.train_loss[-1] if history.train_loss else None,
            "heldout_loss": trained.metrics.get("heldout_loss"),
            "metrics": trained.metrics,
            "out": str(trained.out),
            "seconds": round(history.seconds, 1),
        }
    )
    return 0


@contextmanager
def told_where(out: Path, voice: Voice) -> Iterator[None]:
    """Say where an interrupted run can be taken up again."""
    from ..training.processes import is_first

    try:
        yield
    except KeyboardInterrupt:
        if not is_first():
            raise SystemExit(STOPPED) from None
        if any(out.glob("checkpoints/step-*")):
            voice.note(
                f"a checkpoint is in {out}: go on with the same command and --resume --out {out}",
                f"{out}에 체크포인트를 저장했습니다. 같은 명령에 --resume --out {out}을 붙이면 이어서 합니다.",
            )
        raise
