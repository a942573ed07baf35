"""BERT's corruption: 15 % are asked, of those 80 % hidden, 10 % replaced, 10 % left; specials never."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from minitransformer.functional import IGNORE
from minitransformer.text.masking import mask_tokens

VOCAB, MASK, SPECIAL = 50, 4, (0, 1, 2, 3, 4)
N = 10**6


def corrupt(ids, seed=0, **words):
    words = {"mask_id": MASK, "vocab_size": VOCAB, "special_ids": SPECIAL} | words
    return mask_tokens(ids, generator=torch.Generator().manual_seed(seed), **words)


def text(*shape, seed=1, low=0):
    return torch.randint(low, VOCAB, shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def million():
    ids = text(N)
    return ids, corrupt(ids)


def ordinary(ids):
    return ids >= len(SPECIAL)


def test_fifteen_percent_of_the_ordinary_tokens_are_asked(million):
    ids, masked = million
    asked = (masked.labels != IGNORE).sum() / ordinary(ids).sum()
    assert abs(asked.item() - 0.15) < 0.002


def test_of_the_asked_80_percent_are_hidden_10_replaced_10_left(million):
    ids, masked = million
    asked = masked.labels != IGNORE
    hidden = (masked.ids == MASK)[asked].float().mean().item()
    left = (masked.ids == ids)[asked].float().mean().item()
    replaced = 1 - hidden - left
    same_by_chance = 0.1 / (VOCAB - len(SPECIAL))  # a random word may be the one that stood there
    assert abs(hidden - 0.8) < 0.003
    assert abs(left - (0.1 + same_by_chance)) < 0.003
    assert abs(replaced - (0.1 - same_by_chance)) < 0.003


def test_random_words_are_drawn_evenly_from_all_words(million):
    ids, masked = million
    changed = masked.ids[(masked.ids != ids) & (masked.ids != MASK)]
    counts = torch.bincount(changed, minlength=VOCAB).double()
    assert counts[: len(SPECIAL)].tolist() == [0.0] * len(SPECIAL)
    expected = counts.sum() / (VOCAB - len(SPECIAL))
    chi_square = ((counts[len(SPECIAL) :] - expected) ** 2 / expected).sum().item()
    assert chi_square < 44 + 4 * (2 * 44) ** 0.5


def test_the_labels_are_the_originals_where_asked_and_only_there(million):
    ids, masked = million
    asked = masked.labels != IGNORE
    assert torch.equal(masked.labels[asked], ids[asked])
    assert torch.equal(masked.ids[~asked], ids[~asked])


def test_special_tokens_are_never_asked_and_never_put_in(million):
    ids, masked = million
    assert (masked.labels[~ordinary(ids)] == IGNORE).all()
    assert torch.equal(masked.ids[~ordinary(ids)], ids[~ordinary(ids)])
    assert ordinary(masked.ids[masked.ids != MASK])[ordinary(ids)[masked.ids != MASK]].all()


def test_special_ids_may_lie_anywhere_in_the_vocabulary():
    ids = text(20_000)
    masked = corrupt(ids, special_ids={49, 7, 20}, mask_id=20)
    special = torch.isin(ids, torch.tensor([7, 20, 49]))
    assert torch.equal(masked.ids[special], ids[special])
    assert (masked.labels[special] == IGNORE).all()
    put_in = masked.ids[(masked.ids != ids) & (masked.ids != 20)]
    assert set(put_in.tolist()) == set(range(VOCAB)) - {49, 7, 20}


def test_the_input_is_left_as_it_was():
    ids = text(2000)
    before = ids.clone()
    corrupt(ids)
    assert torch.equal(ids, before)


def test_a_seed_gives_one_result_and_another_seed_another():
    ids = text(4, 200)
    first, again, other = corrupt(ids, 3), corrupt(ids, 3), corrupt(ids, 4)
    assert torch.equal(first.ids, again.ids)
    assert torch.equal(first.labels, again.labels)
    assert not torch.equal(first.labels, other.labels)


def test_no_global_randomness_is_used():
    before = torch.get_rng_state()
    corrupt(text(100))
    assert torch.equal(torch.get_rng_state(), before)


def test_the_same_generator_masks_differently_the_next_time():
    ids, g = text(500, low=5), torch.Generator().manual_seed(0)
    words = {"mask_id": MASK, "vocab_size": VOCAB, "special_ids": SPECIAL, "generator": g}
    assert not torch.equal(mask_tokens(ids, **words).labels, mask_tokens(ids, **words).labels)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 6), max_size=3), st.integers(0, 99))
def test_any_shape_keeps_its_shape_and_type(shape, seed):
    ids = text(*shape, seed=seed)
    masked = corrupt(ids, seed, fraction=0.5)
    assert masked.ids.shape == masked.labels.shape == ids.shape
    assert masked.ids.dtype == masked.labels.dtype == torch.int64


def test_the_rows_of_a_batch_are_masked_each_in_its_own_way():
    masked = corrupt(text(1, 300, low=5).repeat(2, 1))
    assert not torch.equal(masked.labels[0], masked.labels[1])


@pytest.mark.parametrize("fraction", [0.0, 0.3, 1.0])
def test_the_fraction_is_the_share_that_is_asked(fraction):
    ids = text(100_000, low=5)
    asked = (corrupt(ids, fraction=fraction).labels != IGNORE).float().mean().item()
    assert abs(asked - fraction) < (0.006 if 0 < fraction < 1 else 1e-9)
