"""A language model needs no prompt: it rambles from the start token until it ends or its context is full."""

import pytest
import torch

from minitransformer.core.config import GPTConfig
from minitransformer.generation.choose import greedy, sample
from minitransformer.generation.loop import generate
from minitransformer.generation.processors import top_k
from minitransformer.models.gpt import GPT
from minitransformer.models.init import initialise

START, END, MAX_LEN = 0, 1, 48


@pytest.fixture(scope="module")
def model():
    cfg = GPTConfig(d_model=16, n_heads=2, d_ff=32, n_layers=2, vocab_size=60, max_len=MAX_LEN)
    gpt = GPT(cfg).eval()
    initialise(gpt, torch.Generator().manual_seed(0), std=0.4)
    return gpt


def test_without_an_end_it_fills_the_context_and_says_so(model):
    (written,) = generate(model, [[START]], max_new_tokens=1000)
    assert written.reason == "positions"
    assert len(written.ids) == MAX_LEN - 1


def test_greedy_rambling_gets_stuck_in_a_loop(model):
    (written,) = generate(model, [[START]], max_new_tokens=1000, choose=greedy)
    assert len(set(written.ids)) <= 12


def test_sampling_among_forty_words_does_not(model):
    choose = sample(torch.Generator().manual_seed(0))
    (written,) = generate(model, [[START]], max_new_tokens=1000, choose=choose, processors=[top_k(40)])
    assert len(set(written.ids)) > 12


def test_it_stops_at_the_end_token(model):
    reasons = set()
    for seed in range(8):
        choose = sample(torch.Generator().manual_seed(seed))
        (written,) = generate(model, [[START]], max_new_tokens=1000, choose=choose, eos_id=END)
        reasons.add((written.reason, END in written.ids))
    assert reasons == {("eos", False), ("positions", False)}
