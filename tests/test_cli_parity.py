"""`parity` shows where two models part, and says so in its exit code."""

import json

import pytest

from minitransformer import functional as F

GPT2 = {
    "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_embd": 16, "n_head": 2, "n_layer": 2,
    "n_positions": 32, "vocab_size": 40,
}  # fmt: skip
BERT = {
    "model_type": "bert", "architectures": ["BertForPreTraining"], "hidden_size": 16, "num_attention_heads": 2,
    "num_hidden_layers": 2, "intermediate_size": 32, "max_position_embeddings": 32, "vocab_size": 40,
}  # fmt: skip
KEYS = {"model", "family", "parameters", "dtype", "activations", "logits_error", "gradients_error", "agrees"}


@pytest.fixture
def config(tmp_path):
    def write(content, name="mine.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("content", [GPT2, BERT], ids=["gpt2", "bert"])
def test_parity_with_json_is_the_contracts_object(as_json, config, content):
    path = config(content)
    found = as_json("parity", "--random", path, "--grad")
    assert found.keys() >= KEYS
    assert found["model"] == str(path)
    assert found["family"] == content["model_type"]
    assert found["agrees"] is True
    assert all(row.keys() == {"name", "error"} for row in found["activations"])
    assert max(row["error"] for row in found["activations"]) < 1e-10
    assert found["gradients_error"] < 1e-8


def test_gradients_are_null_unless_asked_for(as_json, config):
    assert as_json("parity", "--random", config(GPT2))["gradients_error"] is None


def test_a_kept_model_agrees_and_the_table_says_so_in_both_languages(command, chatbot_folder):
    code, out, _ = command("parity", chatbot_folder, "--lang", "en")
    assert code == 0
    assert "the same function" in out
    assert "first disagreement" not in out
    code, out, _ = command("parity", chatbot_folder, "--lang", "ko")
    assert code == 0
    assert "같은 함수입니다" in out


@pytest.fixture
def slightly_wrong(monkeypatch):
    """The very mistake of taking one GELU for another."""
    monkeypatch.setitem(F.ACTIVATIONS, "gelu_tanh", F.gelu)


def test_the_first_disagreement_is_marked_and_the_exit_code_is_1(command, as_json, config, slightly_wrong):
    path = config(GPT2)
    code, out, _ = command("parity", "--random", path, "--lang", "en")
    assert code == 1
    assert "NOT the same function" in out
    marked = [line for line in out.splitlines() if "first disagreement" in line]
    assert len(marked) == 1
    assert "blocks.0.feed_forward " in marked[0]
    before, _, after = out.partition(marked[0])
    assert "✗" not in before
    assert "✗" in after
    found = as_json("parity", "--random", path, exits=1)
    assert found["agrees"] is False
    errors = {row["name"]: row["error"] for row in found["activations"]}
    assert errors["blocks.0.feed_forward.up"] < 1e-10 < errors["blocks.0.feed_forward"]


def test_korean_names_the_first_disagreement_too(command, config, slightly_wrong):
    code, out, _ = command("parity", "--random", config(GPT2), "--lang", "ko")
    assert code == 1
    assert out.count("처음 어긋난 곳") == 1
    assert "같은 함수가 아닙니다" in out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{broken", "not a config"),
        ("[1, 2]", "not an object"),
        ("", "not a config"),
        ('{"model_type": "mamba"}', "mamba"),
        ('{"model_type": "gpt2"}', "n_embd"),
        (json.dumps(GPT2 | {"n_head": 3}), "3"),
        (json.dumps(GPT2 | {"n_embd": "many"}), "many"),
        (json.dumps(GPT2 | {"activation_function": "mish"}), "mish"),
        (json.dumps(GPT2 | {"architectures": ["GPT2ForSong"]}), "GPT2ForSong"),
    ],
)
def test_a_config_that_cannot_be_used_is_told_in_one_line(command, config, content, said):
    code, out, err = command("parity", "--random", config(content))
    assert code == 2
    assert out == ""
    assert len(err.splitlines()) == 1
    assert said in err


def test_a_config_that_is_not_there_is_not_taken_from_its_neighbour(command, config, tmp_path):
    config(GPT2, "config.json")
    (tmp_path / "other.json").write_text(json.dumps(GPT2 | {"n_embd": "many"}), encoding="utf-8")
    assert "many" in command("parity", "--random", tmp_path / "other.json")[2]
    code, _, err = command("parity", "--random", tmp_path / "absent.json")
    assert code == 2
    assert "absent.json" in err
    assert command("parity", "--random", tmp_path)[0] == 0  # the folder of a config.json does count


def test_a_missing_model_is_told_with_the_nearest_known_name(command):
    code, out, err = command("parity", "skt/kogpt2-base-v3")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.endswith("the nearest known name is skt/kogpt2-base-v2\n")


def test_the_worst_activation_is_what_the_verdict_tells():
    from minitransformer.cli.parity import as_content, verdict
    from minitransformer.cli.voice import Voice
    from minitransformer.proof.agreement import Agreement, Parity

    rows = tuple(Agreement(str(i), e, 1e-10) for i, e in enumerate((1e-15, 3e-12, 2e-14)))
    end = Agreement("logits", 1e-15, 1e-10)
    found = Parity("gpt2", "GPT2LMHeadModel", 9, "float64", (), rows, end, end, rows[:2])
    assert "3.0e-12" in verdict(found, Voice("en"))
    assert as_content("x", found)["gradients_error"] == 3e-12
