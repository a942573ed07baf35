"""The same for TensorBoard, where it is asked for."""

from pathlib import Path

from ..errors import Problem
from .metrics import heldout
from .plan import History, Progress


class Board:
    """Curves in `tensorboard/` of the run's folder: look at them with `tensorboard --logdir`."""

    def __init__(self, out: Path) -> None:
        try:  # now, not after the first step
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as e:
            raise Problem(
                "--tensorboard needs a package that is not installed: pip install tensorboard",
                "--tensorboard에 필요한 패키지가 없습니다. pip install tensorboard로 설치하세요.",
            ) from e
        self.folder, self.writer = str(out / "tensorboard"), SummaryWriter

    def begin(self, history: History) -> None:
        """Go on after the last step of this history: TensorBoard hides what an earlier run drew beyond it."""
        self.curves = self.writer(self.folder, purge_step=history.steps + 1)

    def step(self, progress: Progress, _seconds: float) -> None:
        """Add a point to each curve."""
        for name in ("loss", "lr", "tokens_per_second"):
            self.curves.add_scalar(f"train/{name}", getattr(progress, name), progress.step)

    def look(self, history: History) -> None:
        """Add what was seen."""
        for name, value in heldout(history.heldout[-1]).items():
            self.curves.add_scalar(f"heldout/{name.removeprefix('heldout_')}", float(value), history.steps)
        self.curves.flush()

    def end(self) -> None:
        """Write what is left."""
        self.curves.close()
