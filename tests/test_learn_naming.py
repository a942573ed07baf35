"""Two mistakes at once are named, or honestly not; three are never named falsely."""

import random
from itertools import combinations

import pytest

from minitransformer.learn.checking import examine
from minitransformer.learn.course import find, names
from minitransformer.learn.fairness import way_named
from minitransformer.learn.variants import composable, pairs, variant

EXERCISES = [exercise for exercise in map(find, names()) if not exercise.shares]
AT_MOST = 20


def chosen(sets, n):
    return random.Random(0).sample(sets, min(n, len(sets)))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_two_mistakes_are_named(exercise):
    ways = [way_named(exercise, pair) for pair in chosen(list(pairs(exercise)), AT_MOST)]
    assert "falsely" not in ways
    assert ways.count("unknown") <= 0.05 * len(ways)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_three_mistakes_are_never_named_falsely(exercise):
    triples = [t for t in combinations(exercise.mistakes, 3) if composable(exercise, t)]
    assert "falsely" not in [way_named(exercise, triple) for triple in chosen(triples, 5)]


def test_two_mistakes_are_told_together_with_one_proof():
    exercise = find("layer_norm")
    by_name = {mistake.name: mistake for mistake in exercise.mistakes}
    two = (by_name["variance divided by d - 1"], by_name["eps outside the root"])
    verdict = examine(exercise, variant(exercise, two))
    assert {m.name for m in verdict.mistakes} == {m.name for m in two}
    assert all(m.did.told("ko") in verdict.told("ko") for m in verdict.mistakes)


def test_a_mistake_that_nobody_foresaw_is_not_given_a_name():
    def gelu(x):
        return x * x.sigmoid() ** 1.3

    verdict = examine(find("gelu"), gelu)
    assert verdict.state == "failed"
    assert verdict.mistakes == ()
    assert verdict.unknown
    assert "not a mistake I know" in verdict.told("en")
    assert "제가 아는 실수가 아닙니다" in verdict.told("ko")
    assert "result[b=0, t=0, d=0]" in verdict.told("en")


def test_a_result_that_is_nearly_a_known_mistake_is_not_given_its_name():
    exercise = find("gelu")
    relu = next(m for m in exercise.mistakes if m.name == "ReLU")
    right = variant(exercise, (relu,))
    for change, names_it in ((1e-7, True), (1e-4, False)):

        def gelu(x, change=change):
            return right(x) * (1 + change)

        assert bool(examine(exercise, gelu).mistakes) == names_it
