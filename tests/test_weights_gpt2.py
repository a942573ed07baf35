"""GPT-2 and koGPT2 checkpoints, in every shape that lies on the hub or on old disks, read as what they are."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import zoo
from loopback_hub import GPT2, difference, refused, stored, tiny, write
from torch import Tensor

from minitransformer.models.gpt import GPTForClassification
from minitransformer.pretrained import load_model

D, CONTEXT = GPT2["n_embd"], GPT2["n_positions"]


def bare(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix("transformer."): x for name, x in tensors.items()}


def with_head(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The head under its own name, sharing the table's storage."""
    return tensors | {"lm_head.weight": tensors["transformer.wte.weight"]}


def with_copied_head(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return tensors | {"lm_head.weight": tensors["transformer.wte.weight"].clone()}


def with_masks(tensors: dict[str, Tensor], dtype: torch.dtype, prefix: str = "") -> dict[str, Tensor]:
    """The causal mask that GPT-2 once kept beside its weights, in every block."""
    mask = torch.ones(1, 1, CONTEXT, CONTEXT).tril()
    return tensors | {f"{prefix}h.{i}.attn.bias": mask.to(dtype, copy=True) for i in range(GPT2["n_layer"])}


def with_masked_bias(tensors: dict[str, Tensor], prefix: str = "") -> dict[str, Tensor]:
    return tensors | {f"{prefix}h.{i}.attn.masked_bias": torch.tensor(-1e4) for i in range(GPT2["n_layer"])}


def on_the_hub(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """openai-community/gpt2: no prefix, no head, float masks."""
    return with_masks(bare(tensors), torch.float32)


def kogpt2(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """skt/kogpt2-base-v2: prefix, head in the same storage, byte masks, masked_bias."""
    return with_masked_bias(
        with_masks(with_head(tensors), torch.uint8, "transformer."), prefix="transformer."
    )


@pytest.mark.parametrize(
    ("shape", "weights"),
    [
        (dict, "safetensors"),
        (bare, "safetensors"),
        (bare, "bin"),
        (with_copied_head, "safetensors"),
        (with_head, "bin"),
        (with_head, "legacy"),
        (on_the_hub, "safetensors"),
        (on_the_hub, "bin"),
        (kogpt2, "bin"),
        (kogpt2, "legacy"),
    ],
)
def test_every_shape_of_a_gpt2_checkpoint_is_the_same_model(
    tmp_path: Path, shape: Callable[[dict[str, Tensor]], dict[str, Tensor]], weights: str
) -> None:
    theirs = tiny("GPT2LMHeadModel")
    ours = load_model(write(tmp_path, theirs.config, shape(stored(theirs)), weights))
    assert ours.unembed.weight is ours.embed.weight
    assert not ours.training
    assert difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("weights", ["safetensors", "bin", "legacy"])
def test_a_body_saved_without_any_head_is_read_too(tmp_path: Path, weights: str) -> None:
    theirs = tiny("GPT2Model")
    ours = load_model(write(tmp_path, theirs.config, stored(theirs), weights)).double()
    ids = torch.arange(12).reshape(2, 6)
    with torch.no_grad():
        expected = theirs.double()(ids).last_hidden_state
        torch.testing.assert_close(ours.hidden(ids), expected, rtol=0, atol=1e-12)


def test_their_matrices_are_transposed_the_square_one_too(tmp_path: Path) -> None:
    theirs = tiny("GPT2LMHeadModel")
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)))
    for mine, its in zip(ours.blocks, theirs.transformer.h, strict=True):
        square = its.attn.c_proj.weight
        assert square.shape == (D, D)
        assert not torch.equal(square, square.T)
        assert torch.equal(mine.attention.out.weight, square.T)
        assert torch.equal(mine.feed_forward.up.weight, its.mlp.c_fc.weight.T)
        assert torch.equal(mine.feed_forward.down.weight, its.mlp.c_proj.weight.T)


def test_query_key_and_value_are_the_three_thirds_in_this_order(tmp_path: Path) -> None:
    theirs = tiny("GPT2LMHeadModel")
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)))
    for mine, its in zip(ours.blocks, theirs.transformer.h, strict=True):
        for third, layer in enumerate((mine.attention.q, mine.attention.k, mine.attention.v)):
            columns = slice(third * D, (third + 1) * D)
            assert torch.equal(layer.weight, its.attn.c_attn.weight[:, columns].T)
            assert torch.equal(layer.bias, its.attn.c_attn.bias[columns])


@pytest.mark.parametrize("weights", ["safetensors", "bin"])
@pytest.mark.parametrize("prefix", ["transformer.", ""])
def test_a_head_that_is_not_the_embedding_table_is_refused(tmp_path: Path, weights: str, prefix: str) -> None:
    theirs = tiny("GPT2LMHeadModel")
    tensors = with_copied_head(stored(theirs))
    tensors["lm_head.weight"][7, 3] += 1e-3
    if not prefix:
        tensors = bare(tensors)
    write(tmp_path, theirs.config, tensors, weights)
    with refused("lm_head.weight", "transformer.wte.weight", "not tied"):
        load_model(tmp_path)


@pytest.mark.parametrize("prefix", ["transformer.", ""])
def test_a_file_that_kept_only_the_heads_name_of_the_table_is_read_too(tmp_path: Path, prefix: str) -> None:
    """Safetensors stores one of two names for one tensor, and not always the first."""
    theirs = tiny("GPT2LMHeadModel")
    tensors = stored(theirs)
    tensors["lm_head.weight"] = tensors.pop("transformer.wte.weight")
    tensors = tensors if prefix else bare(tensors)
    ours = load_model(write(tmp_path, theirs.config, tensors))
    assert ours.unembed.weight is ours.embed.weight
    assert difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("source", ["GPT2LMHeadModel", "GPT2Model"])
def test_a_new_classifier_on_a_language_model_is_drawn_fresh_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, source: str
) -> None:
    theirs = tiny(source)
    write(tmp_path, theirs.config, stored(theirs))
    labels = ("긍정", "부정", "중립")
    with caplog.at_level(logging.INFO, "minitransformer"):
        ours = load_model(tmp_path, architecture="GPT2ForSequenceClassification", labels=labels)
    assert type(ours) is GPTForClassification
    assert ours.cfg.labels == labels
    assert ours.classify.weight.shape == (3, D)
    assert "drawn fresh: classify.weight" in caplog.text
    lm = load_model(tmp_path)
    ids = torch.arange(12).reshape(2, 6)
    assert torch.equal(ours.hidden(ids), lm.hidden(ids))


@pytest.mark.parametrize("weights", ["safetensors", "bin"])
def test_a_classifiers_checkpoint_is_read_with_its_labels(tmp_path: Path, weights: str) -> None:
    theirs = zoo.reference("GPT2ForSequenceClassification")
    ours = load_model(write(tmp_path, theirs.config, zoo.stored(theirs), weights))
    assert ours.cfg.labels == ("label 0", "label 1", "label 2")
    ids = torch.arange(12).reshape(2, 6)
    with torch.no_grad():
        for row in range(2):  # one by one, because the reference takes its padding's id for padding
            expected = theirs.double()(ids[row : row + 1]).logits
            torch.testing.assert_close(ours.double()(ids[row : row + 1]), expected, rtol=0, atol=1e-12)


def test_our_three_projections_do_not_share_memory_that_training_would_write_twice(tmp_path: Path) -> None:
    theirs = tiny("GPT2LMHeadModel")
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)))
    before = {name: p.detach().clone() for name, p in ours.named_parameters()}
    with torch.no_grad():
        ours.blocks[0].attention.q.weight.add_(1.0)
    changed = [name for name, p in ours.named_parameters() if not torch.equal(p, before[name])]
    assert changed == ["blocks.0.attention.q.weight"]
