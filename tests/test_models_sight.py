"""Who may look at whom: what came before, and what is no padding; and where everyone stands."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from minitransformer import functional as F
from minitransformer.core.cache import Cache
from minitransformer.models.sight import looking_back

fast = settings(deadline=None, max_examples=25)


def remembering(n: int) -> Cache:
    cache = Cache(2)
    if n:
        cache.blocks[0](lambda x: (x, x), torch.zeros(1, 1, n, 4))
    return cache


def test_without_padding_and_memory_it_is_the_causal_mask_and_0_1_2() -> None:
    mask, where = looking_back(torch.zeros(2, 4, dtype=torch.long), None, None)
    assert torch.equal(mask, F.causal_mask(4, 4))
    assert where.tolist() == [0, 1, 2, 3]


@fast
@given(st.integers(0, 5), st.integers(1, 4))
def test_new_words_look_at_what_is_remembered_and_stand_behind_it(past: int, new: int) -> None:
    mask, where = looking_back(torch.zeros(2, new, dtype=torch.long), None, remembering(past))
    assert torch.equal(mask, F.causal_mask(past + new, past + new)[past:])
    assert where.tolist() == list(range(past, past + new))


def test_an_empty_memory_is_none() -> None:
    ids = torch.zeros(1, 3, dtype=torch.long)
    for a, b in zip(looking_back(ids, None, remembering(0)), looking_back(ids, None, None), strict=True):
        assert torch.equal(a, b)


@fast
@given(st.integers(0, 3), st.integers(1, 3), st.integers(0, 3), st.integers(0, 2))
def test_nobody_looks_at_padding_and_it_is_not_counted(left: int, n: int, right: int, past: int) -> None:
    t = left + n + right
    past = min(past, t - 1)
    real = torch.tensor([[True] * t, [False] * left + [True] * n + [False] * right])
    mask, where = looking_back(torch.zeros(2, t - past, dtype=torch.long), real, remembering(past))
    assert mask.shape == (2, 1, t - past, t)
    for row in range(2):
        want = F.causal_mask(t, t)[past:] & real[row]
        assert torch.equal(mask[row, 0], want)
    assert where.tolist() == F.positions_of(real)[:, past:].tolist()
    assert where[1][real[1, past:]].tolist() == list(range(max(past - left, 0), n))
