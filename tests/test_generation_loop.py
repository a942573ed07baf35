"""The loop that writes: cached or not, in a batch or alone, it says the same, and it knows when to stop."""

from contextlib import contextmanager
from functools import cache
from itertools import islice

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from minitransformer.core.config import GPTConfig
from minitransformer.errors import Problem
from minitransformer.functional import softmax
from minitransformer.generation.choose import greedy, sample
from minitransformer.generation.loop import Written, generate, stream
from minitransformer.generation.processors import repetition_penalty, temperature, top_k, top_p
from minitransformer.generation.writers import GPTWriter, pad_left
from minitransformer.models.gpt import GPT

SMALL = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": 23, "n_layers": 2, "max_len": 24, "pad_id": 3}
PROMPT = st.lists(st.integers(0, SMALL["vocab_size"] - 1), min_size=1, max_size=12)
PROMPTS = st.lists(PROMPT, min_size=1, max_size=4)
SEEDS = st.integers(0, 9)
FILTERS = (repetition_penalty(1.3), temperature(0.9), top_k(12), top_p(0.95))
some = settings(deadline=None, max_examples=10)


@cache
@torch.no_grad()
def make(seed: int = 0, **words) -> GPT:
    """Random everywhere, with strong positions, so that it does not say one word for ever."""
    model = GPT(GPTConfig(**SMALL | words)).double().eval()
    g = torch.Generator().manual_seed(seed)
    for name, p in model.named_parameters():
        p.normal_(0, {"positions.table.weight": 0.8, "norm.bias": 0.1}.get(name, 0.4), generator=g)
    return model


@contextmanager
def watched(module, see):
    """Note what goes into a module while it is looked at."""
    seen = []
    hook = module.register_forward_hook(lambda _m, inputs, out: seen.append(see(inputs[0], out)))
    yield seen
    hook.remove()


def seeded(seed: int):
    return sample(torch.Generator().manual_seed(seed))


def ids(written: list[Written]) -> list[list[int]]:
    return [w.ids for w in written]


# cached, uncached, batched, alone


@some
@given(PROMPTS, SEEDS)
def test_cached_generation_equals_full_forward(prompts, seed):
    model = make(seed)
    words = {"max_new_tokens": 8, "processors": [repetition_penalty(1.3)], "eos_id": 7}
    assert generate(model, prompts, **words) == generate(model, prompts, use_cache=False, **words)


@some
@given(PROMPT, SEEDS)
def test_cached_sampling_equals_full_forward(prompt, seed):
    model, words = make(seed), {"max_new_tokens": 8, "processors": FILTERS, "eos_id": 7}
    cached = generate(model, [prompt], choose=seeded(seed), **words)
    assert cached == generate(model, [prompt], choose=seeded(seed), use_cache=False, **words)


@some
@given(PROMPTS, SEEDS)
def test_cached_sampling_of_a_batch_equals_full_forward(prompts, seed):
    model, words = make(seed), {"max_new_tokens": 6, "processors": FILTERS, "eos_id": 7}
    cached = generate(model, prompts, choose=seeded(seed), **words)
    assert cached == generate(model, prompts, choose=seeded(seed), use_cache=False, **words)


@some
@given(PROMPTS, SEEDS, st.booleans())
def test_a_prompt_in_a_batch_is_continued_as_if_it_were_alone(prompts, seed, use_cache):
    model = make(seed)
    words = {
        "max_new_tokens": 14,
        "processors": [repetition_penalty(1.2)],
        "eos_id": 7,
        "use_cache": use_cache,
    }
    assert generate(model, prompts, **words) == [generate(model, [p], **words)[0] for p in prompts]


def test_greedy_is_the_best_word_of_the_whole_text_again_and_again():
    model, prompt = make(), [1, 2, 3]
    (written,) = generate(model, [prompt], max_new_tokens=9)
    for i, token in enumerate(written.ids):
        assert model(torch.tensor([prompt + written.ids[:i]]))[0, -1].argmax() == token


@pytest.mark.parametrize(("use_cache", "widths"), [(True, [3, 1, 1, 1]), (False, [3, 4, 5, 6])])
def test_with_a_cache_the_model_is_shown_only_the_new_word(use_cache, widths):
    with watched(make().embed, lambda ids, _out: tuple(ids.shape)) as seen:
        generate(make(), [[1, 2, 3], [4]], max_new_tokens=4, use_cache=use_cache)
    assert seen == [(2, width) for width in widths]


def test_what_the_padding_says_cannot_be_felt():
    prompts, other = [[1, 2, 3, 4], [5]], make(pad_id=9)
    words = {"max_new_tokens": 8, "processors": [repetition_penalty(3.0)]}
    assert generate(make(), prompts, **words) == generate(other, prompts, **words)


def test_processors_are_applied_in_their_order():
    def ban(word):
        return lambda scores, _ids, _real: scores.index_fill(1, torch.tensor([word]), float("-inf"))

    def force(word):
        return lambda scores, _ids, _real: scores.index_fill(1, torch.tensor([word]), 1e9)

    (written,) = generate(make(), [[1]], max_new_tokens=3, processors=[force(5), ban(5), force(6)])
    assert written.ids == [6, 6, 6]
    (written,) = generate(make(), [[1]], max_new_tokens=3, processors=[ban(5), force(5)])
    assert written.ids == [5, 5, 5]


# the end


def words_of(model: GPT, prompt: list[int], n: int) -> list[int]:
    return generate(model, [prompt], max_new_tokens=n)[0].ids


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("use_cache", [True, False])
def test_the_end_token_stops_and_is_not_kept(seed, use_cache):
    model = make(seed)
    said = words_of(model, [1, 2], 12)
    eos = said[4]
    (written,) = generate(model, [[1, 2]], max_new_tokens=12, eos_id=eos, use_cache=use_cache)
    assert written == Written(said[: said.index(eos)], "eos")


def test_an_end_token_at_once_leaves_nothing():
    model = make()
    eos = words_of(model, [1], 1)[0]
    assert generate(model, [[1]], eos_id=eos) == [Written([], "eos")]


def test_an_end_token_in_the_prompt_does_not_stop():
    model, prompt = make(), [1, 22, 2]
    said = words_of(model, prompt, 5)
    assert 22 not in said
    assert generate(model, [prompt], max_new_tokens=5, eos_id=22) == [Written(said, "length")]


def test_without_an_end_token_it_writes_as_many_as_it_is_asked_for():
    assert [len(w.ids) for w in generate(make(), [[1], [2, 3]], max_new_tokens=7)] == [7, 7]
    assert {w.reason for w in generate(make(), [[1], [2, 3]], max_new_tokens=7)} == {"length"}
    assert generate(make(), [[1]], max_new_tokens=0) == [Written([], "length")]


@pytest.mark.parametrize("use_cache", [True, False])
def test_one_that_has_ended_does_not_disturb_the_others(use_cache):
    def force(scores, ids, real):
        """The row with prompt [21] ends after four words, whatever it would say."""
        ends = (real.sum(-1) == 5) & (ids == 21).any(-1)
        return torch.where(
            ends[:, None] & (torch.arange(23) == 22), 1e9, scores.index_fill(1, never, float("-inf"))
        )

    never = torch.tensor([21, 22])
    model, prompts = make(1), [[1, 2], [21], [4, 5, 6]]
    words = {"max_new_tokens": 10, "processors": [repetition_penalty(1.5), force], "use_cache": use_cache}
    alone = [generate(model, [p], **words, eos_id=22)[0] for p in prompts]
    written = generate(model, prompts, **words, eos_id=22)
    assert written == alone
    assert [(len(w.ids), w.reason) for w in written] == [(10, "length"), (4, "eos"), (10, "length")]


def test_one_that_has_ended_is_no_longer_computed():
    model = make(1)
    said = words_of(model, [3], 10)
    eos = said[-1]
    with watched(model.embed, lambda ids, _out: len(ids)) as seen:
        written = generate(model, [[3], [3]], max_new_tokens=40, eos_id=eos)
    assert [w.reason for w in written] == ["eos", "eos"]
    assert seen == [2] * (said.index(eos) + 1)
    with watched(model.embed, lambda ids, _out: len(ids)) as seen:
        generate(model, [[1] * 22, [2]], max_new_tokens=4)
    assert seen == [2, 2, 1, 1]


# positions


@pytest.mark.parametrize("use_cache", [True, False])
def test_each_row_ends_where_its_own_positions_do(use_cache):
    model, prompts = make(), [[1] * n for n in (1, 5, 23, 24)]
    written = generate(model, prompts, max_new_tokens=100, use_cache=use_cache)
    assert [len(w.ids) for w in written] == [23, 19, 1, 0]
    assert {w.reason for w in written} == {"positions"}


@pytest.mark.parametrize("use_cache", [True, False])
def test_up_to_its_last_position_it_says_what_a_longer_model_says(use_cache):
    short, long = make(), make(max_len=64)
    table = long.positions.table.weight.detach().clone()
    table[:24] = short.positions.table.weight
    state = short.state_dict() | {"positions.table.weight": table}
    long.load_state_dict(state)
    prompts = [[1, 2], [3] * 9, [4, 5, 6, 7]]
    capped = generate(short, prompts, max_new_tokens=30, use_cache=use_cache)
    free = generate(long, prompts, max_new_tokens=30, use_cache=use_cache)
    assert [len(w.ids) for w in capped] == [22, 15, 20]
    assert ids(capped) == [w.ids[: len(c.ids)] for w, c in zip(free, capped, strict=True)]
    assert {w.reason for w in free} == {"length"}


def test_positions_and_length_are_told_apart_in_one_batch():
    written = generate(make(), [[1] * 20, [2]], max_new_tokens=10)
    assert [(len(w.ids), w.reason) for w in written] == [(4, "positions"), (10, "length")]


def test_the_last_word_that_fits_may_be_the_last_that_is_asked_for():
    assert generate(make(), [[1] * 20], max_new_tokens=4)[0].reason == "length"


def test_a_prompt_that_is_too_long_is_left_as_it_is_and_the_others_go_on():
    model = make()
    written = generate(model, [[1] * 30, [2]], max_new_tokens=5)
    assert written[0] == Written([], "positions")
    assert written[1].ids == words_of(model, [2], 5)


# what cannot be done


@pytest.mark.parametrize("prompts", [[], [[]], [[1, 2], []]])
def test_an_empty_prompt_is_refused(prompts):
    with pytest.raises(ValueError, match="empty"):
        generate(make(), prompts)


def test_fewer_than_no_words_are_refused():
    with pytest.raises(ValueError, match="max_new_tokens=-1"):
        generate(make(), [[1]], max_new_tokens=-1)


def test_an_id_that_the_model_does_not_know_is_refused():
    with pytest.raises(ValueError, match="token id 23"):
        generate(make(), [[1, 23]])


def test_padding_stands_on_the_left():
    padded, real = pad_left([[1, 2, 3], [4]], 9)
    assert padded.tolist() == [[1, 2, 3], [9, 9, 4]]
    assert real.tolist() == [[True] * 3, [False, False, True]]


# chance


def test_a_seed_gives_one_text_and_another_seed_another():
    model, words = make(), {"max_new_tokens": 12, "processors": [temperature(2.0)]}
    first, again, other = (generate(model, [[1]], choose=seeded(s), **words)[0].ids for s in (5, 5, 6))
    assert first == again
    assert first != other


def test_sampling_moves_no_global_randomness():
    model, before = make(), torch.get_rng_state()
    generate(model, [[1]], choose=seeded(0), processors=FILTERS)
    assert torch.equal(torch.get_rng_state(), before)


def test_words_come_as_often_as_they_are_likely():
    scores = torch.randn(6, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    n = 20_000
    counts = torch.bincount(seeded(1)(scores.expand(n, 6)), minlength=6).double()
    expected = n * softmax(scores)
    chi_square = ((counts - expected) ** 2 / expected).sum().item()
    assert chi_square < 20.5  # 0.1 % of fair draws are further away, with 5 degrees of freedom


def test_what_is_ruled_out_is_never_drawn():
    scores = torch.tensor([[0.0, float("-inf"), 1.0]]).expand(5000, 3)
    assert set(seeded(0)(scores).tolist()) == {0, 2}


def test_greedy_takes_the_best():
    assert greedy(torch.tensor([[0.0, 2.0, 1.0], [5.0, 2.0, 1.0]])).tolist() == [1, 0]


def test_sampling_at_a_temperature_near_0_is_greedy():
    model, words = make(), {"max_new_tokens": 12}
    cold = generate(model, [[1, 2]], choose=seeded(0), processors=[temperature(1e-4)], **words)
    assert cold == generate(model, [[1, 2]], **words)
    best = generate(model, [[1, 2]], choose=seeded(0), processors=[top_k(1)], **words)
    assert best == cold


# the stream


@some
@given(PROMPT, SEEDS)
def test_the_stream_yields_what_generate_returns(prompt, seed):
    model, words = make(seed), {"max_new_tokens": 10, "processors": FILTERS, "eos_id": 7}
    written = Written()
    came = list(stream(model, prompt, written, choose=seeded(seed), **words))
    (whole,) = generate(model, [prompt], choose=seeded(seed), **words)
    assert came == written.ids == whole.ids
    assert written == whole


def test_a_stream_that_is_stopped_keeps_what_came():
    model, written = make(), Written()
    came = list(islice(stream(model, [1, 2], written, max_new_tokens=10), 4))
    assert came == written.ids == words_of(model, [1, 2], 4)
    assert written.reason is None


def test_a_word_is_told_before_the_next_is_computed():
    with watched(make().embed, lambda *_: 1) as seen:
        next(stream(make(), [1, 2], Written(), max_new_tokens=10))
    assert seen == [1]


def test_half_precision_ends_at_the_scores():
    """What is penalised, compared and drawn from is float32: bfloat16 knows 2.5 decimal digits."""
    writer = GPTWriter(GPT(GPTConfig(**SMALL)).to(torch.bfloat16), [[1, 2]])
    assert writer.next_scores().dtype == torch.float32
    assert GPTWriter(make(), [[1, 2]]).next_scores().dtype == torch.float64


def test_settings_that_leave_no_word_are_told():
    with pytest.raises(Problem, match="every word"):
        generate(
            make(), [[1]], processors=[lambda scores, _ids, _real: torch.full_like(scores, float("-inf"))]
        )


def test_scores_that_are_no_numbers_are_told():
    model = GPT(GPTConfig(**SMALL))
    with torch.no_grad():
        model.norm.weight.fill_(float("nan"))
    with pytest.raises(Problem, match="no numbers"):
        generate(model, [[1]])


def test_generation_computes_no_gradients_and_leaves_them_as_they_were():
    with watched(make().norm, lambda _x, out: out.requires_grad) as seen:
        next(stream(make(), [1], Written(), max_new_tokens=2))
        assert torch.is_grad_enabled()
        assert not torch.is_inference_mode_enabled()
    assert seen == [False]
