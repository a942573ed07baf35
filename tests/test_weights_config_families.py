"""config.json of the five younger families: published ones are read as the reference reads them, defaults
are the reference's, what is not implemented is named, and what is read can be written again."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import transformers
import zoo
from loopback_hub import refused, write

from minitransformer.core.config import ModelConfig, Seq2SeqConfig
from minitransformer.pretrained import load_model
from minitransformer.proof.reference import quiet
from minitransformer.weights import FAMILIES, family_of

THREE = {f"LABEL_{i}": i for i in range(3)}
FAIRSEQ = {
    "activation_dropout": 0.0,
    "add_bias_logits": False,
    "add_final_layer_norm": False,
    "attention_dropout": 0.0,
    "classif_dropout": 0.0,
    "classifier_dropout": 0.0,
    "decoder_layerdrop": 0.0,
    "dropout": 0.1,
    "encoder_layerdrop": 0.0,
    "gradient_checkpointing": False,
    "id2label": {str(i): name for name, i in THREE.items()},
    "init_std": 0.02,
    "is_encoder_decoder": True,
    "label2id": THREE,
    "normalize_before": False,
    "num_hidden_layers": 2,
    "use_cache": True,
}
PUBLISHED: dict[str, tuple[str, dict[str, Any]]] = {
    "opus-mt-en-de": (
        "MarianMTModel",
        FAIRSEQ
        | {
            "activation_function": "swish",
            "bad_words_ids": [[60]],
            "bos_token_id": 0,
            "decoder_start_token_id": 12,
            "eos_token_id": 0,
            "forced_eos_token_id": 0,
            "max_length": 512,
            "normalize_embedding": False,
            "num_beams": 6,
            "pad_token_id": 12,
            "scale_embedding": True,
            "static_position_embeddings": True,
            "transformers_version": "4.22.0.dev0",
        },
    ),
    "distilbart-cnn-12-6": (
        "BartForConditionalGeneration",
        FAIRSEQ
        | {
            "activation_function": "gelu",
            "bos_token_id": 0,
            "decoder_start_token_id": 2,
            "early_stopping": True,
            "eos_token_id": 2,
            "extra_pos_embeddings": 2,
            "force_bos_token_to_be_generated": True,
            "length_penalty": 2.0,
            "max_length": 142,
            "min_length": 56,
            "no_repeat_ngram_size": 3,
            "normalize_embedding": True,
            "num_beams": 4,
            "pad_token_id": 1,
            "prefix": " ",
            "replacing_rate": 0,
            "scale_embedding": False,
            "static_position_embeddings": False,
            "task_specific_params": {},
        },
    ),
    "polyglot-ko-1.3b": (
        "GPTNeoXForCausalLM",
        {
            "bos_token_id": 0,
            "eos_token_id": 0,
            "hidden_act": "gelu",
            "initializer_range": 0.02,
            "layer_norm_eps": 1e-5,
            "num_steps": "global_step213000",
            "rotary_emb_base": 10000,
            "rotary_pct": 0.5,
            "tie_word_embeddings": False,
            "torch_dtype": "float16",
            "transformers_version": "4.22.1",
            "use_cache": True,
            "use_parallel_residual": True,
        },
    ),
    "Llama-2-7b-hf": (
        "LlamaForCausalLM",
        {
            "bos_token_id": 1,
            "eos_token_id": 2,
            "hidden_act": "silu",
            "initializer_range": 0.02,
            "pretraining_tp": 1,
            "rms_norm_eps": 1e-5,
            "rope_scaling": None,
            "tie_word_embeddings": False,
            "torch_dtype": "float16",
            "transformers_version": "4.31.0.dev0",
            "use_cache": True,
        },
    ),
    "distilbert-base-uncased-finetuned-sst-2-english": (
        "DistilBertForSequenceClassification",
        {
            "activation": "gelu",
            "attention_dropout": 0.1,
            "dropout": 0.1,
            "finetuning_task": "sst-2",
            "id2label": {"0": "NEGATIVE", "1": "POSITIVE"},
            "initializer_range": 0.02,
            "label2id": {"NEGATIVE": 0, "POSITIVE": 1},
            "output_past": True,
            "pad_token_id": 0,
            "qa_dropout": 0.1,
            "seq_classif_dropout": 0.2,
            "sinusoidal_pos_embds": False,
            "tie_weights_": True,
            "transformers_version": "4.2.2",
        },
    ),
}
"""What published files say beside their sizes, which are those of a tiny model here."""

SIZES = (
    "d_model",
    "encoder_attention_heads",
    "decoder_attention_heads",
    "encoder_ffn_dim",
    "decoder_ffn_dim",
)
SIZES += ("encoder_layers", "decoder_layers", "vocab_size", "max_position_embeddings", "hidden_size")
SIZES += ("num_attention_heads", "num_hidden_layers", "intermediate_size", "num_key_value_heads", "dim")
SIZES += ("n_heads", "n_layers", "hidden_dim", "model_type", "architectures")


def sizes_alone(architecture: str, seed: int = 2) -> dict[str, Any]:
    return {k: v for k, v in zoo.config(architecture, seed).items() if k in SIZES}


def configured(said: dict[str, Any]) -> ModelConfig:
    return family_of(said).configure(said)


def as_the_reference_reads(folder: Path, said: dict[str, Any]) -> Any:
    """The reference built from this very config.json, its weights beside it."""
    write(folder, said, {})
    with quiet():
        config = transformers.AutoConfig.from_pretrained(folder)
        theirs = getattr(transformers, said["architectures"][0])(config)
    zoo.draw_weights(theirs, 0)
    write(folder, said, zoo.stored(theirs))
    return theirs.eval()


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_config_is_read_as_the_reference_reads_it(tmp_path: Path, name: str) -> None:
    architecture, besides = PUBLISHED[name]
    said = sizes_alone(architecture) | besides
    theirs = as_the_reference_reads(tmp_path, said)
    assert zoo.difference(load_model(tmp_path), theirs) <= 1e-12


UNSAID = {False: ("bos_id", "eos_id"), True: ("bos_id", "target_vocab_size")}
"""What the reference fills in and this library leaves open: it needs none of them."""
NEEDED = {"MarianMTModel": {"pad_token_id": 12, "decoder_start_token_id": 12}}


@pytest.mark.parametrize("architecture", [a for a in zoo.ONE_OF_EACH if a not in ("GPT2LMHeadModel",)])
def test_a_config_of_sizes_alone_takes_the_references_defaults(tmp_path: Path, architecture: str) -> None:
    said = sizes_alone(architecture) | NEEDED.get(architecture, {})
    theirs = as_the_reference_reads(tmp_path, said)
    ours = load_model(tmp_path)
    assert zoo.difference(ours, theirs) <= 1e-12
    full = configured(json.loads(theirs.config.to_json_string()))
    unsaid = dict.fromkeys(UNSAID[isinstance(full, Seq2SeqConfig)])
    assert ours.cfg == replace(full, **{k: v for k, v in unsaid.items() if hasattr(full, k)})


# what is not implemented


REFUSED = [
    ("DistilBertForMaskedLM", "activation", "mish"),
    ("DistilBertForMaskedLM", "tie_word_embeddings", False),
    ("DistilBertForSequenceClassification", "problem_type", "ranking"),
    *[
        (architecture, key, value)
        for architecture in zoo.WRITERS
        for key, value in {
            "normalize_before": True,
            "add_final_layer_norm": True,
            "add_bias_logits": True,
            "encoder_layerdrop": 0.1,
            "decoder_layerdrop": 0.1,
            "decoder_attention_heads": 1,
            "decoder_ffn_dim": 8,
            "activation_function": "mish",
        }.items()
    ],
    ("MarianMTModel", "normalize_embedding", True),
    ("MarianMTModel", "static_position_embeddings", False),
    ("BartForConditionalGeneration", "normalize_embedding", False),
    ("BartForConditionalGeneration", "static_position_embeddings", True),
    ("GPTNeoXForCausalLM", "attention_bias", False),
    ("GPTNeoXForCausalLM", "rope_scaling", {"type": "linear", "factor": 2.0}),
    ("GPTNeoXForCausalLM", "hidden_act", "mish"),
    ("LlamaForCausalLM", "attention_bias", True),
    ("LlamaForCausalLM", "mlp_bias", True),
    ("LlamaForCausalLM", "rope_scaling", {"type": "dynamic", "factor": 4.0}),
    ("LlamaForCausalLM", "head_dim", 6),
    ("LlamaForCausalLM", "hidden_act", "mish"),
]


@pytest.mark.parametrize(("architecture", "key", "value"), REFUSED)
def test_a_value_that_is_not_implemented_is_named(
    tmp_path: Path, architecture: str, key: str, value: object
) -> None:
    said = zoo.config(architecture) | {key: value}
    (tmp_path / "config.json").write_text(json.dumps(said), encoding="utf-8")
    with refused(key, repr(value)):
        load_model(tmp_path)


LLAMA3 = {
    "rope_type": "llama3",
    "rope_theta": 500000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}


@pytest.mark.parametrize("architecture", ["GPTNeoXForCausalLM", "LlamaForCausalLM"])
@pytest.mark.parametrize(
    ("rope", "kind"),
    [(LLAMA3, "llama3"), ({"type": "linear", "factor": 2.0}, "linear"), ({"rope_type": "yarn"}, "yarn")],
)
@pytest.mark.parametrize("key", ["rope_parameters", "rope_scaling"])
def test_a_stretched_rotation_is_refused_with_its_kind(
    architecture: str, key: str, rope: dict[str, Any], kind: str
) -> None:
    """Llama 3.1 and others; in either of the two spellings."""
    said = {k: v for k, v in zoo.config(architecture).items() if k != "rope_parameters"}
    with refused(kind, "rope_type" if key == "rope_parameters" else "rope_scaling"):
        configured(said | {key: rope})


# values of the wrong kind


WRONG = [
    *[(a, "tie_word_embeddings", value) for a in zoo.WRITERS for value in ("yes", None, 1)],
    ("GPTNeoXForCausalLM", "tie_word_embeddings", 0),
    ("LlamaForCausalLM", "tie_word_embeddings", "false"),
    ("GPTNeoXForCausalLM", "use_parallel_residual", "no"),
    ("MarianMTModel", "share_encoder_decoder_embeddings", 0),
    ("MarianMTModel", "scale_embedding", 1),
    ("MarianMTModel", "decoder_layers", 0),
    ("MarianMTModel", "decoder_vocab_size", -1),
    ("MarianMTModel", "decoder_start_token_id", None),
    ("MarianMTModel", "activation_dropout", 1.0),
    ("BartForConditionalGeneration", "decoder_start_token_id", 10**6),
    ("BartForConditionalGeneration", "pad_token_id", -1),
    ("LlamaForCausalLM", "num_key_value_heads", 0),
    ("LlamaForCausalLM", "num_key_value_heads", "4"),
    ("LlamaForCausalLM", "rms_norm_eps", 0),
    ("DistilBertForMaskedLM", "seq_classif_dropout", None),
    ("DistilBertForMaskedLM", "qa_dropout", 2),
]


@pytest.mark.parametrize(("architecture", "key", "value"), WRONG)
def test_a_value_of_the_wrong_kind_is_named(architecture: str, key: str, value: object) -> None:
    with refused(f"{key}={value!r}: it must be"):
        configured(zoo.config(architecture) | {key: value})


@pytest.mark.parametrize("value", ["x", [1], {}, float("nan"), 0, -5.0])
@pytest.mark.parametrize(
    ("architecture", "key"),
    [
        ("GPTNeoXForCausalLM", "rotary_pct"),
        ("GPTNeoXForCausalLM", "rotary_emb_base"),
        ("LlamaForCausalLM", "rope_theta"),
    ],
)
def test_a_rotation_that_is_no_number_above_0_is_refused(architecture: str, key: str, value: object) -> None:
    said = {k: v for k, v in zoo.config(architecture).items() if k != "rope_parameters"}
    with refused("config.json"):
        configured(said | {key: value})


@pytest.mark.parametrize("value", ["default", [1], 5])
def test_parameters_of_the_rotation_that_are_no_object_are_refused(value: object) -> None:
    with refused("config.json"):
        configured(zoo.config("LlamaForCausalLM") | {"rope_parameters": value})


@pytest.mark.parametrize(
    ("architecture", "change", "facts"),
    [
        ("LlamaForCausalLM", {"num_attention_heads": 6, "hidden_size": 48, "num_key_value_heads": 4}, ("6", "4")),
        ("LlamaForCausalLM", {"num_attention_heads": 3, "hidden_size": 9}, ("3", "even")),
        ("GPTNeoXForCausalLM", {"rotary_pct": 1.5}, ("1.5",)),
        ("MarianMTModel", {"decoder_vocab_size": 30}, ("30", "share one table")),
    ],
)  # fmt: skip
def test_sizes_that_fit_no_model_are_refused(
    architecture: str, change: dict[str, Any], facts: tuple[str, ...]
) -> None:
    with refused(*facts):
        configured(zoo.config(architecture) | change)


def test_the_word_that_is_written_first_belongs_to_the_vocabulary_that_is_written() -> None:
    """And the padding to both."""
    apart = {"share_encoder_decoder_embeddings": False, "vocab_size": 40, "decoder_vocab_size": 50}
    said = zoo.config("MarianMTModel") | apart | {"pad_token_id": 39, "decoder_start_token_id": 49}
    assert configured(said).start_id == 49
    with refused("decoder_start_token_id=50: it must be"):
        configured(said | {"decoder_start_token_id": 50})
    with refused("pad_token_id=40: it must be"):
        configured(said | {"pad_token_id": 40})
    fewer = said | {"vocab_size": 50, "decoder_vocab_size": 40, "decoder_start_token_id": 39}
    assert configured(fewer).pad_id == 39
    with refused("pad_token_id=40: it must be"):
        configured(fewer | {"pad_token_id": 40})
    with refused("decoder_start_token_id=40: it must be"):
        configured(fewer | {"decoder_start_token_id": 40})


# there and back


@pytest.mark.parametrize("architecture", [*zoo.ONE_OF_EACH, "BertForSequenceClassification"])
def test_a_config_survives_being_written_and_read(architecture: str) -> None:
    for seed in range(30):
        family = FAMILIES[zoo.FAMILY_OF[architecture]]
        cfg = zoo.configured(architecture, seed)
        said = json.loads(json.dumps(family.describe(cfg, family.architecture(architecture))))
        assert configured(said) == cfg


@pytest.mark.parametrize(
    ("architecture", "name"), [("DistilBertModel", "token_dropout"), ("BertModel", "text_dropout")]
)
def test_a_dropout_that_is_not_said_does_not_silence_the_one_that_is(architecture: str, name: str) -> None:
    """Two of ours stand in one of their words."""
    family = FAMILIES[zoo.FAMILY_OF[architecture]]
    cfg = zoo.configured(architecture)
    words = vars(cfg) | {"dropout": 0.35, "text_dropout": 0.2, "token_dropout": 0.2} | {name: None}
    said = family.describe(type(cfg)(**words), family.architecture(architecture))
    assert configured(said).dropout == 0.35
    if architecture == "BertModel":
        assert said["classifier_dropout"] == 0.2
