"""SIGKILL, a disk that fills up, damage: a few points of what kill_runs.py does at hundreds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are forked"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    out = tmp_path_factory.mktemp("killed") / "found.json"
    script = Path(__file__).with_name("kill_runs.py")
    subprocess.run(
        [sys.executable, script, "--points", "12", "--damages", "30", "--disks", "0", "--out", out],
        check=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
    )
    return json.loads(out.read_text(encoding="utf-8"))


def test_a_killed_run_comes_to_the_same_bits_and_table_and_leaves_nothing_unreadable(found):
    assert found["kill"]["killed"] >= 6  # those by the clock may come too late
    assert found["kill"]["unreadable"] == found["kill"]["other bits"] == found["kill"]["other tables"] == 0


def test_a_damaged_checkpoint_is_refused_and_the_one_before_is_taken_and_told(found):
    damage = found["damage"]
    assert damage["cut short"] == damage["bits flipped"] == 30
    assert damage["not refused"] == damage["not told"] == 0
