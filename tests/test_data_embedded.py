"""The sets that come with the package keep what they promise."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from minitransformer.data.embedded import dialogues, emotions, songs
from minitransformer.data.records import EMOTIONS

REGISTERS = {"반말", "존댓말", "문어", "채팅"}


@pytest.fixture(scope="module")
def sentences():
    return emotions()


def test_there_are_enough_sentences_of_every_emotion(sentences):
    counts = Counter(e.emotion for e in sentences)
    assert len(sentences) >= 1000
    assert set(counts) == set(EMOTIONS)
    assert min(counts.values()) >= 200
    assert all(e.text and e.label == e.emotion for e in sentences)


def test_no_two_sentences_are_alike(sentences):
    grams = CountVectorizer(analyzer="char", ngram_range=(4, 4), binary=True, lowercase=False)
    seen = grams.fit_transform([e.text for e in sentences])
    shared = (seen @ seen.T).tocoo()
    sizes = np.asarray(seen.sum(axis=1)).ravel()
    alike = [
        (sentences[i].text, sentences[j].text)
        for i, j, n in zip(shared.row, shared.col, shared.data, strict=True)
        if i < j and n / (sizes[i] + sizes[j] - n) > 0.5
    ]
    assert not alike
    assert len({e.text for e in sentences}) == len(sentences)


@pytest.mark.parametrize(
    "opening", [lambda t: t[:2], lambda t: tuple(t.split()[:2])], ids=["letters", "words"]
)
def test_no_opening_is_worn_out(sentences, opening):
    (commonest, n), *_ = Counter(opening(e.text) for e in sentences).most_common(1)
    assert n <= 0.02 * len(sentences), commonest


def test_every_emotion_speaks_of_every_topic_in_every_register(sentences):
    topics = {e.topic for e in sentences}
    assert len(topics) >= 10
    assert {(e.emotion, e.topic) for e in sentences} == set(product(EMOTIONS, topics))
    assert {(e.emotion, e.register) for e in sentences} == set(product(EMOTIONS, REGISTERS))


def test_there_are_enough_dialogues_and_no_question_twice():
    pairs = dialogues()
    assert len(pairs) >= 600
    assert len({d.question for d in pairs}) == len(pairs)
    assert {d.label for d in pairs} == {0, 1, 2}


def test_there_are_enough_songs_of_every_emotion_and_none_twice():
    known = songs()
    counts = Counter(s.emotion for s in known)
    assert len(known) >= 100
    assert set(counts) == set(EMOTIONS)
    assert min(counts.values()) >= 20
    assert len({(s.title, s.artist) for s in known}) == len(known)
    assert all(1900 < s.year < 2030 for s in known)
