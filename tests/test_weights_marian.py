"""Marian checkpoints: with and without the tables that can be computed, with one vocabulary or two."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import zoo
from loopback_hub import refused, write
from torch import Tensor

from minitransformer.pretrained import load_model

MARIAN = "MarianMTModel"
SHARED = "model.shared.weight"
COPIES = ("model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight")
TABLES = ("model.encoder.embed_positions.weight", "model.decoder.embed_positions.weight")
ONE, TWO, UNTIED = 0, 1, 2
"""The draws of the zoo: one vocabulary; two; two, and an output layer of its own."""


def sinusoids(theirs: Any) -> Tensor:
    """The reference's own table, which it computes with numpy."""
    return theirs.model.encoder.embed_positions.create_weight()


def old(theirs: Any) -> dict[str, Tensor]:
    """pytorch_model.bin of 2020: every name that the model has, the tables of sinusoids among them."""
    tensors = zoo.stored(theirs)
    if SHARED in tensors:
        tensors |= dict.fromkeys(COPIES, tensors[SHARED])
    elif COPIES[2] not in tensors:
        tensors[COPIES[2]] = tensors[COPIES[1]]
    return tensors | {name: sinusoids(theirs) for name in TABLES}


def as_saved_today(theirs: Any) -> dict[str, Tensor]:
    tensors = zoo.stored(theirs)
    assert not any("embed_positions" in name for name in tensors)
    return tensors


def without_bias(theirs: Any) -> dict[str, Tensor]:
    """Where the scores have no bias, it may be missing."""
    with torch.no_grad():
        theirs.final_logits_bias.zero_()
    tensors = zoo.stored(theirs)
    del tensors["final_logits_bias"]
    return tensors


@pytest.mark.parametrize("seed", [ONE, TWO, UNTIED])
@pytest.mark.parametrize(
    ("shape", "weights"),
    [
        (as_saved_today, "safetensors"),
        (old, "bin"),
        (old, "legacy"),
        (without_bias, "safetensors"),
    ],
)
def test_every_shape_of_a_marian_checkpoint_is_the_same_model(
    tmp_path: Path, shape: Callable[[Any], dict[str, Tensor]], weights: str, seed: int
) -> None:
    theirs = zoo.reference(MARIAN, seed)
    ours = load_model(write(tmp_path, theirs.config, shape(theirs), weights))
    tables = {id(ours.source.embed.weight), id(ours.target.embed.weight), id(ours.unembed.weight)}
    assert len(tables) == {ONE: 1, TWO: 2, UNTIED: 3}[seed]
    assert not ours.unembed.bias.requires_grad
    assert zoo.difference(ours, theirs) <= 1e-12


def test_what_is_written_first_has_no_embedding_but_its_position(tmp_path: Path) -> None:
    """In the published files the padding's row is 0, and decoding starts with the padding."""
    theirs = zoo.reference(MARIAN)
    pad = theirs.config.pad_token_id
    assert pad == theirs.config.decoder_start_token_id
    with torch.no_grad():
        theirs.model.shared.weight[pad] = 0
    ours = load_model(write(tmp_path, theirs.config, zoo.stored(theirs)))
    first = ours.target(torch.tensor([[pad]]), torch.tensor([0]))
    assert torch.equal(first[0, 0], sinusoids(theirs)[0])
    assert zoo.difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("kept", [SHARED, *COPIES])
def test_the_shared_table_may_be_stored_under_any_one_of_its_names(tmp_path: Path, kept: str) -> None:
    theirs = zoo.reference(MARIAN)
    tensors = zoo.stored(theirs)
    tensors[kept] = tensors.pop(SHARED)
    ours = load_model(write(tmp_path, theirs.config, tensors))
    assert zoo.difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_of_the_shared_table_that_differs_is_refused(tmp_path: Path, copy: str) -> None:
    theirs = zoo.reference(MARIAN)
    tensors = old(theirs)
    tensors[copy] = tensors[copy].clone()
    tensors[copy][7, 3] += 1e-3
    with refused(copy, SHARED, "not tied"):
        load_model(write(tmp_path, theirs.config, tensors, "bin"))


def test_with_two_vocabularies_the_scores_copy_the_table_that_is_written_with(tmp_path: Path) -> None:
    theirs = zoo.reference(MARIAN, TWO)
    tensors = old(theirs)
    tensors["lm_head.weight"] = tensors["lm_head.weight"].clone()
    tensors["lm_head.weight"][7, 3] += 1e-3
    with refused("lm_head.weight", COPIES[1], "not tied"):
        load_model(write(tmp_path, theirs.config, tensors))


@pytest.mark.parametrize("seed", [ONE, TWO])
def test_a_file_without_any_table_of_words_is_incomplete(tmp_path: Path, seed: int) -> None:
    theirs = zoo.reference(MARIAN, seed)
    tensors = {k: v for k, v in zoo.stored(theirs).items() if k != SHARED and "embed_tokens" not in k}
    with refused("has no tensor model."):
        load_model(write(tmp_path, theirs.config, tensors))


def test_an_output_layer_of_its_own_must_be_there(tmp_path: Path) -> None:
    theirs = zoo.reference(MARIAN, UNTIED)
    tensors = zoo.stored(theirs)
    del tensors["lm_head.weight"]
    with refused("lacks unembed.weight"):
        load_model(write(tmp_path, theirs.config, tensors))


# the table of sinusoids


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_was_rounded_is_still_the_table(tmp_path: Path, dtype: torch.dtype, table: str) -> None:
    theirs = zoo.reference(MARIAN)
    for stored_as in (dtype, torch.float32):  # as it is, or widened again
        tensors = zoo.stored(theirs) | {table: sinusoids(theirs).to(dtype).to(stored_as)}
        ours = load_model(write(tmp_path, theirs.config, tensors))
        assert zoo.difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
@pytest.mark.parametrize("table", TABLES)
def test_a_table_in_which_one_number_was_changed_is_refused(
    tmp_path: Path, dtype: torch.dtype, table: str
) -> None:
    theirs = zoo.reference(MARIAN)
    wrong = sinusoids(theirs).to(dtype)
    wrong[5, 2] += 2 * torch.finfo(dtype).eps if dtype != torch.float32 else 1e-5
    with refused(table, "not the table"):
        load_model(write(tmp_path, theirs.config, zoo.stored(theirs) | {table: wrong}))


@pytest.mark.parametrize("change", [lambda x: x[:-1], lambda x: x.roll(1, 1), lambda x: x.flip(0), torch.exp])
def test_another_table_is_refused(tmp_path: Path, change: Callable[[Tensor], Tensor]) -> None:
    theirs = zoo.reference(MARIAN)
    wrong = change(sinusoids(theirs)).contiguous()
    with refused(TABLES[0], "not the table"):
        load_model(write(tmp_path, theirs.config, zoo.stored(theirs) | {TABLES[0]: wrong}))
