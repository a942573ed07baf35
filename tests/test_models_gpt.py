"""GPT: cached or padded it says the same, it cannot see the future, and it refuses what it cannot take."""

from functools import partial
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from minitransformer import functional as F
from minitransformer.core.cache import Cache
from minitransformer.core.config import GPTConfig
from minitransformer.core.families import LlamaConfig, NeoXConfig
from minitransformer.models.gpt import GPT, GPTForClassification

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


NEOX = {"d_model": 24, "rotary_fraction": 0.5}
LLAMA = {"d_model": 24, "n_heads": 6, "n_kv_heads": 2}
ROTARY = {"neox": (NeoXConfig, NEOX), "llama": (LlamaConfig, LLAMA)}
SHAPES = ROTARY | {"gpt": (GPTConfig, {})}


@torch.no_grad()
def shaped(name: str, **words) -> GPT:
    """The same with the words of another family."""
    kind, more = SHAPES[name]
    model = GPT(kind(**SMALL | more | words)).double()
    g = torch.Generator().manual_seed(0)
    for p in model.parameters():
        p.normal_(0, 0.4, generator=g)
    return model


# the whole


def test_gpt_is_embeddings_blocks_norm_and_the_table_again() -> None:
    model, ids = make(), tokens(1, 2, 5)
    x = model.embed.weight[ids] + model.positions.table.weight[:5]
    for block in model.blocks:
        x = block(x, F.causal_mask(5, 5))
    hidden = model.norm(x)
    close(model.hidden(ids), hidden)
    close(model(ids), hidden @ model.embed.weight.T)


@pytest.mark.parametrize("name", ROTARY)
def test_where_positions_are_rotary_nothing_is_added_and_every_block_turns(name: str) -> None:
    model, ids, where = shaped(name), tokens(1, 2, 5), torch.arange(5)
    rotate = partial(F.rotate, positions=where, n_rotary=model.cfg.n_rotary, base=10_000.0)
    x = model.embed.weight[ids]
    for block in model.blocks:
        x = block(x, F.causal_mask(5, 5), rotate=rotate)
    close(model.hidden(ids), model.norm(x))
    close(model(ids), model.norm(x) @ model.unembed.weight.T)


@pytest.mark.parametrize("name", ROTARY)
def test_a_rotary_model_has_no_table_of_positions_and_an_output_layer_of_its_own(name: str) -> None:
    model = shaped(name)
    assert not list(model.positions.parameters())
    assert model.unembed.weight is not model.embed.weight
    tied = shaped(name, tied=True)
    assert tied.unembed.weight is tied.embed.weight


@pytest.mark.parametrize("base", [100.0, 10_000.0])
@pytest.mark.parametrize("name", ROTARY)
def test_the_base_of_the_rotation_is_the_one_that_is_asked_for(name: str, base: float) -> None:
    model, ids = shaped(name, rotary_base=base), tokens(1, 1, 5)
    assert torch.equal(model(ids), shaped(name)(ids)) == (base == 10_000.0)


# cache


@pytest.mark.parametrize("name", ROTARY)
@settings(fast, max_examples=6)
@given(st.lists(st.integers(1, 3), min_size=2, max_size=3), st.integers(0, 3))
def test_cached_logits_of_a_rotary_model_equal_the_full_forward_of_a_left_padded_batch(
    name: str, chunks: list[int], pads: int
) -> None:
    model, ids = shaped(name), tokens(1, 2, sum(chunks))
    real = torch.ones_like(ids, dtype=torch.bool)
    real[1, : min(pads, sum(chunks) - 1)] = False
    close(in_chunks(model, ids, chunks, real), model(ids, real))
    close(in_chunks(model, ids, chunks), model(ids))


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


@pytest.mark.parametrize("name", ROTARY)
@settings(fast, max_examples=6)
@given(st.integers(1, 5), st.integers(0, 4), st.integers(0, 4))
def test_padding_on_either_side_changes_nothing_in_a_rotary_model(
    name: str, n: int, left: int, right: int
) -> None:
    model, t = shaped(name), left + n + right
    ids, real = tokens(1, 2, t), torch.ones(2, t, dtype=torch.bool)
    real[1, :left] = real[1, left + n :] = False
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
@pytest.mark.parametrize("name", SHAPES)
def test_a_token_cannot_be_felt_before_it_stands_there(name: str, changed: int) -> None:
    model, ids = shaped(name), tokens(1, 1, 5)
    other = ids.clone()
    other[0, changed] = (ids[0, changed] + 1) % SMALL["vocab_size"]
    before, after = model(ids)[0], model(other)[0]
    assert torch.equal(before[:changed], after[:changed])
    assert (before[changed:] != after[changed:]).any(-1).all()


@pytest.mark.parametrize("name", SHAPES)
def test_order_matters(name: str) -> None:
    model = shaped(name)
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


@pytest.mark.parametrize(("name", "learns"), [("gpt", True), ("neox", True), ("llama", False)])
def test_the_paddings_row_learns_where_the_reference_lets_it(name: str, learns: bool) -> None:
    model = shaped(name, pad_id=3, tied=False)
    model(torch.tensor([[3, 4]])).square().sum().backward()
    assert (model.embed.weight.grad[3] != 0).any() == learns
    assert (model.embed.weight.grad[4] != 0).all()


# the class of a text


@torch.no_grad()
def classifier(**words) -> GPTForClassification:
    model = GPTForClassification(GPTConfig(**SMALL | {"labels": ("a", "b", "c")} | words)).double()
    g = torch.Generator().manual_seed(0)
    for p in model.parameters():
        p.normal_(0, 0.4, generator=g)
    return model


def test_the_last_token_decides_the_class() -> None:
    model, ids = classifier(), tokens(1, 2, 5)
    got = model(ids)
    assert got.shape == (2, 3)
    close(got, model.hidden(ids)[:, -1] @ model.classify.weight.T)
    assert model.classify.bias is None


@fast
@given(st.integers(1, 6), st.integers(0, 4), st.integers(0, 4))
def test_the_last_real_token_decides_wherever_padding_stands(n: int, left: int, right: int) -> None:
    model, t = classifier(), left + n + right
    ids, real = tokens(1, 2, t), torch.ones(2, t, dtype=torch.bool)
    real[1, :left] = real[1, left + n :] = False
    got = model(ids, real)
    close(got[:1], model(ids[:1]))
    close(got[1:], model(ids[1:, left : left + n]))


def test_all_of_the_text_is_felt_in_its_class() -> None:
    model, ids = classifier(), tokens(1, 1, 4)
    for place in range(4):
        other = ids.clone()
        other[0, place] = (ids[0, place] + 1) % SMALL["vocab_size"]
        assert (model(other) != model(ids)).all()


def test_the_class_of_nothing_but_padding_is_finite() -> None:
    assert classifier()(tokens(1, 2, 4), torch.tensor([[False] * 4, [True] * 4])).isfinite().all()


@pytest.mark.parametrize("labels", [(), ("only",)])
def test_a_classifier_that_chooses_one_label_needs_two(labels: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=f"at least 2 labels, not {len(labels)}"):
        classifier(labels=labels, problem_type="single_label_classification")


def test_without_a_label_there_is_no_classifier() -> None:
    with pytest.raises(ValueError, match="at least 1 labels, not 0"):
        classifier(labels=())


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


@pytest.mark.parametrize(
    ("config", "published"),
    [
        (NeoXConfig(d_model=2048, n_heads=16, d_ff=8192, vocab_size=30080, n_layers=24, max_len=2048,
                    rotary_fraction=0.5), 1_331_810_304),
        (NeoXConfig(d_model=4096, n_heads=16, d_ff=16384, vocab_size=30080, n_layers=28, max_len=2048),
         5_885_059_072),
        (LlamaConfig(d_model=64, n_heads=8, n_kv_heads=4, d_ff=172, vocab_size=512, n_layers=5, max_len=512,
                     tied=True), 260_032),
    ],
    ids=["polyglot-ko-1.3b", "polyglot-ko-5.8b", "stories260K"],
)  # fmt: skip
def test_it_has_as_many_parameters_as_the_published_one(config: GPTConfig, published: int) -> None:
    with torch.device("meta"):
        model = GPT(config)
    assert sum(p.numel() for p in model.parameters()) == published


def test_every_layer_costs_the_same_and_nothing_else_is_kept() -> None:
    counts = [sum(p.numel() for p in make(n_layers=n).parameters()) for n in (1, 2, 3)]
    d, ff = SMALL["d_model"], SMALL["d_ff"]
    block = 4 * (d * d + d) + (d * ff + ff) + (ff * d + d) + 4 * d
    assert [b - a for a, b in pairwise(counts)] == [block, block]
    assert counts[0] - block == 23 * d + 16 * d + 2 * d
    assert list(make().buffers()) == []
