"""What an accuracy is worth: its interval, what guessing gets, and the words for it."""

import json
import math

import pytest
from prompted import LABELS, QUESTIONS, REVIEWS, experiment
from scipy.stats import binomtest

from minitransformer.apps.fewshot.lengths import bundles_that_fit, statistics
from minitransformer.apps.fewshot.scoring import score
from minitransformer.apps.fewshot.sets import asked_of, sums
from minitransformer.apps.intervals import chance, verdict, wilson
from minitransformer.errors import Problem


@pytest.mark.parametrize(("right", "n"), [(0, 7), (5, 7), (7, 7), (50, 100), (699, 1000)])
def test_the_interval_is_wilsons(right, n):
    reference = binomtest(right, n).proportion_ci(method="wilson")
    assert wilson(right / n, n) == pytest.approx((reference.low, reference.high), abs=1e-6)


def test_the_interval_holds_what_was_counted():
    for n in range(1, 300):
        assert wilson(1.0, n)[1] == 1
        assert wilson(0.0, n)[0] == 0
        low, high = wilson(n // 2 / n, n)
        assert low <= n // 2 / n <= high


def test_an_interval_needs_an_answer():
    with pytest.raises(ValueError, match="n=0"):
        wilson(0.5, 0)


def test_guessing_is_always_the_most_frequent_label():
    assert chance(["긍정"] * 3 + ["부정"]) == 0.75


@pytest.mark.parametrize(
    ("right", "word", "korean"),
    [
        (41, "no better", "다를 바 없습니다"),
        (59, "no better", "다를 바 없습니다"),
        (60, "better", "낫습니다"),
        (40, "worse", "못합니다"),
    ],
)
def test_an_interval_that_holds_chance_is_no_better_than_guessing(right, word, korean):
    said = ["긍정"] * right + ["부정"] * (100 - right)
    found = score([said], ["긍정"] * 100, LABELS, 0.5)
    assert found.verdict == verdict(found.low, found.high, 0.5) == word
    assert found.told("en").startswith(f"{word} than guessing")
    assert korean in found.told("ko")


def test_several_drawings_narrow_no_interval_and_neither_is_wrong():
    truth = ["긍정", "부정", "긍정", "부정"]
    one = score([["긍정", "부정", "", "긍정"]], truth, LABELS, 0.5)
    two = score([["긍정", "부정", "", "긍정"]] * 5, truth, LABELS, 0.5)
    assert (one.accuracy, one.n) == (0.5, 4)
    assert one == two
    assert one.said == {"긍정": 0.5, "부정": 0.25, "neither": 0.25}


def test_lengths_are_summed_up():
    found = statistics([1, 2, 3, 4, 10])
    assert (found.n, found.mean, found.longest, found.percentile_80) == (5, 4.0, 10, pytest.approx(5.2))
    assert found.deviation == pytest.approx(math.sqrt(50 / 4))
    assert statistics([7]).deviation == 0.0
    assert [bundles_that_fit(2048, q, 33) for q in (0, 68, 69, 2048, 3000)] == [6, 6, 5, 0, 0]


def test_an_experiment_is_the_same_twice_and_its_bundles_are_drawn_anew():
    trial = experiment(bundles=3)
    one, two = trial.run(), trial.run()
    assert json.dumps(one.to_json()) == json.dumps(two.to_json())
    assert one.answers == two.answers
    assert len({trial.drawn(4, bundle) for bundle in range(3)}) == 3
    assert trial.drawn(4, 1) == experiment(seed=trial.seed + 1).drawn(4)
    mean = sum(each["likelihood"] for each in one.each) / 3
    assert one.scores["likelihood"].accuracy == pytest.approx(mean)


def test_slips_are_compared_on_the_same_examples_and_questions():
    compared = experiment().compare_slips()
    assert list(compared) == ["honest", "newline", "leak", "hangul-only"]
    assert compared["honest"].answers == experiment().run().answers
    assert [r.slips for r in compared.values()] == [[], ["newline"], ["leak"], ["hangul-only"]]
    assert [bool(r.lost) for r in compared.values()] == [False, False, False, True]
    honest = compared["honest"].prompt
    assert compared["leak"].prompt == honest.replace(
        f"문장: {QUESTIONS[0].text}\n감정:",
        f"문장: {QUESTIONS[0].text}\n감정: 긍정\n문장: {QUESTIONS[0].text}\n감정:",
    )
    assert len({r.prompt for r in compared.values()}) == 3  # these reviews are all Hangul
    assert compared["newline"].prompt == honest.replace("긍정\n", "긍정")


def test_sums_are_of_digits_and_right():
    assert len(sums()) == 54
    assert {e.label for e in sums()} == set("123456789")
    assert all(eval(e.text[:-2]) == int(e.label) for e in sums())
    name, train, held = asked_of("arithmetic", "", "", None, 0)
    assert (name, len(train), len(held)) == ("arithmetic", 27, 27)
    assert not {e.text for e in train} & {e.text for e in held}


@pytest.mark.parametrize("data", ["emotions", "dialogues", "arithmetic"])
def test_questions_and_examples_share_no_text(data):
    _, train, held = asked_of(data, "", "", None, 1)
    assert not {e.text for e in train} & {e.text for e in held}


def test_labels_can_be_renamed_and_left_out():
    _, train, held = asked_of("emotions", "", "", {"행복": "기쁨", "분노": None}, 1)
    assert {e.label for e in (*train, *held)} == {"기쁨", "슬픔", "당황", "불안"}
    with pytest.raises(Problem, match="no such label"):
        asked_of("emotions", "", "", {"기쁨": "행복"}, 1)
    with pytest.raises(Problem, match="two or more"):
        asked_of(
            "emotions", "", "", dict.fromkeys(("행복", "슬픔", "분노", "당황"), "하나") | {"불안": None}, 1
        )


def test_ones_own_table_is_cut_in_half(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("a,b\n" + "\n".join(f"{e.text},{e.label}" for e in REVIEWS), encoding="utf-8")
    _, train, held = asked_of(str(path), "a", "b", None, 0)
    assert (len(train), len(held)) == (6, 6)
