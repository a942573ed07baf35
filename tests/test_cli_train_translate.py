"""`train translate`: what it leaves behind, and what it refuses before a minute is lost."""

import json
from pathlib import Path

import pytest

from minitransformer.apps import run as run_app
from minitransformer.apps import train_translation as translation_app
from minitransformer.data import embedded

KEYS = {"steps", "epochs", "train_loss", "heldout_loss", "metrics", "out", "seconds"}


@pytest.fixture
def no_pictures(monkeypatch):
    for module in (run_app, translation_app):
        monkeypatch.setattr(module, "save_picture", lambda *_: None)


@pytest.fixture
def sentences(tmp_path):
    """A table of sentences, as a person would bring it."""
    path = tmp_path / "mine.csv"
    rows = [f'"{t.source}","{t.target}"' for t in embedded.translations()[:80]]
    path.write_text("\n".join(["english,korean", *rows]), encoding="utf-8")
    return path


def refused(command, *arguments, said):
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1], err
    assert err.splitlines()[-1].startswith("minitransformer: ")
    assert "Traceback" not in err


def test_a_translator_is_taught_and_kept(as_json, sentences, at_home):
    found = as_json("train", "translate", "--data", sentences, "--epochs", 2, "--beams", 2)
    assert found.keys() == KEYS
    assert found["epochs"] == 2
    assert found["metrics"]["greedy"].keys() == found["metrics"]["beam_2"].keys() == {"bleu", "chrf"}
    folder = at_home / "models" / Path(found["out"]).name
    assert {"config.json", "model.safetensors", "tokenizer.json", "card.json", "loss.png"} <= {
        p.name for p in folder.iterdir()
    }
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert (card["kind"], card["data"]["train"], card["data"]["heldout"]) == ("translate", 72, 8)
    assert json.loads((folder / "config.json").read_text("utf-8"))["model_type"] == "marian"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ko", ("완전히 맞음", "맞은 기호", "저장한 곳", "쌍")),
        ("en", ("wholly right", "symbols right", "kept in", "pairs")),
    ],
)
def test_a_person_sees_examples_scores_and_the_place(
    command, tmp_path, no_pictures, monkeypatch, language, said
):
    monkeypatch.setattr("minitransformer.apps.corpora.MADE", 1200)
    out_folder = tmp_path / "out"
    code, out, err = command(
        "train", "translate", "--data", "sorting", "--longest", 4, "--epochs", 1, "--beams", 1,
        "--out", out_folder, "--lang", language,
    )  # fmt: skip
    assert code == 0, err
    assert out.count(" → ") == 3
    for text in said[:3]:
        assert text in out
    assert said[3] in err
    assert str(out_folder) in out


def test_a_run_that_was_cut_short_is_taken_up(as_json, sentences, tmp_path, no_pictures):
    out = tmp_path / "out"
    line = ("train", "translate", "--data", sentences, "--beams", 1, "--out", out)
    first = as_json(*line, "--epochs", 1)
    more = as_json(*line, "--epochs", 3, "--resume")
    assert (first["epochs"], more["epochs"]) == (1, 3)
    assert more["steps"] == 3 * first["steps"]


def test_another_smoothing_is_another_run(command, as_json, sentences, tmp_path, no_pictures):
    line = ("train", "translate", "--data", sentences, "--beams", 1, "--out", tmp_path / "out")
    as_json(*line, "--epochs", 1)
    refused(
        command,
        *line,
        "--epochs",
        2,
        "--resume",
        "--smoothing",
        0.2,
        said="smoothing was 0.1, and now is 0.2",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--data", "nowhere.csv"), "there is no file nowhere.csv"),
        (("--size", "huge"), "--size huge: choose tiny, small"),
        (("--data", "tatoeba_ko_en"), "tatoeba_ko_en"),
        (("--resume",), "--resume needs --out"),
        (("--longest", "3", "--data", "reversal"), "--longest"),
        (("--smoothing", "1"), "--smoothing"),
        (("--beams", "0"), "--beams"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(command, arguments, said):
    refused(command, "train", "translate", *arguments, said=said)


def test_a_decoder_only_model_is_refused(command, chatbot_folder, sentences):
    refused(
        command, "train", "translate", "--model", chatbot_folder, "--data", sentences, "--lang", "en",
        said="is no encoder-decoder but a GPT, and cannot translate",
    )  # fmt: skip


def test_sentences_that_are_all_too_long_are_refused(command, tmp_path):
    path = tmp_path / "long.csv"
    rows = [f'"{"word " * 200}{i}","{"말 " * 300}{i}"' for i in range(40)]
    path.write_text("\n".join(["english,korean", *rows]), encoding="utf-8")
    refused(command, "train", "translate", "--data", path, said="are longer than the model's 128 positions")
