"""GPT-NeoX checkpoints: query, key and value head by head, two names of one output layer, old constants."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import zoo
from loopback_hub import refused, write
from torch import Tensor

from minitransformer.core.families import NeoXConfig
from minitransformer.pretrained import load_model
from minitransformer.weights import FAMILIES

NEOX = "GPTNeoXForCausalLM"
TIED = 2


def old(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """EleutherAI/polyglot-ko-1.3b: masks, the number that stood for "may not look", and the frequencies."""
    more = {}
    for i in range(2):
        inside = f"gpt_neox.layers.{i}.attention"
        more[f"{inside}.bias"] = torch.ones(1, 1, 13, 13).tril().bool()
        more[f"{inside}.masked_bias"] = torch.tensor(-1e9)
        more[f"{inside}.rotary_emb.inv_freq"] = torch.full((2,), 7.0)  # never to be believed
    return tensors | more


def in_new_spelling(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """What transformers 5 calls its output layer."""
    return {name.replace("embed_out.", "lm_head."): x for name, x in tensors.items()}


def in_half_precision(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: x.half() for name, x in tensors.items()}


@pytest.mark.parametrize("seed", zoo.DRAWS)
@pytest.mark.parametrize(
    ("shape", "weights"),
    [(dict, "safetensors"), (in_new_spelling, "safetensors"), (old, "bin"), (old, "legacy")],
)
def test_every_shape_of_a_neox_checkpoint_is_the_same_model(
    tmp_path: Path, shape: Callable[[dict[str, Tensor]], dict[str, Tensor]], weights: str, seed: int
) -> None:
    theirs = zoo.reference(NEOX, seed)
    tensors = shape(zoo.stored(theirs))
    ours = load_model(write(tmp_path, theirs.config, tensors, weights))
    assert (ours.unembed.weight is ours.embed.weight) == (seed == TIED)
    assert zoo.difference(ours, theirs) <= 1e-12


def test_half_precision_is_read_as_float32(tmp_path: Path) -> None:
    theirs = zoo.reference(NEOX)
    for p in theirs.parameters():
        p.data = p.data.half().float()
    tensors = in_half_precision(zoo.stored(theirs))
    ours = load_model(write(tmp_path, theirs.config, tensors))
    assert {p.dtype for p in ours.parameters()} == {torch.float32}
    assert zoo.difference(ours, theirs) <= 1e-12


def test_a_file_calls_the_output_layer_embed_out() -> None:
    theirs = zoo.reference(NEOX)
    assert "lm_head.weight" in dict(theirs.named_parameters())
    tensors = zoo.stored(theirs)
    assert "embed_out.weight" in tensors
    assert "lm_head.weight" not in tensors


def test_query_key_and_value_stand_side_by_side_in_every_head(tmp_path: Path) -> None:
    theirs = zoo.reference(NEOX)
    ours = load_model(write(tmp_path, theirs.config, zoo.stored(theirs)))
    d = ours.cfg.d_head
    for mine, its in zip(ours.blocks, theirs.gpt_neox.layers, strict=True):
        fused = its.attention.query_key_value
        for head in range(ours.cfg.n_heads):
            for n, part in enumerate((mine.attention.q, mine.attention.k, mine.attention.v)):
                rows = slice((3 * head + n) * d, (3 * head + n + 1) * d)
                assert torch.equal(part.weight[head * d : (head + 1) * d], fused.weight[rows])
                assert torch.equal(part.bias[head * d : (head + 1) * d], fused.bias[rows])


@pytest.mark.parametrize("name", ["embed_out.weight", "lm_head.weight"])
def test_where_the_output_layer_is_the_table_a_copy_of_it_must_agree(tmp_path: Path, name: str) -> None:
    theirs = zoo.reference(NEOX, TIED)
    tensors = zoo.stored(theirs)
    tensors[name] = tensors["gpt_neox.embed_in.weight"].clone()
    ours = load_model(write(tmp_path, theirs.config, tensors))
    assert zoo.difference(ours, theirs) <= 1e-12
    tensors[name][7, 3] += 1e-3
    with refused("embed_out.weight", "gpt_neox.embed_in.weight", "not tied"):
        load_model(write(tmp_path, theirs.config, tensors))


def test_an_output_layer_of_its_own_must_be_there(tmp_path: Path) -> None:
    theirs = zoo.reference(NEOX)
    tensors = {k: v for k, v in zoo.stored(theirs).items() if k != "embed_out.weight"}
    with refused("has no tensor embed_out.weight"):
        load_model(write(tmp_path, theirs.config, tensors))


# config


def configured(**settings: Any) -> NeoXConfig:
    said = zoo.config(NEOX) | settings
    said = {k: v for k, v in said.items() if v != "absent"}
    return FAMILIES["gpt_neox"].configure(said)


ABSENT = {"rotary_pct": "absent", "rotary_emb_base": "absent"}


def test_the_old_and_the_new_spelling_of_the_rotation_are_one() -> None:
    new = {"rope_type": "default", "partial_rotary_factor": 0.5, "rope_theta": 700.0}
    a = configured(rotary_pct=0.5, rotary_emb_base=700)
    assert a == configured(**ABSENT, rope_parameters=new)
    assert (a.rotary_fraction, a.rotary_base) == (0.5, 700.0)


def test_where_both_are_said_the_new_one_counts_as_in_the_reference() -> None:
    new = {"rope_type": "default", "partial_rotary_factor": 0.5, "rope_theta": 700.0}
    cfg = configured(rotary_pct=1.0, rotary_emb_base=300, rope_parameters=dict(new))
    assert (cfg.rotary_fraction, cfg.rotary_base) == (0.5, 700.0)
    theirs = zoo.reference(NEOX, rotary_pct=1.0, rotary_emb_base=300, rope_parameters=dict(new))
    assert theirs.config.rope_parameters == new


def test_a_quarter_of_each_head_turns_unless_it_is_said() -> None:
    cfg = configured(**ABSENT, hidden_size=48, num_attention_heads=3)
    assert (cfg.rotary_fraction, cfg.rotary_base, cfg.n_rotary) == (0.25, 10_000.0, 4)
    config = {"hidden_size": 48, "num_attention_heads": 3}
    assert configured(**config, rotary_pct=0.25, rotary_emb_base=10_000) == cfg


@pytest.mark.parametrize(("said", "wiring"), [(True, "parallel"), (False, "pre"), ("absent", "parallel")])
def test_the_sublayers_stand_side_by_side_unless_one_waits_for_the_other(said: object, wiring: str) -> None:
    assert configured(use_parallel_residual=said).wiring == wiring
