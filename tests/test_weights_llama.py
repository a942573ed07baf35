"""Llama checkpoints: tied or not, with as many heads of keys as of queries or fewer, old frequencies."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import zoo
from loopback_hub import refused, write
from torch import Tensor

from minitransformer.core.families import LlamaConfig
from minitransformer.pretrained import load_model
from minitransformer.weights import FAMILIES

LLAMA = "LlamaForCausalLM"
TABLE, HEAD = "model.embed_tokens.weight", "lm_head.weight"
UNTIED, TIED = 0, 1


def old(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Files of 2023 hold the frequencies of the rotation, which are never to be believed."""
    wrong = {f"model.layers.{i}.self_attn.rotary_emb.inv_freq": torch.full((2,), 7.0) for i in range(2)}
    return tensors | wrong


@pytest.mark.parametrize("seed", zoo.DRAWS)
@pytest.mark.parametrize(("shape", "weights"), [(dict, "safetensors"), (old, "bin"), (old, "legacy")])
def test_every_shape_of_a_llama_checkpoint_is_the_same_model(
    tmp_path: Path, shape: Callable[[dict[str, Tensor]], dict[str, Tensor]], weights: str, seed: int
) -> None:
    theirs = zoo.reference(LLAMA, seed)
    ours = load_model(write(tmp_path, theirs.config, shape(zoo.stored(theirs)), weights))
    assert (ours.unembed.weight is ours.embed.weight) == (seed == TIED)
    assert ours.cfg.kv_heads == theirs.config.num_key_value_heads
    assert zoo.difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("names", [(TABLE,), (HEAD,), (TABLE, HEAD)])
def test_a_tied_table_may_be_stored_under_either_name_or_both(tmp_path: Path, names: tuple[str, ...]) -> None:
    theirs = zoo.reference(LLAMA, TIED)
    tensors = zoo.stored(theirs)
    table = tensors.pop(TABLE)
    tensors |= {name: table.clone() for name in names}
    ours = load_model(write(tmp_path, theirs.config, tensors))
    assert zoo.difference(ours, theirs) <= 1e-12


def test_a_tied_table_whose_copy_differs_is_refused(tmp_path: Path) -> None:
    theirs = zoo.reference(LLAMA, TIED)
    tensors = zoo.stored(theirs)
    tensors[HEAD] = tensors[TABLE].clone()
    tensors[HEAD][7, 3] += 1e-3
    with refused(HEAD, TABLE, "not tied"):
        load_model(write(tmp_path, theirs.config, tensors))


def test_an_output_layer_of_its_own_must_be_there(tmp_path: Path) -> None:
    theirs = zoo.reference(LLAMA, UNTIED)
    tensors = {k: v for k, v in zoo.stored(theirs).items() if k != HEAD}
    with refused("has no tensor lm_head.weight"):
        load_model(write(tmp_path, theirs.config, tensors))


def test_keys_for_another_number_of_heads_are_refused_with_both_shapes(tmp_path: Path) -> None:
    theirs = zoo.reference(LLAMA, 2)
    d = theirs.config.hidden_size
    said = theirs.config.to_dict() | {"num_key_value_heads": theirs.config.num_attention_heads}
    with refused("model.layers.0.self_attn.k_proj.weight", str((d // 2, d)), str((d, d))):
        load_model(write(tmp_path, said, zoo.stored(theirs)))


# config


def configured(**settings: Any) -> LlamaConfig:
    said = zoo.config(LLAMA) | settings
    return FAMILIES["llama"].configure({k: v for k, v in said.items() if v != "absent"})


def test_the_base_of_the_rotation_is_read_in_either_spelling() -> None:
    """Files before transformers 5 say rope_theta beside the sizes; a whole number is a number too."""
    for said in (
        {"rope_theta": 500_000.0, "rope_parameters": "absent"},
        {"rope_parameters": {"rope_theta": 500_000}},
    ):
        assert configured(**said).rotary_base == 500_000.0
    assert configured(rope_parameters="absent").rotary_base == 10_000.0
    assert configured(rope_parameters=None).rotary_base == 10_000.0


def test_where_both_are_said_the_new_one_counts_as_in_the_reference() -> None:
    both = {"rope_theta": 300.0, "rope_parameters": {"rope_type": "default", "rope_theta": 700.0}}
    assert configured(**both).rotary_base == 700.0
    assert zoo.reference(LLAMA, **both).config.rope_parameters["rope_theta"] == 700.0


def test_every_query_has_keys_of_its_own_unless_it_is_said() -> None:
    cfg = configured(num_key_value_heads="absent")
    assert cfg.kv_heads == cfg.n_heads
    assert configured(num_key_value_heads=None).kv_heads == cfg.n_heads
    assert configured(num_key_value_heads=1).kv_heads == 1


@pytest.mark.parametrize("d_head", ["absent", None, 0])
def test_the_size_of_a_head_may_be_said_if_it_is_what_it_must_be(d_head: object) -> None:
    cfg = configured()
    said = {"head_dim": cfg.d_head if d_head == 0 else d_head}
    assert configured(**said) == cfg
