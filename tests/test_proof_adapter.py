"""Our attention computes what Hugging Face's own does, inside Hugging Face's own models."""

import pytest
import torch

from minitransformer import functional as F
from minitransformer.pretrained import load_model
from minitransformer.proof.adapter import agreement_inside
from minitransformer.proof.reference import write_random_reference

SMALL = {
    "gpt2": {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_embd": 24, "n_layer": 2, "n_head": 3,
             "n_positions": 40, "vocab_size": 50, "bos_token_id": 0, "eos_token_id": 0},
    "bert": {"model_type": "bert", "architectures": ["BertForMaskedLM"], "hidden_size": 24, "num_hidden_layers": 2,
             "num_attention_heads": 3, "intermediate_size": 48, "max_position_embeddings": 40, "vocab_size": 50},
    "llama": {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 24,
              "num_hidden_layers": 2, "num_attention_heads": 6, "num_key_value_heads": 3, "intermediate_size": 48,
              "max_position_embeddings": 40, "vocab_size": 50, "bos_token_id": 0, "eos_token_id": 1},
}  # fmt: skip


@pytest.fixture(params=SMALL)
def folder(request, tmp_path):
    write_random_reference(SMALL[request.param], tmp_path, torch.Generator().manual_seed(0))
    return tmp_path


def inside(folder, attend):
    return agreement_inside(load_model(folder), folder, attend, torch.Generator().manual_seed(1))


def test_our_attention_inside_their_model_changes_nothing(folder):
    assert inside(folder, F.scaled_dot_product_attention).agrees


@pytest.mark.parametrize("wrong", ["unscaled", "unmasked", "keys"])
def test_a_wrong_attention_inside_their_model_shows(folder, wrong):
    def attend(q, k, v, mask=None):
        if wrong == "unscaled":
            return F.scaled_dot_product_attention(q * 2, k, v, mask)
        if wrong == "unmasked":
            return F.scaled_dot_product_attention(q, k, v)
        return F.scaled_dot_product_attention(q, k, k, mask)

    assert not inside(folder, attend).agrees
