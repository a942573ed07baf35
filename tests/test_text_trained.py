"""Tokenizers learnt here: their special ids, text there and back, files that others can read."""

import json
import unicodedata
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer

from minitransformer.data.embedded import dialogues, emotions
from minitransformer.errors import Problem
from minitransformer.text.backends import FastTokenizer
from minitransformer.text.files import FILES, read_tokenizer
from minitransformer.text.tokenizer import Tokenizer, nfc, text_of
from minitransformer.text.train import BERT_TOKENS, DIALOGUE_TOKENS, train_bpe, train_wordpiece

TEXTS = [text for d in dialogues() for text in (d.question, d.answer)]
ODD = ["한국어 GPT-2 모델!", "a  b", "ㅋㅋㅋ ㅠㅠ", "뷁 😤 unknown", "3.14, 100%", "1+1=2?"]


@cache
def bpe() -> FastTokenizer:
    return train_bpe(TEXTS, 2000)


@cache
def wordpiece() -> FastTokenizer:
    return train_wordpiece((e.text for e in emotions()), 2000)


BOTH = pytest.mark.parametrize("make", [bpe, wordpiece])


def save(tokenizer: Tokenizer, folder) -> None:
    for name, content in tokenizer.files().items():
        (folder / name).write_bytes(content)


# what is learnt


def test_a_dialogue_tokenizer_has_kogpt2s_special_ids():
    t = bpe()
    assert [t.find(piece) for piece in DIALOGUE_TOKENS] == list(range(7))
    assert [t.piece(i) for i in range(7)] == ["<s>", "</s>", "<usr>", "<pad>", "<sys>", "<unk>", "<mask>"]
    assert (t.bos_id, t.eos_id, t.special("user"), t.pad_id, t.special("system"), t.mask_id) == (
        0,
        1,
        2,
        3,
        4,
        6,
    )
    assert t.control_ids == frozenset(range(7))


def test_a_bert_tokenizer_has_berts_special_tokens():
    t = wordpiece()
    assert (
        [t.piece(i) for i in range(5)] == list(BERT_TOKENS) == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    )
    assert (t.pad_id, t.special("unk"), t.cls_id, t.sep_id, t.mask_id) == (0, 1, 2, 3, 4)


@BOTH
def test_the_vocabulary_is_as_large_as_was_asked(make):
    assert make().vocab_size == 2000


@pytest.mark.parametrize("train", [train_bpe, train_wordpiece])
def test_the_same_texts_give_the_same_tokenizer(train):
    assert train(TEXTS[:200], 700).files() == train(iter(TEXTS[:200]), 700).files()


# there and back


def test_every_embedded_dialogue_comes_back_as_it_was():
    t = bpe()
    assert [t.decode(t.encode(text)) for text in TEXTS] == [nfc(text) for text in TEXTS]
    assert not any(t.special("unk") in t.encode(text) for text in TEXTS)


def test_a_pair_of_spaces_comes_back_as_a_pair():
    assert bpe().decode(bpe().encode("안녕  하세요")) == "안녕  하세요"


def test_every_embedded_sentence_comes_back_from_wordpieces_but_for_its_spaces():
    t, texts = wordpiece(), [e.text for e in emotions()]
    back = [t.decode(t.encode(text)) for text in texts]
    assert [b.replace(" ", "") for b in back] == [nfc(text).replace(" ", "") for text in texts]


@BOTH
@settings(deadline=None, max_examples=50)
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_becomes_ids_of_the_vocabulary(make, text):
    assert all(0 <= i < make().vocab_size for i in make().encode(text))


@BOTH
def test_what_is_not_in_the_vocabulary_becomes_unknown_and_no_text(make):
    t = make()
    assert t.special("unk") in t.encode("뷁")
    assert t.decode([t.special("unk")]) == ""


@BOTH
def test_no_special_token_is_added(make):
    assert not set(make().encode("오늘은 기분이 좋아")) & make().control_ids
    assert make().encode("") == []


@BOTH
def test_control_tokens_and_ids_outside_the_vocabulary_are_no_text(make):
    t = make()
    ids = t.encode("오늘은")
    assert t.decode([*sorted(t.control_ids), *ids, -1, t.vocab_size, 10**6]) == t.decode(ids) == "오늘은"
    assert t.piece(t.vocab_size) == ""


@BOTH
def test_every_id_and_its_piece_find_each_other(make):
    t = make()
    pieces = [t.piece(i) for i in range(t.vocab_size)]
    assert [t.find(piece) for piece in pieces] == list(range(t.vocab_size))
    assert t.find("no such piece") is None


@BOTH
def test_hangul_in_parts_is_the_same_text(make):
    composed = "오늘은 기분이 좋아요"
    parts = unicodedata.normalize("NFD", composed)
    assert parts != composed
    assert make().encode(parts) == make().encode(composed)


@BOTH
def test_a_long_text_is_not_cut_and_a_short_one_not_filled(make):
    inner = make().inner.from_str(make().inner.to_str())
    whole = make().encode("기분이 " * 50)
    inner.enable_truncation(4)
    inner.enable_padding(length=300)
    assert FastTokenizer(inner).encode("기분이 " * 50) == whole
    assert len(whole) >= 50


# what cannot be read


@pytest.mark.parametrize("broken", ["안녕\ud800", "\udfff", "a\ud83d b"])
def test_half_a_character_is_a_problem_that_says_where(broken):
    where = next(i for i, c in enumerate(broken) if "\ud800" <= c <= "\udfff")
    for read in (bpe().encode, wordpiece().encode, nfc, text_of):
        with pytest.raises(Problem, match=f"position {where + 1}") as told:
            read(broken)
        assert f"{where + 1}번째" in told.value.ko


@pytest.mark.parametrize("nothing", ["", " ", "\n\t ", "\u3000"])
def test_an_empty_text_is_a_problem(nothing):
    with pytest.raises(Problem, match="empty") as told:
        text_of(nothing)
    assert "비어" in told.value.ko


def test_a_text_is_stripped_and_composed():
    assert text_of(unicodedata.normalize("NFD", "  안녕 \n")) == "안녕"


def test_a_special_token_that_is_missing_is_a_problem_that_names_it():
    with pytest.raises(Problem, match=r"\[CLS\]") as told:
        _ = bpe().cls_id
    assert "[CLS]" in told.value.ko
    with pytest.raises(Problem, match="<usr>"):
        wordpiece().special("user")


# files


@BOTH
def test_what_is_saved_is_read_back_the_same(make, tmp_path):
    save(make(), tmp_path)
    again = read_tokenizer(tmp_path)
    assert set(make().files()) <= set(FILES)
    assert again.roles == make().roles
    assert again.files() == make().files()
    texts = [*TEXTS[:100], *ODD]
    assert [again.encode(t) for t in texts] == [make().encode(t) for t in texts]
    assert [again.decode(again.encode(t)) for t in texts] == [make().decode(make().encode(t)) for t in texts]


@BOTH
@pytest.mark.parametrize("model_type", ["gpt2", "bert", None])
def test_transformers_reads_what_is_saved_and_gives_the_same_ids(make, model_type, tmp_path):
    save(make(), tmp_path)
    if model_type:
        (tmp_path / "config.json").write_text(json.dumps({"model_type": model_type}), encoding="utf-8")
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    texts = [*TEXTS[:100], *ODD]
    assert [theirs.encode(nfc(t), add_special_tokens=False) for t in texts] == [
        make().encode(t) for t in texts
    ]
    assert len(theirs) == make().vocab_size


def test_transformers_knows_the_special_tokens_that_are_saved(tmp_path):
    save(bpe(), tmp_path)
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    assert (theirs.bos_token_id, theirs.eos_token_id, theirs.pad_token_id) == (0, 1, 3)
    assert (theirs.unk_token_id, theirs.mask_token_id) == (5, 6)


@pytest.mark.parametrize(
    "damage", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b"[]", lambda b: b"\xff" + b]
)
def test_a_damaged_tokenizer_is_a_problem_that_names_it(damage, tmp_path):
    save(bpe(), tmp_path)
    path = tmp_path / "tokenizer.json"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(Problem, match=r"tokenizer|read") as told:
        read_tokenizer(tmp_path)
    assert str(tmp_path) in told.value.en
    assert str(tmp_path) in told.value.ko


@pytest.mark.parametrize("name", ["spiece.model", "vocab.json"])
def test_other_damaged_files_are_problems_too(name, tmp_path):
    for file in (name, "merges.txt"):
        (tmp_path / file).write_bytes(b"\x00damaged")
    with pytest.raises(Problem, match="cannot be read"):
        read_tokenizer(tmp_path)


def test_a_folder_without_a_tokenizer_is_a_problem(tmp_path):
    (tmp_path / "vocab.json").write_text("{}", encoding="utf-8")  # half of a pair
    with pytest.raises(Problem, match="holds no tokenizer") as told:
        read_tokenizer(tmp_path)
    assert "토크나이저" in told.value.ko


# a bare word list


def words(folder, *pieces, **settings):
    (folder / "vocab.txt").write_text("\n".join([*BERT_TOKENS, *pieces]) + "\n", encoding="utf-8")
    if settings:
        (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return read_tokenizer(folder)


def test_a_word_list_without_capitals_is_lower_cased(tmp_path):
    t = words(tmp_path, "paris", "cafe", "##s")
    assert t.encode("PARIS Cafés") == [5, 6, 7]


def test_a_word_list_with_capitals_keeps_case_and_accents(tmp_path):
    t = words(tmp_path, "Paris", "paris", "Café")
    assert t.encode("Paris paris Café") == [5, 6, 7]
    assert t.encode("PARIS") == [1]


def test_what_the_settings_say_goes_before_what_the_list_looks_like(tmp_path):
    t = words(tmp_path, "Paris", "paris", do_lower_case=True)
    assert t.encode("Paris") == [6]
    assert words(tmp_path, "naïve", "naive", do_lower_case=True, strip_accents=False).encode("Naïve") == [5]


def test_hangul_without_accents_stripped_is_kept_whole(tmp_path):
    assert words(tmp_path, "안녕", "한글", do_lower_case=False).encode("한글 안녕") == [6, 5]
