"""Marian's tokenizer, by the library and by hand: the ids and the text that transformers gives."""

import io
import json
import warnings
from functools import cache
from pathlib import Path

import pytest
import sentencepiece
import transformers
from tokenizers_at_hand import KOREAN, kept

from minitransformer.errors import Problem
from minitransformer.text.backends import PieceTokenizer
from minitransformer.text.byhand.pieces import UnigramPieces
from minitransformer.text.byhand.read import read_by_hand
from minitransformer.text.files import FILES, read_tokenizer
from minitransformer.text.marian import MarianTokenizer

BOTH = pytest.mark.parametrize("read", [read_tokenizer, read_by_hand])
TEXTS = [*KOREAN[::40], "  ", "", "뷁é漢 안녕?", ">>fra<< 안녕?", ">>xyz<<안녕", "안녕 >>fra<<", ">>안녕"]


@cache
def model(of_questions: bool) -> bytes:
    content = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(KOREAN[int(not of_questions) :: 2]),
        model_writer=content,
        vocab_size=900,
        hard_vocab_limit=False,
        minloglevel=2,
        num_threads=1,
        bos_id=-1,
        eos_id=0,
        unk_id=1,
    )
    return content.getvalue()


def vocabulary() -> dict[str, int]:
    """Its own numbers; with one piece that neither model has."""
    models = [sentencepiece.SentencePieceProcessor(model_proto=model(side)) for side in (True, False)]
    pieces = [m.id_to_piece(i) for m in models for i in range(2, m.get_piece_size())]
    every = ["</s>", "<unk>", *sorted(pieces), "漢", ">>fra<<", "<pad>"]
    return {piece: i for i, piece in enumerate(dict.fromkeys(every))}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "source.spm").write_bytes(model(True))
    (tmp_path / "target.spm").write_bytes(model(False))
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary()), encoding="utf-8")
    (tmp_path / "tokenizer_config.json").write_text("{}", encoding="utf-8")
    return tmp_path


def theirs(folder: Path) -> transformers.MarianTokenizer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for a package
        return transformers.MarianTokenizer.from_pretrained(folder)


@BOTH
def test_ids_are_those_of_transformers(read, folder):
    ours, reference = read(folder), theirs(folder)
    assert isinstance(ours, MarianTokenizer)
    assert isinstance(ours.source, UnigramPieces if read is read_by_hand else PieceTokenizer)
    assert [ours.encode(text) for text in TEXTS] == [
        reference.encode(text, add_special_tokens=False) for text in TEXTS
    ]
    assert [ours.target.encode(text) for text in TEXTS] == [
        reference(text_target=text, add_special_tokens=False)["input_ids"] for text in TEXTS
    ]


@BOTH
def test_the_text_of_ids_is_that_of_transformers(read, folder):
    ours, reference = read(folder), theirs(folder)
    rows = [range(n, ours.vocab_size, 37) for n in range(30)]
    rows += [ours.target.encode(text) for text in KOREAN[::40]]
    plain = [[i for i in row if i not in ours.control_ids] for row in rows]
    assert [ours.decode(row) for row in plain] == [reference.decode(row).strip() for row in plain]
    assert ours.decode([0, *plain[-1], 1, ours.vocab_size - 1, 10**6]) == ours.decode(plain[-1])


def test_both_ways_give_every_token_the_same_place(folder):
    ours, by_library = read_by_hand(folder), read_tokenizer(folder)
    assert [ours.cut(text) for text in TEXTS] == [by_library.cut(text) for text in TEXTS]


@BOTH
def test_a_language_code_is_one_token_and_stands_in_front(read, folder):
    ours = read(folder)
    code = ours.token_id(">>fra<<")
    assert ours.cut(">>fra<<가")[0] == (code, 0, 7)
    assert ours.encode(">>xyz<<가")[0] == ours.special("unk")


@BOTH
def test_a_piece_that_no_model_has_may_have_an_id(read, folder):
    ours = read(folder)
    assert ours.token_id("漢") in ours.encode("漢")


@BOTH
def test_what_is_kept_is_read_back_the_same(read, folder, tmp_path):
    ours = read(folder)
    assert set(ours.files()) <= set(FILES)
    (tmp_path / "again").mkdir()
    again = read(kept(ours, tmp_path / "again"))
    assert again.files() == ours.files()
    assert theirs(tmp_path / "again").encode("안녕?", add_special_tokens=False) == ours.encode("안녕?")
    assert (again.roles, again.pad_id, again.eos_id) == (ours.roles, ours.vocab_size - 1, 0)


@BOTH
def test_added_tokens_are_not_cut_in_either_language(read, folder):
    ours = read(folder)
    larger = ours.adding(["<hey>", ">>fra<<"])
    assert larger.vocab_size == ours.vocab_size + 1
    assert larger.find("<hey>") == ours.vocab_size
    for side in (larger, larger.target):
        assert ours.vocab_size in side.encode("안녕 <hey> 반가워")
    assert larger.encode("안녕") == ours.encode("안녕")


@BOTH
def test_a_vocabulary_for_each_language_is_refused(read, folder):
    (folder / "target_vocab.json").write_text("{}", encoding="utf-8")
    with pytest.raises(Problem, match="two languages"):
        read(folder)


@BOTH
def test_half_a_character_is_refused(read, folder):
    for method in (read(folder).encode, read(folder).cut):
        with pytest.raises(Problem, match="position 2"):
            method("a\ud800")
