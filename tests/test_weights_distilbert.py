"""DistilBERT checkpoints: whole or a bare body, old notes ignored, heads that were or were not asked for."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import zoo
from loopback_hub import refused, write
from torch import Tensor

from minitransformer.core.families import DistilBERTConfig
from minitransformer.models.bert_tasks import BERTForClassification
from minitransformer.pretrained import load_model

HEADS = [name for name, family in zoo.FAMILY_OF.items() if family == "distilbert"]
TABLE, COPY = "distilbert.embeddings.word_embeddings.weight", "vocab_projector.weight"


def with_positions(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The list 0, 1, 2 … that transformers 4 stored."""
    prefix = "distilbert." if TABLE in tensors else ""
    return tensors | {f"{prefix}embeddings.position_ids": torch.arange(13)[None]}


@pytest.mark.parametrize("architecture", HEADS)
@pytest.mark.parametrize(
    ("shape", "weights"), [(dict, "safetensors"), (with_positions, "bin"), (with_positions, "legacy")]
)
def test_every_shape_of_a_distilbert_checkpoint_is_the_same_model(
    tmp_path: Path, architecture: str, shape: Callable[[dict[str, Tensor]], dict[str, Tensor]], weights: str
) -> None:
    theirs = zoo.reference(architecture)
    tensors = shape(zoo.stored(theirs))
    assert any(name.startswith("distilbert.") for name in tensors) == (architecture != "DistilBertModel")
    ours = load_model(write(tmp_path, theirs.config, tensors, weights))
    assert type(ours.cfg) is DistilBERTConfig
    assert zoo.difference(ours, theirs) <= 1e-12


def test_positions_that_began_as_sinusoids_are_read_as_they_are(tmp_path: Path) -> None:
    """distilbert-base-cased-distilled-squad says so in its config; its table is in the file all the same."""
    theirs = zoo.reference("DistilBertForQuestionAnswering")
    said = theirs.config.to_dict() | {"sinusoidal_pos_embds": True, "tie_weights_": True}
    ours = load_model(write(tmp_path, said, zoo.stored(theirs)))
    assert zoo.difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("names", [(TABLE,), (COPY,), (TABLE, COPY)])
def test_the_table_of_words_may_be_stored_under_either_name_or_both(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    theirs = zoo.reference("DistilBertForMaskedLM")
    tensors = zoo.stored(theirs)
    table = tensors.pop(TABLE)
    ours = load_model(write(tmp_path, theirs.config, tensors | {name: table.clone() for name in names}))
    assert ours.words.unembed.weight is ours.bert.embed.weight
    assert zoo.difference(ours, theirs) <= 1e-12


def test_a_copy_of_the_table_that_differs_is_refused(tmp_path: Path) -> None:
    theirs = zoo.reference("DistilBertForMaskedLM")
    tensors = zoo.stored(theirs)
    tensors[COPY] = tensors[TABLE].clone()
    tensors[COPY][7, 3] += 1e-3
    with refused(COPY, TABLE, "not tied"):
        load_model(write(tmp_path, theirs.config, tensors))


@pytest.mark.parametrize("architecture", ["DistilBertModel", "DistilBertForMaskedLM"])
def test_a_new_classifier_on_a_body_is_drawn_fresh_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, architecture: str
) -> None:
    theirs = zoo.reference(architecture)
    write(tmp_path, theirs.config, zoo.stored(theirs))
    with caplog.at_level(logging.INFO, "minitransformer"):
        ours = load_model(
            tmp_path, architecture="DistilBertForSequenceClassification", labels=("행복", "슬픔", "분노")
        )
    assert type(ours) is BERTForClassification
    assert ours.classify.weight.shape == (3, ours.cfg.d_model)
    (fresh,) = [m for m in caplog.messages if "fresh" in m]
    names = {f"{layer}.{kind}" for layer in ("pooler.dense", "classify") for kind in ("weight", "bias")}
    assert set(fresh.partition(": ")[2].split(", ")) == names
    table = dict(theirs.named_parameters())[
        TABLE.removeprefix("distilbert.") if "Model" in architecture else TABLE
    ]
    assert torch.equal(ours.bert.embed.weight, table)


def test_a_head_that_the_checkpoint_lacks_is_named(tmp_path: Path) -> None:
    theirs = zoo.reference("DistilBertModel")
    said = theirs.config.to_dict() | {"architectures": ["DistilBertForQuestionAnswering"]}
    with refused("lacks ends.weight, ends.bias"):
        load_model(write(tmp_path, said, zoo.stored(theirs)))
