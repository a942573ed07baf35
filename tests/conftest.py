"""Small models, taught in a few seconds, for whoever needs one that talks or tells emotions apart."""

import os
import tempfile

os.environ.setdefault("MPLCONFIGDIR", tempfile.mkdtemp())  # no list of fonts from an environment that is gone

import json
import sys

import pytest
import torch

from minitransformer.apps.size import Size
from minitransformer.apps.teach_chatbot import chatbot_task, new_chatbot
from minitransformer.apps.teach_classifier import classifier_task, new_classifier
from minitransformer.core.config import GPTConfig
from minitransformer.data import embedded
from minitransformer.data.records import EMOTIONS
from minitransformer.models.gpt import GPT
from minitransformer.models.init import initialise
from minitransformer.pretrained import save
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

PSEUDO_TERMINALS = [
    "test_cli_ends.py",
    "test_cli_interrupt.py",
    "test_cli_learn_watch.py",
    "test_cli_terminal.py",
]
collect_ignore = PSEUDO_TERMINALS if sys.platform == "win32" else []
"""Windows has no pseudo-terminals, and cannot send Ctrl-C to another process."""

DIALOGUES = 40
SENTENCES = 100
MINIATURE = Size(d_model=32, n_layers=1, n_heads=2, vocab_size=500, dropout=0.0)


@pytest.fixture(scope="session")
def chatbot_folder(tmp_path_factory):
    """A GPT that knows forty dialogues by heart, and ends its answers."""
    dialogues = embedded.dialogues()[:DIALOGUES]
    model, tokenizer = new_chatbot(dialogues, MINIATURE, torch.Generator().manual_seed(0))
    task = chatbot_task(tokenizer, dialogues, dialogues, batch_size=20, max_len=model.cfg.max_len)
    fit(model, task, Plan(lr=1e-2, epochs=60))
    folder = tmp_path_factory.mktemp("kept") / "chatbot"
    save(model, tokenizer, folder, {"kind": "chatbot"})
    return folder


@pytest.fixture(scope="session")
def emotion_folder(tmp_path_factory):
    """A BERT that knows a hundred sentences by heart."""
    examples = embedded.emotions()
    few = [e for emotion in EMOTIONS for e in [x for x in examples if x.label == emotion][: SENTENCES // 5]]
    model, tokenizer = new_classifier(
        [e.text for e in few], EMOTIONS, MINIATURE, torch.Generator().manual_seed(0)
    )
    task = classifier_task(tokenizer, EMOTIONS, few, few, batch_size=20, max_len=64)
    fit(model, task, Plan(lr=1e-3, epochs=60))
    folder = tmp_path_factory.mktemp("kept") / "emotion"
    save(model, tokenizer, folder, {"kind": "emotion"})
    return folder


@pytest.fixture(scope="session")
def endless_folder(chatbot_folder, tmp_path_factory):
    """A GPT that babbles up to position 8,192: the score of its end token is out of the question."""
    from minitransformer.pretrained import load_tokenizer

    tokenizer = load_tokenizer(chatbot_folder)
    cfg = GPTConfig(
        d_model=32, n_heads=2, n_layers=1, d_ff=64, vocab_size=tokenizer.vocab_size, max_len=8192,
        pad_id=tokenizer.pad_id, bos_id=tokenizer.bos_id, eos_id=tokenizer.eos_id,
    )  # fmt: skip
    model = GPT(cfg)
    initialise(model, torch.Generator().manual_seed(0))
    with torch.no_grad():
        model.norm.bias[0] = 10.0
        model.embed.weight[tokenizer.eos_id, 0] = -100.0
    folder = tmp_path_factory.mktemp("kept") / "endless"
    save(model, tokenizer, folder, {"kind": "chatbot"})
    return folder


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """A home of its own for kept models, and nothing from outside: no data, no default model, no hub."""
    home = tmp_path / "home"
    monkeypatch.setenv("MINITRANSFORMER_HOME", str(home))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("MINITRANSFORMER_MODEL", "MINITRANSFORMER_DATA"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def nothing_came_along(at_home, monkeypatch):
    """A package without its trained models: what is said where there is none is said so."""
    monkeypatch.setattr("minitransformer.pretrained.pocket.POCKET", at_home / "pocket")


@pytest.fixture
def command(at_home, capsys):
    """Run one command line here: its exit code, what it printed, and what it said beside that."""
    from minitransformer.cli.main import run

    def go(*arguments):
        code = run([str(a) for a in arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return go


@pytest.fixture
def as_json(command):
    """Run one command line with --json: stdout must be one object and nothing else."""

    def go(*arguments, exits=0):
        code, out, err = command(*arguments, "--json")
        assert code == exits, err
        assert out.count("\n") == 1
        return json.loads(out)

    return go
