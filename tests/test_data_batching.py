"""Batches: every example once an epoch, little padding, and labels on the answer only."""

from collections import Counter
from itertools import chain

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from minitransformer.data.batching import Tokens, class_batches, dialogue_batches
from minitransformer.data.dialogue import DialogueIds
from minitransformer.functional import IGNORE

PAD = 3
SIZES = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 9)), max_size=300)
SEEDS = st.one_of(st.none(), st.integers(0, 99))


def generator(seed):
    return None if seed is None else torch.Generator().manual_seed(seed)


def numbered(sizes):
    """Dialogues in which every token says which dialogue it is from."""
    return [DialogueIds([10 + i] * (asked + answered), asked) for i, (asked, answered) in enumerate(sizes)]


@settings(deadline=None)
@given(SIZES, st.integers(1, 9), SEEDS)
def test_every_dialogue_comes_exactly_once_an_epoch(sizes, batch_size, seed):
    batches = dialogue_batches(numbered(sizes), batch_size, PAD, 64, generator(seed))
    for _ in range(2):
        seen = [batch.ids[:, 0].tolist() for batch in batches]
        assert sorted(chain(*seen)) == [10 + i for i in range(len(sizes))]
        assert len(seen) == len(batches)
        assert Counter(map(len, seen))[batch_size] >= len(seen) - 1


@settings(deadline=None)
@given(SIZES, st.integers(1, 9), SEEDS)
def test_every_text_comes_exactly_once_an_epoch_with_its_class(sizes, batch_size, seed):
    encoded = [([10 + i] * n, i) for i, (n, _) in enumerate(sizes)]
    seen = []
    for batch in class_batches(encoded, batch_size, PAD, generator(seed)):
        assert torch.equal(batch.ids, torch.where(batch.real, batch.labels[:, None] + 10, PAD))
        assert batch.real.sum(1).tolist() == [sizes[i][0] for i in batch.labels.tolist()]
        assert batch.real.sum(1).max() == batch.ids.shape[1]
        seen += batch.labels.tolist()
    assert sorted(seen) == list(range(len(sizes)))


def test_labels_are_the_next_token_on_the_answer_and_its_end_only():
    (batch,) = dialogue_batches([DialogueIds([0, 2, 5, 4, 6, 7, 1], 4)], 1, PAD, 64)
    assert batch.ids.tolist() == [[0, 2, 5, 4, 6, 7]]
    assert batch.labels.tolist() == [[IGNORE, IGNORE, IGNORE, 6, 7, 1]]


def test_padding_is_on_the_right_to_the_longest_of_the_batch_and_never_counts():
    short, long = DialogueIds([0, 2, 4, 6, 1], 3), DialogueIds([0, 2, 5, 4, 6, 7, 1], 4)
    (batch,) = dialogue_batches([long, short], 2, PAD, 64)
    assert batch.ids.tolist() == [[0, 2, 4, 6, PAD, PAD], [0, 2, 5, 4, 6, 7]]
    assert batch.labels.tolist()[0] == [IGNORE, IGNORE, 6, 1, IGNORE, IGNORE]
    assert batch.ids.dtype == batch.labels.dtype == torch.int64


def test_a_dialogue_that_is_too_long_is_cut_to_the_positions_there_are():
    (batch,) = dialogue_batches([DialogueIds([0, 2, 5, 4, 6, 7, 1], 4)], 1, PAD, 5)
    assert batch.ids.tolist() == [[0, 2, 5, 4, 6]]
    assert batch.labels.tolist() == [[IGNORE, IGNORE, IGNORE, 6, 7]]


def test_without_a_generator_the_order_is_by_length_and_always_the_same():
    encoded = numbered([(9, 1), (2, 1), (5, 1), (2, 1)])
    assert [b.ids[:, 0].tolist() for b in dialogue_batches(encoded, 2, PAD, 64)] == [[11, 13], [12, 10]]


def test_a_seed_gives_one_order_and_the_next_epoch_another():
    encoded = numbered([(1 + i % 7, 2) for i in range(300)])
    first, again = (dialogue_batches(encoded, 4, PAD, 64, generator(5)) for _ in range(2))
    epochs = [[b.ids[:, 0].tolist() for b in batches] for batches in (first, again, again)]
    assert epochs[0] == epochs[1] != epochs[2]


def test_short_and_long_batches_are_mixed_and_company_changes():
    encoded = numbered([(1 + i % 7, 2) for i in range(150)])
    batches = dialogue_batches(encoded, 4, PAD, 64, generator(5))
    lengths = [b.ids.shape[1] for b in batches]
    assert lengths != sorted(lengths)
    one, other = ({frozenset(b.ids[:, 0].tolist()) for b in batches} for _ in range(2))
    assert len(one & other) < len(one) / 2


def test_little_time_goes_into_padding():
    encoded = numbered([(1 + (7 * i) % 23, 1 + (5 * i) % 17) for i in range(2000)])
    batches = list(dialogue_batches(encoded, 16, PAD, 64, generator(0)))
    padding = sum(int((b.ids == PAD).sum()) for b in batches) / sum(b.ids.numel() for b in batches)
    assert padding < 0.05


@settings(deadline=None)
@given(SIZES, st.integers(1, 60), SEEDS)
def test_a_batch_of_tokens_holds_no_more_of_them_unless_one_text_has_more(sizes, most, seed):
    batches = dialogue_batches(numbered(sizes), Tokens(most), PAD, 64, generator(seed))
    for _ in range(2):
        seen = [batch.ids for batch in batches]
        assert sorted(chain(*(ids[:, 0].tolist() for ids in seen))) == [10 + i for i in range(len(sizes))]
        assert len(seen) == len(batches)
        assert all(ids.numel() <= most or len(ids) == 1 for ids in seen)


def test_as_many_texts_as_fit_share_a_batch_of_tokens():
    encoded = numbered([(9, 2), (2, 1), (1, 2), (1, 2), (4, 2), (2, 3)])
    shapes = [tuple(b.ids.shape) for b in dialogue_batches(encoded, Tokens(10), PAD, 64)]
    assert shapes == [(3, 2), (2, 5), (1, 10)]


def test_batches_of_tokens_are_mixed_and_company_changes():
    encoded = numbered([(1 + i % 7, 2) for i in range(150)])
    batches = dialogue_batches(encoded, Tokens(24), PAD, 64, generator(5))
    lengths = [b.ids.shape[1] for b in batches]
    assert lengths != sorted(lengths)
    one, other = ({frozenset(b.ids[:, 0].tolist()) for b in batches} for _ in range(2))
    assert len(one & other) < len(one) / 2


@pytest.mark.parametrize("size", [16, Tokens(600)])
def test_after_bucketing_few_products_are_of_pads(size):
    encoded = numbered([(3 + (7 * i) % 23, 2 + (5 * i) % 17) for i in range(1600)])
    batches = list(dialogue_batches(encoded, size, PAD, 64, generator(0)))
    pads = sum(int((b.ids == PAD).sum()) for b in batches) / sum(b.ids.numel() for b in batches)
    assert pads < 0.04


def test_a_batch_of_nothing_is_refused():
    with pytest.raises(ValueError, match="batch_size=0"):
        dialogue_batches([], Tokens(0), PAD, 64)
    with pytest.raises(ValueError, match="batch_size=0"):
        dialogue_batches([], 0, PAD, 64)
