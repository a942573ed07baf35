"""BERT and KoBERT checkpoints: old names, copies, bare bodies, and heads that were or were not asked for."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import zoo
from loopback_hub import BERT, difference, refused, stored, tiny, write
from torch import Tensor

from minitransformer.core.config import BERTConfig
from minitransformer.models.bert_tasks import BERTForClassification, BERTForMaskedWords, BERTPooled
from minitransformer.pretrained import load_model

TABLE = "bert.embeddings.word_embeddings.weight"
BIAS = "cls.predictions.bias"
COPIES = {"cls.predictions.decoder.weight": TABLE, "cls.predictions.decoder.bias": BIAS}
BODIES = {"BertModel": "", "BertForMaskedLM": "bert.", "BertForPreTraining": "bert."}
EMOTIONS = ("행복", "슬픔", "분노")


def in_old_spelling(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """gamma and beta, as TensorFlow's BERT named them."""

    def old(name: str) -> str:
        return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")

    return {old(name): x for name, x in tensors.items()}


def with_positions(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The list 0, 1, 2 … that transformers 3 and 4 stored."""
    prefix = "bert." if TABLE in tensors else ""
    positions = torch.arange(BERT["max_position_embeddings"])[None]
    return tensors | {f"{prefix}embeddings.position_ids": positions}


def with_copies(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return tensors | {copy: tensors[original].clone() for copy, original in COPIES.items()}


def with_shared_copies(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return tensors | {copy: tensors[original] for copy, original in COPIES.items()}


def google(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """google-bert/bert-base-uncased: everything old at once."""
    return in_old_spelling(with_positions(with_shared_copies(tensors)))


@pytest.mark.parametrize("architecture", ["BertForMaskedLM", "BertForPreTraining"])
@pytest.mark.parametrize(
    ("shape", "weights"),
    [
        (dict, "safetensors"),
        (in_old_spelling, "safetensors"),
        (with_positions, "safetensors"),
        (with_copies, "safetensors"),
        (with_shared_copies, "bin"),
        (google, "bin"),
        (google, "legacy"),
    ],
)
def test_every_shape_of_a_bert_checkpoint_is_the_same_model(
    tmp_path: Path, architecture: str, shape: Callable[[dict[str, Tensor]], dict[str, Tensor]], weights: str
) -> None:
    theirs = tiny(architecture)
    ours = load_model(write(tmp_path, theirs.config, shape(stored(theirs)), weights))
    assert ours.words.unembed.weight is ours.bert.embed.weight
    assert difference(ours, theirs) <= 1e-12


TASKS = [
    "BertForSequenceClassification",
    "BertForNextSentencePrediction",
    "BertForTokenClassification",
    "BertForQuestionAnswering",
]


def google_without_head(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Everything old but the copies of the words' head, which these files have not."""
    return in_old_spelling(with_positions(tensors))


@pytest.mark.parametrize("architecture", TASKS)
@pytest.mark.parametrize(
    ("shape", "weights"),
    [
        (in_old_spelling, "safetensors"),
        (with_positions, "safetensors"),
        (google_without_head, "bin"),
        (google_without_head, "legacy"),
    ],
)
def test_every_shape_of_a_task_s_checkpoint_is_the_same_model(
    tmp_path: Path, architecture: str, shape: Callable[[dict[str, Tensor]], dict[str, Tensor]], weights: str
) -> None:
    theirs = zoo.reference(architecture)
    tensors = shape(zoo.stored(theirs))
    assert shape is with_positions or any(name.endswith("LayerNorm.gamma") for name in tensors)
    ours = load_model(write(tmp_path, theirs.config, tensors, weights))
    assert zoo.difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("architecture", ["BertForTokenClassification", "BertForQuestionAnswering"])
def test_a_pooler_that_the_task_does_not_need_is_left_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, architecture: str
) -> None:
    """dbmdz/bert-large-cased-finetuned-conll03-english still has one."""
    theirs = zoo.reference(architecture)
    d = theirs.config.hidden_size
    pooler = {"bert.pooler.dense.weight": torch.ones(d, d), "bert.pooler.dense.bias": torch.ones(d)}
    with caplog.at_level(logging.INFO, "minitransformer"):
        ours = load_model(write(tmp_path, theirs.config, zoo.stored(theirs) | pooler))
    assert zoo.difference(ours, theirs) <= 1e-12
    assert "not needed here: bert.pooler.dense.bias, bert.pooler.dense.weight" in caplog.text


@pytest.mark.parametrize("architecture", TASKS)
def test_a_head_that_the_checkpoint_lacks_is_named(tmp_path: Path, architecture: str) -> None:
    """Only where it is asked for is it drawn fresh."""
    theirs = zoo.reference("BertModel")
    said = theirs.config.to_dict() | {"architectures": [architecture]}
    folder = write(tmp_path, said, zoo.stored(theirs))
    head = {"NextSentence": "follows", "Question": "ends"}
    name = next((ours for theirs, ours in head.items() if theirs in architecture), "classify")
    with refused(f"lacks {name}.weight, {name}.bias"):
        load_model(folder)
    fresh = load_model(folder, architecture=architecture)
    assert fresh.get_parameter(f"{name}.weight").std() > 0.01


@pytest.mark.parametrize("weights", ["safetensors", "bin", "legacy"])
@pytest.mark.parametrize("shape", [dict, with_positions, in_old_spelling])
def test_kobert_is_a_bare_body_without_prefix(
    tmp_path: Path, shape: Callable[[dict[str, Tensor]], dict[str, Tensor]], weights: str
) -> None:
    """KoBERT's config.json also pads with id 1 and does not say layer_norm_eps."""
    theirs = tiny("BertModel", pad_token_id=1)
    tensors = shape(stored(theirs))
    assert not any(name.startswith("bert.") for name in tensors)
    said = {k: v for k, v in theirs.config.to_dict().items() if k != "layer_norm_eps"}
    ours = load_model(write(tmp_path, said, tensors, weights))
    assert isinstance(ours, BERTPooled)
    assert (ours.cfg.pad_id, ours.cfg.norm_eps) == (1, 1e-12)
    assert difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_that_differs_from_its_original_is_refused(tmp_path: Path, copy: str) -> None:
    theirs = tiny("BertForMaskedLM")
    tensors = with_copies(stored(theirs))
    tensors[copy].flatten()[5] += 1e-3
    write(tmp_path, theirs.config, tensors)
    with refused(copy, COPIES[copy], "not tied"):
        load_model(tmp_path)


@pytest.mark.parametrize(
    ("architecture", "kind", "left_aside"),
    [
        ("BertForMaskedLM", BERTForMaskedWords, {"bert.pooler.dense.weight", "cls.seq_relationship.bias"}),
        ("BertModel", BERTPooled, {"cls.predictions.bias", "cls.seq_relationship.weight"}),
    ],
)
def test_a_pretraining_checkpoint_gives_the_part_that_is_asked_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, architecture: str, kind: type, left_aside: set[str]
) -> None:
    whole = tiny("BertForPreTraining")
    write(tmp_path, whole.config, google(stored(whole)), "bin")
    with caplog.at_level(logging.INFO, "minitransformer"):
        ours = load_model(tmp_path, architecture=architecture)
    part = tiny(architecture, seed=9)
    prefix = "bert." if architecture == "BertModel" else ""
    part.load_state_dict({name: whole.state_dict()[prefix + name] for name in part.state_dict()}, strict=True)
    assert type(ours) is kind
    assert difference(ours, part) <= 1e-12
    (note,) = caplog.messages
    assert note.startswith("in the checkpoint, not needed here: ")
    assert left_aside <= set(note.partition(": ")[2].split(", "))


@pytest.mark.parametrize("config_says", ["BertForMaskedLM", None])
def test_a_checkpoint_of_two_heads_is_read_as_its_config_says(
    tmp_path: Path, config_says: str | None
) -> None:
    """The hub's bert-base-uncased holds both pre-training heads and names BertForMaskedLM; where nothing is
    named the body is meant."""
    whole = tiny("BertForPreTraining")
    said = whole.config.to_dict() | {"architectures": config_says and [config_says]}
    ours = load_model(write(tmp_path, said, stored(whole)))
    assert type(ours) is (BERTForMaskedWords if config_says else BERTPooled)


@pytest.mark.parametrize("body", BODIES)
def test_a_new_classifier_is_drawn_from_the_generator_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, body: str
) -> None:
    theirs = tiny(body)
    write(tmp_path, theirs.config, stored(theirs))

    def classifier(seed: int) -> BERTForClassification:
        generator = torch.Generator().manual_seed(seed)
        return load_model(
            tmp_path, architecture="BertForSequenceClassification", labels=EMOTIONS, generator=generator
        )

    with caplog.at_level(logging.INFO, "minitransformer"):
        first = classifier(3)
    again, other = classifier(3), classifier(4)
    assert first.cfg.labels == EMOTIONS

    fresh = {"classify.weight", "classify.bias"}
    fresh |= {"pooler.dense.weight", "pooler.dense.bias"} if body == "BertForMaskedLM" else set()
    (note,) = [m for m in caplog.messages if "fresh" in m]
    assert set(note.partition(": ")[2].split(", ")) == fresh

    its = dict(theirs.named_parameters())
    prefix = BODIES[body]
    assert torch.equal(first.bert.embed.weight, its[f"{prefix}embeddings.word_embeddings.weight"])
    key = first.bert.blocks[1].attention.k.weight
    assert torch.equal(key, its[f"{prefix}encoder.layer.1.attention.self.key.weight"])
    for (name, mine), same, different in zip(
        first.named_parameters(), again.parameters(), other.parameters(), strict=True
    ):
        assert torch.equal(mine, same)
        assert torch.equal(mine, different) == (name not in fresh or name.endswith("bias")), name
    assert first.classify.weight.shape == (3, BERT["hidden_size"])
    assert 0.01 < first.classify.weight.std() < 0.03
    assert not first.classify.bias.any()


def test_the_body_of_a_fresh_classifier_computes_what_the_checkpoint_computes(tmp_path: Path) -> None:
    theirs = tiny("BertModel")
    write(tmp_path, theirs.config, stored(theirs))
    ours = load_model(tmp_path, architecture="BertForSequenceClassification", labels=EMOTIONS)
    pooled = BERTPooled(ours.cfg)
    pooled.bert, pooled.pooler = ours.bert, ours.pooler
    assert difference(pooled.eval(), theirs) <= 1e-12


def test_labels_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    """As text, "10" comes before "9"."""
    names = [f"class {i}" for i in range(12)]
    theirs = tiny("BertForSequenceClassification", num_labels=12)
    in_text_order = {i: names[int(i)] for i in sorted(map(str, range(12)))}
    assert list(in_text_order)[:3] == ["0", "1", "10"]
    said = theirs.config.to_dict() | {"id2label": in_text_order}
    ours = load_model(write(tmp_path, said, stored(theirs)))
    assert ours.cfg.labels == tuple(names)
    assert difference(ours, theirs) <= 1e-12


def test_two_labels_are_meant_where_the_config_names_none(tmp_path: Path) -> None:
    theirs = tiny("BertForSequenceClassification")
    said = {k: v for k, v in theirs.config.to_dict().items() if k not in ("id2label", "label2id")}
    ours = load_model(write(tmp_path, said, stored(theirs)))
    assert ours.cfg.labels == ("LABEL_0", "LABEL_1")
    assert difference(ours, theirs) <= 1e-12


def test_the_padding_row_is_the_one_that_the_config_names(tmp_path: Path) -> None:
    theirs = tiny("BertModel", pad_token_id=1)
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)))
    assert isinstance(ours.cfg, BERTConfig)
    assert ours.bert.embed.padding_idx == 1


@pytest.mark.parametrize("labels", [("LABEL_1", "LABEL_0"), EMOTIONS])
def test_other_labels_than_the_stored_ones_need_a_fresh_classifier(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, labels: tuple[str, ...]
) -> None:
    theirs = tiny("BertForSequenceClassification")
    write(tmp_path, theirs.config, stored(theirs))
    with caplog.at_level(logging.INFO, "minitransformer"):
        ours = load_model(tmp_path, labels=labels)
    assert ours.cfg.labels == labels
    assert ours.classify.weight.shape[0] == len(labels)
    assert not ours.classify.bias.any()
    assert "drawn fresh: classify.weight, classify.bias" in caplog.text
    kept = load_model(tmp_path, labels=("LABEL_0", "LABEL_1"))
    assert torch.equal(kept.classify.weight, theirs.classifier.weight)
