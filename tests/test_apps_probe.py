"""The linear reader: scikit-learn's where there is one vector, and a finder of the layer that matters."""

import os
import unicodedata
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from minitransformer.apps import probe
from minitransformer.apps.folds import T95, expected_f1, folds_of, half_width, paired
from minitransformer.apps.probe import STRENGTHS, choose_strength, fit_probe, macro_f1, probe_f1
from minitransformer.errors import Problem


def telling(n, layers, width, told_by, seed=0):
    """Labels, and vectors of which one layer alone knows them."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(n, layers, width, generator=generator)
    labels = torch.arange(n) % 3
    x[:, told_by, :3] += 2.0 * torch.nn.functional.one_hot(labels, 3)
    return x, labels


@pytest.mark.parametrize("strength", [0.01, 1.0])
def test_with_one_vector_it_is_scikit_learns_logistic_regression(strength):
    x, labels = telling(120, 1, 6, 0)
    x = x * torch.tensor([1.0, 5.0, 0.2, 1.0, 30.0, 1.0]) + 3
    scaled = StandardScaler().fit_transform(x[:, 0].double().numpy())
    theirs = LogisticRegression(C=strength, max_iter=5000, tol=1e-8).fit(scaled, labels.numpy())
    ours = fit_probe(x, labels, 3, strength)
    assert np.abs(ours.weight.T.numpy() - theirs.coef_).max() < 1e-3
    assert ours.predict(x) == theirs.predict(scaled).tolist()
    assert ours.shares.tolist() == [1.0]


@pytest.mark.parametrize("told_by", [0, 2])
def test_a_weighted_sum_finds_the_layer_that_tells(told_by):
    x, labels = telling(300, 4, 8, told_by)
    probe = fit_probe(x, labels, 3, 0.1)
    assert sum(probe.shares.tolist()) == pytest.approx(1)
    assert probe.shares.argmax() == told_by
    assert probe.shares[told_by] > 0.8


def test_what_the_probe_is_judged_on_is_not_what_it_learnt():
    x, labels = telling(90, 1, 60, 0)
    x[:, :, :3] = x[:, :, 3:6]  # nothing to learn, and room to learn it by heart
    heart = fit_probe(x, labels, 3, 1.0).predict(x)
    assert macro_f1(labels.tolist(), heart, 3) > 0.9
    f1, _ = probe_f1(x, labels, 3, range(60), range(60, 90))
    assert f1 < 0.6


def test_the_strength_is_the_best_of_those_on_texts_held_out_for_it(monkeypatch):
    x, labels = telling(150, 1, 100, 0)
    seen = []

    def fit(given, classes_of, classes, strength):
        seen.append((len(given), strength))
        return fit_probe(given, classes_of, classes, strength)

    monkeypatch.setattr(probe, "fit_probe", fit)
    held = {}
    monkeypatch.setattr(probe, "_f1", lambda _probe, given, _labels: held[len(given), seen[-1][1]])
    for best in STRENGTHS:
        held.update({(30, c): 0.9 if c == best else 0.1 for c in STRENGTHS})
        assert choose_strength(x, labels, 3) == best
    assert set(seen) == {(120, c) for c in STRENGTHS}


def test_macro_f1_counts_every_class_the_same():
    assert macro_f1([0, 0, 0, 1], [0, 0, 0, 0], 2) == pytest.approx((6 / 7) / 2)


def test_the_interval_over_folds_is_students():
    scores = [0.5, 0.6, 0.7, 0.6, 0.6]
    assert half_width(scores) == pytest.approx(2.776 * np.std(scores, ddof=1) / 5**0.5)
    assert half_width(scores * 4) == pytest.approx(T95[-1] * np.std(scores * 4, ddof=1) / 20**0.5)
    mean, half = paired([0.6, 0.8], [0.5, 0.6])
    assert mean == pytest.approx(0.15)
    assert half == pytest.approx(12.706 * 0.05)


def test_guessing_scores_one_in_c_where_the_classes_are_even():
    assert expected_f1([0, 1, 2, 3] * 5) == pytest.approx(0.25)
    rng, labels = np.random.default_rng(0), [0] * 9000 + [1] * 1000
    assert expected_f1(labels) == pytest.approx(
        macro_f1(labels, rng.integers(0, 2, 10_000).tolist(), 2), abs=0.01
    )


def test_the_embedded_sentences_are_cut_by_topic_and_a_table_by_label(tmp_path):
    name, examples, folds = folds_of("emotions")
    assert (name, len(folds)) == ("emotions", 5)
    for train, held in folds:
        assert not {examples[i].topic for i in train} & {examples[i].topic for i in held}
    table = tmp_path / "t.csv"
    table.write_text(
        "text,label\n" + "".join(f"글 {i},{'가나'[i % 2]}\n" for i in range(60)), encoding="utf-8"
    )
    _, examples, folds = folds_of(str(table), most=40)
    assert len(examples) == 40
    assert sorted(i for _, held in folds for i in held) == list(range(40))
    assert all(not set(train) & set(held) for train, held in folds)
    assert folds_of(str(table), most=40)[1] == examples
    assert len(folds_of(str(table))[1]) == 60


def test_a_text_that_comes_twice_is_never_on_both_sides(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text(
        "text,label\n" + "".join(f"글 {i // 2},{'가나'[i // 2 % 2]}\n" for i in range(60)), encoding="utf-8"
    )
    _, examples, _ = folds_of(str(table))
    assert sorted(e.text for e in examples) == sorted(f"글 {i}" for i in range(30))


def test_a_label_with_too_few_texts_is_named(tmp_path):
    table = tmp_path / "t.csv"
    rows = [f"글 {i},가" for i in range(30)] + [f"말 {i},나" for i in range(4)]
    table.write_text("text,label\n" + "\n".join(rows), encoding="utf-8")
    with pytest.raises(Problem, match=r"five folds by label \(나 \d\)"):
        folds_of(str(table))


@pytest.mark.data
def test_of_the_reviews_the_test_part_is_taken():
    name, examples, folds = folds_of("nsmc", most=200)
    folder = Path(os.environ["MINITRANSFORMER_DATA"]) / "nsmc"
    lines = (folder / "ratings_test.txt").read_text("utf-8").splitlines()
    held = {" ".join(line.split("\t")[1].split()) for line in lines}
    assert (name, len(examples), len(folds)) == ("nsmc", 200, 5)
    assert {unicodedata.normalize("NFC", e.text) for e in examples} <= held
