"""`info` counts what the papers and the hub say."""

import json
import time

import pytest

KOGPT2 = {
    "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_embd": 768, "n_head": 12, "n_layer": 12,
    "n_positions": 1024, "vocab_size": 51200, "activation_function": "gelu_new",
}  # fmt: skip


def bert(layers, width, vocab=30522, **more):
    return {
        "model_type": "bert", "architectures": ["BertModel"], "num_hidden_layers": layers, "hidden_size": width,
        "num_attention_heads": max(2, width // 64), "intermediate_size": 4 * width,
        "max_position_embeddings": 512, "vocab_size": vocab, **more,
    }  # fmt: skip


@pytest.fixture
def config(tmp_path):
    def write(content):
        path = tmp_path / "any name.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


def test_kogpt2_is_of_the_published_size(as_json, command, config):
    found = as_json("info", config(KOGPT2))
    assert found["parameters"] == 125_164_032
    assert found["bytes"] == 500_656_128
    assert found["family"] == "gpt2"
    assert found["config"]["d_model"] == 768
    code, out, _ = command("info", config(KOGPT2))
    assert code == 0
    assert "125,164,032" in out
    assert "477.46" in out


@pytest.mark.parametrize(
    ("layers", "width", "heads", "length", "parameters"),
    [
        (12, 768, 12, 1024, 124_439_808),
        (24, 1024, 16, 1024, 354_823_168),
        (36, 1280, 20, 1024, 774_030_080),
        (48, 1600, 25, 1024, 1_557_611_200),
        (96, 12288, 96, 2048, 174_604_259_328),  # GPT-3's sizes in GPT-2's shape: "175 billion"
    ],
)
def test_the_published_gpts_are_of_their_published_sizes(
    as_json, config, layers, width, heads, length, parameters
):
    content = KOGPT2 | {"n_layer": layers, "n_embd": width, "n_head": heads, "n_positions": length}
    assert as_json("info", config(content | {"vocab_size": 50257}))["parameters"] == parameters


@pytest.mark.parametrize(
    ("content", "parameters"),
    [
        (bert(2, 128), 4_385_920),
        (bert(4, 256), 11_170_560),
        (bert(4, 512), 28_763_648),
        (bert(8, 512), 41_373_184),
        (bert(12, 768), 109_482_240),
        (bert(24, 1024), 335_141_888),
        (bert(12, 768, 28996), 108_310_272),
        (bert(24, 1024, 28996), 333_579_264),
    ],
    ids=["tiny", "mini", "small", "medium", "base", "large", "base-cased", "large-cased"],
)
def test_the_published_berts_are_of_their_published_sizes(as_json, config, content, parameters):
    found = as_json("info", config(content))
    assert found["parameters"] == parameters
    assert found["bytes"] == 4 * parameters


@pytest.mark.parametrize(
    ("content", "total", "blocks"),
    [
        (bert(4, 256), 11_170_560, [f"bert.blocks.{i}" for i in range(4)]),
        (bert(2, 128, architectures=["BertForMaskedLM"]), 4_416_698, [f"bert.blocks.{i}" for i in range(2)]),
        (KOGPT2, 125_164_032, [f"blocks.{i}" for i in range(12)]),
    ],
    ids=["pooled", "tied", "kogpt2"],
)
def test_the_lines_add_up_and_there_is_one_a_block(command, config, content, total, blocks):
    _, out, _ = command("info", config(content), "--lang", "en")
    cells = [[c.strip() for c in line.strip("│┃ ").split("│")] for line in out.splitlines() if "│" in line]
    counts = {name: int(n.replace(",", "")) for name, n, _ in cells}
    assert counts.pop("in all (shared ones once)") == total == sum(counts.values())
    assert [name for name in counts if "blocks" in name] == blocks


def test_sizes_are_told_in_megabytes_and_in_both_languages(command, config):
    assert "MB (float32)" in command("info", config(KOGPT2), "--lang", "en")[1]
    assert "파라미터" in command("info", config(KOGPT2), "--lang", "ko")[1]


def test_a_kept_model_is_known_by_its_kind(as_json, chatbot_folder, at_home):
    import shutil

    shutil.copytree(chatbot_folder, at_home / "models" / "mine")
    found = as_json("info", "chatbot")
    assert found["model"] == str(at_home / "models" / "mine")
    assert found.keys() >= {"model", "family", "parameters", "bytes", "config"}
    assert found["parameters"] == as_json("info", chatbot_folder)["parameters"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("emotion", "no emotion model"),
        ("nowhere/at/all.json", "all.json"),
        ("bert-base-uncasd", "bert-base-uncased"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(command, name, said, nothing_came_along):
    code, out, err = command("info", name)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


def test_without_a_network_it_is_told_at_once(command):
    from minitransformer.pretrained import hub

    assert hub.PROBE_SECONDS <= 2
    began = time.monotonic()
    code, out, err = command("info", "skt/kogpt2-base-v2")
    assert time.monotonic() - began < 2.5
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "give a directory" in err


def test_a_classifier_that_chooses_among_one_class_is_refused(command, config):
    one = bert(
        2,
        128,
        architectures=["BertForSequenceClassification"],
        id2label={"0": "all"},
        problem_type="single_label_classification",
    )
    code, _, err = command("info", config(one))
    assert code == 2
    assert len(err.splitlines()) == 1
