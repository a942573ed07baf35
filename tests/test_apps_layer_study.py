"""The study of layers: the right vectors, an order that follows what the layers know, and honest words."""

import json

import hub_layouts
import pytest
import torch
from loopback_hub import SENTENCES

from minitransformer.apps import layer_study, probe
from minitransformer.apps.features import features, read
from minitransformer.apps.layer_choices import choices, sentence_vectors
from minitransformer.apps.layer_study import TFIDF, LayerStudy, Row, study
from minitransformer.apps.study_picture import kept_study, picture_of
from minitransformer.data.records import Example
from minitransformer.errors import Problem
from minitransformer.lessons import stored
from minitransformer.pretrained import load

PAPER = {
    "embeddings": 91.0,
    "second-to-last hidden": 95.6,
    "last hidden": 94.9,
    "weighted sum of last four": 95.9,
    "last four side by side": 96.1,
    "weighted sum of all layers": 95.5,
}
"""Devlin et al. 2019, table 7, BERT-base."""

N = 60
EXAMPLES = [Example(f"{SENTENCES[i % 4]} {'비' if i % 2 else '해'}", "나가"[i % 2]) for i in range(N)]
FOLDS = [([i for i in range(N) if i % 3 != f], [i for i in range(N) if i % 3 == f]) for f in range(3)]


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bert")
    hub_layouts.bert(folder)
    return load(folder)


@pytest.fixture(scope="module")
def gpt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gpt")
    hub_layouts.kogpt2(folder)
    return load(folder)


def states_that_tell(n_layers, told_by, width=6):
    """As `sentence_vectors` gives them: noise, but for one layer that knows the label."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.tensor([["가", "나"].index(e.label) for e in EXAMPLES])
    states = torch.randn(N, n_layers + 1, width, generator=generator)
    states[:, told_by, 0] += 12.0 * (labels - 0.5)
    return states


@pytest.fixture
def told_by(monkeypatch, bert):
    """The study of a model of which one layer alone knows the label."""
    model, tokenizer = bert

    def go(layer, **more):
        n = model.cfg.n_layers
        states = {"mean": states_that_tell(n, layer), "[CLS]": states_that_tell(n, 0)}
        monkeypatch.setattr(layer_study, "sentence_vectors", lambda *_, **_told: states)
        monkeypatch.setattr(probe, "STRENGTHS", (0.1,))
        return study(model, tokenizer, EXAMPLES, FOLDS, **more)

    return go


def test_the_choices_are_those_of_the_paper():
    of_base = choices(12)
    assert {c.name: c.paper for c in of_base} == PAPER
    assert [c.layers for c in of_base] == [
        (0,), (11,), (12,), (9, 10, 11, 12), (9, 10, 11, 12), tuple(range(1, 13)),
    ]  # fmt: skip
    assert [c.weighed for c in of_base] == [False, False, False, True, False, True]
    assert [c.layers for c in choices(2)] == [(0,), (1,), (2,), (1, 2), (1, 2), (1, 2)]


def test_side_by_side_is_longer_and_a_weighted_sum_is_not():
    states = torch.arange(2 * 13 * 3).reshape(2, 13, 3).float()
    shapes = {c.name: tuple(c.of(states).shape) for c in choices(12)}
    assert shapes["last hidden"] == (2, 1, 3)
    assert shapes["last four side by side"] == (2, 1, 12)
    assert shapes["weighted sum of last four"] == (2, 4, 3)
    assert shapes["weighted sum of all layers"] == (2, 12, 3)
    assert torch.equal(choices(12)[2].of(states)[:, 0], states[:, 12])
    assert torch.equal(choices(12)[4].of(states)[1, 0], states[1, 9:].flatten())


def test_a_text_becomes_the_mean_of_its_own_tokens_or_its_first_or_last(bert, gpt):
    for (model, tokenizer), one, place in ((bert, "[CLS]", 0), (gpt, "last token", -1)):
        found = sentence_vectors(model, tokenizer, SENTENCES, batch_size=3)
        assert list(found) == ["mean", one]
        for i, text in enumerate(SENTENCES):
            alone = torch.stack(features(model, tokenizer, text).layers, 1)[0]
            torch.testing.assert_close(found["mean"][i], alone.mean(1), atol=1e-5, rtol=1e-5)
            torch.testing.assert_close(found[one][i], alone[:, place], atol=1e-5, rtol=1e-5)


def test_a_text_that_is_too_long_loses_its_end_but_not_sep(bert):
    model, tokenizer = bert
    long = "비 " * 50
    found = sentence_vectors(model, tokenizer, [long])["mean"][0]
    ids = [tokenizer.cls_id, *tokenizer.encode(long)[: model.cfg.max_len - 2], tokenizer.sep_id]
    assert len(ids) == model.cfg.max_len
    layers, _ = read(model, torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.bool))
    torch.testing.assert_close(found, torch.stack(layers, 1)[0].mean(1), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    ("layer", "name"), [(0, "embeddings"), (1, "second-to-last hidden"), (2, "last hidden")]
)
def test_the_rows_follow_what_the_layers_know(told_by, layer, name):
    found = told_by(layer)
    means = {r.name: r.mean for r in found.rows if r.pooling == "mean"}
    assert means[name] > 0.95
    for other in ("embeddings", "second-to-last hidden", "last hidden"):
        assert other == name or means[other] < 0.75
    summed = next(r for r in found.rows if r.name == "weighted sum of all layers" and r.pooling == "mean")
    assert (summed.mean > 0.95) == (layer > 0)
    if layer:
        assert summed.shares[layer - 1] > 0.7
    assert len(summed.scores) == len(FOLDS)


def test_every_row_is_there_in_both_ways_and_tfidf_last(told_by):
    found = told_by(1)
    assert [(r.name, r.pooling) for r in found.rows] == [
        *((name, "mean") for name in PAPER), *((name, "[CLS]") for name in PAPER), (TFIDF, ""),
    ]  # fmt: skip
    assert [r.paper for r in found.rows[:6]] == list(PAPER.values())
    assert found.rows[-1].paper is None
    assert found.rows[-1].mean > 0.95  # 비 and 해 give it away
    assert (found.texts, found.labels, found.chance) == (N, ("가", "나"), pytest.approx(0.5))
    said = json.loads(json.dumps(found.to_json(), ensure_ascii=False))
    assert said["rows"][0]["mean"] == pytest.approx(found.rows[0].mean)
    assert set(said["rows"][0]) == {
        "name", "korean", "pooling", "layers", "scores", "shares", "paper", "mean", "half_width_95",
    }  # fmt: skip


def test_rows_that_are_done_are_not_done_again(told_by):
    fake = Row("last hidden", "마지막 층", "mean", (2,), (0.1, 0.2, 0.3))
    new = []
    found = told_by(1, done={(fake.name, fake.pooling): fake}, on_row=new.append)
    assert found.rows[2] is fake
    assert fake not in new
    assert new == [r for r in found.rows if r is not fake]


def scored(*scores_of_best):
    rows = [
        Row("embeddings", "임베딩", "mean", (0,), (0.5, 0.5, 0.6)),
        Row("last hidden", "마지막 층", "mean", (2,), scores_of_best),
        Row(TFIDF, "TF-IDF", "", (), (0.9, 0.91, 0.92)),
    ]
    return LayerStudy(tuple(rows), 30, ("가", "나"), 0.5)


def test_the_conclusion_says_what_may_be_chance_and_what_is_worse_than_tfidf():
    ahead, half = scored(0.7, 0.71, 0.79).against("embeddings")
    assert (ahead, half) == (pytest.approx(0.2), pytest.approx(4.303 * 0.01 / 3**0.5, rel=1e-3))
    english, korean = scored(0.7, 0.71, 0.79).conclusion
    assert "best: last hidden (mean)" in english
    assert "against embeddings: +0.200 ± 0.025;" in english
    assert f"against {TFIDF}: -0.1" in english
    assert "우연" not in korean.split(";")[1]
    english, korean = scored(0.4, 0.6, 0.8).conclusion
    assert "against embeddings: +0.067 ± 0.379, which may be nothing but chance" in english
    assert "우연일 수 있는 차이입니다" in korean


@pytest.mark.parametrize(("examples", "folds"), [(EXAMPLES, FOLDS[:1]), ([EXAMPLES[0]] * 9, FOLDS)])
def test_one_label_or_one_fold_is_no_study(bert, examples, folds):
    with pytest.raises(Problem, match="needs two or more of each"):
        study(*bert, examples, folds)


def test_a_real_model_goes_through_it_whole(bert, monkeypatch):
    monkeypatch.setattr(probe, "STRENGTHS", (0.01,))
    found = study(*bert, EXAMPLES, FOLDS)
    assert len(found.rows) == 13
    assert all(0 <= f1 <= 1 for r in found.rows for f1 in r.scores)


@pytest.mark.parametrize("which", ["taught", "untaught"])
def test_a_stored_study_can_be_read_and_drawn_again(which):
    content = stored("study_layers.json")
    found = kept_study(content, which)
    rows = content["rows"][which]
    assert [row.to_json() for row in found.rows] == [
        {
            **row,
            "layers": tuple(row["layers"]),
            "scores": tuple(row["scores"]),
            "shares": tuple(row["shares"]),
        }
        for row in rows
    ]
    assert (found.texts, found.chance) == (1500, content["chance"])
    if which == "taught":
        assert [found.best.name, found.best.pooling] == content["best"]
        assert found.against(TFIDF)[0] == content["ahead_of"][TFIDF]["difference"]
    assert "TF-IDF 0.895" in picture_of(found, "emotions").get_label()
