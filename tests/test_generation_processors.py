"""Each processor by its law, and by the one of the same name in transformers."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import (
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from minitransformer.functional import softmax
from minitransformer.generation.processors import repetition_penalty, temperature, top_k, top_p

VOCAB = 31
SEEDS, ROWS = st.integers(0, 2**20), st.integers(1, 4)
SPREAD = st.floats(0.05, 8)
some = settings(deadline=None, max_examples=60)
NEVER = float("-inf")


def scores(seed, rows, spread=2.0):
    return (
        torch.randn(rows, VOCAB, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * spread
    )


def text(seed, rows, n=9):
    ids = torch.randint(VOCAB, (rows, n), generator=torch.Generator().manual_seed(seed))
    return ids, torch.ones_like(ids, dtype=torch.bool)


def same(a, b):
    torch.testing.assert_close(a, b, rtol=1e-12, atol=0)


# as in transformers


@some
@given(SEEDS, ROWS, SPREAD, st.floats(0.05, 5))
def test_temperature_is_theirs(seed, rows, spread, t):
    x, (ids, real) = scores(seed, rows, spread), text(seed, rows)
    same(temperature(t)(x, ids, real), TemperatureLogitsWarper(t)(ids, x))


@some
@given(SEEDS, ROWS, SPREAD, st.integers(1, 40))
def test_top_k_is_theirs(seed, rows, spread, k):
    x, (ids, real) = scores(seed, rows, spread), text(seed, rows)
    same(top_k(k)(x, ids, real), TopKLogitsWarper(k)(ids, x))


@some
@given(SEEDS, ROWS, SPREAD, st.floats(0.01, 0.99))
def test_top_p_is_theirs(seed, rows, spread, p):
    x, (ids, real) = scores(seed, rows, spread), text(seed, rows)
    same(top_p(p)(x, ids, real), TopPLogitsWarper(p)(ids, x))


@some
@given(SEEDS, ROWS, SPREAD, st.floats(0.3, 4))
def test_the_repetition_penalty_is_theirs(seed, rows, spread, penalty):
    x, (ids, real) = scores(seed, rows, spread), text(seed, rows)
    same(repetition_penalty(penalty)(x, ids, real), RepetitionPenaltyLogitsProcessor(penalty)(ids, x.clone()))


# laws


@some
@given(SEEDS, ROWS, st.integers(1, 40))
def test_top_k_keeps_the_k_best_and_touches_none_of_them(seed, rows, k):
    x = scores(seed, rows)
    kept = top_k(k)(x, *text(seed, rows))
    assert (kept > NEVER).sum(-1).tolist() == [min(k, VOCAB)] * rows
    assert torch.equal(kept[kept > NEVER], x[kept > NEVER])
    assert (
        torch.where(kept > NEVER, x, torch.inf).amin(-1) >= torch.where(kept > NEVER, NEVER, x).amax(-1)
    ).all()


@some
@given(SEEDS, ROWS, SPREAD, st.floats(1e-6, 0.999))
def test_top_p_keeps_the_fewest_words_that_together_reach_p(seed, rows, spread, p):
    x = scores(seed, rows, spread)
    kept = top_p(p)(x, *text(seed, rows))
    chances = torch.where(kept > NEVER, softmax(x), 0)
    assert ((kept > NEVER).sum(-1) >= 1).all()
    assert (chances.sum(-1) >= p - 1e-12).all()
    rarest = torch.where(kept > NEVER, softmax(x), 2).amin(-1)
    assert (chances.sum(-1) - rarest < p).all()
    assert torch.equal(kept[kept > NEVER], x[kept > NEVER])


def test_top_p_of_one_keeps_every_word():
    x = scores(0, 3)
    assert torch.equal(top_p(1.0)(x, *text(0, 3)), x)


def test_top_p_of_next_to_nothing_keeps_the_best():
    x = scores(0, 3)
    assert (top_p(1e-9)(x, *text(0, 3)) > NEVER).nonzero()[:, 1].tolist() == x.argmax(-1).tolist()


@some
@given(SEEDS, st.floats(0.1, 10), st.floats(0.1, 10))
def test_a_lower_temperature_makes_the_best_word_likelier(seed, a, b):
    x = scores(seed, 1)
    low, high = (softmax(temperature(t)(x, *text(seed, 1))).max() for t in sorted((a, b)))
    assert low >= high
    assert torch.equal(temperature(1.0)(x, *text(seed, 1)), x)


def test_near_0_the_best_word_is_certain():
    x = scores(0, 4)
    cold = softmax(temperature(1e-4)(x, *text(0, 4)))
    assert cold.argmax(-1).tolist() == x.argmax(-1).tolist()
    assert (cold.amax(-1) > 0.999).all()


# the penalty


def test_a_used_word_is_penalised_once_whatever_its_sign_and_however_often_it_was_used():
    x = torch.tensor([[2.0, -2.0, 3.0, -3.0, 0.0]])
    ids = torch.tensor([[0, 1, 0, 0, 1, 4]])
    out = repetition_penalty(2.0)(x, ids, torch.ones_like(ids, dtype=torch.bool))
    assert out.tolist() == [[1.0, -4.0, 3.0, -3.0, 0.0]]


def test_padding_was_not_said():
    x = torch.ones(2, 4)
    ids, real = torch.tensor([[3, 3, 1], [3, 2, 1]]), torch.tensor([[False, False, True], [True, True, True]])
    assert repetition_penalty(2.0)(x, ids, real).tolist() == [[1.0, 0.5, 1.0, 1.0], [1.0, 0.5, 0.5, 0.5]]


def test_a_row_is_penalised_for_its_own_words_only():
    x = torch.ones(2, 3)
    ids = torch.tensor([[0], [2]])
    out = repetition_penalty(2.0)(x, ids, torch.ones_like(ids, dtype=torch.bool))
    assert out.tolist() == [[0.5, 1.0, 1.0], [1.0, 1.0, 0.5]]


def test_a_penalty_of_one_changes_nothing():
    x = scores(0, 3)
    assert torch.equal(repetition_penalty(1.0)(x, *text(0, 3)), x)


@pytest.mark.parametrize("process", [repetition_penalty(1.5), temperature(0.5), top_k(3), top_p(0.5)])
def test_the_scores_that_are_given_are_left_as_they_were(process):
    x = scores(0, 3)
    before = x.clone()
    process(x, *text(0, 3))
    assert torch.equal(x, before)


# what is refused


@pytest.mark.parametrize(
    ("make", "value", "told"),
    [
        (temperature, 0.0, "temperature=0:"),
        (temperature, -1.5, "temperature=-1.5:"),
        (temperature, float("nan"), "temperature=nan:"),
        (top_k, 0, "top_k=0:"),
        (top_k, -3, "top_k=-3:"),
        (top_p, 0.0, "top_p=0:"),
        (top_p, 1.01, "top_p=1.01:.*at most 1"),
        (top_p, -0.2, "top_p=-0.2:"),
        (repetition_penalty, 0.0, "repetition_penalty=0:"),
        (repetition_penalty, -1.0, "repetition_penalty=-1:"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_its_number(make, value, told):
    with pytest.raises(ValueError, match=told):
        make(value)
