"""What may not be said and what must: each processor by its law, and by the one of transformers."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import (
    ForcedBOSTokenLogitsProcessor,
    ForcedEOSTokenLogitsProcessor,
    LogitNormalization,
    MinLengthLogitsProcessor,
    NoBadWordsLogitsProcessor,
    NoRepeatNGramLogitsProcessor,
)

from minitransformer.errors import Problem
from minitransformer.functional import softmax
from minitransformer.generation.constraints import (
    bad_words,
    forced_first,
    forced_last,
    min_length,
    no_repeat_ngram,
)
from minitransformer.generation.processors import NEVER, renormalise, some_word

VOCAB = 6
some = settings(deadline=None, max_examples=60)
ROWS = st.integers(1, 7).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, VOCAB - 1), min_size=n, max_size=n), min_size=1, max_size=3)
)
WORD = st.lists(st.integers(0, VOCAB - 1), min_size=1, max_size=3)
WORDS = st.lists(WORD, min_size=1, max_size=5)


def scores(rows, vocab=VOCAB):
    return torch.randn(rows, vocab, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def told(process, rows, padding=0):
    """What a processor makes of the scores after these rows, of which the first columns are padding."""
    ids = torch.tensor(rows)
    real = torch.ones_like(ids, dtype=torch.bool)
    real[:, :padding] = False
    return process(scores(len(rows)), ids, real)


def banned(process, row, padding=0):
    return (told(process, [row], padding)[0] == NEVER).nonzero().flatten().tolist()


# as in transformers


@some
@given(ROWS, st.integers(1, 4))
def test_no_repeat_ngram_is_theirs(rows, n):
    theirs = NoRepeatNGramLogitsProcessor(n)(torch.tensor(rows), scores(len(rows)))
    assert torch.equal(told(no_repeat_ngram(n), rows), theirs)


@some
@given(ROWS, WORDS)
def test_bad_words_are_theirs(rows, words):
    theirs = NoBadWordsLogitsProcessor(words)(torch.tensor(rows), scores(len(rows)))
    assert torch.equal(told(bad_words(words), rows), theirs)


@some
@given(ROWS, st.integers(0, 9), st.lists(st.integers(0, VOCAB - 1), min_size=1, max_size=2))
def test_the_minimum_is_theirs(rows, n, ends):
    theirs = MinLengthLogitsProcessor(n, ends)(torch.tensor(rows), scores(len(rows)))
    assert torch.equal(told(min_length(n, ends), rows), theirs)


@some
@given(ROWS, st.integers(0, VOCAB - 1), st.integers(1, 9))
def test_forced_words_are_theirs(rows, word, most):
    ids, x = torch.tensor(rows), scores(len(rows))
    assert torch.equal(told(forced_first(word), rows), ForcedBOSTokenLogitsProcessor(word)(ids, x))
    assert torch.equal(told(forced_last(word, most), rows), ForcedEOSTokenLogitsProcessor(most, word)(ids, x))


def test_normalising_is_theirs():
    x = scores(3).masked_fill(scores(3) > 1, NEVER)
    ids = torch.zeros(3, 1, dtype=torch.long)
    torch.testing.assert_close(renormalise()(x, ids, ids == 0), LogitNormalization()(ids, x))


# laws


@some
@given(ROWS, st.integers(1, 4))
def test_an_ngram_is_banned_exactly_if_it_was_said(rows, n):
    after = told(no_repeat_ngram(n), rows)
    for row, x in zip(rows, after, strict=True):
        said = {tuple(row[i : i + n]) for i in range(len(row) - n + 1)}
        for word in range(VOCAB):
            tail = [*row, word][-n:]
            assert (x[word] == NEVER) == (len(tail) == n and tuple(tail) in said)


@some
@given(ROWS, WORDS)
def test_a_word_is_banned_exactly_if_it_would_complete_a_bad_one(rows, words):
    for row, x in zip(rows, told(bad_words(words), rows), strict=True):
        for word in range(VOCAB):
            text = [*row, word]
            assert (x[word] == NEVER) == any(text[-len(bad) :] == bad for bad in words)


@some
@given(ROWS, ROWS.map(lambda rows: rows[0]), st.integers(1, 3), WORDS)
def test_padding_was_not_said(rows, padding, n, words):
    """A row behind any padding is told what it is told without."""
    padded = [padding + row for row in rows]
    for process in (no_repeat_ngram(n), bad_words(words)):
        assert torch.equal(told(process, padded, len(padding)), told(process, rows))


def test_a_bad_word_does_not_begin_in_the_padding():
    for padding, words in ((1, [[3, 1, 2]]), (2, [[3, 2]])):
        assert banned(bad_words(words), [3, 3, 1][-padding - 1 :], padding) == []
    assert banned(bad_words([[3, 1, 2]]), [3, 1]) == [2]
    assert banned(bad_words([[3, 3, 2]]), [3, 3], 1) == []


def test_what_is_not_banned_keeps_its_score():
    for process in (no_repeat_ngram(2), bad_words([[1], [2, 3]]), min_length(9, 4)):
        x = told(process, [[1, 2, 1, 2]])
        assert 0 < (x == NEVER).sum() < VOCAB
        assert torch.equal(x[x != NEVER], scores(1)[x != NEVER])


def test_the_end_is_open_once_the_text_is_long_enough():
    assert banned(min_length(4, 2), [1, 1, 1]) == [2]
    assert banned(min_length(4, [2, 5]), [1, 1, 1]) == [2, 5]
    assert banned(min_length(4, 2), [1, 1, 1, 1]) == []
    assert banned(min_length(4, None), [1]) == []


def test_only_the_first_and_the_last_word_are_forced():
    assert banned(forced_first(4), [1]) == [0, 1, 2, 3, 5]
    assert banned(forced_first(4), [1, 1]) == []
    assert [banned(forced_last(4, 4), [1] * n) for n in (2, 3, 4)] == [[], [0, 1, 2, 3, 5], []]


def test_after_bans_the_chances_of_the_others_add_up_to_one():
    x = told(bad_words([[0], [3]]), [[1]])
    again = renormalise()(x, None, None)
    assert again.exp().sum().item() == pytest.approx(1)
    torch.testing.assert_close(softmax(again), softmax(x))


def test_a_row_without_a_word_stays_without_one():
    nothing = torch.full((1, VOCAB), NEVER)
    assert torch.equal(renormalise()(nothing, None, None), nothing)


@pytest.mark.parametrize(
    "process",
    [
        no_repeat_ngram(1),
        bad_words([[1]]),
        min_length(9, 1),
        forced_first(1),
        forced_last(1, 2),
        renormalise(),
    ],
)
def test_the_scores_that_are_given_are_left_as_they_were(process):
    x = scores(1)
    process(x, torch.tensor([[1]]), torch.tensor([[True]]))
    assert torch.equal(x, scores(1))


# what is refused


def test_when_no_word_is_left_a_person_is_told():
    with pytest.raises(Problem, match="every word") as told_:
        some_word(told(no_repeat_ngram(1), [list(range(VOCAB)), [0] * VOCAB]))
    assert "모든 단어" in told_.value.ko
    assert some_word(scores(2)).shape == (2, VOCAB)


@pytest.mark.parametrize(
    "process",
    [bad_words([[1], [VOCAB]]), min_length(9, [1, VOCAB]), forced_first(VOCAB), forced_last(VOCAB, 2)],
)
def test_a_token_of_another_vocabulary_is_named(process):
    with pytest.raises(Problem, match="token 6, but the model writes only 0 to 5") as told_:
        told(process, [[1]])
    assert "토큰 6" in told_.value.ko


def test_settings_that_mean_nothing_are_refused():
    with pytest.raises(ValueError, match="no_repeat_ngram=0"):
        no_repeat_ngram(0)
    with pytest.raises(ValueError, match="bad word"):
        bad_words([[1], []])
