"""The scores, worked out by hand, and the two methods that a transformer has to beat."""

import numpy as np
import pytest

from minitransformer.apps.scores import score, score_baselines
from minitransformer.data.records import Example

LABELS = ("가", "나", "다")
TRUTH = ["가", "가", "나", "나"]
SAID = [(0.9, 0.05, 0.05), (0.2, 0.75, 0.05), (0.1, 0.62, 0.28), (0.0, 1.0, 0.0)]
ROWS = [dict(zip(LABELS, p, strict=True)) for p in SAID]


def test_accuracy_and_the_confusion_are_counted():
    found = score(ROWS, TRUTH, LABELS)
    assert found.accuracy == 0.75
    assert found.confusion.tolist() == [[1, 1, 0], [0, 2, 0], [0, 0, 0]]


def test_macro_f1_gives_every_label_the_same_weight():
    # 가: precision 1, recall 1/2; 나: precision 2/3, recall 1; 다 was neither there nor said
    assert score(ROWS, TRUTH, LABELS).macro_f1 == pytest.approx((2 / 3 + 4 / 5 + 0) / 3)


def test_calibration_is_the_gap_between_confidence_and_accuracy():
    found = score(ROWS, TRUTH, LABELS)
    gaps = [abs(0.9 - 1) * 1, abs(0.75 - 0) * 1, abs(0.62 - 1) * 1, abs(1.0 - 1) * 1]
    # 0.9 and 1.0 share the last bin, where the mean confidence is 0.95 and both are right
    assert found.ece == pytest.approx((gaps[1] + gaps[2] + 2 * abs(0.95 - 1)) / 4)
    assert sum(n for _, _, n in found.bins) == 4
    assert len(found.bins) == 3


def test_a_perfect_classifier_has_perfect_scores():
    rows = [dict.fromkeys(LABELS, 0.0) | {t: 1.0} for t in LABELS]
    found = score(rows, LABELS, LABELS)
    assert (found.accuracy, found.macro_f1, found.ece) == (1.0, 1.0, 0.0)


def test_what_is_written_down_is_plain_numbers():
    import json

    assert json.loads(json.dumps(score(ROWS, TRUTH, LABELS).to_json()))["accuracy"] == 0.75


def test_the_baselines_learn_what_can_be_learnt_from_characters():
    words = {"가": "사과 포도 수박", "나": "버스 기차 택시", "다": "하늘 구름 바람"}
    train = [
        Example(f"{w} {i}", label) for label, text in words.items() for w in text.split() for i in range(4)
    ]
    held = [Example(f"{w} 좋아", label) for label, text in words.items() for w in text.split()]
    found = score_baselines(train, held, LABELS)
    assert found.keys() == {"naive Bayes", "TF-IDF + logistic regression"}
    assert [s.accuracy for s in found.values()] == [1.0, 1.0]


def test_a_baseline_that_never_saw_a_label_gives_it_no_chance():
    train = [Example(f"{w} {i}", label) for label, w in (("가", "사과"), ("나", "버스")) for i in range(4)]
    found = score_baselines(train, [Example("사과", "가"), Example("하늘", "다")], LABELS)
    for scores in found.values():
        assert scores.accuracy == 0.5
        assert np.all(scores.confusion[:, 2] == 0)
