"""`run feature-extraction --study` and `--word`: tables, JSON, a picture, and what cannot be done."""

import pytest
import torch
from PIL import Image

from minitransformer.apps import probe
from minitransformer.core.config import BERTConfig
from minitransformer.data.senses import embedded_senses
from minitransformer.models.bert_tasks import BERTForMaskedWords
from minitransformer.models.init import initialise
from minitransformer.pretrained import save
from minitransformer.text.train import train_wordpiece

STUDY, WORD = ("run", "feature-extraction", "--study"), ("run", "feature-extraction", "--word")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    tokenizer = train_wordpiece([u.text for u in embedded_senses()], 600)
    cfg = BERTConfig(
        d_model=16, n_heads=2, n_layers=2, d_ff=32, vocab_size=tokenizer.vocab_size, max_len=48,
        pad_id=tokenizer.pad_id,
    )  # fmt: skip
    model = BERTForMaskedWords(cfg)
    initialise(model, torch.Generator().manual_seed(0))
    folder = tmp_path_factory.mktemp("bert")
    save(model, tokenizer, folder)
    return folder


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The probe's penalty is not looked for."""
    monkeypatch.setattr(probe, "STRENGTHS", (0.01,))


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    rows = [f"{'배가 아파' if i % 2 else '눈이 온다'} {i},{'가나'[i % 2]}" for i in range(40)]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    return path


def test_the_study_comes_as_a_table_with_the_papers_values_and_as_a_picture(command, folder, table, tmp_path):
    picture = tmp_path / "bars.png"
    code, out, err = command(*STUDY, "--data", table, "--model", folder, "--picture", picture, "--lang", "en")
    assert code == 0, err
    assert "weighted sum of last four" in out
    assert "96.1" in out
    assert "another task" in out
    assert "best: " in out
    assert "96.1" in next(line for line in out.splitlines() if "side by side" in line and "1–2" in line)
    assert "40 texts" in err
    with Image.open(picture) as image:
        assert "TF-IDF" in image.text["Description"]


def test_the_study_is_one_json_object(as_json, folder, table):
    said = as_json(*STUDY, "--data", table, "--model", folder)
    assert (said["task"], said["model"], said["data"]) == ("feature-extraction", str(folder), str(table))
    (found,) = said["results"]
    assert found["texts"] == 40
    assert [row["paper"] for row in found["rows"]][:6] == [91.0, 95.6, 94.9, 95.9, 96.1, 95.5]


def test_a_word_is_looked_at_in_the_sentences_that_come_with_the_package(command, folder):
    code, out, err = command(*WORD, "배", "--model", folder, "--lang", "ko")
    assert code == 0, err
    assert "낱말의 TF-IDF" in out
    assert "2번 층" in out
    assert "가려내지 못합니다" in out


def test_the_sentences_are_shown_under_their_senses(command, as_json, folder):
    _, out, _ = command(*WORD, "배", "--model", folder, "--lang", "ko")
    usages = [u for u in embedded_senses() if u.word == "배"]
    assert all(u.text in out for u in usages)
    lines = [line.replace("│", " ").split() for line in out.splitlines()]
    assert [line[0] for line in lines if line and line[0] in {u.sense for u in usages}] == [
        "과일",
        "탈것",
        "신체",
    ]
    (found,) = as_json(*WORD, "배", "--model", folder)["results"]
    assert found["sentences"] == [{"sense": u.sense, "english": u.english, "text": u.text} for u in usages]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ((), "Nearest neighbours in the same sense"),
        (("배가 고파", "배가 떠났다"), "Cosine of a word's two vectors"),
    ],
)
def test_a_word_is_drawn_where_a_picture_is_asked_for(command, folder, tmp_path, texts, said):
    code, _, err = command(
        *WORD, "배", *texts, "--model", folder, "--picture", tmp_path / "w.png", "--lang", "ko"
    )
    assert code == 0, err
    assert "그림: " in err
    with Image.open(tmp_path / "w.png") as image:
        assert said in image.text["Description"]


def test_the_study_says_how_far_it_is_on_a_terminal(command, folder, table, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    _, _, err = command(*STUDY, "--data", table, "--model", folder, "--lang", "ko")
    assert "글을 읽는 중" in err
    monkeypatch.delenv("FORCE_COLOR")
    _, _, err = command(*STUDY, "--data", table, "--model", folder, "--lang", "ko")
    assert "글을 읽는 중" not in err
    assert err.count("마지막 층 (") == 2  # of each kind of vector, how it did


@pytest.mark.parametrize(
    "asked", [(*STUDY, "--data"), (*WORD, "배"), (*WORD, "배", "배가 고파", "배가 떠났다")]
)
def test_the_model_computes_where_and_as_it_is_asked_to(command, folder, table, asked):
    line = [*asked, *([table] if asked[-1] == "--data" else [])]
    for option in (("--device", "abacus"), ("--dtype", "float8")):
        code, _, err = command(*line, "--model", folder, *option)
        assert code == 2
        assert option[1] in err
    assert command(*line, "--model", folder, "--dtype", "float64")[0] == 0


def test_a_word_is_compared_in_two_sentences(as_json, folder):
    said = as_json(*WORD, "배", "배가 너무 고파", "배가 항구를 떠났다", "--model", folder)
    (found,) = said["results"]
    assert found["word"] == "배"
    assert found["cosines"]["embedding table"] == 1
    assert found["cosines"]["layer 2"] < 1


def test_all_senses_are_one_json_object(as_json, folder):
    (found,) = as_json(*WORD, "눈", "--model", folder)["results"]
    assert (found["words"], found["sights"][0]["n"]) == (["눈"], 16)
    assert found["sights"][1]["accuracy"] == pytest.approx(found["sights"][1]["chance"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "fill-mask", "--word", "배"), "--word is for feature-extraction"),
        (("run", "fill-mask", "--study"), "--study is for feature-extraction"),
        ((*STUDY, "--word", "배"), "cannot go together with --word"),
        ((*STUDY, "배가 고파"), "TEXT (its texts come from --data): leave it out"),
        ((*STUDY, "--data", "nowhere.csv"), "there is no file nowhere.csv"),
        ((*WORD, "고양이"), "choose 배, 눈, 말, 다리, 밤, 차"),
        ((*WORD, "배", "배가 고파"), "compares two sentences, and there are 1"),
        ((*WORD, "배", "배가 고파", "눈이 온다"), "no word of '눈이 온다' begins with '배'"),
        ((*WORD, ""), "no sentences with"),
        ((*STUDY, "--pair", "배"), "--study cannot go together with --pair: leave it out"),
        ((*STUDY, "--truncate", "--count", "0"), "cannot go together with --truncate, --count"),
        (
            (*WORD, "배", "--file", "t.txt"),
            "cannot go together with --file (write two sentences behind it, or none)",
        ),
        ((*WORD, "배", "--data", "nsmc"), "--word cannot go together with --data"),
        ((*WORD, "배", "--batch-size", "2"), "--word cannot go together with --batch-size"),
        ((*WORD, "배", "--probe", "bias"), "--word cannot go together with --probe"),
        (
            ("run", "feature-extraction", "배", "--picture", "a.png"),
            "--picture is for feature-extraction --study/--word",
        ),
        (
            ("run", "feature-extraction", "배", "--data", "nsmc"),
            "--data is for feature-extraction --study alone",
        ),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(command, folder, arguments, said):
    for language in ("en", "ko"):
        code, out, err = command(*arguments, "--model", folder, "--lang", language)
        line = err.splitlines()[-1]
        assert (code, out) == (2, "")
        assert line.startswith("minitransformer: ")
        assert (said in line) if language == "en" else any("가" <= c <= "힣" for c in line)
