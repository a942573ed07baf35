"""At full size: koGPT2 and BERT-base to the last parameter, with random weights, saved as the hub saves them."""

import sys
import time
from collections.abc import Mapping
from typing import Any

import pytest

from minitransformer.proof.parity import parity_of_random

pytestmark = pytest.mark.heavy

KOGPT2: Mapping[str, Any] = {
    "model_type": "gpt2",
    "architectures": ["GPT2LMHeadModel"],
    "n_embd": 768,
    "n_head": 12,
    "n_layer": 12,
    "n_inner": None,
    "n_positions": 1024,
    "vocab_size": 51200,
    "activation_function": "gelu_new",
    "layer_norm_epsilon": 1e-5,
    "resid_pdrop": 0.1,
    "attn_pdrop": 0.1,
    "embd_pdrop": 0.1,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": 3,
}

BERT_BASE: Mapping[str, Any] = {
    "model_type": "bert",
    "architectures": ["BertModel"],
    "hidden_size": 768,
    "num_attention_heads": 12,
    "num_hidden_layers": 12,
    "intermediate_size": 3072,
    "max_position_embeddings": 512,
    "vocab_size": 30522,
    "type_vocab_size": 2,
    "hidden_act": "gelu",
    "layer_norm_eps": 1e-12,
    "hidden_dropout_prob": 0.1,
    "attention_probs_dropout_prob": 0.1,
    "pad_token_id": 0,
}


@pytest.mark.parametrize(
    ("config", "parameters"), [(KOGPT2, 125_164_032), (BERT_BASE, 109_482_240)], ids=["koGPT2", "BERT-base"]
)
def test_the_two_are_the_same_function_at_full_size(
    config: Mapping[str, Any], parameters: int, capsys: pytest.CaptureFixture[str], record_property
) -> None:
    start = time.monotonic()
    found = parity_of_random(config, grad=True)
    figures = {
        "parameters": found.parameters,
        "worst activation": max(row.error for row in found.activations),
        "logits": found.logits.error,
        "loss": found.loss.error,
        "worst gradient": max(row.error for row in found.gradients),
        "seconds": round(time.monotonic() - start),
        "peak GiB": peak_memory(),
    }
    for name, value in figures.items():
        record_property(name, value)
    with capsys.disabled():
        print(f"\n{found.architecture}: {', '.join(f'{k} {v:.3g}' for k, v in figures.items())}")  # noqa: T201
    assert found.parameters == parameters
    assert max(figures[name] for name in ("worst activation", "logits", "loss")) <= 1e-10
    assert figures["worst gradient"] <= 1e-8
    assert found.agrees


def peak_memory() -> float:
    """GiB this process has held at most so far; NaN where the system does not tell."""
    try:
        import resource
    except ImportError:
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30
