"""Chance, without luck: the distribution that a word is drawn from is the one of transformers, word by word."""

import random

import pytest
import torch
import transformers
from generation_settings import build, draw

from minitransformer.functional import softmax
from minitransformer.generation.choose import sample
from minitransformer.generation.config import GenerationConfig
from minitransformer.generation.loop import generate
from minitransformer.generation.translate import translate
from minitransformer.proof.reference import quiet

DRAWS = range(7)


def warm(settings, seed):
    """The drawn settings, for one beam, with what shapes the chances."""
    r = random.Random(seed)
    beam_only = ("num_beams", "length_penalty", "early_stopping")
    kept = {key: value for key, value in settings.items() if key not in beam_only}
    return kept | {
        "do_sample": True,
        "temperature": r.choice([0.5, 0.8, 1.0, 1.7]),
        "top_k": r.choice([0, 3, 10, 50]),
        "top_p": r.choice([0.3, 0.7, 0.95, 1.0]),
    }


def theirs(pair, prompt, settings, seed):
    """What transformers draws, and the scores that each word was drawn from."""
    start = pair.theirs.config.decoder_start_token_id if pair.encoder_decoder else None
    with quiet(), torch.random.fork_rng():
        torch.manual_seed(seed)
        config = transformers.GenerationConfig(
            pad_token_id=3, decoder_start_token_id=start, return_dict_in_generate=True, output_scores=True,
            **{"eos_token_id": None, **settings},
        )  # fmt: skip
        out = pair.theirs.generate(torch.tensor([prompt]), generation_config=config)
    return out.sequences[0, -len(out.scores) :].tolist(), [x[0] for x in out.scores]


def ours(pair, prompt, settings, words):
    """The scores that we would draw from, if the words that came were theirs."""
    config, scores, come = GenerationConfig.read(settings), [], iter(words)

    def choose(x):
        scores.append(x[0])
        return torch.tensor([next(come)])

    n = 1 if pair.encoder_decoder else len(prompt)
    options = {"max_new_tokens": len(words), "choose": choose, "processors": config.processors(n)}
    translate(pair.ours, [prompt], **options) if pair.encoder_decoder else generate(
        pair.ours, [prompt], **options
    )
    return scores


@pytest.mark.parametrize("family", ["gpt2", "llama", "marian", "bart"])
def test_every_word_is_drawn_from_their_distribution(tmp_path, family):
    pair, sizes = build(family, 1, tmp_path), set()
    for seed in DRAWS:
        (prompt, *_), settings = draw(pair, seed)
        settings = warm(settings, seed)
        words, expected = theirs(pair, prompt, settings, seed)
        if pair.encoder_decoder:
            words = words[: words.index(2)] if 2 in words else words  # our own end
        scores = ours(pair, prompt, settings, words)
        assert len(scores) == len(words)
        for x, y in zip(scores, expected, strict=False):
            assert torch.equal(x.isfinite(), y.isfinite()), (seed, settings)
            torch.testing.assert_close(softmax(x).float(), softmax(y), rtol=0, atol=1e-6)
            sizes.add(int(x.isfinite().sum()))
    assert len(sizes) > 5


def test_the_draw_is_handed_exactly_the_probabilities(monkeypatch):
    handed, generators = [], []

    def multinomial(probabilities, n, generator):
        handed.append(probabilities)
        generators.append(generator)
        return torch.zeros(len(probabilities), n, dtype=torch.long)

    monkeypatch.setattr(torch, "multinomial", multinomial)
    scores = torch.tensor([[1.0, float("-inf"), -2.0], [0.0, 0.0, 3.0]])
    generator = torch.Generator()
    assert sample(generator)(scores).shape == (2,)
    torch.testing.assert_close(handed[0], torch.softmax(scores, -1))
    assert handed[0][0, 1] == 0
    assert generators == [generator]
