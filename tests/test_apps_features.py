"""A text in, vectors out: the same as transformers', and not to be taken for something else."""

import os
import re
import shutil
from itertools import pairwise
from pathlib import Path

import hub_layouts
import pytest
import torch
import zoo
from loopback_hub import SENTENCES

from minitransformer.apps.features import features, read
from minitransformer.apps.slip import cls_for_sep
from minitransformer.errors import Problem
from minitransformer.pretrained import load
from minitransformer.proof.reference import quiet

PARIS = """\
from minitransformer import load, features
model, tokenizer = load("bert-base-uncased", architecture="BertModel")
f = features(model, tokenizer, "I love Paris", length=7)
"""
"""The example of the README."""

IDS = [[101, 1045, 2293, 3000, 102, 0, 0]]
MASK = [[1, 1, 1, 1, 1, 0, 0]]
BASE = {
    "hidden_size": 768,
    "num_attention_heads": 12,
    "num_hidden_layers": 12,
    "max_position_embeddings": 512,
}
BASE |= {"vocab_size": 30_522, "intermediate_size": 48, "type_vocab_size": 2, "pad_token_id": 0}
BASE |= {"hidden_act": "gelu"}
"""bert-base-uncased, but for the width of its feed-forward, which does not show."""

FAMILIES = ("bert", "distilbert", "kogpt2", "neox", "llama")


@pytest.fixture(scope="module", params=FAMILIES)
def pair(request, tmp_path_factory):
    """Our model with its tokenizer, and theirs."""
    folder = tmp_path_factory.mktemp(request.param)
    theirs = getattr(hub_layouts, request.param)(folder)
    return *load(folder), theirs


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bert")
    hub_layouts.bert(folder)
    return load(folder)


def run_example(lines):
    names = {}
    exec(lines, names)
    return names["f"]


def looks_like_paris(f):
    assert f.ids.tolist() == IDS
    assert f.mask.tolist() == MASK
    assert f.real.tolist() == [[bool(m) for m in MASK[0]]]
    assert f.tokens == (("[CLS]", "i", "love", "paris", "[SEP]", "[PAD]", "[PAD]"),)
    assert f.hidden.shape == (1, 7, 768)
    assert f.pooled.shape == (1, 768)
    assert len(f.layers) == 13
    assert all(layer.shape == (1, 7, 768) for layer in f.layers)


@pytest.mark.data
def test_the_three_lines_of_the_readme_do_what_they_say(tmp_path, monkeypatch):
    folder = zoo.write("BertModel", tmp_path / "bert-base-uncased", **BASE)
    shutil.copy(Path(os.environ["MINITRANSFORMER_DATA"]) / "bert_base_uncased" / "vocab.txt", folder)
    monkeypatch.chdir(tmp_path)
    looks_like_paris(run_example(PARIS))


@pytest.mark.network
def test_the_three_lines_of_the_readme_do_so_with_the_real_model():
    looks_like_paris(run_example(PARIS))


def test_all_layers_are_those_of_transformers(pair):
    model, tokenizer, theirs = pair
    f = features(model, tokenizer, SENTENCES)
    assert not f.real.all()
    with torch.no_grad(), quiet():
        body = theirs.base_model
        out = body(f.ids, attention_mask=f.mask, output_hidden_states=True)
    assert len(f.layers) == len(out.hidden_states) == model.cfg.n_layers + 1
    for ours, expected in zip(f.layers, out.hidden_states, strict=True):
        scale = max(1.0, float(expected.abs().max()))
        assert float((ours - expected)[f.real].abs().max()) <= 1e-5 * scale
    assert torch.equal(f.hidden, f.layers[-1])
    if out.get("pooler_output") is not None:
        torch.testing.assert_close(f.pooled, out.pooler_output, atol=1e-5, rtol=1e-5)
    assert (f.pooled is not None) == (type(model).__name__ in ("BERTForPreTraining", "BERTForClassification"))


def test_no_two_layers_are_the_same_thing(pair):
    model, tokenizer, _ = pair
    layers = features(model, tokenizer, SENTENCES[0]).layers
    assert all(not torch.allclose(x, y, atol=1e-3) for x, y in pairwise(layers))


def test_padding_changes_nothing_that_counts(pair):
    model, tokenizer, _ = pair
    alone = features(model, tokenizer, SENTENCES[1])
    padded = features(model, tokenizer, list(SENTENCES), length=24)
    n = alone.ids.shape[1]
    assert padded.real[1].sum() == n < 24
    torch.testing.assert_close(padded.hidden[1, :n], alone.hidden[0], atol=1e-5, rtol=1e-5)


def test_a_bert_puts_its_marks_around_a_text_and_a_decoder_does_not(pair):
    model, tokenizer, _ = pair
    f, words = features(model, tokenizer, SENTENCES[0]), tokenizer.encode(SENTENCES[0])
    around = [tokenizer.cls_id, *words, tokenizer.sep_id] if "BERT" in type(model).__name__ else words
    assert f.ids.tolist() == [around]
    assert f.tokens == (tuple(map(tokenizer.piece, around)),)


def test_features_cannot_be_unpacked_into_the_wrong_names(bert):
    f = features(*bert, SENTENCES[0])
    with pytest.raises(TypeError, match=re.escape("f.hidden, f.pooled")):
        _sequence, _pooled = f
    with pytest.raises(TypeError, match="by its name"):
        list(f)
    with pytest.raises(AttributeError):
        f.ids = None


def test_features_leave_the_model_as_it_was_and_can_be_learnt_from(bert):
    model, tokenizer = bert
    f = features(model, tokenizer, SENTENCES[0])
    assert not any(module._forward_hooks for module in model.modules())
    probe = torch.nn.Linear(16, 2)
    probe(f.hidden).sum().backward()  # tensors of inference mode would refuse
    assert probe.weight.grad is not None
    assert all(p.grad is None for p in model.parameters())


def test_a_model_in_training_is_refused(bert):
    model, tokenizer = bert
    model.train()
    try:
        with pytest.raises(ValueError, match=r"model\.eval\(\)"):
            features(model, tokenizer, SENTENCES[0])
    finally:
        model.eval()


@pytest.mark.parametrize(
    ("texts", "length", "said"),
    [
        ("  ", None, "empty"),
        ([], None, "no text"),
        (["비", SENTENCES[1]], 5, "text 2 has .* tokens, and there is room for 5"),
        ("비 " * 40, None, "text 1 has .* tokens, and there is room for 24"),
        ("비", 25, "length=25, but this model has 24 positions"),
    ],
)
def test_what_cannot_be_read_is_refused_with_numbers(bert, texts, length, said):
    with pytest.raises(Problem, match=said):
        features(*bert, texts, length=length)


def test_a_translator_has_no_features_here(tmp_path):
    hub_layouts.bart(tmp_path)
    with pytest.raises(Problem, match="this model is a Seq2Seq"):
        features(*load(tmp_path), "hi")


def test_a_typed_cls_in_the_place_of_sep_changes_every_vector(bert):
    model, tokenizer = bert
    slip = cls_for_sep(model, tokenizer, SENTENCES[0])
    words = tokenizer.encode(SENTENCES[0])
    assert slip.ids == (tokenizer.cls_id, *words, tokenizer.cls_id)
    right = features(model, tokenizer, SENTENCES[0])
    (*layers,), pooled = read(model, torch.tensor([slip.ids]), right.real)
    assert slip.first == pytest.approx(
        float(torch.cosine_similarity(right.hidden[0, 0], layers[-1][0, 0], 0))
    )
    assert slip.last == pytest.approx(
        float(torch.cosine_similarity(right.hidden[0, -1], layers[-1][0, -1], 0))
    )
    assert slip.pooled == pytest.approx(float(torch.cosine_similarity(right.pooled[0], pooled[0], 0)))
    between = torch.cosine_similarity(right.hidden[0, 1:-1], layers[-1][0, 1:-1], -1)
    assert slip.words == pytest.approx(float(between.mean()))
    assert max(slip.first, slip.words, slip.last, slip.pooled) < 0.99
    assert not slip.harmless


def test_where_both_marks_are_one_vector_the_slip_changes_nothing(bert):
    model, tokenizer = bert
    table = model.bert.embed.weight
    kept = table.detach().clone()
    try:
        with torch.no_grad():
            table[tokenizer.cls_id] = table[tokenizer.sep_id]
        slip = cls_for_sep(model, tokenizer, SENTENCES[0])
    finally:
        with torch.no_grad():
            table.copy_(kept)
    assert slip.harmless
    assert slip.words == pytest.approx(1)


def test_a_decoder_has_no_sep_to_mistype(tmp_path):
    hub_layouts.kogpt2(tmp_path)
    with pytest.raises(Problem, match=r"without \[SEP\]"):
        cls_for_sep(*load(tmp_path), SENTENCES[0])
