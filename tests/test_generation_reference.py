"""Greedy generation, word for word as transformers generates from the same files."""

from functools import cache

import pytest
import torch
import transformers

from minitransformer.generation.loop import generate
from minitransformer.generation.processors import repetition_penalty
from minitransformer.models.gpt import GPT
from minitransformer.pretrained import load_model
from minitransformer.proof.reference import quiet, read_reference, write_random_reference

CONFIG = {
    "model_type": "gpt2",
    "architectures": ["GPT2LMHeadModel"],
    "n_embd": 24,
    "n_head": 3,
    "n_layer": 2,
    "n_positions": 40,
    "vocab_size": 61,
    "activation_function": "gelu_new",
    "pad_token_id": 3,
    "bos_token_id": 0,
    "eos_token_id": None,
}
PROMPT, NEW = [0, 17, 5, 44], 24
SEEDS = pytest.mark.parametrize("seed", range(6))
PENALTIES = pytest.mark.parametrize("penalty", [1.0, 1.3, 2.0])


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    @cache
    def both(seed):
        folder = tmp_path_factory.mktemp(f"reference{seed}")
        write_random_reference(CONFIG, folder, torch.Generator().manual_seed(seed))
        ours = load_model(folder)
        assert isinstance(ours, GPT)
        return ours.double(), read_reference(folder, torch.float64)

    return both


def theirs(model, prompt, penalty, eos):
    settings = transformers.GenerationConfig(
        do_sample=False,
        max_new_tokens=NEW,
        repetition_penalty=penalty,
        eos_token_id=eos,
        pad_token_id=3,
    )
    with quiet():
        ids = torch.tensor([prompt])
        out = model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=settings)
    new = out[0, len(prompt) :].tolist()
    return new[:-1] if new[-1] == eos else new


def processors(penalty):
    return [repetition_penalty(penalty)] if penalty != 1 else []


@SEEDS
@PENALTIES
def test_greedy_words_are_theirs(pair, seed, penalty):
    model, reference = pair(seed)
    (written,) = generate(model, [PROMPT], max_new_tokens=NEW, processors=processors(penalty))
    assert written.ids == theirs(reference, PROMPT, penalty, None)
    assert written.reason == "length"


@SEEDS
@PENALTIES
def test_greedy_words_end_where_theirs_do(pair, seed, penalty):
    model, reference = pair(seed)
    said = theirs(reference, PROMPT, penalty, None)
    eos = said[5]
    (written,) = generate(model, [PROMPT], max_new_tokens=NEW, processors=processors(penalty), eos_id=eos)
    assert written.ids == theirs(reference, PROMPT, penalty, eos) == said[: said.index(eos)]
    assert written.reason == "eos"


@SEEDS
def test_a_batch_of_different_lengths_says_what_they_say_to_each_alone(pair, seed):
    model, reference = pair(seed)
    prompts = [PROMPT, [9], [60, 2, 2, 31, 8, 12, 55]]
    written = generate(model, prompts, max_new_tokens=NEW, processors=processors(1.3))
    assert [w.ids for w in written] == [theirs(reference, p, 1.3, None) for p in prompts]


def test_the_references_do_not_all_repeat_one_word(pair):
    """Else the tests above would say little: the penalty has to change the text, and seeds to differ."""
    texts = {
        tuple(theirs(pair(seed)[1], PROMPT, penalty, None)) for seed in range(6) for penalty in (1.0, 2.0)
    }
    assert len(texts) == 12
    assert sum(len(set(t)) > 5 for t in texts) >= 6
