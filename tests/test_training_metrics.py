"""The table of a run: every step once, whatever happened on the way."""

import csv
import errno
import sys
from dataclasses import replace
from types import ModuleType

import pytest
from test_training_fit import PLAN, STEPS, TASK, Clock, Stop, make, resumed

from minitransformer.errors import Problem
from minitransformer.training.fit import fit


def table(out):
    with (out / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_step_has_a_row_with_what_was_seen_at_it(monkeypatch, tmp_path):
    clock = Clock(monkeypatch, seconds=10)
    steps = []
    history = fit(make(), clock.task, PLAN, out=tmp_path, on_step=steps.append)
    rows, told = table(tmp_path), [s for s in steps if s.heldout is None]
    assert [int(row["step"]) for row in rows] == list(range(1, STEPS + 1))
    assert [int(row["epoch"]) for row in rows] == [s.epoch for s in told]
    assert [float(row["loss"]) for row in rows] == history.train_loss
    assert [float(row["lr"]) for row in rows] == pytest.approx([s.lr for s in told], rel=1e-5)
    assert [float(row["seconds"]) for row in rows] == [10.0 * (i + 1) for i in range(STEPS)]
    assert {float(row["tokens_per_second"]) for row in rows} == {5.4}  # 6 rows of 9 tokens in 10 seconds
    looked = {int(row["step"]): row for row in rows if row["heldout_loss"]}
    assert list(looked) == [5, 10, 15]
    for seen in history.heldout:
        row = looked[int(seen["step"])]
        assert float(row["heldout_loss"]) == seen["heldout_loss"]
        assert float(row["heldout_more"]) == 1.0


@pytest.mark.parametrize("told_before", [1, 4, 5, 6, 7, 13])
def test_a_run_that_was_interrupted_has_the_same_table(told_before, tmp_path):
    fit(make(), TASK, PLAN, out=tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, PLAN, out=tmp_path, on_step=Stop(told_before))
    resumed(tmp_path)
    same = [
        {k: v for k, v in row.items() if k not in ("seconds", "tokens_per_second")} for row in table(tmp_path)
    ]
    for row, mine in zip(table(tmp_path / "whole"), same, strict=True):
        assert {k: row[k] for k in mine} == mine
    assert all(row["seconds"] for row in table(tmp_path))


def stopped(out):
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, PLAN, out=out, on_step=Stop(8))
    return out / "metrics.csv"


@pytest.mark.parametrize(
    "beyond",
    ["8,1,9.9,0.5,0.001,100.0,0.3,1.0\n9,1,9.9,0.4,0.001,100.0,,\n", "8,1,9.9,0.5", "8", "\n\n", "\udcff"],
    ids=["killed later", "cut short", "cut shorter", "empty", "noise"],
)
def test_rows_of_steps_that_are_taken_again_do_not_stay(beyond, tmp_path):
    """A run that is killed has noted steps that no checkpoint knows."""
    path = stopped(tmp_path)
    with path.open("ab") as file:
        file.write(beyond.encode("utf-8", "surrogateescape"))
    seen = []
    history, _ = resumed(
        tmp_path, on_step=lambda _step: seen.append([row["step"] for row in table(tmp_path)])
    )
    assert all(steps == [str(n + 1) for n in range(len(steps))] for steps in seen)
    rows = table(tmp_path)
    assert [int(row["step"]) for row in rows] == list(range(1, STEPS + 1))
    assert [float(row["loss"]) for row in rows] == history.train_loss
    assert [int(row["step"]) for row in rows if row["heldout_loss"]] == [5, 10, 15]


def test_a_table_that_is_gone_is_made_again_from_what_the_checkpoint_knows(tmp_path):
    stopped(tmp_path).unlink()
    history, _ = resumed(tmp_path)
    rows = table(tmp_path)
    assert [float(row["loss"]) for row in rows] == history.train_loss
    assert [bool(row["lr"]) for row in rows] == [False] * 7 + [True] * 8
    assert [int(row["step"]) for row in rows if row["heldout_loss"]] == [5, 10, 15]


def test_a_run_that_starts_afresh_starts_its_table_afresh(tmp_path):
    stopped(tmp_path)
    history = fit(make(dropout=0.0), TASK, replace(PLAN, epochs=1), out=tmp_path)
    assert [float(row["loss"]) for row in table(tmp_path)] == history.train_loss


def test_a_full_disk_is_told_as_such(monkeypatch, tmp_path):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(csv.DictWriter, "writerows", full)
    with pytest.raises(Problem, match=r"metrics\.csv .*No space left"):
        fit(make(), TASK, PLAN, out=tmp_path)


# TensorBoard


class Writer:
    """What TensorBoard's writer is asked for."""

    made = []

    def __init__(self, folder, purge_step):
        self.folder, self.purge_step, self.points, self.closed = folder, purge_step, [], False
        Writer.made.append(self)

    def add_scalar(self, name, value, step):
        self.points.append((name, value, step))

    def flush(self):
        pass

    def close(self):
        self.closed = True


@pytest.fixture
def board(monkeypatch):
    module = ModuleType("torch.utils.tensorboard")
    module.SummaryWriter = Writer
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", module)
    monkeypatch.setattr(Writer, "made", [])
    return Writer.made


DRAWN = replace(PLAN, tensorboard=True)


def test_tensorboard_gets_the_curves_where_it_is_asked_for(board, tmp_path):
    fit(make(), TASK, PLAN, out=tmp_path)
    assert board == []
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, DRAWN, out=tmp_path, on_step=Stop(8))
    history = fit(make(), TASK, DRAWN, out=tmp_path, resume=True)
    first, second = board
    assert first.closed
    assert second.closed
    assert first.folder == second.folder == str(tmp_path / "tensorboard")
    assert (first.purge_step, second.purge_step) == (1, 8)
    points = first.points + second.points
    assert [(value, step) for name, value, step in points if name == "train/loss"] == list(
        zip(history.train_loss, range(1, STEPS + 1), strict=True)
    )
    assert [(value, step) for name, value, step in points if name == "heldout/loss"] == [
        (look["heldout_loss"], look["step"]) for look in history.heldout
    ]


def test_without_tensorboard_it_is_said_what_to_install_before_the_first_step(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    steps = []
    with pytest.raises(Problem, match="pip install tensorboard") as problem:
        fit(make(), TASK, DRAWN, out=tmp_path, on_step=steps.append)
    assert "pip install tensorboard" in problem.value.ko
    assert steps == list(tmp_path.iterdir()) == []
