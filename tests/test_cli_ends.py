"""Commands that are stopped before they are done, and commands whose reader has gone: a line, and no traceback."""

import json
import os
import subprocess
import sys

import pytest
import torch
from prompted import model as decoder
from prompted import tokenizer as words

from minitransformer.cli.main import run
from minitransformer.core.config import BERTConfig
from minitransformer.data.senses import embedded_senses
from minitransformer.models.bert_tasks import BERTForMaskedWords
from minitransformer.models.init import initialise
from minitransformer.pretrained import save
from minitransformer.text.train import train_wordpiece

STOPPED_WHILE_IMPORTING = """
import importlib.abc, sys
class Impatient(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == sys.argv[1]:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Impatient())
from minitransformer.cli.main import run
sys.exit(run(sys.argv[2:]))
"""
"""Ctrl-C at the very moment when this module is to be imported."""

SLOW_TO_START = {
    "chat": "chat",
    "chat --once": "chat --once 안녕",
    "recommend": "recommend 안녕",
    "run": "run fill-mask 안녕",
    "run --study": "run feature-extraction --study",
    "run --word": "run feature-extraction --word 배",
    "run --probe": "run fill-mask --probe bias",
    "fewshot": "fewshot",
    "audit": "audit nowhere",
    "data list": "data list",
}


def stopped(line, **environment):
    first = "minitransformer.data.own" if line.startswith("data") else "torch"
    return subprocess.run(
        [sys.executable, "-c", STOPPED_WHILE_IMPORTING, first, *line.split(), "--lang", "ko"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize("name", SLOW_TO_START)
def test_a_terminal_shows_what_happens_before_anything_heavy_is_imported_and_ctrl_c_ends_it(name):
    done = stopped(SLOW_TO_START[name], FORCE_COLOR="1")
    assert (done.returncode, done.stdout) == (130, "")
    assert " 중 …" in done.stderr  # 불러오는 중, 살펴보는 중, 시험하는 중
    assert done.stderr.endswith("중단했습니다.\n")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["run", "data list"])
def test_a_pipe_and_a_program_are_shown_nothing_of_that(name):
    piped = stopped(SLOW_TO_START[name])
    asked = stopped(SLOW_TO_START[name] + " --json", FORCE_COLOR="1")
    assert (piped.returncode, piped.stderr) == (asked.returncode, asked.stderr) == (130, "\n중단했습니다.\n")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    at = tmp_path_factory.mktemp("models")
    tokenizer = train_wordpiece([u.text for u in embedded_senses()], 600)
    cfg = BERTConfig(
        d_model=16, n_heads=2, n_layers=2, d_ff=32, vocab_size=tokenizer.vocab_size, max_len=48,
        pad_id=tokenizer.pad_id,
    )  # fmt: skip
    bert = BERTForMaskedWords(cfg)
    initialise(bert, torch.Generator().manual_seed(0))
    save(bert, tokenizer, at / "bert")
    save(decoder(dtype=torch.float32), words(), at / "gpt", {"kind": "chatbot"})
    (at / "config.json").write_text(
        json.dumps({"model_type": "bert", "vocab_size": 99, "hidden_size": 8, "num_attention_heads": 2,
                    "num_hidden_layers": 1, "intermediate_size": 8, "max_position_embeddings": 512}),
        encoding="utf-8",
    )  # fmt: skip
    return at


READ_BY_NOBODY = {
    "data list": "data list",
    "data list --json": "data list --json",
    "run --json": "run fill-mask [MASK]가 --json --model {}/bert",
    "run": "run fill-mask [MASK]가 --model {}/bert",
    "run, a generation": "run text-generation 정말 --max-length 20 --model {}/gpt",
    "run --word": "run feature-extraction --word 배 --model {}/bert",
    "run --probe": "run fill-mask --probe bias-en --model {}/bert",
    "fewshot": "fewshot --data arithmetic --template arithmetic --shots 1 --n 3 --model {}/gpt",
    "audit": "audit {}/bert",
    "bench": "bench encode --rounds 1 --config {}/config.json",
    "chat": "chat --once 안녕 --model {}/gpt",
}


@pytest.mark.parametrize("name", READ_BY_NOBODY)
def test_a_reader_that_has_gone_is_no_failure(at_home, folders, monkeypatch, capfd, name):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as nobody:
        monkeypatch.setattr(sys, "stdout", nobody)
        line = READ_BY_NOBODY[name].format(folders)
        if name == "run --probe":
            monkeypatch.setattr("minitransformer.apps.bias._gain", lambda *_: 0.5)  # it knows no English word
        assert run(line.split()) == 0
    assert "Broken" not in capfd.readouterr().err
