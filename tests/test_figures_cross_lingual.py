"""The cross-lingual script: rows of one language teach, rows of another test, on a checkpoint of the real shape."""

import importlib
import json
import sys
from pathlib import Path

import pytest
import torch

from minitransformer.core.config import BERTConfig
from minitransformer.errors import Problem
from minitransformer.models.bert_tasks import BERTForMaskedWords
from minitransformer.models.init import initialise
from minitransformer.pretrained import load, save
from minitransformer.text.train import train_wordpiece
from minitransformer.training.plan import Plan

FIGURES = Path(__file__).parent.parent / "figures"
ENGLISH = {"good": ("this film :)", "a story :)"), "bad": ("this film :(", "a story :(")}
KOREAN = {"good": ("이 영화 :)", "긴 이야기 :)"), "bad": ("이 영화 :(", "긴 이야기 :(")}
"""Two languages that have nothing but the faces in common."""


@pytest.fixture(scope="module")
def script():
    sys.path.insert(0, str(FIGURES))
    try:
        yield importlib.import_module("cross_lingual")
    finally:
        sys.path.remove(str(FIGURES))


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory):
    """What the multilingual model is, in small: cased WordPiece of two languages, and no classifier yet."""
    texts = [t for rows in (ENGLISH, KOREAN) for of in rows.values() for t in of]
    tokenizer = train_wordpiece([f"{t} {i}" for t in texts for i in range(40)], 200)
    cfg = BERTConfig(
        d_model=32, n_heads=2, n_layers=1, d_ff=64, vocab_size=tokenizer.vocab_size, max_len=32, dropout=0.0,
        pad_id=tokenizer.pad_id,
    )  # fmt: skip
    model = BERTForMaskedWords(cfg)
    initialise(model, torch.Generator().manual_seed(0), std=0.2)
    folder = tmp_path_factory.mktemp("multilingual")
    save(model, tokenizer, folder)
    return folder


def table(path, rows, second=False, n=30):
    lines = ["text,second,label" if second else "text,label"]
    for i in range(n):
        for label, texts in rows.items():
            first = f"{texts[i % 2]} {i}"
            lines.append(f"{first},{texts[1 - i % 2]},{label}" if second else f"{first},{label}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def tables(tmp_path):
    return table(tmp_path / "en.csv", ENGLISH), table(tmp_path / "ko.csv", KOREAN, n=10)


def test_a_task_that_is_learnt_in_english_is_asked_in_korean(script, multilingual, tables, tmp_path, capsys):
    train, test = tables
    out = tmp_path / "out"
    script.main(
        ["--model", str(multilingual), "--train", str(train), "--test", str(test), "--epochs", "20",
         "--lr", "0.003", "--batch-size", "8", "--out", str(out)]
    )  # fmt: skip
    found = json.loads((out / "scores.json").read_text("utf-8"))
    assert json.dumps(found, ensure_ascii=False, indent=1) in capsys.readouterr().out
    assert found["train"] + found["same language"]["ours"]["n"] == 60
    assert found["other language"]["ours"]["n"] == 20
    assert found["same language"]["ours"]["accuracy"] == 1.0
    assert found["other language"]["ours"]["accuracy"] > 0.7  # the faces are the same in both languages
    assert found["other language"]["most frequent label"]["accuracy"] == 0.5
    for scores in (*found["same language"].values(), *found["other language"].values()):
        assert scores["from"] - 1e-9 <= scores["accuracy"] <= scores["to"] + 1e-9
    model, _ = load(out)
    assert model.cfg.labels == ("bad", "good")


def test_of_pairs_the_second_text_is_another_segment_and_the_longer_is_cut(script, multilingual, tmp_path):
    rows = script.read_rows(table(tmp_path / "p.csv", ENGLISH, second=True, n=3), "text", "second", "label")
    assert len(rows) == 6
    tokenizer = load(multilingual)[1]
    (batch,) = script.batches(tokenizer, rows, ["bad", "good"], 12, 8)
    assert batch.ids.shape[1] <= 12
    for ids, real, segments in zip(batch.ids, batch.real, batch.segments, strict=True):
        ids, segments = ids[real].tolist(), segments[real].tolist()
        first = ids.index(tokenizer.sep_id)
        assert segments == [0] * (first + 1) + [1] * (len(ids) - first - 1)
        assert ids.count(tokenizer.sep_id) == 2
        assert 1 in segments


def test_a_row_that_is_in_the_test_is_not_learnt(script, multilingual, tmp_path):
    rows = script.read_rows(table(tmp_path / "en.csv", ENGLISH), "text", None, "label")
    found = script.transfer(
        str(multilingual), rows, rows[:6], Plan(lr=1e-3, epochs=1), batch_size=8, max_len=32
    )
    assert found["left out, because they are in the test"] == 6
    assert found["train"] + found["same language"]["ours"]["n"] == 54


def test_labels_that_were_never_learnt_are_told(script, multilingual, tables, tmp_path):
    train, _ = tables
    other = table(tmp_path / "ko.csv", {"좋음": KOREAN["good"], "bad": KOREAN["bad"]})
    with pytest.raises(SystemExit, match="the test has the labels 좋음"):
        script.main(["--model", str(multilingual), "--train", str(train), "--test", str(other)])
    with pytest.raises(Problem):
        script.read_rows(train, "text", "second", "label")


def test_wilsons_interval_by_hand(script):
    found = script.accuracy(8, 10)
    assert found["from"] == pytest.approx(0.4902, abs=1e-3)
    assert found["to"] == pytest.approx(0.9433, abs=1e-3)
    assert script.accuracy(10, 10)["to"] == pytest.approx(1.0)
