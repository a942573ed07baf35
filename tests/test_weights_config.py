"""config.json: what is left out takes the reference's default, and what is not implemented is named."""

import json
from pathlib import Path

import pytest
import transformers
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_hub import BERT, GPT2, difference, refused, stored, tiny, write

from minitransformer.core.config import BERTConfig, GPTConfig, ModelConfig
from minitransformer.pretrained import load_model
from minitransformer.weights import FAMILIES, family_of

GPT2_SAID = {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], **GPT2}
BERT_SAID = {"model_type": "bert", "architectures": ["BertModel"], **BERT}

KOGPT2_SAID = {
    "activation_function": "gelu_new",
    "architectures": ["GPT2LMHeadModel"],
    "attn_pdrop": 0.1,
    "bos_token_id": 0,
    "embd_pdrop": 0.1,
    "eos_token_id": 1,
    "gradient_checkpointing": False,
    "id2label": {"0": "LABEL_0"},
    "initializer_range": 0.02,
    "label2id": {"LABEL_0": 0},
    "layer_norm_epsilon": 1e-05,
    "model_type": "gpt2",
    "n_ctx": 24,
    "n_embd": 16,
    "n_head": 4,
    "n_inner": None,
    "n_layer": 2,
    "n_positions": 24,
    "pad_token_id": 3,
    "resid_pdrop": 0.1,
    "scale_attn_weights": True,
    "summary_activation": None,
    "summary_first_dropout": 0.1,
    "summary_proj_to_labels": True,
    "summary_type": "cls_index",
    "summary_use_proj": True,
    "task_specific_params": {"text-generation": {"do_sample": True, "max_length": 50}},
    "torch_dtype": "float32",
    "transformers_version": "4.5.1",
    "use_cache": True,
    "vocab_size": 60,
}
"""koGPT2's config.json, key for key, with the sizes of a tiny model."""


def configured(said: dict) -> ModelConfig:
    return family_of(said).configure(said)


def test_koGPT2s_own_config_is_read_as_the_reference_reads_it(tmp_path: Path) -> None:
    theirs = tiny("GPT2LMHeadModel")
    ours = load_model(write(tmp_path, KOGPT2_SAID, stored(theirs)))
    assert ours.cfg == GPTConfig(
        d_model=16, n_heads=4, n_layers=2, d_ff=64, max_len=24, vocab_size=60, activation="gelu_tanh",
        norm_eps=1e-5, dropout=0.1, attention_dropout=0.1, embedding_dropout=0.1, pad_id=3, bos_id=0, eos_id=1,
        labels=("LABEL_0",),
    )  # fmt: skip
    assert difference(ours, transformers.GPT2LMHeadModel.from_pretrained(tmp_path)) <= 1e-12


@pytest.mark.parametrize("said", [GPT2_SAID, BERT_SAID], ids=["gpt2", "bert"])
def test_a_config_of_sizes_alone_takes_the_references_defaults(tmp_path: Path, said: dict) -> None:
    """Epsilon, activation, dropout and, for GPT-2, the width of the feed-forward layer."""
    architecture = said["architectures"][0]
    theirs = tiny(architecture)
    ours = load_model(write(tmp_path, said, stored(theirs)))
    assert difference(ours, theirs) <= 1e-12
    full = configured(json.loads(theirs.config.to_json_string()))
    tokens = {"bos_id": None, "eos_id": None}
    assert ours.cfg == type(full)(**vars(full) | {k: v for k, v in tokens.items() if k in vars(full)})


@pytest.mark.parametrize("architecture", ["GPT2LMHeadModel", "BertModel"])
@pytest.mark.parametrize("epsilon", [1e-3, 1e-5, 1e-12])
def test_the_epsilon_that_is_said_is_used(tmp_path: Path, architecture: str, epsilon: float) -> None:
    name = "layer_norm_epsilon" if architecture.startswith("GPT2") else "layer_norm_eps"
    theirs = tiny(architecture, **{name: epsilon})
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)))
    assert ours.cfg.norm_eps == epsilon
    assert difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("architecture", ["GPT2LMHeadModel", "BertForMaskedLM"])
@pytest.mark.parametrize(
    "activation", ["gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "relu", "silu", "swish"]
)
def test_every_known_spelling_of_an_activation_is_that_activation(
    tmp_path: Path, architecture: str, activation: str
) -> None:
    name = "activation_function" if architecture.startswith("GPT2") else "hidden_act"
    theirs = tiny(architecture, **{name: activation})
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)))
    rounding = 1e-8 if activation == "gelu_fast" else 1e-12  # it writes sqrt(2/pi) with ten digits
    assert difference(ours, theirs) <= rounding


@pytest.mark.parametrize("inner", [None, 40])
def test_the_inner_width_of_gpt2_is_four_times_the_model_unless_said(
    tmp_path: Path, inner: int | None
) -> None:
    theirs = tiny("GPT2LMHeadModel", n_inner=inner)
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)))
    assert ours.cfg.d_ff == (inner or 64)
    assert difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize(
    ("said", "key", "value"),
    [
        (GPT2_SAID, "scale_attn_by_inverse_layer_idx", True),
        (GPT2_SAID, "scale_attn_weights", False),
        (GPT2_SAID, "reorder_and_upcast_attn", True),
        (GPT2_SAID, "add_cross_attention", True),
        (GPT2_SAID, "tie_word_embeddings", False),
        (GPT2_SAID, "activation_function", "quick_gelu"),
        (BERT_SAID, "position_embedding_type", "relative_key"),
        (BERT_SAID, "position_embedding_type", "relative_key_query"),
        (BERT_SAID, "is_decoder", True),
        (BERT_SAID, "add_cross_attention", True),
        (BERT_SAID, "tie_word_embeddings", False),
        (BERT_SAID, "hidden_act", "mish"),
        (BERT_SAID, "problem_type", "ranking"),
    ],
)
def test_a_value_that_is_not_implemented_is_named(
    tmp_path: Path, said: dict, key: str, value: object
) -> None:
    (tmp_path / "config.json").write_text(json.dumps(said | {key: value}), encoding="utf-8")
    with refused(key, repr(value)):
        load_model(tmp_path)


@pytest.mark.parametrize("name", ["t5", "xlm-roberta", None, ["gpt2"]])
def test_an_unknown_model_type_is_named_beside_the_known_ones(tmp_path: Path, name: object) -> None:
    (tmp_path / "config.json").write_text(json.dumps(GPT2_SAID | {"model_type": name}), encoding="utf-8")
    with refused(repr(str(name)), "gpt2, bert, distilbert, marian, bart, gpt_neox, llama"):
        load_model(tmp_path)


@pytest.mark.parametrize(
    ("said", "name", "known"),
    [
        (BERT_SAID, "BertForMultipleChoice", "BertForSequenceClassification"),
        (GPT2_SAID, "GPT2DoubleHeadsModel", "GPT2LMHeadModel"),
    ],
)
def test_an_unknown_architecture_is_named_beside_the_known_ones(
    tmp_path: Path, said: dict, name: str, known: str
) -> None:
    (tmp_path / "config.json").write_text(json.dumps(said | {"architectures": [name]}), encoding="utf-8")
    with refused(name, known):
        load_model(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(said), encoding="utf-8")
    with refused(name, known):
        load_model(tmp_path, architecture=name)


@pytest.mark.parametrize(
    ("said", "key"),
    [(GPT2_SAID, key) for key in GPT2] + [(BERT_SAID, "hidden_size"), (BERT_SAID, "vocab_size")],
)
def test_a_size_that_is_not_said_is_named(said: dict, key: str) -> None:
    with refused(f"no {key}"):
        configured({k: v for k, v in said.items() if k != key})


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ({"n_head": 3}, ("16", "3")),
        ({"n_embd": 0}, ("0",)),
        ({"n_embd": "16"}, ("config.json",)),
        ({"n_embd": None}, ("config.json",)),
        ({"n_head": [4]}, ("config.json",)),
    ],
)
def test_sizes_that_fit_no_model_are_refused(change: dict, facts: tuple[str, ...]) -> None:
    with refused(*facts):
        configured(GPT2_SAID | change)


@pytest.mark.parametrize(
    ("said", "key", "value"),
    [
        (GPT2_SAID, "n_positions", 10**30),
        (GPT2_SAID, "n_layer", True),
        (GPT2_SAID, "layer_norm_epsilon", "x"),
        (GPT2_SAID, "layer_norm_epsilon", float("nan")),
        (GPT2_SAID, "resid_pdrop", -0.1),
        (GPT2_SAID, "embd_pdrop", None),
        (GPT2_SAID, "pad_token_id", 60),
        (GPT2_SAID, "bos_token_id", "x"),
        (BERT_SAID, "layer_norm_eps", None),
        (BERT_SAID, "type_vocab_size", "x"),
        (BERT_SAID, "pad_token_id", -1),
        (BERT_SAID, "max_position_embeddings", "512"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(said: dict, key: str, value: object) -> None:
    with refused(f"{key}={value!r}: it must be"):
        configured(said | {key: value})


@pytest.mark.parametrize("named", [5, "GPT2LMHeadModel", [5], {"a": 1}])
def test_architectures_that_are_no_list_of_names_are_refused(tmp_path: Path, named: object) -> None:
    (tmp_path / "config.json").write_text(json.dumps(GPT2_SAID | {"architectures": named}), encoding="utf-8")
    with refused(f"architectures={named!r}"):
        load_model(tmp_path)


@pytest.mark.parametrize("dropout", [0.0, 0.1, 0.3])
def test_the_dropout_of_the_classifiers_is_read(dropout: float) -> None:
    cfg = configured(BERT_SAID | {"classifier_dropout": dropout, "hidden_dropout_prob": 0.1})
    assert (cfg.text_dropout, cfg.token_dropout, cfg.dropout) == (dropout, dropout, 0.1)
    assert configured(BERT_SAID | {"classifier_dropout": None}).text_dropout is None


@pytest.mark.parametrize("labels", [{"joy": "행복"}, ["행복", "슬픔"]])
def test_labels_that_are_not_numbered_are_refused(labels: object) -> None:
    with refused("id2label"):
        configured(BERT_SAID | {"id2label": labels})


shared = {
    "n_layers": st.integers(1, 3),
    "d_ff": st.integers(1, 99),
    "max_len": st.integers(1, 99),
    "vocab_size": st.integers(2, 99),
    "activation": st.sampled_from(["gelu", "gelu_tanh", "relu", "silu"]),
    "norm_eps": st.sampled_from([1e-12, 1e-5, 3e-3]),
    "dropout": st.floats(0, 1, exclude_max=True),
    "attention_dropout": st.floats(0, 1, exclude_max=True),
}
heads = st.integers(1, 8)


names = st.lists(st.text(), min_size=1, max_size=12).map(tuple)


@given(heads, heads, st.fixed_dictionaries(shared), st.tuples(*[st.none() | st.integers(0, 1)] * 3), names)
@settings(deadline=None)
def test_a_gpt_config_survives_being_written_and_read(
    n: int, size: int, sizes: dict, tokens: tuple, labels: tuple[str, ...]
) -> None:
    pad, bos, eos = tokens
    cfg = GPTConfig(d_model=n * size, n_heads=n, pad_id=pad, bos_id=bos, eos_id=eos, labels=labels, **sizes)
    assert written_and_read(cfg, "gpt2") == cfg


@given(heads, heads, st.fixed_dictionaries(shared), names)
@settings(deadline=None)
def test_a_bert_config_survives_being_written_and_read(
    n: int, size: int, sizes: dict, labels: tuple[str, ...]
) -> None:
    cfg = BERTConfig(d_model=n * size, n_heads=n, pad_id=1, labels=labels, **sizes)
    assert written_and_read(cfg, "bert") == cfg


def written_and_read(cfg: ModelConfig, name: str) -> ModelConfig:
    family = FAMILIES[name]
    said = family.describe(cfg, family.architectures[0])
    return configured(json.loads(json.dumps(said)))
