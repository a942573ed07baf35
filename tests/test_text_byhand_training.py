"""What is learnt by hand is what the library learns: the same merges, the same vocabulary."""

import csv
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers_at_hand import ENGLISH, KOREAN, TEXTS

from minitransformer.text.backends import FastTokenizer
from minitransformer.text.byhand.learn import learn
from minitransformer.text.byhand.read import read_by_hand
from minitransformer.text.byhand.train import learn_bpe, learn_bytes, learn_wordpiece
from minitransformer.text.tokenizer import Tokenizer
from minitransformer.text.train import train_bpe, train_bytes, train_wordpiece

BOTH = pytest.mark.parametrize(
    ("by_hand", "by_library"),
    [(learn_bpe, train_bpe), (learn_wordpiece, train_wordpiece), (learn_bytes, train_bytes)],
)


def learnt(tokenizer: Tokenizer) -> tuple[dict[str, int], list[list[str]] | None]:
    model = json.loads(tokenizer.files()["tokenizer.json"])["model"]
    return model["vocab"], model.get("merges")


@BOTH
@pytest.mark.parametrize("size", [100, 1200, 5000])
def test_the_library_learns_the_same(by_hand, by_library, size):
    assert learnt(by_hand(TEXTS, size)) == learnt(by_library(TEXTS, size))


@BOTH
@settings(deadline=None, max_examples=150)
@given(
    texts=st.lists(st.text("ab가 !", max_size=40), max_size=8),
    repeated=st.integers(1, 3),
    size=st.integers(1, 150),
)
def test_the_library_learns_the_same_where_nearly_all_pairs_are_equally_frequent(
    by_hand, by_library, texts, repeated, size
):
    texts = texts * repeated
    assert learnt(by_hand(texts, size)) == learnt(by_library(texts, size))


@BOTH
def test_what_was_learnt_cuts_alike(by_hand, by_library):
    ours, theirs = by_hand(KOREAN, 1500), by_library(KOREAN, 1500)
    assert isinstance(theirs, FastTokenizer)
    texts = [*KOREAN[::20], *ENGLISH[:2], "뷁 <s>[CLS]😤"]
    assert [ours.cut(text) for text in texts] == [theirs.cut(text) for text in texts]
    assert (ours.roles, ours.vocab_size) == (theirs.roles, theirs.vocab_size)


@BOTH
def test_what_was_learnt_is_read_back_the_same(by_hand, by_library, tmp_path):
    tokenizer = by_hand(KOREAN[:300], 600)
    for name, content in tokenizer.files().items():
        (tmp_path / name).write_bytes(content)
    assert read_by_hand(tmp_path).files() == tokenizer.files()


@pytest.mark.parametrize(
    ("words", "vocabulary", "merges"),
    [
        ({"abab": 1, "ab": 1}, ["a", "b", "ab", "abab"], [("a", "b"), ("ab", "ab")]),
        ({"ba": 2, "ab": 2}, ["a", "b", "ab", "ba"], [("a", "b"), ("b", "a")]),  # a tie: the lower ids
        ({"aaaa": 1}, ["a", "b", "aa", "aaaa"], [("a", "a"), ("aa", "aa")]),
        ({"a": 9}, ["a", "b"], []),
    ],
)
def test_the_most_frequent_pair_is_merged_next(words, vocabulary, merges):
    assert learn(words, ["a", "b"], 10) == (vocabulary, merges)


def test_a_piece_that_continues_a_word_is_another_one():
    words = {"aa": 5, "ba": 1}
    vocabulary, merges = learn(words, ["##a", "a", "b"], 10, "##")
    assert vocabulary == ["##a", "a", "b", "aa", "ba"]
    assert merges == [("a", "##a"), ("b", "##a")]


def test_a_piece_that_is_made_in_two_ways_is_one_piece_with_two_merges():
    vocabulary, merges = learn({"abc": 3, "ab": 9, "bc": 8, "xbc": 5}, [*"abcx"], 20)
    made = Counter("".join(pair) for pair in merges)
    assert vocabulary[4:] == list(made)


def test_no_more_is_learnt_than_was_asked():
    assert learn({"abcd": 2}, [*"abcd"], 5)[0] == [*"abcd", "ab"]
    assert learn({"abcd": 2}, [*"abcd"], 2)[0] == [*"abcd"]


@pytest.mark.data
@BOTH
@pytest.mark.parametrize("corpus", ["chatbot", "shakespeare"])
def test_the_library_learns_the_same_from_real_texts(by_hand, by_library, corpus):
    data = Path(os.environ["MINITRANSFORMER_DATA"])
    if corpus == "chatbot":
        with (data / "chatbot_ko/ChatbotData.csv").open(encoding="utf-8", newline="") as file:
            texts = [row[column] for row in csv.DictReader(file) for column in ("Q", "A")]
    else:
        texts = (data / "tinyshakespeare/input.txt").read_text(encoding="utf-8").split("\n")
    assert learnt(by_hand(texts, 8000)) == learnt(by_library(texts, 8000))
