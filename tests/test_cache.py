"""What is remembered equals what would be computed again, however the sequence is cut."""

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
