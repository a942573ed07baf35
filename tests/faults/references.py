"""The small references that faults are looked for in: no two settings alike, and none at its default."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

GPT2_CONFIG: Mapping[str, Any] = {
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

BERT_CONFIG: Mapping[str, Any] = {
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
    "id2label": {"0": "happy", "1": "sad", "2": "angry"},
}


def headed(architecture: str) -> Mapping[str, Any]:
    """The same BERT with another head."""
    return {**BERT_CONFIG, "architectures": [architecture]}


REFERENCES: Mapping[str, Mapping[str, Any]] = {
    "gpt2": GPT2_CONFIG,
    "gpt2-relu": {**GPT2_CONFIG, "activation_function": "relu"},
    "bert": BERT_CONFIG,
    "bert-relu": {**BERT_CONFIG, "hidden_act": "relu"},
    "bert-body": headed("BertModel"),
    "bert-words": headed("BertForMaskedLM"),
    "bert-classifier": headed("BertForSequenceClassification"),
}


def write(name: str, folder: Path, seed: int = 1) -> Path:
    """One of them, perturbed, as the hub would hold it."""
    from minitransformer.proof.reference import write_random_reference

    write_random_reference(REFERENCES[name], folder, torch.Generator().manual_seed(seed))
    return folder
