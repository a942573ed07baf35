"""The study of transfer learning: what is scored is in nothing that was read, and intervals are honest."""

import importlib
import math
import sys
from pathlib import Path

import pytest

from minitransformer.data.corpus import without

FIGURES = Path(__file__).parent.parent / "figures"


@pytest.fixture(scope="module")
def study():
    sys.path.insert(0, str(FIGURES))
    try:
        yield importlib.import_module("study_transfer")
    finally:
        sys.path.remove(str(FIGURES))


def content(study):
    runs = {
        f"{row}/{seed}": {"100": 0.6 + 0.01 * i + 0.01 * seed, "1000": 0.7 + 0.01 * i}
        for i, row in enumerate(study.NAMES)
        for seed in (0, 1, 2)
    }
    return {"settings": {"test": 8000}, "runs": runs}


def test_every_row_has_a_name_and_a_start(study):
    assert study.NAMES.keys() == {*study.ROWS, study.BAYES}
    assert {stage for stage, _ in study.ROWS.values()} == {None, "general", "domain"}


def test_the_interval_is_that_of_the_reviews_and_of_the_seeds_together(study):
    mean, half = study.interval([0.6, 0.61, 0.62], 8000)
    of_reviews, of_seeds = 1.96 * math.sqrt(0.61 * 0.39 / 8000), 4.30 * 0.01 / math.sqrt(3)
    assert mean == pytest.approx(0.61)
    assert half == pytest.approx(math.hypot(of_reviews, of_seeds), rel=1e-6)
    assert study.interval([0.6], 100)[1] == pytest.approx(1.96 * math.sqrt(0.24 / 100))


def test_the_table_and_the_picture_have_every_row(study, tmp_path):
    found = study.table(content(study))
    assert found.keys() == study.NAMES.keys()
    mean, half, values = found["nothing"][100]
    assert (mean, values) == (pytest.approx(0.61), pytest.approx([0.6, 0.61, 0.62]))
    assert half > 0
    figure = study.draw(content(study), "en")
    assert "no pre-training 0.610, 0.700" in figure.get_label()
    assert len(figure.axes[0].get_legend().get_texts()) == 6
    study.write_csv(content(study), tmp_path / "t.csv")
    lines = (tmp_path / "t.csv").read_text("utf-8").splitlines()
    assert len(lines) == 1 + 6 * 2
    assert lines[1].startswith('"nothing",100,0.6100,')


def test_scored_texts_are_taken_out_of_what_is_read_whatever_their_spaces(study):
    read = [("좋은  영화",), ("나쁜 영화",), ("질문", "좋은 영화")]
    assert without(read, ["좋은 영화"]) == [("나쁜 영화",)]


@pytest.mark.data
def test_no_scored_review_is_learnt_from_and_both_kinds_are_equally_many(study):
    test, train = study.reviews(2000, [0, 1])
    scored = {e.text for e in test}
    assert len(test) == 2000
    assert train.keys() == {0, 1}
    for of in train.values():
        assert {label: len(few) for label, few in of.items()} == dict.fromkeys(study.LABELS, 5000)
        assert scored.isdisjoint(e.text for few in of.values() for e in few)
    assert train[0] != train[1]
    assert study.reviews(2000, [1])[1][1] == train[1]
