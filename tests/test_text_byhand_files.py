"""The hand-written tokenizers and files: what they read and write, what they refuse, and tokens that are added."""

import io
import json

import pytest
import sentencepiece
from tokenizers_at_hand import KINDS, KOREAN, at_hand, kept, read_back
from transformers import AutoTokenizer

from minitransformer.errors import Problem
from minitransformer.text.byhand.bytelevel import CHARACTERS
from minitransformer.text.byhand.read import read_by_hand
from minitransformer.text.files import FILES, read_tokenizer
from minitransformer.text.protobuf import field, fields, numbers, texts
from minitransformer.text.train import BERT_TOKENS

ALL = pytest.mark.parametrize("kind", KINDS)
SENTENCES = [*KOREAN[::50], "안녕  Hello! don't 😤 ㅋㅠ <usr>[MASK]<|endoftext|> é e\u0301 \x00 뷁"]


# files


@ALL
def test_what_is_written_by_hand_the_library_reads_the_same(kind):
    ours, theirs = at_hand(kind)
    again = read_back(ours)
    assert type(again) is type(theirs)
    assert [again.cut(text) for text in SENTENCES] == [theirs.cut(text) for text in SENTENCES]
    ids = list(range(0, theirs.vocab_size, 7))
    assert again.decode(ids) == theirs.decode(ids)
    assert (again.roles, again.vocab_size) == (theirs.roles, theirs.vocab_size)


@ALL
def test_what_is_written_by_hand_is_read_by_hand_the_same(kind, tmp_path):
    ours, _ = at_hand(kind)
    again = read_by_hand(kept(ours, tmp_path))
    assert again.files() == ours.files()
    assert set(ours.files()) <= set(FILES)
    assert again.cut(SENTENCES[-1]) == ours.cut(SENTENCES[-1])


@pytest.mark.parametrize("kind", ["byte_level", "metaspace", "kogpt2", "cased"])
def test_transformers_reads_what_is_written_by_hand(kind, tmp_path):
    ours, _ = at_hand(kind)
    (kept(ours, tmp_path) / "config.json").write_text('{"model_type": "gpt2"}', encoding="utf-8")
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    assert [theirs.encode(t, add_special_tokens=False) for t in KOREAN[::50]] == [
        ours.encode(t) for t in KOREAN[::50]
    ]


def test_gpt2s_own_pair_of_files_is_read(tmp_path):
    merges = [("h", "e"), ("l", "l"), ("he", "ll"), ("hell", "o"), ("Ġ", "hello")]
    pieces = [*CHARACTERS, *map("".join, merges)]
    vocabulary = json.dumps({piece: i for i, piece in enumerate(pieces)})
    rules = "\n".join(["#version: 0.2", *map(" ".join, merges), ""])
    for folder, names in (("old", ("encoder.json", "vocab.bpe")), ("new", ("vocab.json", "merges.txt"))):
        (tmp_path / folder).mkdir()
        for name, content in zip(names, (vocabulary, rules), strict=True):
            (tmp_path / folder / name).write_text(content, encoding="utf-8")
        ours, theirs = read_by_hand(tmp_path / folder), read_tokenizer(tmp_path / folder)
        assert ours.encode("hello hello") == theirs.encode("hello hello") == [259, 260]
        assert [ours.cut(text) for text in SENTENCES] == [theirs.cut(text) for text in SENTENCES]


@pytest.mark.parametrize(
    "settings", [None, {"do_lower_case": False}, {"do_lower_case": True, "strip_accents": None}]
)
@pytest.mark.parametrize("capital", ["Paris", "paris"])
def test_a_word_list_is_read_as_the_library_reads_it(settings, capital, tmp_path):
    pieces = [*BERT_TOKENS, capital, "café", "cafe", "한글", "각", "\u1100\u1161\u11a8", "##s"]
    (tmp_path / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    if settings:
        (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    ours, theirs = read_by_hand(tmp_path), read_tokenizer(tmp_path)
    for text in ("Paris paris Cafés", "café 한글 각[MASK]x"):
        assert ours.cut(text) == theirs.cut(text)
    assert ours.vocab_size == theirs.vocab_size == len(pieces)


def test_the_older_spelling_of_metaspace_is_read(tmp_path):
    ours, theirs = at_hand("kogpt2")
    said = json.loads(theirs.files()["tokenizer.json"])
    said["pre_tokenizer"] = {
        "type": "Metaspace",
        "replacement": "▁",
        "add_prefix_space": True,
        "str_rep": "▁",
    }
    said["model"]["merges"] = [" ".join(pair) for pair in said["model"]["merges"]]
    for absent in ("byte_fallback", "ignore_merges"):
        del said["model"][absent]
    (tmp_path / "tokenizer.json").write_text(json.dumps(said), encoding="utf-8")
    again = read_by_hand(tmp_path)
    assert [again.cut(text) for text in SENTENCES] == [ours.cut(text) for text in SENTENCES]


# files of other kinds


def put(said: dict, path: str, value: object) -> None:
    *way, last = path.split(".")
    for step in way:
        said = said[int(step) if step.isdigit() else step]
    said[last] = value


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("metaspace", "model.byte_fallback", True),
        ("metaspace", "model.fuse_unk", True),
        ("metaspace", "model.ignore_merges", True),
        ("metaspace", "model.end_of_word_suffix", "</w>"),
        ("metaspace", "model.unk_token", None),
        ("metaspace", "model.type", "WordLevel"),
        ("metaspace", "added_tokens.3.lstrip", True),
        ("metaspace", "added_tokens.3.normalized", True),
        ("metaspace", "normalizer", None),
        ("metaspace", "normalizer", {"type": "NFKD"}),
        ("metaspace", "pre_tokenizer.pretokenizers.0.prepend_scheme", "first"),
        ("metaspace", "pre_tokenizer.pretokenizers.1.behavior", "Removed"),
        ("metaspace", "decoder.prepend_scheme", "never"),
        ("byte_level", "pre_tokenizer.add_prefix_space", True),
        ("byte_level", "pre_tokenizer.use_regex", False),
        ("byte_level", "post_processor.trim_offsets", True),
        ("byte_level", "normalizer", {"type": "NFC"}),
        ("cased", "normalizer.clean_text", False),
        ("cased", "normalizer.handle_chinese_chars", False),
        ("cased", "model.max_input_chars_per_word", 50),
        ("cased", "model.continuing_subword_prefix", "@@"),
        ("cased", "decoder.cleanup", False),
        ("cased", "pre_tokenizer", {"type": "Whitespace"}),
    ],
)
def test_a_file_that_asks_for_something_else_is_refused(kind, path, value, tmp_path):
    _, theirs = at_hand(kind)
    said = json.loads(theirs.files()["tokenizer.json"])
    put(said, path, value)
    (tmp_path / "tokenizer.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Problem, match="no hand-written tokenizer") as told:
        read_by_hand(tmp_path)
    assert str(tmp_path) in told.value.en
    assert str(tmp_path) in told.value.ko


@pytest.mark.parametrize(
    "how", [{"model_type": "bpe"}, {"byte_fallback": True}, {"treat_whitespace_as_suffix": True}]
)
def test_a_model_of_sentencepiece_that_is_not_plain_unigram_is_refused(how, tmp_path):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(KOREAN[:300]),
        model_writer=model,
        vocab_size=900,
        hard_vocab_limit=False,
        minloglevel=2,
        **how,
    )
    (tmp_path / "spiece.model").write_bytes(model.getvalue())
    with pytest.raises(Problem, match="unigram"):
        read_by_hand(tmp_path)


# files that are damaged


@pytest.mark.parametrize("read", [read_tokenizer, read_by_hand])
def test_a_piece_that_is_twice_in_a_word_list_is_a_problem_that_says_where(read, tmp_path):
    (tmp_path / "vocab.txt").write_text("\n".join([*BERT_TOKENS, "가", "나", "가", ""]), encoding="utf-8")
    with pytest.raises(Problem, match="'가' in line 6 and again in line 8") as told:
        read(tmp_path)
    assert "6번째 줄과 8번째 줄" in told.value.ko


def test_two_pieces_with_one_id_are_a_problem_that_names_them(tmp_path):
    words, _ = at_hand("cased")
    path = kept(words, tmp_path) / "tokenizer.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    first, second = list(said["model"]["vocab"])[20:22]
    said["model"]["vocab"][second] = said["model"]["vocab"][first]
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Problem, match=f"the same id {said['model']['vocab'][first]}") as told:
        read_tokenizer(tmp_path)
    assert repr(first) in told.value.ko
    assert repr(second) in told.value.en


def test_a_list_of_words_without_a_piece_for_the_unknown_is_a_problem(tmp_path):
    pieces = [piece for piece in BERT_TOKENS if piece != "[UNK]"]
    (tmp_path / "vocab.txt").write_text("\n".join([*pieces, "가", "나"]), encoding="utf-8")
    with pytest.raises(Problem, match=r"the vocabulary lacks \[UNK\]") as told:
        read_tokenizer(tmp_path)
    assert "[UNK]" in told.value.ko


def test_an_id_that_no_piece_has_is_a_problem_that_names_it(tmp_path):
    (tmp_path / "merges.txt").write_text("", encoding="utf-8")
    (tmp_path / "vocab.json").write_text(json.dumps({"a": 0, "b": 1, "c": 3}), encoding="utf-8")
    with pytest.raises(Problem, match="3 pieces, but the id 2") as told:
        read_by_hand(tmp_path)
    assert "2번" in told.value.ko


def test_a_byte_without_a_piece_is_a_problem(tmp_path):
    (tmp_path / "merges.txt").write_text("", encoding="utf-8")
    vocabulary = {piece: i for i, piece in enumerate(CHARACTERS[1:])}
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    with pytest.raises(Problem, match="'Ā'"):
        read_by_hand(tmp_path)


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b"\xff\xfe" + b])
@pytest.mark.parametrize("kind", ["metaspace", "unigram"])
def test_a_damaged_file_is_a_problem_that_names_its_folder(kind, damage, tmp_path):
    name, content = next(iter(at_hand(kind)[0].files().items()))
    (tmp_path / name).write_bytes(damage(content))
    with pytest.raises(Problem):
        read_by_hand(tmp_path)


def test_an_empty_folder_is_a_problem(tmp_path):
    with pytest.raises(Problem, match="holds no tokenizer"):
        read_by_hand(tmp_path)


# protocol buffers


@pytest.mark.parametrize("number", [0, 1, 127, 128, 300, 2**35])
def test_whole_numbers_of_any_size_are_read_as_written(number):
    assert list(fields(field(7, number))) == [(7, number)]


def test_a_message_is_read_as_written():
    message = field(1, "가".encode()) + field(3, 4) + b"\x15\x00\x00\x80\xbf" + b"\x19" + bytes(8)
    assert list(fields(message)) == [(1, "가".encode()), (3, 4), (2, b"\x00\x00\x80\xbf"), (3, bytes(8))]
    assert numbers(message) == {3: 4}
    assert texts(message, 1) == ["가".encode()]


@pytest.mark.parametrize("cut", [1, 2, 4])
def test_a_message_that_ends_too_early_is_an_error(cut):
    message = field(1, b"abc") + field(2, 300)
    with pytest.raises(ValueError, match=r"bytes|number"):
        list(fields(message[: len(message) - cut]))


# added tokens


@ALL
def test_added_tokens_are_cut_alike_and_come_behind_the_others(kind):
    ours, theirs = (tokenizer.adding(["<hey>", "ㅋㅋ", "<hey>", "</hey>"]) for tokenizer in at_hand(kind))
    before = at_hand(kind)[0].vocab_size
    assert [ours.find(piece) for piece in ("<hey>", "ㅋㅋ", "</hey>")] == [before, before + 1, before + 2]
    for text in ("<hey>ㅋㅋㅋ</hey> 안녕<hey>", *SENTENCES):
        assert ours.cut(text) == theirs.cut(text)
        assert ours.decode(ours.encode(text)) == theirs.decode(theirs.encode(text))
    assert before in ours.encode("안녕<hey>하세요")
    assert ours.vocab_size == theirs.vocab_size == before + 3


@ALL
def test_added_tokens_leave_all_other_ids_as_they_were(kind):
    for tokenizer in at_hand(kind):
        larger = tokenizer.adding(["<hey>"])
        ids = range(tokenizer.vocab_size)
        assert [larger.piece(i) for i in ids] == [tokenizer.piece(i) for i in ids]
        assert [larger.encode(text) for text in SENTENCES] == [tokenizer.encode(text) for text in SENTENCES]
        assert "<hey>" in larger.decode(larger.encode("안녕 <hey>"))
        assert tokenizer.find("<hey>") is None


@ALL
def test_added_tokens_are_kept_in_the_files(kind, tmp_path):
    for n, tokenizer in enumerate(at_hand(kind)):
        larger = tokenizer.adding(["<hey>", "<usr>"])
        (folder := tmp_path / str(n)).mkdir()
        kept(larger, folder)
        for again in (read_by_hand(folder), read_tokenizer(folder)):
            assert again.cut("a<hey>b <usr>") == larger.cut("a<hey>b <usr>")
            assert again.roles == larger.roles
            assert again.find("<hey>") == tokenizer.vocab_size


@ALL
def test_a_piece_that_is_known_is_not_added_again(kind):
    for tokenizer in at_hand(kind):
        known = tokenizer.piece(tokenizer.vocab_size - 1)
        assert tokenizer.adding([known]).vocab_size == tokenizer.vocab_size


@ALL
@pytest.mark.parametrize(("piece", "words"), [("", "empty"), ("a\ud800", "broken")])
def test_a_piece_that_is_no_text_cannot_be_added(kind, piece, words):
    for tokenizer in at_hand(kind):
        with pytest.raises(Problem, match=words):
            tokenizer.adding([piece])
