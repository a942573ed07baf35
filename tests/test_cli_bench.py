"""`bench`: a table for people, an object for programs."""

import json

import pytest

KEYS = {"ours", "reference", "ratio", "unit", "limit"}
SMALL = {
    "model_type": "gpt2", "vocab_size": 300, "n_positions": 600, "n_embd": 12, "n_layer": 2, "n_head": 3,
}  # fmt: skip


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setattr("minitransformer.proof.bench.machine.SIDE", 16)
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


def test_an_unknown_work_is_told_in_a_line(command):
    code, out, err = command("bench", "sing", "--lang", "en")
    assert (code, out) == (2, "")
    assert "choose decode, prefill, encode, finetune" in err


def test_a_config_of_another_family_is_refused_before_anything_is_built(command, config):
    code, out, err = command("bench", "encode", "--config", config, "--lang", "en")
    assert (code, out) == (2, "")
    assert "measures a bert, and this config is of a gpt2" in err
