"""Runs in several real processes on the processor, which talk through gloo, and what comes of them."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

STEPS = 20
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="gloo is tried on Linux")


def launch(*command, processes=2, how=("--multi_gpu",)):
    launcher = ["-m", "accelerate.commands.launch", *how, "--main_process_port", "0"]
    return subprocess.run(
        [sys.executable, *launcher, "--num_processes", str(processes), *map(str, command)],
        env=os.environ | {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"},
        capture_output=True,
        encoding="utf-8",
        timeout=500,
    )


def found(out: Path, rank: int = 0):
    return json.loads((out / f"found-{rank}.json").read_text(encoding="utf-8"))


def rows(out: Path):
    with (out / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def same_as(alone, result):
    """But for the biases of keys: they change no attention, so that their gradients are rounding and nothing
    else, of which Adam makes steps all the same."""
    history, weights = alone
    assert len(result["losses"]) == history.steps == STEPS
    assert result["losses"] == pytest.approx(history.train_loss, rel=0, abs=1e-5)
    assert [look["heldout_loss"] for look in result["looks"]] == pytest.approx(
        [look["heldout_loss"] for look in history.heldout], rel=0, abs=1e-5
    )
    for name in result["weights"].keys() - {name for name in weights if name.endswith("k.bias")}:
        mine = result["weights"][name]
        torch.testing.assert_close(torch.tensor(mine), weights[name], rtol=0, atol=1e-5, msg=name)
