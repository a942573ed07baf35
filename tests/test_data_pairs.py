"""Pairs in batches: the decoder is fed what is right, one place late, and padding never counts."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from minitransformer.data.batching import padded
from minitransformer.data.pairs import PairIds, encode_source, fitting_pairs, pair_batches
from minitransformer.data.records import Translation
from minitransformer.data.sequences import character_tokenizer
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE

PAD, START, EOS = 0, 2, 3
IDS = st.lists(st.integers(4, 99), max_size=7).map(lambda ids: [*ids, EOS])
PAIRS = st.lists(st.tuples(IDS, IDS), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def tokenizer():
    return character_tokenizer(["abcdefg"])


@given(PAIRS, st.integers(1, 5), st.none() | st.integers(0, 9))
def test_every_pair_is_in_one_batch_shifted_and_padded(rows, batch_size, seed):
    pairs = [PairIds(*row) for row in rows]
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    batches = list(pair_batches(pairs, batch_size, start_id=START, pad_id=PAD, generator=generator))
    found = []
    for batch in batches:
        assert len(batch.source) <= batch_size
        for row in range(len(batch.source)):
            real, counts = batch.source_real[row], batch.labels[row] != IGNORE
            n = int(counts.sum())
            assert counts[:n].all()
            assert real[: int(real.sum())].all()
            assert (batch.source[row][~real] == PAD).all()
            assert (batch.target[row, n:] == PAD).all()
            assert batch.target[row, 0] == START
            assert batch.target[row, 1:n].tolist() == batch.labels[row, : n - 1].tolist()
            found.append(PairIds(batch.source[row][real].tolist(), batch.labels[row][counts].tolist()))
        assert batch.source.shape[1] == int(batch.source_real.sum(-1).max())
        assert batch.target.shape == batch.labels.shape
    key = lambda p: (p.source, p.target)  # noqa: E731
    assert sorted(found, key=key) == sorted(pairs, key=key)


def test_like_lengths_are_together():
    pairs = [PairIds([5] * n, [6] * n) for n in (9, 2, 8, 1, 9, 2)]
    batches = pair_batches(pairs, 2, start_id=START, pad_id=PAD)
    assert [b.source.shape[1] for b in batches] == [2, 8, 9]


def test_rows_of_one_width_and_what_is_real():
    ids, real = padded([[5], [6, 7, 8], []], -1)
    assert ids.tolist() == [[5, -1, -1], [6, 7, 8], [-1, -1, -1]]
    assert real.tolist() == [[True, False, False], [True] * 3, [False] * 3]


def test_an_end_that_is_spelled_out_ends_nothing(tokenizer):
    assert encode_source(tokenizer, "ab</s>c") == [*tokenizer.encode("abc"), tokenizer.eos_id]


def test_what_is_longer_than_the_positions_on_either_side_is_left_out(tokenizer):
    short = Translation("abc", "cba")
    pairs = [short, Translation("abcd", "a"), Translation("a", "abcd")]
    assert fitting_pairs(tokenizer, pairs, 4) == [
        PairIds(encode_source(tokenizer, "abc"), encode_source(tokenizer, "cba"))
    ]
    assert len(fitting_pairs(tokenizer, pairs, 5)) == 3
    with pytest.raises(Problem, match="all 3 pairs are longer than the model's 3 positions") as told:
        fitting_pairs(tokenizer, pairs, 3)
    assert "3개가 모두 모델의 위치 3개보다" in told.value.ko
