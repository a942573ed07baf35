"""The encoder-decoder: cached or padded it says the same, it sees all of the source and nothing to come."""

import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from minitransformer import functional as F
from minitransformer.core.cache import Cache
from minitransformer.core.config import Seq2SeqConfig
from minitransformer.core.families import BARTConfig, MarianConfig
from minitransformer.models.seq2seq import Entrance, Seq2Seq

SMALL = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": 23, "max_len": 16}
SMALL |= {"n_layers": 2, "n_decoder_layers": 3, "start_id": 1, "eos_id": 2}
APART = {"shared": False, "target_vocab_size": 17}
LEARNED = {"positions": "learned", "embedding_norm": True, "scale_embeddings": False, "norm_eps": 1e-3}
fast = settings(deadline=None, max_examples=8)


@torch.no_grad()
def make(**words: Any) -> Seq2Seq:
    """Random everywhere, biases and gains included, so that no mistake hides behind a 0 or a 1."""
    model = Seq2Seq(Seq2SeqConfig(**SMALL | words)).double()
    g = torch.Generator().manual_seed(0)
    for p in model.parameters():
        p.normal_(0, 0.4, generator=g)
    return model


def tokens(seed: int, *shape: int, vocab: int = 17) -> Tensor:
    return torch.randint(0, vocab, shape, generator=torch.Generator().manual_seed(seed))


def close(a: Tensor, b: Tensor) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


def other_word(ids: Tensor, places: Any) -> Tensor:
    other = ids.clone()
    other[places] = (ids[places] + 1) % 17
    return other


# the whole


@pytest.mark.parametrize("words", [{}, APART, APART | {"tied": False}, LEARNED])
def test_it_is_two_entrances_two_stacks_and_a_table(words: dict) -> None:
    model, source, target = make(**words), tokens(1, 2, 6), tokens(2, 2, 5)

    def placed(entrance: Entrance, ids: Tensor, t: int) -> Tensor:
        if not words.get("embedding_norm"):
            where = F.sinusoids(torch.arange(t), 12).double()
            return entrance.embed.weight[ids] * math.sqrt(12) + where
        x = entrance.embed.weight[ids] + entrance.positions.table.weight[2 : t + 2]
        return nn.functional.layer_norm(x, (12,), entrance.norm.weight, entrance.norm.bias, 1e-3)

    memory = placed(model.source, source, 6)
    for block in model.encoder:
        memory = block(memory)
    x = placed(model.target, target, 5)
    for block in model.decoder:
        x = block(x, memory, F.causal_mask(5, 5))
    close(model.encode(source), memory)
    close(model.decode(target, memory), x)
    close(model(source, target), x @ model.unembed.weight.T + model.unembed.bias)


@pytest.mark.parametrize(("scaled", "factor"), [(True, math.sqrt(12)), (False, 1.0)])
def test_the_embedding_is_scaled_before_the_position_is_added(scaled: bool, factor: float) -> None:
    entrance, ids = make(scale_embeddings=scaled).source, tokens(1, 2, 4)
    where = torch.tensor([3, 0, 1, 7])
    close(entrance(ids, where), factor * entrance.embed.weight[ids] + F.sinusoids(where, 12).double())


# sight


def test_every_word_of_the_source_is_felt_by_every_word_of_the_target() -> None:
    model, source, target = make(), tokens(1, 1, 4), tokens(2, 1, 5)
    before = model(source, target)
    for place in range(4):
        assert (model(other_word(source, (0, place)), target) != before).any(-1).all()


def test_every_word_of_the_source_feels_every_other() -> None:
    model, source = make(), tokens(1, 1, 4)
    before = model.encode(source)
    for place in range(4):
        assert (model.encode(other_word(source, (0, place))) != before).any(-1).all()


@pytest.mark.parametrize("changed", range(5))
def test_a_word_cannot_be_felt_before_it_is_written(changed: int) -> None:
    model, source, target = make(), tokens(1, 1, 4), tokens(2, 1, 5)
    before, after = model(source, target)[0], model(source, other_word(target, (0, changed)))[0]
    assert torch.equal(before[:changed], after[:changed])
    assert (before[changed:] != after[changed:]).any(-1).all()


@pytest.mark.parametrize("words", [{}, LEARNED])
def test_order_matters_at_both_ends(words: dict) -> None:
    model, ids = make(**words), torch.tensor([[1, 2, 3]])
    turned = torch.tensor([[2, 1, 3]])
    assert (model(ids, ids)[0, 2] != model(turned, ids)[0, 2]).all()
    assert (model(ids, ids)[0, 2] != model(ids, turned)[0, 2]).all()


# padding


@fast
@given(st.integers(1, 5), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3))
def test_padding_behind_the_source_and_around_the_target_changes_nothing(
    n: int, behind: int, left: int, right: int
) -> None:
    model = make()
    source, target = tokens(1, 2, n + behind), tokens(2, 2, left + 3 + right)
    source_real, real = torch.ones(2, n + behind).bool(), torch.ones(2, left + 3 + right).bool()
    source_real[1, n:] = False
    real[1, :left] = real[1, left + 3 :] = False
    got = model(source, target, source_real, real)
    close(got[:1], model(source[:1], target[:1]))
    written = slice(left, left + 3)
    close(got[1:, written], model(source[1:, :n], target[1:, written]))


def test_what_the_padding_says_cannot_be_felt() -> None:
    model, source, target = make(), tokens(1, 2, 5), tokens(2, 2, 6)
    source_real = torch.tensor([[True] * 5, [True, True, False, False, False]])
    real = torch.tensor([[False, True, True, True, True, False], [True] * 6])
    before = model(source, target, source_real, real)
    after = model(other_word(source, ~source_real), other_word(target, ~real), source_real, real)
    assert torch.equal(before[real], after[real])


def test_a_row_of_nothing_but_padding_stays_finite() -> None:
    model, half = make(), torch.tensor([[False] * 4, [True] * 4])
    out = model(tokens(1, 2, 4), tokens(2, 2, 4), half, half)
    out.sum().backward()
    assert out.isfinite().all()
    assert all(p.grad.isfinite().all() for p in model.parameters() if p.requires_grad)


# cache


def in_chunks(model: Seq2Seq, target: Tensor, memory: Tensor, chunks: list[int], **said: Any) -> Tensor:
    cache, outs = Cache(len(model.decoder)), []
    real = said.pop("target_real", None)
    for piece in target.split(chunks, 1):
        seen = len(cache) + piece.shape[1]
        outs.append(model.decode(piece, memory, target_real=None if real is None else real[:, :seen],
                                 cache=cache, **said))  # fmt: skip
    return torch.cat(outs, 1)


@pytest.mark.parametrize("words", [{}, LEARNED, {"wiring": "pre"}])
@fast
@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(0, 1000))
def test_cached_decoding_equals_the_full_one_in_any_chunks(words: dict, chunks: list[int], seed: int) -> None:
    model, target, source = make(**words), tokens(seed, 2, sum(chunks)), tokens(seed + 1, 2, 4)
    real = torch.tensor([[True] * 4, [True, True, False, False]])
    memory = model.encode(source, real)
    close(in_chunks(model, target, memory, chunks, source_real=real), model.decode(target, memory, real))


@fast
@given(st.lists(st.integers(1, 3), min_size=3, max_size=4), st.integers(0, 3))
def test_cached_decoding_of_a_left_padded_batch_equals_the_full_one(chunks: list[int], pads: int) -> None:
    model, target, memory = make(), tokens(1, 2, sum(chunks)), make().encode(tokens(2, 2, 4))
    real = torch.ones_like(target, dtype=torch.bool)
    real[1, :pads] = False
    got = in_chunks(model, target, memory, chunks, target_real=real)
    close(got[real], model.decode(target, memory, target_real=real)[real])


def test_the_memory_is_projected_once_in_each_block_however_much_is_written() -> None:
    model, memory, counted = make(), make().encode(tokens(2, 2, 4)), []
    for block in model.decoder:
        for part in (block.cross_attention.k, block.cross_attention.v):
            part.register_forward_hook(lambda *_: counted.append(1))
    in_chunks(model, tokens(1, 2, 6), memory, [1] * 6)
    assert len(counted) == 2 * 3


@pytest.mark.parametrize("rows", [[2, 0], [1, 1, 0]])
def test_a_reordered_cache_goes_on_with_the_rows_it_kept(rows: list[int]) -> None:
    model, target, cache = make(), tokens(1, 3, 6), Cache(3)
    memory = model.encode(tokens(2, 3, 4))
    model.decode(target[:, :4], memory, cache=cache)
    cache.reorder(torch.tensor(rows))
    got = model.decode(target[rows, 4:], memory[rows], cache=cache)
    close(got, model.decode(target, memory)[rows, 4:])


# one table, two, or three


def test_by_default_source_target_and_scores_share_one_table_and_go_on_sharing_it() -> None:
    model = make()
    before = model.source.embed.weight.detach().clone()
    assert model.source.embed.weight is model.target.embed.weight is model.unembed.weight
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.1)
    scores = model(tokens(1, 2, 4), tokens(2, 2, 5)).flatten(0, 1)
    F.cross_entropy(scores, tokens(3, 10)).backward()
    optimiser.step()
    assert model.source.embed.weight is model.target.embed.weight is model.unembed.weight
    assert (model.source.embed.weight != before).all()


def test_the_table_learns_from_all_of_its_ends() -> None:
    model = make()
    model(torch.tensor([[3, 4]]), torch.tensor([[5, 6]]))[0, :, 7].sum().backward()
    touched = model.source.embed.weight.grad.abs().sum(-1) > 0
    assert touched.nonzero().flatten().tolist() == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("words", "n_tables"),
    [({}, 1), ({"tied": False}, 2), (APART, 2), ({"shared": False}, 2), (APART | {"tied": False}, 3)],
)
def test_tables_are_apart_where_the_config_says_so(words: dict, n_tables: int) -> None:
    model = make(**words)
    tables = [model.source.embed.weight, model.target.embed.weight, model.unembed.weight]
    assert len({id(table) for table in tables}) == n_tables
    assert tables[1].shape == tables[2].shape == (words.get("target_vocab_size", 23), 12)
    model(tokens(1, 2, 4), tokens(2, 2, 5)).square().sum().backward()
    assert all(table.grad.abs().sum() > 0 for table in tables)


def test_the_bias_of_the_scores_is_never_trained() -> None:
    model = make()
    before = model.unembed.bias.clone()
    model(tokens(1, 2, 4), tokens(2, 2, 5)).square().sum().backward()
    torch.optim.AdamW(model.parameters(), lr=0.1).step()
    assert model.unembed.bias.grad is None
    assert torch.equal(model.unembed.bias, before)


@pytest.mark.parametrize("words", [{}, APART])
def test_the_paddings_row_learns_nothing_from_being_read(words: dict) -> None:
    model = make(pad_id=3, **words)
    model.decode(torch.tensor([[3, 4]]), model.encode(torch.tensor([[3, 5]]))).square().sum().backward()
    for entrance, word in ((model.source, 5), (model.target, 4)):
        assert (entrance.embed.weight.grad[3] == 0).all()
        assert (entrance.embed.weight.grad[word] != 0).all()


# what it cannot take


def test_too_long_a_source_or_target_is_refused_with_both_numbers() -> None:
    model, fits = make(), tokens(1, 1, 16)
    assert model(fits, fits).shape == (1, 16, 23)
    for source, target in ((tokens(1, 1, 17), fits), (fits, tokens(1, 1, 17))):
        with pytest.raises(ValueError, match=r"sequence of 17 tokens.*16 positions"):
            model(source, target)


def test_what_was_written_counts_as_length() -> None:
    model, cache, memory = make(), Cache(3), make().encode(tokens(1, 1, 3))
    model.decode(tokens(1, 1, 15), memory, cache=cache)
    with pytest.raises(ValueError, match=r"sequence of 18 tokens.*16 positions"):
        model.decode(tokens(1, 1, 3), memory, cache=cache)


def test_each_end_knows_its_own_words() -> None:
    model = make(**APART)
    assert model(torch.tensor([[0, 22]]), torch.tensor([[0, 16]])).shape == (1, 2, 17)
    with pytest.raises(ValueError, match=r"token id 23,.*ids 0 to 22"):
        model.encode(torch.tensor([[1, 23]]))
    with pytest.raises(ValueError, match=r"token id 17,.*ids 0 to 16"):
        model(torch.tensor([[1, 2]]), torch.tensor([[1, 17]]))


def test_an_empty_source_or_target_is_refused() -> None:
    model, nothing, ids = make(), torch.zeros(1, 0, dtype=torch.long), tokens(1, 1, 3)
    for source, target in ((nothing, ids), (ids, nothing)):
        with pytest.raises(ValueError, match="no token to read"):
            model(source, target)


# dropout


def test_dropout_is_silent_in_eval_and_heard_in_training_at_both_ends() -> None:
    model = make(dropout=0.5, attention_dropout=0.5, activation_dropout=0.5)
    source, target = tokens(1, 2, 4), tokens(2, 2, 5)
    assert torch.equal(model.eval()(source, target), make()(source, target))
    memory = model.encode(source)
    model.train()
    assert not torch.equal(model.encode(source), model.encode(source))
    assert not torch.equal(model.decode(target, memory), model.decode(target, memory))


@pytest.mark.parametrize("words", [{}, LEARNED])
def test_embedding_dropout_falls_last(words: dict) -> None:
    entrance = make(dropout=1.0, **words).train().target
    assert (entrance(tokens(1, 2, 4), torch.arange(4)) == 0).all()


# size


@pytest.mark.parametrize(
    ("config", "stored_too", "published"),
    [
        # the published count holds two tables of sinusoids, and not the bias of the scores
        (MarianConfig(d_model=512, n_heads=8, d_ff=2048, vocab_size=58101, n_layers=6, n_decoder_layers=6,
                      max_len=512, start_id=58100, eos_id=0), 2 * 512 * 512 - 58101, 74_410_496),
        (BARTConfig(d_model=1024, n_heads=16, d_ff=4096, vocab_size=50264, n_layers=12, n_decoder_layers=6,
                    max_len=1024, start_id=2, eos_id=2), -50264, 305_510_400),
    ],
    ids=["opus-mt-en-de", "distilbart-cnn-12-6"],
)  # fmt: skip
def test_it_has_as_many_parameters_as_the_published_one(
    config: Seq2SeqConfig, stored_too: int, published: int
) -> None:
    with torch.device("meta"):
        model = Seq2Seq(config)
    assert sum(p.numel() for p in model.parameters()) + stored_too == published


def test_nothing_but_parameters_is_kept() -> None:
    assert list(make(**LEARNED).buffers()) == []
