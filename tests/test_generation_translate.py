"""An encoder-decoder writes: the encoder reads once, what it said is remembered, and a bad source is named."""

from contextlib import contextmanager

import pytest
import torch
from generation_settings import PAD, START, build

from minitransformer.errors import Problem
from minitransformer.generation.choose import sample
from minitransformer.generation.constraints import bad_words
from minitransformer.generation.loop import Written
from minitransformer.generation.processors import temperature
from minitransformer.generation.translate import translate
from minitransformer.generation.writers import Seq2SeqWriter

SOURCES = [[7, 8, 9, 10], [11, 12], [13, 14, 15, 16, 17, 18]]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return build("bart", 0, tmp_path_factory.mktemp("bart")).ours


@contextmanager
def calls(module):
    """The first size of everything that goes into a module."""
    seen = []
    hook = module.register_forward_hook(lambda _m, inputs, _out: seen.append(len(inputs[0])))
    yield seen
    hook.remove()


def seeded():
    return sample(torch.Generator().manual_seed(3))


def test_it_begins_with_the_start_token_and_takes_the_best_word_again_and_again(model):
    (written,) = translate(model, SOURCES[:1], max_new_tokens=6)
    source, text = torch.tensor(SOURCES[:1]), [START]
    for word in written.ids:
        assert model(source, torch.tensor([text]))[0, -1].argmax() == word
        text.append(word)
    assert len(written.ids) == 6


def test_what_stands_in_the_padding_of_a_source_cannot_be_felt(model):
    words = {"max_new_tokens": 5, "processors": [bad_words([[PAD]])]}
    written = translate(model, SOURCES, **words)
    with torch.no_grad():
        kept = model.source.embed.weight[PAD].clone()
        model.source.embed.weight[PAD] += 5.0
        again = translate(model, SOURCES, **words)
        model.source.embed.weight[PAD] = kept
    assert again == written


@pytest.mark.parametrize("beams", [1, 3])
def test_the_encoder_and_its_keys_are_computed_once_for_each_source(model, beams):
    attention = model.decoder[1].cross_attention
    with calls(model.encoder[0]) as encoder, calls(attention.k) as keys, calls(attention.q) as queries:
        translate(model, SOURCES, beams=beams, max_new_tokens=5)
    assert encoder == [3]
    assert keys == [3]
    assert len(queries) == 5
    assert max(queries) == 3 * beams
    with calls(attention.k) as keys:
        translate(model, SOURCES, beams=beams, max_new_tokens=5, use_cache=False)
    assert len(keys) == 5


def test_beams_that_change_places_share_what_the_encoder_said(model):
    writer = Seq2SeqWriter(model, SOURCES[:2])
    writer.next_scores()
    writer.keep(torch.tensor([0, 0, 1, 1]))
    writer.append(torch.tensor([1, 2, 7, 8]))
    writer.next_scores()
    told, own = [[id(x.kv) for x in xs] for xs in (writer.cache.memories, writer.cache.blocks)]
    writer.keep(torch.tensor([1, 0, 3, 3]))
    assert [id(x.kv) for x in writer.cache.memories] == told
    assert [id(x.kv) for x in writer.cache.blocks] != own
    assert writer.ids[:, -1].tolist() == [2, 1, 8, 8]
    writer.keep(torch.tensor([2, 3]))
    assert all(x.kv[0].shape[0] == 2 for x in writer.cache.memories)
    assert writer.source_real.tolist() == [[True, True, False, False]] * 2


def test_sampled_words_are_the_same_without_a_cache(model):
    words = {"max_new_tokens": 8, "processors": [temperature(1.5)]}
    cached = translate(model, SOURCES, choose=seeded(), **words)
    assert cached == translate(model, SOURCES, choose=seeded(), use_cache=False, **words)
    assert cached != translate(model, SOURCES, **words)


@pytest.mark.parametrize("beams", [1, 2])
def test_it_ends_where_the_positions_do(model, beams):
    ends = [0, *range(2, model.cfg.target_words)]

    def only_one_word(scores, _ids, _real):
        return scores.index_fill(1, torch.tensor(ends), float("-inf"))

    (written,) = translate(model, [[7]], beams=beams, max_new_tokens=100, processors=[only_one_word])
    assert written == Written([1] * 39, "positions")


def test_a_source_that_cannot_be_read_is_named_by_its_number(model):
    with pytest.raises(Problem, match="source 2 is empty") as told:
        translate(model, [[7], []])
    assert "2번째 원문이 비어" in told.value.ko
    with pytest.raises(Problem, match="source 3 has 41 tokens, but this model reads 40") as told:
        translate(model, [[7], [8], [9] * 41])
    assert "41토큰" in told.value.ko
    assert len(translate(model, [[9] * 40], max_new_tokens=1)) == 1


def test_what_means_nothing_is_refused(model):
    with pytest.raises(ValueError, match="either beams or choose"):
        translate(model, [[7]], beams=2, choose=seeded())
    with pytest.raises(ValueError, match="empty"):
        translate(model, [])
    for beams in (0, 2):
        with pytest.raises(ValueError, match="max_new_tokens=-1"):
            translate(model, [[7]], beams=beams, max_new_tokens=-1)
    with pytest.raises(ValueError, match="token id 51"):
        translate(model, [[51]])
