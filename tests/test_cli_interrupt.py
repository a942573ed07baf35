"""Ctrl-C, or a SIGTERM, in the middle of a training run loses nothing."""

import os
import signal
import subprocess
import sys

import pytest
import torch

from minitransformer.data import embedded
from minitransformer.data.records import EMOTIONS

TEN_EACH = [x for e in EMOTIONS for x in [x for x in embedded.emotions() if x.label == e][:10]]


def newest(out):
    return max(str(folder.relative_to(out)) for folder in out.glob("checkpoints/step-*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_writes_a_checkpoint_and_resume_comes_to_the_same_end(
    command, tmp_path, monkeypatch, number
):
    monkeypatch.setattr("minitransformer.apps.train_classifier.save_picture", lambda *_: None)
    rows = [f'"{x.text}",{x.label}' for x in TEN_EACH]
    (tmp_path / "mine.csv").write_text("\n".join(["text,emotion", *rows]), encoding="utf-8")
    line = ["train", "emotion", "--data", str(tmp_path / "mine.csv"), "--epochs", "12", "--batch-size", "16"]
    out, whole = tmp_path / "stopped", tmp_path / "whole"
    process = subprocess.Popen(
        [sys.executable, "-m", "minitransformer", *line, "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    told = ""
    for row in process.stderr:
        told += row
        if "epoch 1" in row:
            process.send_signal(number)
            break
    rest, err = process.communicate(timeout=300)
    assert process.returncode == 130, told + err
    assert rest == ""
    assert f"--resume --out {out}" in err
    assert err.endswith("interrupted\n")
    assert "Traceback" not in err
    assert list(out.glob("checkpoints/step-*"))
    assert not (out / "model.safetensors").exists()

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        assert command(*line, "--out", out, "--resume")[0] == 0
        assert command(*line, "--out", whole)[0] == 0
    finally:
        torch.set_num_threads(threads)
    for name in ("model.safetensors", f"{newest(whole)}/model.safetensors"):  # the best weights, and the last
        assert (out / name).read_bytes() == (whole / name).read_bytes()
