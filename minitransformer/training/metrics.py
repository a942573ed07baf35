"""A run written down step by step, for a spreadsheet: `metrics.csv`, which tells of every step once, however
often the run was killed and taken up again."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..pretrained.disk import told
from .plan import History, Progress

NAME = "metrics.csv"
COLUMNS = ("step", "epoch", "seconds", "loss", "lr", "tokens_per_second")
Row = Mapping[str, Any]


class Metrics:
    """The table of one run. It is written by `fit`, a row after every step."""

    def __init__(self, out: Path) -> None:
        self.path = out / NAME

    def begin(self, history: History) -> None:
        """Keep the rows of this history, and none of steps that are to be taken again, or of another run.

        Where the row of a step is lost, its loss and its look are known still.
        """
        noted = {row["step"]: row for row in self._rows()}
        looks = {int(look["step"]): look for look in history.heldout}
        rows = list[Row]()
        for step, loss in enumerate(history.train_loss, 1):
            row = noted.get(str(step), {})
            mine = row if row.get("loss") == repr(loss) else {"step": step, "loss": repr(loss)}
            rows.append({**{name: mine.get(name, "") for name in COLUMNS}, **heldout(looks.get(step, {}))})
        columns = dict.fromkeys([*COLUMNS, *(name for look in looks.values() for name in heldout(look))])
        self.columns = list(columns)
        aside = self.path.with_name(f".new-{NAME}")
        with told(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._write(aside, "w", [dict(zip(columns, columns, strict=True)), *rows])
            aside.replace(self.path)

    def step(self, progress: Progress, seconds: float) -> None:
        """Add a row."""
        row = {
            "step": progress.step,
            "epoch": progress.epoch,
            "seconds": f"{seconds:.3f}",
            "loss": repr(progress.loss),
            "lr": f"{progress.lr:.6g}",
            "tokens_per_second": f"{progress.tokens_per_second:.1f}",
        }
        with told(self.path):
            self._write(self.path, "a", [row])

    def look(self, history: History) -> None:
        """Add what was seen to the row of its step."""
        self.begin(history)

    def end(self) -> None:
        """All is written already."""

    def _write(self, path: Path, mode: str, rows: Iterable[Row]) -> None:
        with path.open(mode, newline="", encoding="utf-8") as file:
            csv.DictWriter(file, self.columns, restval="", lineterminator="\n").writerows(rows)

    def _rows(self) -> Iterable[dict[str, str]]:
        """What is in the table, but for a last line that was cut short."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            return []
        whole = text[: text.rfind("\n") + 1].splitlines()
        return [row for row in csv.DictReader(whole) if "step" in row]


def heldout(look: Mapping[str, float]) -> dict[str, str]:
    """What a look has seen, under names that tell it from what is seen in training."""
    plain = {name: value for name, value in look.items() if name != "step"}
    return {
        name if name.startswith("heldout_") else f"heldout_{name}": repr(value)
        for name, value in plain.items()
    }
