"""GPT: cached or padded it says the same, it cannot see the future, and it refuses what it cannot take."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from minitransformer import functional as F
from minitransformer.core.cache import Cache
from minitransformer.core.config import GPTConfig
from minitransformer.models.gpt import GPT

SMALL = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": 23, "n_layers": 2, "max_len": 16}
fast = settings(deadline=None, max_examples=15)


@torch.no_grad()
def make(**words) -> GPT:
    """Random everywhere, biases and gains included, so that no mistake hides behind a 0 or a 1."""
    model = GPT(GPTConfig(**SMALL | words)).double()
    g = torch.Generator().manual_seed(0)
    for p in model.parameters():
        p.normal_(0, 0.4, generator=g)
    return model


def tokens(seed: int, *shape: int) -> Tensor:
    return torch.randint(0, SMALL["vocab_size"], shape, generator=torch.Generator().manual_seed(seed))


def close(a: Tensor, b: Tensor) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


def in_chunks(model: GPT, ids: Tensor, chunks: list[int], real: Tensor | None = None) -> Tensor:
    cache, outs = Cache(len(model.blocks)), []
    for piece in ids.split(chunks, 1):
        seen = len(cache) + piece.shape[1]
        outs.append(model(piece, None if real is None else real[:, :seen], cache))
    return torch.cat(outs, 1)


# the whole


def test_gpt_is_embeddings_blocks_norm_and_the_table_again() -> None:
    model, ids = make(), tokens(1, 2, 5)
    x = model.embed.weight[ids] + model.positions.table.weight[:5]
    for block in model.blocks:
        x = block(x, F.causal_mask(5, 5))
    hidden = model.norm(x)
    close(model.hidden(ids), hidden)
    close(model(ids), hidden @ model.embed.weight.T)


# cache


@fast
@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(0, 1000))
def test_cached_logits_equal_the_full_forward_in_any_chunks(chunks: list[int], seed: int) -> None:
    model, ids = make(), tokens(seed, 2, sum(chunks))
    close(in_chunks(model, ids, chunks), model(ids))


def test_cached_logits_equal_the_full_forward_token_by_token_to_the_last_position() -> None:
    model, ids = make(wiring="post", activation="gelu"), tokens(1, 2, SMALL["max_len"])
    close(in_chunks(model, ids, [1] * SMALL["max_len"]), model(ids))


@fast
@given(st.lists(st.integers(1, 3), min_size=3, max_size=4), st.integers(0, 3))
def test_cached_logits_equal_the_full_forward_of_a_left_padded_batch(chunks: list[int], pads: int) -> None:
    model, ids = make(), tokens(1, 2, sum(chunks))
    real = torch.ones_like(ids, dtype=torch.bool)
    real[1, :pads] = False
    close(in_chunks(model, ids, chunks, real), model(ids, real))


def test_a_reordered_cache_goes_on_with_the_rows_it_kept() -> None:
    model, ids, cache = make(), tokens(1, 3, 6), Cache(2)
    model(ids[:, :4], cache=cache)
    cache.reorder(torch.tensor([2, 0]))
    close(model(ids[[2, 0], 4:], cache=cache), model(ids)[[2, 0], 4:])


def test_a_forward_without_a_cache_remembers_nothing() -> None:
    model, ids = make(), tokens(1, 2, 5)
    first = model(ids)
    model(tokens(2, 3, 7))
    assert torch.equal(model(ids), first)


# padding


@fast
@given(st.integers(1, 6), st.integers(0, 4), st.integers(0, 4), st.integers(0, 1000))
def test_padding_on_either_side_changes_nothing_at_real_positions(
    n: int, left: int, right: int, seed: int
) -> None:
    model, t = make(), left + n + right
    ids = tokens(seed, 2, t)
    real = torch.ones(2, t, dtype=torch.bool)
    real[1, :left] = False
    real[1, left + n :] = False
    row = slice(left, left + n)
    close(model(ids, real)[1:, row], model(ids[1:, row]))
    close(model(ids, real)[:1], model(ids[:1]))


def test_what_the_padding_says_cannot_be_felt() -> None:
    model, ids = make(), tokens(1, 1, 6)
    real = torch.tensor([[False, False, True, True, True, False]])
    other = ids.clone()
    other[~real] = (other[~real] + 1) % SMALL["vocab_size"]
    assert torch.equal(model(ids, real)[real], model(other, real)[real])


def test_a_row_of_nothing_but_padding_stays_finite() -> None:
    model, ids = make(), tokens(1, 2, 4)
    out = model(ids, torch.tensor([[False] * 4, [True] * 4]))
    out.sum().backward()
    assert out.isfinite().all()
    assert all(p.grad.isfinite().all() for p in model.parameters())


# causality


@pytest.mark.parametrize("changed", range(5))
def test_a_token_cannot_be_felt_before_it_stands_there(changed: int) -> None:
    model, ids = make(), tokens(1, 1, 5)
    other = ids.clone()
    other[0, changed] = (ids[0, changed] + 1) % SMALL["vocab_size"]
    before, after = model(ids)[0], model(other)[0]
    assert torch.equal(before[:changed], after[:changed])
    assert (before[changed:] != after[changed:]).any(-1).all()


def test_order_matters() -> None:
    model = make()
    assert (model(torch.tensor([[1, 2, 3]]))[0, -1] != model(torch.tensor([[2, 1, 3]]))[0, -1]).all()


# tied weights


def test_the_output_layer_is_the_embedding_table_and_stays_it() -> None:
    model = make()
    assert model.unembed.weight is model.embed.weight
    assert model.unembed.bias is None
    before = model.embed.weight.detach().clone()
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.1)
    ids = tokens(1, 2, 6)
    scores = model(ids)[:, :-1].flatten(0, 1)
    F.cross_entropy(scores, ids[:, 1:].flatten()).backward()
    optimiser.step()
    assert model.unembed.weight is model.embed.weight
    assert (model.embed.weight != before).all()


def test_the_table_learns_from_both_of_its_ends() -> None:
    model, ids = make(), torch.tensor([[1, 2, 3]])
    model(ids)[0, :, 7].sum().backward()  # word 7 is never read, only scored
    touched = model.embed.weight.grad.abs().sum(-1) > 0
    assert touched.nonzero().flatten().tolist() == [1, 2, 3, 7]


# what it cannot take


def test_too_long_a_sequence_is_refused_with_both_numbers() -> None:
    model = make()
    assert model(tokens(1, 1, 16)).shape == (1, 16, 23)
    with pytest.raises(ValueError, match=r"sequence of 17 tokens.*16 positions"):
        model(tokens(1, 1, 17))


def test_what_is_remembered_counts_as_length() -> None:
    model, cache = make(), Cache(2)
    model(tokens(1, 1, 15), cache=cache)
    with pytest.raises(ValueError, match=r"sequence of 18 tokens.*16 positions"):
        model(tokens(1, 1, 3), cache=cache)


def test_padding_does_not_count_as_length() -> None:
    model, ids = make(), tokens(1, 1, 20)
    real = torch.arange(20)[None] >= 4
    close(model(ids, real)[:, 4:], model(ids[:, 4:]))
    with pytest.raises(ValueError, match=r"sequence of 17 tokens.*16 positions"):
        model(ids, torch.arange(20)[None] >= 3)


@pytest.mark.parametrize("wrong", [23, 99, -1])
def test_an_id_outside_the_vocabulary_is_refused_with_the_numbers(wrong: int) -> None:
    with pytest.raises(ValueError, match=rf"token id {wrong},.*ids 0 to 22"):
        make()(torch.tensor([[0, 5, wrong, 22]]))


def test_the_first_and_the_last_id_are_taken() -> None:
    assert make()(torch.tensor([[0, 22]])).isfinite().all()


# dropout


def test_eval_says_the_same_twice_and_training_with_dropout_does_not() -> None:
    model, ids = make(dropout=0.5, attention_dropout=0.5, embedding_dropout=0.5), tokens(1, 2, 6)
    model.eval()
    assert torch.equal(model(ids), model(ids))
    assert torch.equal(model(ids), make()(ids))
    model.train()
    assert not torch.equal(model(ids), model(ids))


def test_embedding_dropout_falls_on_tokens_and_positions_together() -> None:
    model, ids = make(embedding_dropout=1.0).train(), tokens(1, 2, 4)
    seen: list[Tensor] = []
    model.blocks[0].register_forward_pre_hook(lambda _m, inputs: seen.append(inputs[0]))
    model(ids)
    assert (seen[0] == 0).all()


# size


def test_kogpt2_has_as_many_parameters_as_the_published_one() -> None:
    with torch.device("meta"):
        model = GPT(
            GPTConfig(d_model=768, n_heads=12, d_ff=3072, vocab_size=51200, n_layers=12, max_len=1024)
        )
    assert sum(p.numel() for p in model.parameters()) == 125_164_032


def test_every_layer_costs_the_same_and_nothing_else_is_kept() -> None:
    counts = [sum(p.numel() for p in make(n_layers=n).parameters()) for n in (1, 2, 3)]
    d, ff = SMALL["d_model"], SMALL["d_ff"]
    block = 4 * (d * d + d) + (d * ff + ff) + (ff * d + d) + 4 * d
    assert [b - a for a, b in pairwise(counts)] == [block, block]
    assert counts[0] - block == 23 * d + 16 * d + 2 * d
    assert list(make().buffers()) == []
