"""`fewshot`: prompts, answers, intervals, and everything that can be wrong with it."""

import re

import pytest
import torch
from prompted import REVIEWS, model, tokenizer
from zoo import write

from minitransformer.core.config import BERTConfig
from minitransformer.data.records import Example
from minitransformer.models.bert_tasks import BERTForClassification
from minitransformer.models.init import initialise
from minitransformer.pretrained import load, save


@pytest.fixture(scope="module")
def decoder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("decoder")
    save(model(dtype=torch.float32), tokenizer(), folder, {"kind": "chatbot"})
    return folder


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "own.csv"
    rows = [f"{e.text} {i},{e.label}" for i in range(8) for e in REVIEWS]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def line(decoder, table):
    return ["fewshot", "--data", table, "--model", decoder, "--n", 10, "--shots", 2]


def test_fewshot_with_json_is_the_contracts_object(as_json, line, decoder):
    found = as_json(*line, "--bundles", 2, "--show-prompt")
    assert found.keys() >= {"accuracy", "n", "shots", "template", "verdict", "budget", "lengths", "labels"}
    assert (found["n"], found["shots"], found["template"]) == (10, 2, "문장: {text}\n감정: {label}")
    assert found["model"] == str(decoder)
    assert found["labels"] == ["긍정", "부정"]
    assert list(found["methods"]) == ["likelihood", "calibrated", "generation"]
    for score in found["methods"].values():
        assert score["low"] <= score["accuracy"] <= score["high"]
        assert sum(score["said"].values()) == pytest.approx(1)
    assert found["accuracy"] == found["methods"]["likelihood"]["accuracy"]
    assert found["accuracy"] == pytest.approx(sum(b["likelihood"] for b in found["bundles"]) / 2)
    assert found["prompt"].count("감정:") == 3
    assert found["prompt"].endswith("감정:")
    assert found["lengths"]["n"] == 48
    assert found["slips"] == []
    assert "compared" not in found


def test_the_seed_decides_the_examples(as_json, line):
    prompts = [as_json(*line, "--show-prompt", "--seed", seed)["prompt"] for seed in (1, 1, 2)]
    assert prompts[0] == prompts[1] != prompts[2]


@pytest.mark.parametrize(("language", "said"), [("en", "than guessing: 95 % interval"), ("ko", "95% 구간")])
def test_a_person_is_told_the_verdict_the_budget_and_the_lengths(command, line, language, said):
    code, out, err = command(*line, "--lang", language)
    assert code == 0
    assert out.count(said) == 3
    assert re.search(r"\d+ \+ .*\d+ \+ .*\d+ = \d+", out)
    assert re.search("80 % within|80%가", out)
    assert "bundles of 10" in out or "10개 묶음" in out
    assert "model:" in err or "모델:" in err


def test_a_slip_is_named_beside_its_accuracy(command, as_json, line):
    code, out, _ = command(*line, "--slip", "leak", "--slip", "newline", "--slip", "hangul-only")
    assert code == 0
    assert [f"! slip {name}" in out for name in ("leak", "newline", "hangul-only")] == [True] * 3
    assert "of 12 texts it empties 0, and 12 more lose letters or digits" in out  # each ends in a number
    found = as_json(*line, "--slip", "leak", "--show-prompt")
    assert found["slips"] == ["leak"]
    assert found["prompt"].count("감정:") == 4


def test_slips_are_shown_side_by_side(as_json, command, line):
    found = as_json(*line, "--compare-slips")
    assert list(found["compared"]) == ["honest", "newline", "leak", "hangul-only"]
    assert found["accuracy"] == found["compared"]["honest"]["accuracy"] == as_json(*line)["accuracy"]
    code, out, _ = command(*line, "--compare-slips", "--lang", "ko")
    assert code == 0
    assert [name in out for name in ("정직하게", "newline", "leak", "hangul-only")] == [True] * 4


def test_the_histogram_is_drawn(command, line, tmp_path):
    code, _, _ = command(*line, "--histogram", tmp_path / "lengths.png")
    assert code == 0
    assert (tmp_path / "lengths.png").read_bytes().startswith(b"\x89PNG")


NAMED = ["행복=긍정", "슬픔=부정", "당황=", "분노=", "불안="]


@pytest.mark.parametrize(("data", "mapping"), [("arithmetic", []), ("emotions", NAMED)])
def test_the_embedded_sets_need_no_file(as_json, decoder, data, mapping):
    asked = ["--data", data, "--model", decoder, "--template", data[:-1] if mapping else data]
    found = as_json(
        "fewshot", *asked, *(f"--map={m}" for m in mapping), "--shots", 1, "--n", 3, "--max-tokens", 60
    )
    assert found["n"] == 3
    assert found["labels"] == (["긍정", "부정"] if mapping else [*"123456789"])


@pytest.mark.parametrize(
    ("options", "pattern"),
    [
        (["--data", "arithmetic"], "{text} {label}"),
        (["--data", "arithmetic", "--template", "emotion"], "문장: {text}\n감정: {label}"),
    ],
)
def test_a_set_brings_its_template_along_unless_another_is_asked_for(as_json, decoder, options, pattern):
    asked = ["--model", decoder, "--shots", 0, "--n", 2, "--max-tokens", 60]
    assert as_json("fewshot", *options, *asked)["template"] == pattern


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--template", "감정: {label}"], "{text} 0 times"),
        (["--template", "{label} {text}"], "before"),
        (["--shots", 99], "긍정 24, 부정 24"),
        (["--shots", 20], "192 positions"),
        (["--max-tokens", 1], "at most 0"),
        (["--map", "긍정=𓀀"], "is nothing to this tokenizer"),
        (["--map", "긍정=중립", "--map", "부정=중립"], "two or more"),
        (["--map", "행복=중립"], "no such label"),
        (["--data", "arithmetic", "--map", "3=삼"], "--map renames labels"),
        (["--slip", "typo"], "newline, leak, hangul-only"),
        (["--slip", "leak", "--compare-slips"], "leave --slip out"),
        (["--label-column", "stars"], "stars"),
        (["--data", "nowhere.csv"], "nowhere.csv"),
        (["--data", "kote"], "nsmc"),
        (["--shots", -1], "shots"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_cannot_be_asked_is_told_in_one_line(command, line, options, said, language):
    code, out, err = command(*line, *options, "--lang", language)
    lines = [text for text in err.splitlines() if not text.startswith(("model:", "모델:"))]
    assert (code, out, len(lines)) == (2, "", 1)
    if language == "en":
        assert said in lines[0]


def test_digits_that_the_tokenizer_does_not_know_are_not_to_be_renamed(command, decoder, monkeypatch):
    monkeypatch.setattr("minitransformer.apps.fewshot.sets.sums", lambda: [
        Example(f"{a}+{b}=?", "१२"[a % 2]) for a in range(9) for b in range(9)
    ])  # fmt: skip
    for language, said in (("en", "choose another --model"), ("ko", "다른 모델을 골라")):
        code, _, err = command("fewshot", "--data", "arithmetic", "--model", decoder, "--lang", language)
        assert code == 2
        assert said in err
        assert "--map" not in err


def test_who_waits_is_told_what_share_is_done(command, line, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    _, _, err = command(*line, "--compare-slips", "--lang", "ko")
    shares = [int(share) for share in re.findall(r"묻는 중: (\d+)%", err)]
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert len(set(shares)) >= 8  # the honest run and three slips, two ways each


@pytest.mark.parametrize("content", ["", "text,label\n", "text,label\n좋아요,긍정\n"])
def test_an_empty_file_is_told_in_one_line(command, line, tmp_path, content):
    path = tmp_path / "empty.csv"
    path.write_text(content, encoding="utf-8")
    code, out, err = command(*line, "--data", path)
    assert (code, out) == (2, "")
    assert "empty.csv" in err or "cannot be cut" in err


def test_a_model_that_reads_both_ways_cannot_be_prompted(command, line, tmp_path):
    cfg = BERTConfig(
        d_model=16, n_heads=2, n_layers=1, d_ff=32, vocab_size=tokenizer().vocab_size, max_len=32,
        labels=("긍정", "부정"),
    )  # fmt: skip
    bert = BERTForClassification(cfg)
    initialise(bert, torch.Generator().manual_seed(0))
    save(bert, tokenizer(), tmp_path / "bert")
    code, out, err = command(*line, "--model", tmp_path / "bert")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "decoder-only" in err
    assert "디코더 전용" in command(*line, "--model", tmp_path / "bert", "--lang", "ko")[2]


@pytest.mark.parametrize("architecture", ["GPTNeoXForCausalLM", "LlamaForCausalLM"])
def test_every_family_of_decoders_can_be_prompted(as_json, line, tmp_path, architecture):
    folder = tmp_path / "other"
    write(architecture, folder, vocab_size=tokenizer().vocab_size, max_position_embeddings=192)
    for name, content in tokenizer().files().items():
        (folder / name).write_bytes(content)
    assert load(folder)[0].cfg.max_len == 192
    assert as_json(*line, "--model", folder)["budget"]["positions"] == 192


def test_without_a_model_it_says_how_to_get_one(command, table, nothing_came_along):
    code, _, err = command("fewshot", "--data", table)
    assert code == 2
    assert "--model" in err
