"""The hand-written tokenizers cut as the libraries do: the same ids, the same places, the same text back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers_at_hand import KINDS, TEXTS, at_hand, by_hand, hard_strings, unigram

from minitransformer.errors import Problem
from minitransformer.text.byhand.base import ByHand
from minitransformer.text.byhand.read import read_by_hand

ALL = pytest.mark.parametrize("kind", KINDS)
CORPORA = {"chatbot": 23646, "nsmc": 16000, "shakespeare": 40001, "tatoeba": 10478, "korquad": 964}
REAL = ("gpt2", "kogpt2_v2", "bert_base_uncased", "bert_base_multilingual_cased", "kobert")
WORD_LISTS = ("koelectra_v1", "koelectra_v3")


@ALL
def test_sentences_are_cut_alike(kind):
    ours, theirs = at_hand(kind)
    assert isinstance(ours, ByHand)
    assert not isinstance(theirs, ByHand)
    assert [ours.cut(text) for text in TEXTS[::6]] == [theirs.cut(text) for text in TEXTS[::6]]


@ALL
@settings(deadline=None, max_examples=100)
@given(text=hard_strings())
def test_any_string_is_cut_alike(kind, text):
    ours, theirs = at_hand(kind)
    assert ours.cut(text) == theirs.cut(text)
    assert ours.encode(text) == theirs.encode(text)


@ALL
@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_any_ids_become_the_same_text(kind, data):
    ours, theirs = at_hand(kind)
    ids = data.draw(st.lists(st.integers(-2, theirs.vocab_size + 2), max_size=12))
    assert ours.decode(ids) == theirs.decode(ids)


@ALL
@pytest.mark.parametrize(
    "character",
    ["가", " ", *(pytest.param(c, marks=pytest.mark.slow) for c in ("a", "\u0301", "ㅋ", "😤", "."))],
)
def test_64_kb_of_one_character_are_cut_alike(kind, character):
    ours, theirs = at_hand(kind)
    text = character * (2**16 // len(character.encode()))
    assert ours.cut(text) == theirs.cut(text)


@ALL
def test_the_same_pieces_have_the_same_ids_and_roles(kind):
    ours, theirs = at_hand(kind)
    assert ours.vocab_size == theirs.vocab_size
    ids = range(-1, theirs.vocab_size + 2)
    assert [ours.piece(i) for i in ids] == [theirs.piece(i) for i in ids]
    assert all(ours.find(theirs.piece(i)) == i for i in range(theirs.vocab_size))
    assert ours.find("no such piece") is None
    assert (ours.roles, ours.control_ids) == (theirs.roles, theirs.control_ids)


@ALL
@pytest.mark.parametrize("broken", ["안녕\ud800", "\udfff", "a\ud83d b"])
def test_half_a_character_is_refused(kind, broken):
    for tokenizer in at_hand(kind):
        for read in (tokenizer.cut, tokenizer.encode):
            with pytest.raises(Problem, match="broken character at position"):
                read(broken)


@ALL
@settings(deadline=None, max_examples=50)
@given(text=hard_strings())
def test_every_token_has_its_place_in_the_text(kind, text):
    for tokenizer in at_hand(kind):
        tokens = tokenizer.cut(text)
        assert all(0 <= token.start <= token.end <= len(text) for token in tokens)
        assert [token.start for token in tokens] == sorted(token.start for token in tokens)


@pytest.mark.parametrize(
    "how",
    [
        {"normalization_rule_name": "identity"},
        {"normalization_rule_name": "nfkc_cf"},
        {"add_dummy_prefix": False},
        {"remove_extra_whitespaces": False},
        {"add_dummy_prefix": False, "remove_extra_whitespaces": False},
        {"user_defined_symbols": ["오늘은", "늘은", "하", "<a b>", "  ", " x", "▁y", "ﬁ", "요.", "."]},
        {"control_symbols": ["<c>", "하이"], "unk_surface": "?", "unk_piece": "[UNK]"},
    ],
    ids=lambda how: "+".join(how),
)
def test_other_settings_of_sentencepiece_are_read_from_the_file(how):
    theirs = unigram(**how)
    ours = by_hand(theirs)

    @settings(deadline=None, max_examples=60)
    @given(
        hard_strings(20) | st.text("오늘은하요.<a b>▁xy ﬁ\t\x01", max_size=30),
        st.lists(st.integers(0, theirs.vocab_size - 1), max_size=6),
    )
    def alike(text: str, ids: list[int]) -> None:
        assert ours.cut(text) == theirs.cut(text)
        assert ours.join(ids) == theirs.join(ids)

    alike()


def compared(*arguments: str) -> list[dict[str, int | str]]:
    command = [sys.executable, str(Path(__file__).with_name("compare_tokenizers.py")), "--json", *arguments]
    paths = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    )
    return json.loads(done.stdout)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "text", "ids"),
    [
        (
            "kogpt2_v2",
            "안녕하세요. 한국어 GPT-2 입니다.😤:)l^o",
            [25906, 8702, 7801, 25856, 34407, 10528, 422, 426, 18258, 9241, 12521, 254, 110, 162],
        ),
        ("kobert", "한국어 모델을 공유합니다.", [4958, 6855, 2046, 7088, 1050, 7843, 54]),
        ("bert_base_uncased", "I love Paris", [1045, 2293, 3000]),
        ("gpt2", "Hello world", [15496, 995]),
    ],
)
def test_real_tokenizers_give_the_published_ids(name, text, ids):
    tokenizer = read_by_hand(Path(os.environ["MINITRANSFORMER_DATA"]) / name)
    assert tokenizer.encode(text) == ids
    assert tokenizer.decode(ids) == (text.lower() if "uncased" in name else text)


@pytest.mark.data
@pytest.mark.parametrize("name", [*REAL, *WORD_LISTS])
def test_real_tokenizers_cut_every_line_of_real_texts_alike(name):
    rows = compared(name)
    assert {row["corpus"]: row["lines"] for row in rows} == CORPORA
    assert [(row["corpus"], row["first_mismatch"]) for row in rows if row["mismatches"]] == []


@pytest.mark.data
@pytest.mark.slow
def test_real_tokenizers_cut_more_than_100_000_strings_alike():
    rows = compared("--strings", "15000")
    assert [row["lines"] for row in rows] == [15_000] * 7
    assert [(row["tokenizer"], row["first_mismatch"]) for row in rows if row["mismatches"]] == []
