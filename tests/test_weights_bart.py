"""BART checkpoints: whole or a bare body, their shared table under one name or all, old notes ignored."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import zoo
from loopback_hub import refused, write
from torch import Tensor

from minitransformer.models.seq2seq import Seq2Seq
from minitransformer.pretrained import load_model

BART = "BartForConditionalGeneration"
SHARED = "model.shared.weight"
COPIES = ("model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight")


def bare(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """facebook/bart-large: a BartModel, whose names have no `model.` and which has no scores."""
    return {name.removeprefix("model."): x for name, x in tensors.items() if name != "final_logits_bias"}


def with_copies(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """sshleifer/distilbart-cnn-12-6: pytorch_model.bin with every name."""
    return tensors | dict.fromkeys(COPIES, tensors[SHARED])


def renamed(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """facebook/bart-large-cnn: of the table's names its safetensors file keeps the decoder's."""
    return {COPIES[1] if name == SHARED else name: x for name, x in tensors.items()}


def with_versions(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """A note of fairseq's that some files still hold."""
    prefix = "model." if SHARED in tensors else ""
    return tensors | {f"{prefix}{side}coder.version": torch.tensor([3.0]) for side in ("en", "de")}


def bare_with_all(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    kept = {name: x for name, x in with_copies(tensors).items() if name != "lm_head.weight"}
    return with_versions(bare(kept))


@pytest.mark.parametrize(
    ("shape", "weights"),
    [
        (dict, "safetensors"),
        (with_copies, "bin"),
        (with_copies, "legacy"),
        (renamed, "safetensors"),
        (with_versions, "bin"),
    ],
)
def test_every_shape_of_a_bart_checkpoint_is_the_same_model(
    tmp_path: Path, shape: Callable[[dict[str, Tensor]], dict[str, Tensor]], weights: str
) -> None:
    theirs = zoo.reference(BART, 1)
    ours = load_model(write(tmp_path, theirs.config, shape(zoo.stored(theirs)), weights))
    assert ours.source.embed.weight is ours.target.embed.weight is ours.unembed.weight
    assert zoo.difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize(("shape", "weights"), [(bare, "safetensors"), (bare, "bin"), (bare_with_all, "bin")])
def test_a_bare_body_scores_words_with_its_table_and_no_bias(
    tmp_path: Path, shape: Callable[[dict[str, Tensor]], dict[str, Tensor]], weights: str
) -> None:
    theirs = zoo.reference(BART, 1)
    with torch.no_grad():
        theirs.final_logits_bias.zero_()
    tensors = shape(zoo.stored(theirs))
    assert not any(name.startswith("model.") for name in tensors)
    said = theirs.config.to_dict() | {"architectures": ["BartModel"]}
    ours = load_model(write(tmp_path, said, tensors, weights))
    assert type(ours) is Seq2Seq
    assert not ours.unembed.bias.any()
    assert not ours.unembed.bias.requires_grad
    assert zoo.difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_of_the_shared_table_that_differs_is_refused(tmp_path: Path, copy: str) -> None:
    theirs = zoo.reference(BART)
    tensors = with_copies(zoo.stored(theirs))
    tensors[copy] = tensors[copy].clone()
    tensors[copy][7, 3] += 1e-3
    with refused(copy, SHARED, "not tied"):
        load_model(write(tmp_path, theirs.config, tensors, "bin"))


def test_the_table_of_positions_has_two_rows_more_than_there_are_positions(tmp_path: Path) -> None:
    theirs = zoo.reference(BART)
    tensors, n = zoo.stored(theirs), theirs.config.max_position_embeddings
    table = "model.decoder.embed_positions.weight"
    assert len(tensors[table]) == n + 2
    tensors[table] = tensors[table][:n]
    with refused(table, str((n, theirs.config.d_model)), str((n + 2, theirs.config.d_model))):
        load_model(write(tmp_path, theirs.config, tensors))


def test_the_head_of_a_classifier_is_no_part_of_it(tmp_path: Path) -> None:
    theirs = zoo.reference(BART)
    tensors = zoo.stored(theirs) | {"classification_head.dense.weight": torch.ones(3, 3)}
    with refused("classification_head.dense.weight", "that no bart has"):
        load_model(write(tmp_path, theirs.config, tensors))
