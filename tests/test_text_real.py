"""The tokenizers of the real models, by the ids that are published for them."""

import os
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from minitransformer.data.dialogue import encode_dialogue
from minitransformer.data.embedded import dialogues
from minitransformer.errors import Problem
from minitransformer.text.backends import FastTokenizer, PieceTokenizer
from minitransformer.text.files import read_tokenizer
from minitransformer.text.tokenizer import Tokenizer

pytestmark = pytest.mark.data

DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))
NAMES = ["kogpt2_v2", "kobert", "bert_base_uncased", "bert_base_multilingual_cased", "gpt2"]
ALL = pytest.mark.parametrize("name", NAMES)
EMOTIONAL = "안녕하세요. 한국어 GPT-2 입니다.😤:)l^o"


@cache
def real(name: str) -> Tokenizer:
    return read_tokenizer(DATA / name)


# koGPT2


def test_kogpt2_gives_the_published_ids():
    ids = [25906, 8702, 7801, 25856, 34407, 10528, 422, 426, 18258, 9241, 12521, 254, 110, 162]
    assert real("kogpt2_v2").encode(EMOTIONAL) == ids


def test_kogpt2_gives_emoji_and_emoticons_back():
    t = real("kogpt2_v2")
    assert t.decode(t.encode(EMOTIONAL)) == EMOTIONAL


def test_kogpt2_begins_with_its_special_tokens():
    t = real("kogpt2_v2")
    pieces = "<s> </s> <usr> <pad> <sys> <unk> <mask> <d> </d> <unused0>".split()
    assert [t.piece(i) for i in range(10)] == pieces
    assert (t.bos_id, t.eos_id, t.pad_id, t.mask_id) == (0, 1, 3, 6)
    assert (t.special("user"), t.special("system")) == (2, 4)


def test_kogpt2_has_nothing_behind_its_last_piece():
    t = real("kogpt2_v2")
    assert t.vocab_size == 51200
    assert t.piece(51199) != ""
    assert t.piece(51200) == ""
    assert t.decode([51200, -1, 25906]) == t.decode([25906]) == "안녕"


def test_kogpt2_saved_by_us_is_the_same_to_transformers(tmp_path):
    for name, content in real("kogpt2_v2").files().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "config.json").write_text('{"model_type": "gpt2"}', encoding="utf-8")
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    texts = [EMOTIONAL, *(d.question for d in dialogues()[:50])]
    assert [theirs.encode(t, add_special_tokens=False) for t in texts] == [
        real("kogpt2_v2").encode(t) for t in texts
    ]


def test_a_reply_of_kogpt2_comes_back_without_its_marks():
    t = real("kogpt2_v2")
    whole = encode_dialogue(t, "안녕?", "반가워요 😤")
    assert t.decode(whole.ids[whole.answer_start :]) == "반가워요 😤"


# KoBERT


def test_kobert_gives_the_published_ids():
    t = real("kobert")
    text = "한국어 모델을 공유합니다."
    assert t.encode(text) == [4958, 6855, 2046, 7088, 1050, 7843, 54]
    assert t.decode(t.encode(text)) == text


def test_kobert_has_its_special_tokens():
    t = real("kobert")
    assert (t.special("unk"), t.pad_id, t.cls_id, t.sep_id, t.mask_id) == (0, 1, 2, 3, 4)
    assert [t.piece(i) for i in range(5)] == ["[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]"]
    assert t.vocab_size == 8002


def test_kobert_knows_what_is_not_a_piece():
    t = real("kobert")
    assert t.find("no such piece") is None
    assert t.find("[UNK]") == 0
    assert t.piece(8002) == t.piece(-1) == ""
    assert t.decode([2, *t.encode("한국어"), 3, 8002]) == "한국어"
    with pytest.raises(Problem, match="<usr>"):
        t.special("user")


@pytest.mark.parametrize("name", ["spiece.model", "tokenizer_78b3253a26.model"])
def test_kobert_saved_by_us_is_read_back_under_either_of_its_names(name, tmp_path):
    (tmp_path / name).write_bytes(real("kobert").files()["spiece.model"])
    again = read_tokenizer(tmp_path)
    assert isinstance(again, PieceTokenizer)
    assert again.encode("한국어 모델") == real("kobert").encode("한국어 모델")
    assert again.roles == real("kobert").roles


# BERT


def test_uncased_bert_lowers_and_gives_the_published_ids():
    t = real("bert_base_uncased")
    assert [t.cls_id, *t.encode("I love PARIS"), t.sep_id] == [101, 1045, 2293, 3000, 102]
    assert t.encode("Café") == t.encode("cafe")
    assert t.decode(t.encode("I love Paris.")) == "i love paris."
    assert (t.pad_id, t.special("unk"), t.mask_id) == (0, 100, 103)


def test_multilingual_bert_keeps_case_accents_and_hangul():
    t = real("bert_base_multilingual_cased")
    text = "Café 안녕하세요 naïve"
    assert t.decode(t.encode(text)) == text
    assert t.encode("Paris") != t.encode("paris")
    assert t.encode("Café") != t.encode("Cafe")
    assert len(t.encode("Café")) == 1
    assert t.vocab_size == 119547


# GPT-2


def test_gpt2_gives_the_published_ids():
    t = real("gpt2")
    assert t.encode("Hello world") == [15496, 995]
    assert t.bos_id == t.eos_id == 50256
    assert t.vocab_size == 50257


def test_gpt2_gives_any_bytes_back():
    t = real("gpt2")
    text = "Hello  world\n안녕 😤\tnaïve "
    assert t.decode([50256, *t.encode(text), 50256]) == text


# all


@ALL
def test_hangul_in_parts_is_the_same_text(name):
    parts = unicodedata.normalize("NFD", EMOTIONAL)
    assert parts != EMOTIONAL
    assert real(name).encode(parts) == real(name).encode(EMOTIONAL)


@ALL
def test_half_a_character_is_a_problem(name):
    with pytest.raises(Problem, match="position 3"):
        real(name).encode("안녕\ud83d")


@ALL
def test_what_is_saved_is_read_back_the_same(name, tmp_path):
    for file, content in real(name).files().items():
        (tmp_path / file).write_bytes(content)
    again = read_tokenizer(tmp_path)
    texts = [EMOTIONAL, *(d.answer for d in dialogues()[:100])]
    assert [again.encode(t) for t in texts] == [real(name).encode(t) for t in texts]
    assert (again.vocab_size, again.roles) == (real(name).vocab_size, real(name).roles)
    assert isinstance(again, FastTokenizer) == isinstance(real(name), FastTokenizer)


@pytest.mark.parametrize("name", [name for name in NAMES if "uncased" not in name])
def test_dialogues_of_known_pieces_come_back_but_for_their_spaces(name):
    t = real(name)
    plain = [d.answer for d in dialogues() if t.roles.get("unk") not in t.encode(d.answer)]
    back = [unicodedata.normalize("NFC", t.decode(t.encode(text))) for text in plain]
    same = [b.replace(" ", "") == text.replace(" ", "") for b, text in zip(back, plain, strict=True)]
    assert len(plain) > 900
    assert sum(same) >= 0.99 * len(plain)
