"""The small references that faults are looked for in: no two settings alike, and none at its default."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

Config = Mapping[str, Any]

NAMED = {"id2label": {"0": "happy", "1": "sad", "2": "angry"}, "label2id": {"happy": 0, "sad": 1, "angry": 2}}

GPT2_CONFIG: Config = {
    "model_type": "gpt2",
    "architectures": ["GPT2LMHeadModel"],
    "n_embd": 16,
    "n_head": 4,
    "n_layer": 2,
    "n_inner": 40,
    "n_positions": 32,
    "vocab_size": 41,
    "layer_norm_epsilon": 3e-4,
    "activation_function": "gelu_new",
    "resid_pdrop": 0.1,
    "attn_pdrop": 0.2,
    "embd_pdrop": 0.3,
    "pad_token_id": 3,
    "bos_token_id": 0,
    "eos_token_id": 1,
}

BERT_CONFIG: Config = {
    "model_type": "bert",
    "architectures": ["BertForPreTraining"],
    "hidden_size": 16,
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
    "intermediate_size": 40,
    "max_position_embeddings": 32,
    "vocab_size": 43,
    "type_vocab_size": 3,
    "layer_norm_eps": 2e-5,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1,
    "attention_probs_dropout_prob": 0.2,
    "pad_token_id": 2,
    "id2label": NAMED["id2label"],
}

DISTILBERT_CONFIG: Config = {
    "model_type": "distilbert",
    "architectures": ["DistilBertForMaskedLM"],
    "dim": 15,
    "n_heads": 3,
    "n_layers": 2,
    "hidden_dim": 28,
    "max_position_embeddings": 31,
    "vocab_size": 37,
    "activation": "gelu",
    "dropout": 0.1,
    "attention_dropout": 0.2,
    "seq_classif_dropout": 0.3,
    "qa_dropout": 0.35,
    "pad_token_id": 5,
}

MARIAN_CONFIG: Config = {
    "model_type": "marian",
    "architectures": ["MarianMTModel"],
    "d_model": 15,
    "encoder_attention_heads": 3,
    "decoder_attention_heads": 3,
    "encoder_layers": 2,
    "decoder_layers": 3,
    "encoder_ffn_dim": 28,
    "decoder_ffn_dim": 28,
    "max_position_embeddings": 33,
    "vocab_size": 39,
    "scale_embedding": True,
    "activation_function": "swish",
    "dropout": 0.1,
    "attention_dropout": 0.2,
    "activation_dropout": 0.3,
    "pad_token_id": 38,
    "decoder_start_token_id": 38,
    "eos_token_id": 4,
    "forced_eos_token_id": 4,
}

BART_CONFIG: Config = {
    "model_type": "bart",
    "architectures": ["BartForConditionalGeneration"],
    "d_model": 20,
    "encoder_attention_heads": 5,
    "decoder_attention_heads": 5,
    "encoder_layers": 3,
    "decoder_layers": 2,
    "encoder_ffn_dim": 34,
    "decoder_ffn_dim": 34,
    "max_position_embeddings": 30,
    "vocab_size": 45,
    "scale_embedding": False,
    "activation_function": "gelu",
    "dropout": 0.1,
    "attention_dropout": 0.2,
    "activation_dropout": 0.3,
    "pad_token_id": 6,
    "decoder_start_token_id": 7,
    "eos_token_id": 7,
    "forced_eos_token_id": 7,
}

NEOX_CONFIG: Config = {
    "model_type": "gpt_neox",
    "architectures": ["GPTNeoXForCausalLM"],
    "hidden_size": 24,
    "num_attention_heads": 3,
    "num_hidden_layers": 2,
    "intermediate_size": 40,
    "max_position_embeddings": 29,
    "vocab_size": 47,
    "layer_norm_eps": 3e-4,
    "hidden_act": "gelu",
    "rotary_pct": 0.5,
    "rotary_emb_base": 500,
    "use_parallel_residual": True,
    "hidden_dropout": 0.1,
    "attention_dropout": 0.2,
    "tie_word_embeddings": False,
    "pad_token_id": 3,
    "bos_token_id": 1,
    "eos_token_id": 2,
}

LLAMA_CONFIG: Config = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": 24,
    "num_attention_heads": 6,
    "num_key_value_heads": 3,
    "num_hidden_layers": 2,
    "intermediate_size": 34,
    "max_position_embeddings": 28,
    "vocab_size": 49,
    "rms_norm_eps": 2e-4,
    "hidden_act": "silu",
    "rope_theta": 700.0,
    "attention_dropout": 0.2,
    "tie_word_embeddings": False,
    "pad_token_id": 3,
    "bos_token_id": 1,
    "eos_token_id": 2,
}


def headed(config: Config, architecture: str) -> Config:
    """The same model with another head."""
    return {**config, "architectures": [architecture]}


REFERENCES: Mapping[str, Config] = {
    "gpt2": GPT2_CONFIG,
    "gpt2-relu": {**GPT2_CONFIG, "activation_function": "relu"},
    "gpt2-spelled": {**GPT2_CONFIG, "activation_function": "gelu_fast"},
    "gpt2-classifier": {**headed(GPT2_CONFIG, "GPT2ForSequenceClassification"), **NAMED},
    "bert": BERT_CONFIG,
    "bert-relu": {**BERT_CONFIG, "hidden_act": "relu"},
    "bert-body": headed(BERT_CONFIG, "BertModel"),
    "bert-words": headed(BERT_CONFIG, "BertForMaskedLM"),
    "bert-classifier": headed(BERT_CONFIG, "BertForSequenceClassification"),
    "bert-next": headed(BERT_CONFIG, "BertForNextSentencePrediction"),
    "bert-tokens": headed(BERT_CONFIG, "BertForTokenClassification"),
    "bert-spans": {**headed(BERT_CONFIG, "BertForQuestionAnswering"), "id2label": {"0": "begin", "1": "end"}},
    "distilbert": DISTILBERT_CONFIG,
    "distilbert-relu": {**DISTILBERT_CONFIG, "activation": "relu"},
    "distilbert-body": headed(DISTILBERT_CONFIG, "DistilBertModel"),
    "distilbert-classifier": {
        **headed(DISTILBERT_CONFIG, "DistilBertForSequenceClassification"),
        **NAMED,
    },
    "distilbert-tokens": {**headed(DISTILBERT_CONFIG, "DistilBertForTokenClassification"), **NAMED},
    "distilbert-spans": headed(DISTILBERT_CONFIG, "DistilBertForQuestionAnswering"),
    "marian": MARIAN_CONFIG,
    "marian-relu": {**MARIAN_CONFIG, "activation_function": "relu"},
    "marian-separate": {
        **MARIAN_CONFIG,
        "share_encoder_decoder_embeddings": False,
        "decoder_vocab_size": 39,
    },
    "bart": BART_CONFIG,
    "bart-relu": {**BART_CONFIG, "activation_function": "relu"},
    "gpt_neox": NEOX_CONFIG,
    "gpt_neox-relu": {**NEOX_CONFIG, "hidden_act": "relu"},
    "gpt_neox-spelled": {**NEOX_CONFIG, "hidden_act": "gelu_pytorch_tanh"},
    "gpt_neox-sequential": {**NEOX_CONFIG, "use_parallel_residual": False},
    "gpt_neox-tied": {**NEOX_CONFIG, "tie_word_embeddings": True},
    "llama": LLAMA_CONFIG,
    "llama-relu": {**LLAMA_CONFIG, "hidden_act": "relu"},
    "llama-tied": {**LLAMA_CONFIG, "tie_word_embeddings": True},
}


def chosen(family: str, variant: str) -> str:
    """The reference of a family for a variant; the family's own where it has none of that name."""
    name = f"{family}-{variant}"
    return name if name in REFERENCES else family


def write(name: str, folder: Path, seed: int = 1) -> Path:
    """One of them, perturbed, as the hub would hold it."""
    from minitransformer.proof.reference import write_random_reference

    write_random_reference(REFERENCES[name], folder, torch.Generator().manual_seed(seed))
    return folder


PUBLISHED = {
    **dict.fromkeys(("n_embd", "hidden_size", "dim", "d_model"), 768),
    **dict.fromkeys(("n_head", "num_attention_heads", "n_heads"), 12),
    **dict.fromkeys(("encoder_attention_heads", "decoder_attention_heads"), 12),
    **dict.fromkeys(
        ("n_inner", "intermediate_size", "hidden_dim", "encoder_ffn_dim", "decoder_ffn_dim"), 3072
    ),
    "num_key_value_heads": 6,
}
"""The widths of the smallest published models, in which a fault moves the scores further than in ours."""


def write_fresh(name: str, folder: Path, *, seed: int = 1) -> Path:
    """One of them as `transformers` initialises it, at its published width: what most tests compare with."""
    import transformers

    from minitransformer.proof.reference import quiet

    small = REFERENCES[name]
    settings = {key: PUBLISHED.get(key, value) for key, value in small.items() if key != "model_type"}
    with quiet(), torch.random.fork_rng():
        torch.manual_seed(seed)
        config = transformers.AutoConfig.for_model(small["model_type"], **settings)
        getattr(transformers, settings["architectures"][0])(config).save_pretrained(folder)
    return folder
