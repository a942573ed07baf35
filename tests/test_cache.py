"""What is remembered equals what would be computed again, however the sequence is cut."""

from copy import copy
from functools import partial
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from minitransformer import functional as F
from minitransformer.core.attention import MultiHeadAttention
from minitransformer.core.blocks import DecoderBlock, DecoderOnlyBlock
from minitransformer.core.cache import Cache, Growing, KeysValues, Once, compute
from minitransformer.core.config import BlockConfig
from minitransformer.core.parts import Parts

D, H = 8, 2
CHUNKS = st.lists(st.integers(1, 4), min_size=1, max_size=5)
fast = settings(deadline=None, max_examples=20)


def draw(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def close(a: Tensor, b: Tensor) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


@torch.no_grad()
def perturb(module: nn.Module) -> nn.Module:
    module.double()
    g = torch.Generator().manual_seed(0)
    for p in module.parameters():
        p.normal_(0, 0.5, generator=g)
    return module


def config(wiring: str = "pre", **words: Any) -> BlockConfig:
    return BlockConfig(d_model=D, n_heads=H, d_ff=12, wiring=wiring, **words)


class Counting:
    """A projection that says what it was asked to project."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, ...]] = []

    def __call__(self, x: Tensor) -> KeysValues:
        self.asked.append(tuple(x.shape))
        return x[:, None] * 2, x[:, None] * 3


def test_compute_projects_every_time_and_remembers_nothing() -> None:
    project, x = Counting(), draw(0, 2, 3, D)
    for _ in range(2):
        k, v = compute(project, x)
        assert torch.equal(k, x[:, None] * 2)
        assert torch.equal(v, x[:, None] * 3)
    assert len(project.asked) == 2


@fast
@given(CHUNKS)
def test_growing_projects_only_what_is_new_and_returns_all(chunks: list[int]) -> None:
    x, growing, project = draw(0, 2, sum(chunks), D), Growing(), Counting()
    assert len(growing) == 0
    for piece in x.split(chunks, 1):
        k, v = growing(project, piece)
    assert project.asked == [(2, n, D) for n in chunks]
    assert torch.equal(k, x[:, None] * 2)
    assert torch.equal(v, x[:, None] * 3)
    assert len(growing) == sum(chunks)


@fast
@given(CHUNKS)
def test_written_in_place_it_is_the_same_and_what_was_returned_before_stays(chunks: list[int]) -> None:
    x, growing, seen = draw(0, 2, sum(chunks), D), Growing(), 0
    returned: list[tuple[int, KeysValues]] = []
    with torch.no_grad():
        for piece in x.split(chunks, 1):
            seen += piece.shape[1]
            returned.append((seen, growing(compute_twice, piece)))
    for length, (k, v) in returned:
        assert torch.equal(k, x[:, None, :length] * 2)
        assert torch.equal(v, x[:, None, :length] * 3)


def test_most_words_move_no_other() -> None:
    growing, places = Growing(), []
    with torch.inference_mode():
        for word in draw(0, 2, 100, D).split(1, 1):
            k, _ = growing(compute_twice, word)
            places.append(k.data_ptr())
    assert 2 < len(set(places)) < 9


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode, torch.enable_grad])
@pytest.mark.parametrize("then", [torch.no_grad, torch.inference_mode, torch.enable_grad])
def test_a_cache_may_be_filled_in_one_mode_and_used_in_another(mode: Any, then: Any) -> None:
    x, growing = draw(0, 2, 6, D), Growing()
    with mode():
        for word in x[:, :3].split(1, 1):
            growing(compute_twice, word)
    with then():
        growing(compute_twice, x[:, 3:4])
        k, v = growing(compute_twice, x[:, 4:])
    assert torch.equal(k, x[:, None] * 2)
    assert torch.equal(v, x[:, None] * 3)


def test_gradients_flow_through_all_that_is_remembered() -> None:
    def gradient(chunks: list[int]) -> Tensor:
        x, growing, total = draw(0, 2, 6, D).requires_grad_(), Growing(), torch.zeros((), dtype=torch.float64)
        for piece in x.split(chunks, 1):
            k, v = growing(compute_twice, piece)
            total = total + ((k**2).sum(-2) * v[:, :, -1]).sum() * (k.shape[-2] == 6)
        (found,) = torch.autograd.grad(total, x)
        return found

    close(gradient([2, 1, 1, 2]), gradient([6]))


@torch.no_grad()
def test_two_that_go_on_from_one_beginning_do_not_write_over_each_other() -> None:
    x, one = draw(0, 2, 6, D), Growing()
    for word in x[:, :3].split(1, 1):
        one(compute_twice, word)
    other = copy(one)
    other(compute_twice, x[:, 4:5])
    one(compute_twice, x[:, 3:4])
    for growing, last in ((one, 3), (other, 4)):
        assert torch.equal(growing.kv[0], x[:, None, [0, 1, 2, last]] * 2)
        assert torch.equal(growing.kv[1], x[:, None, [0, 1, 2, last]] * 3)


@torch.no_grad()
def test_after_a_change_of_rows_it_grows_on() -> None:
    x, growing, rows = draw(0, 3, 6, D), Growing(), torch.tensor([2, 0])
    for word in x[:, :4].split(1, 1):
        growing(compute_twice, word)
    growing.reorder(rows)
    for word in x[rows, 4:].split(1, 1):
        k, v = growing(compute_twice, word)
    assert torch.equal(k, x[rows, None] * 2)
    assert torch.equal(v, x[rows, None] * 3)


def test_once_projects_the_first_time_only() -> None:
    once, project = Once(), Counting()
    memory = draw(0, 2, 3, D)
    first = once(project, memory)
    for _ in range(3):
        assert once(project, memory) is first
    assert project.asked == [(2, 3, D)]


@pytest.mark.parametrize("kind", [Growing, Once])
@pytest.mark.parametrize("rows", [[1], [2, 0], [0, 0, 1, 2]])
def test_reorder_keeps_these_rows_in_this_order(kind: type[Growing | Once], rows: list[int]) -> None:
    source, x = kind(), draw(0, 3, 4, D)
    k, v = source(compute_twice, x)
    source.reorder(torch.tensor(rows))
    assert torch.equal(source.kv[0], k[rows])
    assert torch.equal(source.kv[1], v[rows])


def compute_twice(x: Tensor) -> KeysValues:
    return x[:, None] * 2, x[:, None] * 3


@pytest.mark.parametrize("kind", [Growing, Once])
def test_reordering_an_empty_memory_leaves_it_empty(kind: type[Growing | Once]) -> None:
    source = kind()
    source.reorder(torch.tensor([0]))
    assert source.kv is None


def test_a_cache_has_one_memory_for_each_block() -> None:
    cache = Cache(3)
    assert len(cache.blocks) == 3
    assert len({id(block) for block in cache.blocks}) == 3
    assert len(cache) == 0
    for block in cache.blocks:
        block(compute_twice, draw(0, 2, 5, D))
    assert len(cache) == 5


def test_a_cache_has_a_place_for_what_the_encoder_said_that_does_not_count_as_length() -> None:
    cache = Cache(3)
    assert [type(memory) for memory in cache.memories] == [Once] * 3
    assert len({id(memory) for memory in cache.memories}) == 3
    cache.memories[0](compute_twice, draw(0, 2, 7, D))
    assert len(cache) == 0


@pytest.mark.parametrize("rows", [[2, 0], [1], [0, 0, 2, 2]])
def test_a_cache_reorders_all_its_blocks_and_memories(rows: list[int]) -> None:
    cache = Cache(2)
    remembered = [*cache.blocks, *cache.memories]
    for i, block in enumerate(remembered):
        block(compute_twice, draw(i, 3, 4, D))
    before = [block.kv for block in remembered]
    cache.reorder(torch.tensor(rows))
    for block, (k, v) in zip(remembered, before, strict=True):
        assert torch.equal(block.kv[0], k[rows])
        assert torch.equal(block.kv[1], v[rows])


@fast
@given(CHUNKS)
def test_attention_in_any_chunks_equals_attention_at_once(chunks: list[int]) -> None:
    m, t = perturb(MultiHeadAttention(config())), sum(chunks)
    x, growing, outs = draw(1, 2, t, D), Growing(), []
    for piece in x.split(chunks, 1):
        mask = F.causal_mask(piece.shape[1], len(growing) + piece.shape[1])
        outs.append(m(piece, mask=mask, source=growing))
    close(torch.cat(outs, 1), m(x, mask=F.causal_mask(t, t)))


KINDS = {
    "pre": {},
    "post": {"wiring": "post"},
    "parallel": {"wiring": "parallel"},
    "shared heads": {"n_kv_heads": 1, "norm": "rms", "feed_forward": "gated", "bias": False},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_decoder_only_block_step_by_step_equals_the_block_at_once(kind: str) -> None:
    block = perturb(DecoderOnlyBlock(config(**KINDS[kind]), Parts()))
    x, growing = draw(1, 2, 5, D), Growing()
    steps = [block(x[:, i : i + 1], F.causal_mask(1, i + 1), source=growing) for i in range(5)]
    close(torch.cat(steps, 1), block(x, F.causal_mask(5, 5)))


def test_keys_are_remembered_turned_and_not_once_for_each_query_that_shares_them() -> None:
    m, x, growing = perturb(MultiHeadAttention(config(n_kv_heads=1))), draw(1, 2, 5, D), Growing()
    rotate = partial(F.rotate, positions=torch.arange(5), n_rotary=2, base=100.0)
    m(x, rotate=rotate, source=growing)
    k, v = (F.split_heads(project(x), 1) for project in (m.k, m.v))
    close(growing.kv[0], rotate(k))
    close(growing.kv[1], v)


@pytest.mark.parametrize("wiring", ["pre", "post"])
@fast
@given(CHUNKS)
def test_a_decoder_block_in_any_chunks_equals_the_block_at_once(wiring: str, chunks: list[int]) -> None:
    block, t = perturb(DecoderBlock(config(wiring), Parts())), sum(chunks)
    x, memory = draw(1, 2, t, D), draw(2, 2, 3, D)
    memory_mask = F.padding_mask(torch.tensor([[True, True, False], [True] * 3]))
    growing, once, outs = Growing(), Once(), []
    projected: list[int] = []
    hook = block.cross_attention.k.register_forward_hook(lambda *_: projected.append(1))
    for piece in x.split(chunks, 1):
        mask = F.causal_mask(piece.shape[1], len(growing) + piece.shape[1])
        outs.append(block(piece, memory, mask, memory_mask, source=growing, memory_source=once))
    hook.remove()
    close(torch.cat(outs, 1), block(x, memory, F.causal_mask(t, t), memory_mask))
    assert len(projected) == 1


def test_a_reordered_decoder_block_goes_on_with_the_rows_it_kept() -> None:
    block = perturb(DecoderBlock(config(), Parts()))
    x, memory, rows = draw(1, 3, 4, D), draw(2, 3, 5, D), torch.tensor([2, 0])
    growing, once = Growing(), Once()
    block(x[:, :3], memory, F.causal_mask(3, 3), source=growing, memory_source=once)
    growing.reorder(rows)
    once.reorder(rows)
    last = block(x[rows, 3:], memory[rows], F.causal_mask(1, 4), source=growing, memory_source=once)
    close(last, block(x, memory, F.causal_mask(4, 4))[rows, 3:])
