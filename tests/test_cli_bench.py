"""`bench`: a table for people, an object for programs."""

import json
from dataclasses import replace

import pytest
from PIL import Image

KEYS = {"ours", "reference", "ratio", "unit", "limit"}
SMALL = {
    "model_type": "gpt2", "vocab_size": 300, "n_positions": 600, "n_embd": 12, "n_layer": 2, "n_head": 3,
}  # fmt: skip


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setattr("minitransformer.proof.bench.machine.SIDE", 16)
    monkeypatch.setattr("minitransformer.proof.bench.machine.SMALL", 16)
    (tmp_path / "config.json").write_text(json.dumps(SMALL), encoding="utf-8")
    return tmp_path / "config.json"


def test_a_program_gets_one_object(as_json, config):
    found = as_json("bench", "decode", "--config", config, "--rounds", 1)
    assert found.keys() >= KEYS
    assert found["unit"] == "tokens/s"
    assert found["ratio"] == pytest.approx(found["ours"] / found["reference"])


@pytest.mark.parametrize(("language", "said"), [("en", "times the reference"), ("ko", "기준의 몇 배")])
def test_a_person_gets_a_table(command, config, language, said):
    code, out, err = command("bench", "decode", "--config", config, "--rounds", 1, "--lang", language)
    assert code == 0
    assert said in out
    assert "by hand" in out
    assert "float32" in err


@pytest.fixture
def few_sizes(monkeypatch):
    from minitransformer.proof.bench.sweep import AXES

    monkeypatch.setitem(AXES["prefill"], "length", replace(AXES["prefill"]["length"], sizes=(4, 16)))


@pytest.mark.usefixtures("few_sizes")
def test_a_sweep_is_one_object_with_a_rate_for_every_size(as_json, config):
    found = as_json("bench", "prefill", "--sweep", "--config", config, "--rounds", 1, "--threads", 1)
    assert found["sizes"] == [4, 16]
    assert found["rates"].keys() == found["exponents"].keys() > {"by hand", "fused"}
    assert found["bytes"].keys() == found["growth"].keys() == found["rates"].keys()
    assert {len(rates) for rates in found["rates"].values()} == {len(found["limits"])} == {2}
    assert (found["axis"], found["unit"], found["threads"]) == ("tokens in the prompt", "tokens/s", 1)


@pytest.mark.usefixtures("few_sizes")
@pytest.mark.parametrize(("language", "said"), [("en", "memory grows as size ^"), ("ko", "메모리 ∝ 크기 ^")])
def test_a_sweep_is_a_table_and_on_request_a_picture(command, config, tmp_path, language, said):
    file = tmp_path / "new" / "sweep.png"
    code, out, err = command(
        "bench",
        "prefill",
        "--sweep",
        "--config",
        config,
        "--rounds",
        1,
        "--picture",
        file,
        "--lang",
        language,
    )
    assert code == 0
    assert said in out
    assert "16" in out
    assert str(file) in err
    with Image.open(file) as image:
        assert "by hand from" in image.text["Description"]


def test_a_picture_of_a_single_size_is_refused(command, tmp_path):
    code, out, err = command("bench", "decode", "--picture", tmp_path / "x.png", "--lang", "en")
    assert (code, out) == (2, "")
    assert "add --sweep" in err


def test_what_a_work_does_not_have_cannot_be_changed(command, config):
    code, out, err = command(
        "bench", "prefill", "--sweep", "--over", "layers", "--config", config, "--lang", "en"
    )
    assert (code, out) == (2, "")
    assert "bench prefill --sweep --over layers: choose length" in err
    code, out, err = command("bench", "decode", "--over", "batch", "--lang", "en")
    assert (code, out) == (2, "")
    assert "add --sweep" in err


def test_an_unknown_work_is_told_in_a_line(command):
    code, out, err = command("bench", "sing", "--lang", "en")
    assert (code, out) == (2, "")
    assert "choose decode, prefill, encode, finetune" in err


def test_a_config_of_another_family_is_refused_before_anything_is_built(command, config):
    code, out, err = command("bench", "encode", "--config", config, "--lang", "en")
    assert (code, out) == (2, "")
    assert "measures a bert, and this config is of a gpt2" in err
