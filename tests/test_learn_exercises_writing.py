"""The exercises' own references for writing and reading pieces are proven against the library and transformers."""

import random
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import torch
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel
from zoo import draw_weights

from minitransformer.core.attention import MultiHeadAttention
from minitransformer.core.cache import Growing
from minitransformer.core.config import GPTConfig
from minitransformer.core.positions import Learned
from minitransformer.functional import causal_mask, scaled_dot_product_attention
from minitransformer.generation import processors
from minitransformer.generation.beam import beam_search as library_search
from minitransformer.learn.exercises.generation.beam_search import beam_search
from minitransformer.learn.exercises.generation.kv_cache import kv_cache
from minitransformer.learn.exercises.generation.top_k import top_k
from minitransformer.learn.exercises.generation.top_p import top_p
from minitransformer.learn.exercises.numpy_gpt.attention_backward import attention_backward
from minitransformer.learn.exercises.numpy_gpt.numpy_gpt import numpy_gpt
from minitransformer.learn.exercises.tokenizers.learn_merges import EXERCISE, learn_merges
from minitransformer.learn.exercises.tokenizers.wordpiece import VOCABULARY, wordpiece
from minitransformer.models.gpt import GPT
from minitransformer.text.byhand.learn import learn
from minitransformer.text.byhand.merging import merge
from minitransformer.text.byhand.wordpiece import WordPiece
from minitransformer.weights.gpt2 import GPT2_FAMILY


def normal(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(3), dtype=torch.float64)


@pytest.mark.parametrize("k", [1, 5, 60])
def test_top_k_is_that_of_the_library(k):
    scores = normal(6, 40)
    theirs = processors.top_k(k)(scores, torch.zeros(6, 0), torch.zeros(6, 0))
    assert torch.equal(top_k(scores, k), theirs)


@pytest.mark.parametrize("p", [0.01, 0.5, 0.97])
def test_top_p_is_that_of_the_library(p):
    scores = 2 * normal(6, 40)
    theirs = processors.top_p(p)(scores, torch.zeros(6, 0), torch.zeros(6, 0))
    assert torch.equal(top_p(scores, p), theirs)


def test_words_are_cut_as_by_the_library():
    library = WordPiece(VOCABULARY)
    draw = random.Random(0)
    words = ["".join(draw.choices("unafblekings", k=draw.randint(1, 9))) for _ in range(300)]
    cut = [[library.piece(token.id) for token in library.longest_first(word)] for word in words]
    assert [wordpiece(word, VOCABULARY) for word in words] == cut
    assert sum(len(pieces) > 1 for pieces in cut) > 20
    assert wordpiece(" ".join(words), VOCABULARY) == [piece for pieces in cut for piece in pieces]


def tied(words, merges):
    """Whether two pairs were equally frequent when one of them was chosen."""
    for n in range(len(merges)):
        counts = Counter()
        for word, times in words.items():
            pieces = merge(word, {pair: rank for rank, pair in enumerate(merges[:n])})
            for pair in pairwise(pieces):
                counts[pair] += times
        (_, first), (_, second), *_ = [*counts.most_common(2), ("", 0), ("", 0)]
        if first == second:
            return True
    return False


def test_merges_are_learnt_as_by_the_library_where_no_pairs_are_equally_frequent():
    draw, compared = random.Random(0), 0
    for _ in range(200):
        words = {
            "".join(draw.choices("abcd", k=draw.randint(2, 7))): draw.randint(1, 10**6) for _ in range(20)
        }
        letters = sorted(set("".join(words)))
        _, merges = learn(words, letters, len(letters) + 5)
        if not tied(words, merges):
            assert learn_merges(words, len(merges)) == merges
            compared += 1
    assert compared > 20
    for case in EXERCISE.cases(torch.Generator()):
        assert not tied(case.arguments["words"], learn_merges(**case.arguments))


def test_beam_search_finds_what_the_library_finds():
    cfg = GPTConfig(vocab_size=7, d_model=8, n_heads=2, n_layers=1, d_ff=8, max_len=16)
    model = GPT(cfg).double().eval()
    for n, parameter in enumerate(model.parameters()):
        parameter.data.copy_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(n)) * 0.6)
    lengths = Counter()
    for prompt in ([1], [2, 5]):

        @torch.no_grad()
        def next_log_p(ids, prompt=prompt):
            return model(torch.tensor([[*prompt, *ids]]))[0, -1].log_softmax(-1)

        for penalty in (0.5, 2.0):
            rules = {"length_penalty": penalty, "max_new_tokens": 4, "eos_id": 6}
            (theirs,) = library_search(model, [prompt], beams=3, early_stopping="never", **rules)
            ids, score = beam_search(next_log_p, 3, **rules)
            assert [word for word in ids if word != 6] == theirs.ids
            log_p = sum(next_log_p(ids[:i])[word].item() for i, word in enumerate(ids))
            assert score.item() == pytest.approx(log_p / len(ids) ** penalty)
            lengths[len(ids)] += 1
    assert len(lengths) > 1


def test_the_gradients_of_attention_are_those_of_autograd():
    q, k, v, d_output = normal(2, 3, 5, 4), normal(2, 3, 7, 4), normal(2, 3, 7, 11), normal(2, 3, 5, 11)
    mask = causal_mask(5, 7)
    leaves = [x.flip(-2).requires_grad_() for x in (q, k, v)]
    output, _ = scaled_dot_product_attention(*leaves, mask)
    wanted = torch.autograd.grad(output, leaves, d_output)
    found = attention_backward(*(x.detach() for x in leaves), mask, d_output)
    for yours, right in zip(found, wanted, strict=True):
        assert (yours - right).abs().max() <= 1e-12


def test_the_cache_is_that_of_the_library():
    cfg = GPTConfig(vocab_size=9, d_model=8, n_heads=1, n_layers=1, d_ff=8, max_len=16)
    attention, placed = MultiHeadAttention(cfg).double().eval(), Learned(16, 8).double()
    attention.out = torch.nn.Identity()
    cache, past, x = Growing(), None, normal(2, 9, 8)
    table = placed.table.weight
    with torch.no_grad():
        for start, end in ((0, 4), (4, 5), (5, 9)):
            new, where = x[:, start:end], torch.arange(start, end)
            theirs = attention(placed(new, where)[0], mask=causal_mask(end - start, end), source=cache)
            yours, past = kv_cache(new, past, table, attention.q, attention.k, attention.v)
            assert (yours - theirs).abs().max() <= 1e-12
    assert cache.kv is not None
    for mine, library in zip(past, cache.kv, strict=True):
        assert (mine - library[:, 0]).abs().max() <= 1e-12


@pytest.fixture(scope="module")
def theirs():
    sizes = {"n_embd": 12, "n_head": 3, "n_layer": 2, "n_inner": 10, "vocab_size": 13, "n_positions": 8}
    with torch.random.fork_rng(devices=[]):
        model = GPT2LMHeadModel(TheirConfig(**sizes, bos_token_id=0, eos_token_id=0)).double().eval()
    draw_weights(model, 5)
    return model


def test_gpt_in_numpy_is_the_gpt2_of_transformers(theirs):
    weights = {n.removeprefix("transformer."): w.numpy() for n, w in theirs.state_dict().items()}
    ids = torch.tensor([[3, 1, 12, 0, 7, 7], [5, 5, 2, 9, 11, 4]])
    with torch.no_grad():
        right = theirs(ids).logits.numpy()
    assert np.abs(right).max() > 0.1
    assert np.abs(numpy_gpt(ids.numpy(), weights, 3) - right).max() <= 1e-12


def test_gpt_in_numpy_is_the_gpt_of_the_library():
    cfg = GPTConfig(vocab_size=13, d_model=12, n_heads=3, n_layers=2, d_ff=10, max_len=8)
    model = GPT(cfg).double().eval()
    for n, parameter in enumerate(model.parameters()):
        parameter.data.copy_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(n)) * 0.3)
    stored = model.state_dict()
    weights = {}
    for i in range(2):
        block, to = f"blocks.{i}.", f"h.{i}."
        for kind in ("weight", "bias"):
            parts = [stored[f"{block}attention.{name}.{kind}"] for name in "qkv"]
            weights[f"{to}attn.c_attn.{kind}"] = torch.cat(parts).numpy().T
            for ours, name in (
                ("attention.out", "attn.c_proj"),
                ("feed_forward.up", "mlp.c_fc"),
                ("feed_forward.down", "mlp.c_proj"),
                ("attention_norm", "ln_1"),
                ("feed_forward_norm", "ln_2"),
            ):
                weights[f"{to}{name}.{kind}"] = stored[f"{block}{ours}.{kind}"].numpy().T
    weights |= {
        "wte.weight": stored["embed.weight"].numpy(),
        "wpe.weight": stored["positions.table.weight"].numpy(),
    }
    weights |= {f"ln_f.{kind}": stored[f"norm.{kind}"].numpy() for kind in ("weight", "bias")}
    ids = torch.tensor([[3, 1, 12, 0, 7, 7], [5, 5, 2, 9, 11, 4]])
    with torch.no_grad():
        right = model(ids).numpy()
    assert GPT2_FAMILY.config is GPTConfig
    assert np.abs(numpy_gpt(ids.numpy(), weights, 3) - right).max() <= 1e-12
