"""What is held out has not been seen: neither its question nor its answer, nor its text, nor its topic."""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from minitransformer.data.embedded import dialogues, emotions
from minitransformer.data.records import Dialogue, EmotionExample, Example
from minitransformer.data.split import folds_by_topic, split_dialogues, split_examples
from minitransformer.data.tables import read_dialogues
from minitransformer.errors import Problem

DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))
WORD = st.integers(0, 30).map(lambda i: f"말 {i}")
DIALOGUE = st.builds(Dialogue, WORD, WORD, st.integers(0, 2))
EXAMPLE = st.builds(Example, WORD, st.sampled_from("abc"))


def split_or_pass(split, *args):
    try:
        return split(*args)
    except Problem:
        assume(False)


def shared(train, heldout, field):
    return {" ".join(getattr(d, field).split()) for d in train} & {
        " ".join(getattr(d, field).split()) for d in heldout
    }


@given(st.lists(DIALOGUE, min_size=2, max_size=60), st.floats(0.05, 0.5), st.integers(0, 9))
def test_no_question_and_no_answer_is_on_both_sides(pairs, fraction, seed):
    train, heldout = split_or_pass(split_dialogues, pairs, fraction, seed)
    assert Counter(train) + Counter(heldout) == Counter(pairs)
    assert not shared(train, heldout, "question")
    assert not shared(train, heldout, "answer")
    allowed = {label: fraction * n + 1 for label, n in Counter(d.label for d in pairs).items()}
    assert all(n <= allowed[label] for label, n in Counter(d.label for d in heldout).items())


def test_white_space_does_not_make_two_texts_of_one():
    pairs = [Dialogue("안녕  하니", "응", 0), Dialogue("안녕 하니", "그래", 0), Dialogue("뭐 해", "놀아", 0)]
    for seed in range(10):
        train, heldout = split_dialogues(pairs, 0.3, seed)
        assert heldout == [pairs[2]]
        assert train == pairs[:2]


def test_a_chain_of_shared_texts_stays_together():
    chain = [Dialogue(f"q{(i + 1) // 2}", f"a{i // 2}", 0) for i in range(20)]
    single = [Dialogue("혼자", "따로", 0)]
    for seed in range(10):
        assert split_dialogues(chain + single, 0.1, seed) == (chain, single)


def test_the_split_reaches_its_fraction_in_every_label_and_depends_on_the_seed():
    pairs = dialogues()
    train, heldout = split_dialogues(pairs, 0.1, 0)
    everywhere = Counter(d.label for d in pairs)
    for label, n in Counter(d.label for d in heldout).items():
        assert n == pytest.approx(0.1 * everywhere[label], abs=2)
    assert split_dialogues(pairs, 0.1, 0) == (train, heldout)
    assert split_dialogues(pairs, 0.1, 1) != (train, heldout)


def test_dialogues_that_all_hang_together_are_refused():
    with pytest.raises(Problem, match="5 dialogues in 1 groups") as told:
        split_dialogues([Dialogue(f"질문 {i}", "네", 0) for i in range(5)])
    assert "대화 5개" in told.value.ko


@given(st.lists(EXAMPLE, min_size=6, max_size=80), st.floats(0.05, 0.5), st.integers(0, 9))
def test_no_text_is_on_both_sides(examples, fraction, seed):
    train, heldout = split_or_pass(split_examples, examples, fraction, seed)
    assert Counter(train) + Counter(heldout) == Counter(examples)
    assert train
    assert heldout
    assert not shared(train, heldout, "text")


def test_a_split_by_label_keeps_the_shares_and_depends_on_the_seed():
    train, heldout = split_examples(emotions(), 0.2, 3)
    assert set(Counter(e.label for e in heldout).values()) == {60}
    assert split_examples(emotions(), 0.2, 3) == (train, heldout)
    assert split_examples(emotions(), 0.2, 4) != (train, heldout)


def test_too_few_texts_of_a_label_are_refused():
    with pytest.raises(Problem, match="b 1"):
        split_examples([Example(f"글 {i}", "a") for i in range(9)] + [Example("홀로", "b")])
    with pytest.raises(Problem, match=r"cannot be cut at 0\.9"):
        split_examples([Example(f"글 {i}", "ab"[i % 2]) for i in range(10)], 0.9)


@given(
    st.lists(
        st.builds(EmotionExample, WORD, st.sampled_from("abc"), st.sampled_from("ABCDEF"), st.just("반말")),
        min_size=30,
        max_size=60,
    ),
    st.integers(0, 9),
)
def test_a_topic_held_out_is_not_trained_on(examples, seed):
    assume(len({e.topic for e in examples}) >= 3)
    assume(min(Counter(e.emotion for e in examples).values()) >= 3)
    folds = folds_by_topic(examples, 3, seed)
    assert sorted(i for _, heldout in folds for i in heldout) == list(range(len(examples)))
    for train, heldout in folds:
        assert heldout
        assert sorted(train + heldout) == list(range(len(examples)))
        assert not {examples[i].topic for i in train} & {examples[i].topic for i in heldout}


def test_the_embedded_sentences_fall_into_five_equal_folds():
    folds = folds_by_topic(emotions(), 5, 0)
    assert [len(heldout) for _, heldout in folds] == [300] * 5
    assert folds_by_topic(emotions(), 5, 1) != folds


def test_more_folds_than_topics_are_refused():
    with pytest.raises(Problem, match="20 topics cannot be cut into 21"):
        folds_by_topic(emotions(), 21)


@pytest.mark.data
def test_chatbot_data_splits_without_a_shared_text():
    pairs = read_dialogues(DATA / "chatbot_ko" / "ChatbotData.csv")
    train, heldout = split_dialogues(pairs, 0.1, 0)
    assert len(heldout) == pytest.approx(0.1 * len(pairs), rel=0.01)
    assert not shared(train, heldout, "question")
    assert not shared(train, heldout, "answer")
