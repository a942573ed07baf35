"""One word in several senses: what cannot differ does not, what does is measured, and chance is called chance."""

import hub_layouts
import numpy as np
import pytest
import torch
from loopback_hub import SENTENCES

from minitransformer.apps.features import features
from minitransformer.apps.polysemy import in_two_contexts, senses, word_vectors
from minitransformer.apps.sights import OF_SENTENCE, OF_WORD, TABLE, Senses, Sight, cosines, look
from minitransformer.core.config import BERTConfig
from minitransformer.data.senses import Usage, embedded_senses
from minitransformer.errors import Problem
from minitransformer.models.bert_tasks import BERTForMaskedWords
from minitransformer.models.init import initialise
from minitransformer.pretrained import load
from minitransformer.text.train import train_bpe, train_wordpiece

USAGES = embedded_senses()


@pytest.fixture(scope="module")
def untaught():
    """A BERT that has read nothing, and knows the letters."""
    tokenizer = train_wordpiece([u.text for u in USAGES], 600)
    cfg = BERTConfig(
        d_model=32, n_heads=4, n_layers=3, d_ff=64, vocab_size=tokenizer.vocab_size, max_len=48,
        pad_id=tokenizer.pad_id,
    )  # fmt: skip
    model = BERTForMaskedWords(cfg)
    initialise(model, torch.Generator().manual_seed(0))
    return model.eval(), tokenizer


@pytest.fixture(scope="module")
def found(untaught):
    return senses(*untaught, USAGES)


def usages(*names):
    return [Usage("배", "배가", name, name, f"{i} 배가 있다") for i, name in enumerate(names)]


def test_tfidf_and_the_embedding_table_know_one_vector_for_a_word_and_so_are_at_chance(found):
    named = {s.name: s for s in found.sights}
    assert list(named) == [OF_WORD, TABLE, *(f"layer {i}" for i in range(4)), OF_SENTENCE]
    for sight in (named[OF_WORD], named[TABLE]):
        assert (sight.within, sight.between) == (1.0, 1.0)
        assert sight.accuracy == pytest.approx(sight.chance, abs=1e-9)
    for layer in found.layers[1:]:
        assert layer.between < 0.999  # the same word, and not the same vector
    assert found.words == ("배", "눈", "말", "다리", "밤", "차")


def test_chance_is_that_of_a_neighbour_drawn_blindly(found):
    three, two = 7 / 23, 7 / 15
    expected = (24 * three + 80 * two) / 104
    assert all(s.chance == pytest.approx(expected) and s.n == 104 for s in found.sights)


def test_a_model_that_has_read_nothing_is_said_to_be_at_chance(found):
    assert not found.tells_apart
    english, korean = found.verdict
    assert "does not tell senses apart" in english
    assert "43% would by chance" in english
    assert "가려내지 못합니다" in korean


def test_vectors_that_know_the_sense_find_it_and_those_that_hide_it_do_not():
    asked = usages("가", "가", "가", "나", "나", "나")
    knowing = np.array([[1, 0], [1, 0.1], [1, 0.2], [0, 1], [0.1, 1], [0.2, 1]], dtype=float)
    sight = look("layer 1", knowing, asked)
    assert sight.accuracy == 1
    assert sight.within > 0.9 > sight.between
    assert look("layer 1", knowing, usages("가", "나", "가", "나", "가", "나")).accuracy == 0
    assert sight.chance == pytest.approx(2 / 5)


def test_neighbours_are_looked_for_among_usages_of_the_same_word_only():
    asked = [*usages("가", "가", "나", "나"), *(Usage("눈", "눈이", s, s, "눈이 온다") for s in "다다라라")]
    vectors = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]] * 2, dtype=float)
    sight = look("layer 1", vectors, asked)
    assert sight.accuracy == 1
    assert sight.chance == pytest.approx(1 / 3)


def test_equal_neighbours_share_the_vote():
    sight = look("layer 1", np.ones((5, 3)), usages("가", "가", "나", "나", "나"))
    assert sight.right == pytest.approx(2 * 1 / 4 + 3 * 2 / 4)
    assert sight.accuracy == pytest.approx(sight.chance)


def test_the_interval_is_wilsons():
    assert Sight("", 0.0, 0.0, 8.0, 10, 0.5).interval() == pytest.approx((0.4902, 0.9433), abs=1e-4)
    low, high = Sight("", 0.0, 0.0, 10.0, 10, 0.5).interval()
    assert low == pytest.approx(0.7225, abs=1e-4)
    assert high == pytest.approx(1)


def test_the_best_of_many_layers_must_be_further_from_chance_than_the_only_one():
    def with_layers(n):
        layers = [Sight(f"layer {i}", 0.5, 0.5, 54.0 if i == 1 else 40.0, 104, 0.42) for i in range(n + 1)]
        return Senses(tuple(layers), ("배",))

    assert with_layers(1).tells_apart
    assert not with_layers(12).tells_apart
    assert "this model tells senses apart" in with_layers(1).verdict[0]
    assert "뜻을 가려냅니다" in with_layers(1).verdict[1]
    assert with_layers(12).best.name == "layer 1"


def test_the_vector_is_that_of_the_tokens_that_hold_the_word(untaught):
    model, tokenizer = untaught
    text = "길에 눈이 얼어붙어서 넘어질 뻔했어요."
    static, layers = word_vectors(model, tokenizer, [(text, "눈", "눈이")])
    place = [i for i, t in enumerate(tokenizer.cut(text)) if t.start <= text.index("눈") < t.end]
    assert len(place) == 1
    f = features(model, tokenizer, text)
    assert "눈" in f.tokens[0][place[0] + 1]
    assert torch.equal(static[0], model.bert.embed.weight[f.ids[0, place[0] + 1]].detach())
    for ours, layer in zip(layers[0], f.layers, strict=True):
        assert torch.equal(ours, layer[0, place[0] + 1])


def test_a_word_of_several_tokens_is_their_mean(untaught):
    model, tokenizer = untaught
    text = "항구를 떠난 배"
    places = [i for i, t in enumerate(tokenizer.cut(text)) if t.start < 3]
    assert len(places) > 1
    _, layers = word_vectors(model, tokenizer, [(text, "항구를", None)])
    hidden = features(model, tokenizer, text).hidden[0, [i + 1 for i in places]]
    torch.testing.assert_close(layers[0, -1], hidden.mean(0))


def test_a_decoder_has_no_mark_in_front(tmp_path):
    hub_layouts.kogpt2(tmp_path)
    model, tokenizer = load(tmp_path)
    _, layers = word_vectors(model, tokenizer, [(SENTENCES[3], "비가", None)])
    cut = tokenizer.cut(SENTENCES[3])
    start = SENTENCES[3].index("비가")
    places = [i for i, t in enumerate(cut) if t.start < start + 2 and t.end > start]
    hidden = features(model, tokenizer, SENTENCES[3]).hidden[0, places]
    torch.testing.assert_close(layers[0, -1], hidden.mean(0))


def test_two_contexts_are_compared_layer_by_layer(untaught):
    alike = in_two_contexts(*untaught, "배", "배가 너무 고파.", "배가 항구를 떠났어.")
    assert list(alike) == [TABLE, *(f"layer {i}" for i in range(4))]
    assert alike[TABLE] == 1
    assert alike["layer 0"] == 1  # the same place in the sentence, too
    assert alike["layer 3"] < 1
    same = in_two_contexts(*untaught, "배", "배가 너무 고파.", " 배가 너무 고파. ")
    assert set(same.values()) == {1.0}


def test_a_word_that_is_not_in_the_text_or_not_in_the_vocabulary_is_named(untaught):
    model, tokenizer = untaught
    with pytest.raises(Problem, match="no word of '눈이 와' begins with '배'"):
        in_two_contexts(model, tokenizer, "배", "배가 고파", "눈이 와")
    with pytest.raises(Problem, match="does not know '뷁'"):
        in_two_contexts(model, tokenizer, "뷁", "뷁 배", "뷁 눈")


def test_cosines_of_equal_vectors_are_one_and_of_nothing_are_zero():
    x = np.array([[0.1, 0.7], [0.1, 0.7], [0.0, 0.0]])
    assert cosines(x)[0, 1] == cosines(x)[0, 0] == 1
    assert cosines(x)[2].tolist() == [0, 0, 0]


def test_other_tokenizers_find_the_word_too():
    tokenizer = train_bpe([u.text for u in USAGES], 700)
    for u in USAGES:
        start, end = u.place
        held = [t.id for t in tokenizer.cut(u.text) if t.start < end and t.end > start]
        assert u.word in tokenizer.decode(held)
