"""Texts as ids on disk: the same batches as from lists, nothing read that is not asked for, no damage unnoticed."""

import json
import re
import unicodedata
from contextlib import contextmanager
from itertools import chain, pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from minitransformer.apps.size import Size
from minitransformer.apps.teach_language import encode_documents, new_causal
from minitransformer.apps.texts import COUNTED, countable
from minitransformer.data.batching import Batches, CausalBatch, padded
from minitransformer.data.corpus import EMBEDDED, documents_of, read_corpus, split_documents
from minitransformer.data.language import Lazy, line_batches, packed_batches
from minitransformer.data.lines import Lines, documents_in
from minitransformer.data.rows import clean
from minitransformer.data.token_file import DOCUMENTS, IDS, NOTES, TEXTS, TokenDocuments, open_tokens
from minitransformer.data.token_writing import write_tokens
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE
from minitransformer.pretrained import load_tokenizer, save
from minitransformer.pretrained.sums import NAME as SUMS
from minitransformer.text.train import train_bpe

END, PAD = 1, 0
RAGGED = st.lists(st.lists(st.integers(5, 2**16 - 1), max_size=12), min_size=1, max_size=9)
SEEDS = st.none() | st.integers(0, 99)
NAMES = ("emotions", "dialogues")


def generator(seed):
    return None if seed is None else torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def bpe():
    return train_bpe((text for document in read_corpus(*EMBEDDED)[::9] for text in document), 500)


def on_disk(rows, path):
    """Lists of ids as they would lie on disk."""
    np.save(path, np.fromiter(chain.from_iterable(rows), np.uint16))
    ends = np.cumsum(list(map(len, rows)))
    starts = np.concatenate([[0], ends[:-1]])
    mapped = np.load(path, mmap_mode="r" if ends[-1] else None).view(np.ndarray)
    return TokenDocuments(mapped, starts, ends)


def encoded(folder, tokenizer, *names):
    write_tokens(lambda: documents_of(*names), names, tokenizer, folder)
    return open_tokens(folder)


# batches


def packed_in_memory(rows, batch_size, max_len, seed):
    """The plain way: the whole stream as one list, then cut."""
    order = range(len(rows)) if seed is None else torch.randperm(len(rows), generator=(g := generator(seed)))
    stream = torch.tensor([END, *chain.from_iterable([*rows[i], END] for i in order)])
    whole = (len(stream) - 1) // max_len * max_len
    if seed is not None and whole:
        stream = stream[: whole + 1]
    blocks = torch.arange(whole // max_len)
    if seed is not None:
        blocks = blocks[torch.randperm(len(blocks), generator=g)]
    inputs, targets = (x[:whole].view(-1, max_len) for x in (stream[:-1], stream[1:]))
    rest = [CausalBatch(stream[None, whole:-1], stream[None, whole + 1 :])] if len(stream) > whole + 1 else []
    return [CausalBatch(inputs[b], targets[b]) for b in blocks.split(batch_size) if len(b)] + rest


def lines_in_memory(rows, batch_size, max_len, seed):
    """The plain way: every text cut into pieces first."""
    whole = [[END, *ids, END] for ids in rows]
    cut = [row[i : i + max_len + 1] for row in whole for i in range(0, len(row) - 1, max_len)]

    def collate(chosen):
        sides = [cut[i][:-1] for i in chosen], [cut[i][1:] for i in chosen]
        return CausalBatch(padded(sides[0], PAD)[0], padded(sides[1], IGNORE)[0])

    return list(Batches([len(row) - 1 for row in cut], batch_size, collate, generator(seed)))


def assert_same(ours, theirs):
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert torch.equal(a.ids, b.ids)
        assert torch.equal(a.labels, b.labels)


@settings(deadline=None, max_examples=150)
@given(RAGGED, st.integers(1, 9), st.integers(1, 4), SEEDS)
def test_batches_cut_lazily_are_those_of_the_whole_stream_id_for_id(
    tmp_path_factory, rows, length, size, seed
):
    disk = on_disk(rows, tmp_path_factory.mktemp("ids") / IDS)
    packed, lines = packed_in_memory(rows, size, length, seed), lines_in_memory(rows, size, length, seed)
    for documents in (rows, disk):
        assert_same(packed_batches(documents, size, length, END, generator(seed)), packed)
        assert_same(line_batches(documents, size, length, END, PAD, generator(seed)), lines)


def test_a_batch_reads_its_own_tokens_and_no_others():
    touched = set()

    class Watched(list):
        def __getitem__(self, i):
            touched.add(i)
            return super().__getitem__(i)

    batches = packed_batches(Watched([[n] * 9 for n in range(5, 1000)]), 2, 20, END)
    touched.clear()  # type checks look at one at random
    batches[3]
    assert touched == {12, 13, 14, 15}  # blocks 6 and 7: places 120 to 160, ten a document
    before = set(touched)
    assert len(batches[-2:]) == 2
    assert min(touched - before) > 980


def test_what_is_lazy_is_a_sequence():
    lazy = Lazy(5, lambda i: i * i)
    assert (list(lazy), lazy[-1], lazy[1:3], lazy[::-2]) == ([0, 1, 4, 9, 16], 16, [1, 4], [16, 4, 0])
    with pytest.raises(IndexError):
        lazy[5]


# writing and reading


def test_what_was_written_is_read_document_by_document_with_its_tokenizer(tmp_path, bpe):
    tokens = encoded(tmp_path / "ids", bpe, *NAMES)
    documents = read_corpus(*NAMES)
    expected = [[i for text in document for i in bpe.encode(text)] for document in documents]
    assert [ids.tolist() for ids in tokens.documents] == expected
    assert tokens.documents.ids.dtype == np.uint16
    assert isinstance(tokens.documents.ids.base, np.memmap)
    assert tokens.characters.tolist() == [sum(map(len, document)) for document in documents]
    assert tokens.tokenizer.files() == bpe.files()
    notes = json.loads((tmp_path / "ids" / NOTES).read_text("utf-8"))
    assert (notes["documents"], notes["tokens"]) == (len(documents), sum(map(len, expected)))
    assert notes["texts"] == [*NAMES]
    assert [len(a) for a in map(np.load, (tmp_path / "ids").glob("*.npy"))]  # the format is NumPy's own


def test_of_a_large_vocabulary_ids_take_four_bytes(tmp_path, bpe, monkeypatch):
    monkeypatch.setattr(type(bpe), "vocab_size", property(lambda _: 2**16))
    write_tokens(lambda: [("가", "나")], ["x"], bpe, tmp_path / "small")
    monkeypatch.setattr(type(bpe), "vocab_size", property(lambda _: 2**16 + 1))
    write_tokens(lambda: [("가", "나")], ["x"], bpe, tmp_path / "large")
    assert [np.load(tmp_path / name / IDS).dtype for name in ("small", "large")] == [np.uint16, np.uint32]


@pytest.mark.parametrize("seed", [0, 7])
def test_the_two_sides_are_those_of_the_texts(tmp_path, bpe, seed):
    documents = [(f"물음 {i}", f"대답  {i % 7}") for i in range(60)] + [(f"글 {i}",) for i in range(40)]
    write_tokens(lambda: [*documents, documents[3], ("대답 1",), (" ",)], ["x"], bpe, tmp_path / "ids")
    tokens = open_tokens(tmp_path / "ids")
    split = tokens.split(0.03, seed)
    train, held = split_documents([*documents, ("대답 1",)], 0.03, seed)
    for ids, texts in ((split.train, train), (split.heldout, held)):
        assert [x.tolist() for x in ids] == encode_documents(bpe, texts)
    assert split.counts == (len(train), len(held))
    assert len(train) < 98  # so that some answers were barred
    assert split.characters == sum(len(text) for document in held for text in document)
    with pytest.raises(Problem, match=r"cannot be cut at 1"):
        tokens.split(1.0, seed)


def test_documents_without_ids_are_left_out_as_those_of_lists_are(tmp_path):
    documents = on_disk([[5], [], [6, 7], []], tmp_path / IDS)
    assert [ids.tolist() for ids in documents.chosen(np.array([1, 2, 3]))] == [[6, 7]]


def test_an_encoding_that_is_killed_leaves_nothing_that_looks_whole(tmp_path, bpe):
    read = iter([NAMES, (*NAMES, "nowhere")])

    def documents():
        names = next(read)
        yield from documents_of(*names)

    with pytest.raises(Problem, match="there is no file nowhere"):
        write_tokens(documents, NAMES, bpe, tmp_path / "ids")
    assert list(tmp_path.iterdir()) == []
    tokens = encoded(tmp_path / "ids", bpe, "dialogues")

    def killed(done, of):
        if of and done == 500:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_tokens(lambda: documents_of(*NAMES), NAMES, bpe, tmp_path / "ids", killed)
    assert [path.name for path in tmp_path.iterdir()] == ["ids"]  # the older one, as it was
    assert open_tokens(tmp_path / "ids").identity == tokens.identity


def test_who_waits_is_told_how_many_are_read_and_then_how_many_of_those_are_encoded(tmp_path, bpe):
    told = []
    repeated = [("가",), ("나",), ("가",)]
    write_tokens(lambda: repeated, ["x"], bpe, tmp_path / "ids", lambda *at: told.append(at))
    assert told == [(1, 0), (2, 0), (3, 0), (1, 2), (2, 2)]


def test_texts_that_are_none_are_told(tmp_path, bpe):
    with pytest.raises(Problem, match="x: there is no text in it"):
        write_tokens(lambda: [(" ",)], ["x"], bpe, tmp_path / "ids")


# damage


def cut_short(folder):
    path = folder / IDS
    path.write_bytes(path.read_bytes()[:-10])


def fewer_documents(folder):
    np.save(folder / DOCUMENTS, np.load(folder / DOCUMENTS)[:-1])


def ends_in_disorder(folder):
    documents = np.load(folder / DOCUMENTS)
    documents["end"][[3, 4]] = documents["end"][[4, 3]]
    np.save(folder / DOCUMENTS, documents)


def no_numbers(folder):
    np.save(folder / IDS, np.array([{"a": 1}], dtype=object), allow_pickle=True)


def high_id(folder):
    ids = np.load(folder / IDS)
    ids[7] = 2**16 - 1
    np.save(folder / IDS, ids)


def nonsense(folder):
    (folder / NOTES).write_text("[1", encoding="utf-8")


def other_owner(folder):
    texts = np.load(folder / TEXTS)
    texts["document"][-1] += 1
    np.save(folder / TEXTS, texts)


def negative_owner(folder):
    texts = np.load(folder / TEXTS)
    texts["document"][0] = -1
    np.save(folder / TEXTS, texts)


def no_owners(folder):
    np.save(folder / TEXTS, np.load(folder / TEXTS)[:5])


def no_characters(folder):
    documents = np.load(folder / DOCUMENTS)
    documents["characters"] *= -1
    np.save(folder / DOCUMENTS, documents)


def broken_ids(folder):
    np.save(folder / IDS, np.load(folder / IDS) + 0.5)


def ids_in_pairs(folder):
    np.save(folder / IDS, np.load(folder / IDS)[:, None])


def ends_of_another_kind(folder):
    documents = np.load(folder / DOCUMENTS)
    np.save(folder / DOCUMENTS, documents.astype([("end", np.float64), ("characters", np.int64)]))


def negative_length(folder):
    data = (folder / IDS).read_bytes()
    (folder / IDS).write_bytes(re.sub(rb"\(\d", b"(-", data, count=1))


def nothing_at_all(folder):
    (folder / IDS).write_bytes(b"")


def deep_nonsense(folder):
    (folder / NOTES).write_text("[" * 10**5, encoding="utf-8")


DAMAGES = [
    *[cut_short, fewer_documents, ends_in_disorder, no_numbers, high_id, nonsense, other_owner],
    *[negative_owner, no_owners, no_characters, broken_ids, ids_in_pairs, ends_of_another_kind],
    *[negative_length, nothing_at_all, deep_nonsense],
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_told_with_and_without_checksums(tmp_path, bpe, damage):
    encoded(tmp_path / "ids", bpe, "dialogues")
    damage(tmp_path / "ids")
    with pytest.raises(Problem, match="checksum differs"):
        open_tokens(tmp_path / "ids")
    (tmp_path / "ids" / SUMS).unlink()
    with pytest.raises(Problem, match="are damaged") as told:
        open_tokens(tmp_path / "ids")
    assert "손상" in told.value.ko


def test_the_same_ids_cut_elsewhere_are_other_documents(tmp_path, bpe):
    cuts = {"three": [("가",), ("나",), ("가나",)], "two": [("가", "나"), ("가나",)]}
    for name, documents in cuts.items():
        write_tokens(lambda documents=documents: documents, ["x"], bpe, tmp_path / name)
    three, two = (open_tokens(tmp_path / name) for name in cuts)
    assert three.documents.ids.tolist() == two.documents.ids.tolist()
    assert three.identity != two.identity


@pytest.mark.parametrize("name", [NOTES, IDS, DOCUMENTS, TEXTS])
def test_a_part_that_is_missing_is_named(tmp_path, bpe, name):
    encoded(tmp_path / "ids", bpe, "dialogues")
    (tmp_path / "ids" / name).unlink()
    with pytest.raises(Problem, match=f"{re.escape(name)} is missing") as told:
        open_tokens(tmp_path / "ids")
    assert "data encode" in told.value.ko


def test_ids_of_another_tokenizer_are_refused(tmp_path, bpe):
    encoded(tmp_path / "ids", bpe, "dialogues")
    other = train_bpe((text for document in read_corpus("dialogues") for text in document), 500)
    for name, content in other.files().items():
        (tmp_path / "ids" / name).write_bytes(content)
    (tmp_path / "ids" / SUMS).unlink()
    with pytest.raises(Problem, match="are not those of the tokenizer beside them"):
        open_tokens(tmp_path / "ids")


# text files as a stream


def documents_at_once(text):
    """The plain way: the whole file as one string, then cut."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    parts = re.split(r"\n[ \t]*\n\s*", text)
    parts = parts if len(parts) > 1 else text.split("\n")
    return [("\n".join(map(clean, part.strip().split("\n"))),) for part in parts if part.strip()]


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(["a", "b c", " ", "\t", "\n", "\n", "\n\n", "\r\n", "\r", "\u3000", "\u1112\u1161"])
    )
)
def test_a_file_read_line_by_line_gives_the_documents_of_the_whole(tmp_path_factory, parts):
    path = tmp_path_factory.mktemp("texts") / "mine.txt"
    path.write_bytes("".join(parts).encode())
    assert list(documents_in(Lines(path))) == documents_at_once("".join(parts))


def test_a_byte_order_mark_is_no_text_and_what_is_not_utf8_is_told_by_its_row_and_byte(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_bytes("\ufeff하나\n둘".encode())
    assert list(documents_in(Lines(path))) == [("하나",), ("둘",)]
    path.write_bytes("\ufeff하나\n둘\n".encode() + "셋".encode("cp949"))
    with pytest.raises(Problem, match="row 3: not UTF-8 at byte 14"):
        list(documents_in(Lines(path)))
    path.unlink()
    with pytest.raises(Problem, match="cannot be read"):
        list(documents_in(Lines(path)))


def test_of_a_file_one_line_at_a_time_is_read(tmp_path, monkeypatch):
    path, read = tmp_path / "mine.txt", []
    path.write_text("\n".join(map(str, range(100))), encoding="utf-8")

    @contextmanager
    def watched(path):
        with path.open("rb") as file:
            yield (read.append(line) or line for line in file)

    monkeypatch.setattr("minitransformer.data.lines.opened", watched)
    documents = documents_in(Lines(path))
    assert [next(documents), next(documents)] == [("0",), ("1",)]
    assert len(read) == 102  # once through to look for gaps, then as far as was asked


# n-grams


def test_n_grams_are_counted_on_a_part_that_fits(tmp_path, monkeypatch):
    documents = on_disk([[n] * 10 for n in range(5, 505)], tmp_path / IDS)
    assert sum(map(len, countable(documents, 0))) == 5000 < COUNTED
    monkeypatch.setattr("minitransformer.apps.texts.COUNTED", 105)
    few = countable(documents, 0)
    assert sum(map(len, few)) == 100
    assert few != countable(documents, 1)
    monkeypatch.setattr("minitransformer.apps.texts.COUNTED", 5)
    assert len(countable(documents, 0)) == 1
    assert all(a[0] < b[0] for a, b in pairwise(few))
    assert countable([[5]] * 30, 0) == [[5]] * 30


# the commands


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("\n".join(t for d in read_corpus(*NAMES)[::4] for t in d), encoding="utf-8")
    return path


@pytest.fixture
def miniature(tmp_path, bpe):
    """A GPT that knows nothing yet."""
    size = Size(d_model=16, n_layers=1, n_heads=2, vocab_size=500, max_len=32)
    save(new_causal(bpe, size, torch.Generator().manual_seed(0)), bpe, tmp_path / "gpt")
    return tmp_path / "gpt"


@pytest.fixture
def no_pictures(monkeypatch):
    monkeypatch.setattr("minitransformer.apps.run.save_picture", lambda *_: None)


@pytest.mark.parametrize("lines", [[], ["--lines"]])
def test_training_from_ids_is_training_from_the_texts(
    as_json, texts, miniature, tmp_path, no_pictures, lines
):
    made = as_json("data", "encode", texts, "--tokenizer", miniature, "--out", tmp_path / "ids")
    assert made["documents"] == len(read_corpus(str(texts)))
    assert made["bytes"] == sum(path.stat().st_size for path in (tmp_path / "ids").iterdir())
    asked = ["train", "clm", "--model", miniature, "--epochs", 2, "--lr", 0.01, *lines]
    found = {
        kind: as_json(*asked, "--data", data, "--out", tmp_path / f"from-{kind}")
        for kind, data in {"texts": texts, "ids": tmp_path / "ids"}.items()
    }
    assert found["texts"]["metrics"] == found["ids"]["metrics"]
    assert found["texts"]["train_loss"] == found["ids"]["train_loss"]
    cards = [json.loads((tmp_path / f"from-{kind}" / "card.json").read_text("utf-8")) for kind in found]
    assert cards[0]["data"] | {"name": ""} == cards[1]["data"] | {"name": ""}


def test_a_run_on_ids_is_taken_up_again_and_one_on_other_ids_is_not(
    as_json, command, texts, miniature, tmp_path, no_pictures
):
    ids, out = tmp_path / "ids", tmp_path / "out"
    as_json("data", "encode", texts, "--tokenizer", miniature, "--out", ids)
    asked = ["train", "clm", "--model", miniature, "--data", ids, "--lr", 0.01]
    whole = as_json(*asked, "--epochs", 2, "--out", tmp_path / "whole", "--keep", "last")
    as_json(*asked, "--epochs", 1, "--out", out, "--keep", "last")
    again = as_json(*asked, "--epochs", 2, "--out", out, "--keep", "last", "--resume")
    assert (again["steps"], again["epochs"]) == (whole["steps"], 2)
    texts.write_text(texts.read_text("utf-8") + "\n하나 더", encoding="utf-8")
    as_json("data", "encode", texts, "--tokenizer", miniature, "--out", ids, "--overwrite")
    code, _, err = command(*asked, "--epochs", 3, "--out", out, "--resume", "--lang", "en")
    assert code == 2
    assert "rows" in err


def test_a_model_from_nothing_reads_with_the_tokenizer_of_the_ids(
    as_json, tmp_path, no_pictures, monkeypatch
):
    monkeypatch.setattr("minitransformer.apps.texts.COUNTED", 2000)
    as_json("data", "encode", "dialogues", "--out", tmp_path / "ids")
    found = as_json("train", "clm", "--data", tmp_path / "ids", "--epochs", 1, "--out", tmp_path / "out")
    assert load_tokenizer(tmp_path / "out").files() == load_tokenizer("pocket-gpt-ko").files()
    assert 1900 < found["metrics"]["baseline_tokens"] <= 2000


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_cannot_be_done_with_ids_is_told_in_one_line(command, texts, miniature, tmp_path, language):
    ids, empty = tmp_path / "ids", tmp_path / "empty"
    empty.mkdir()
    assert command("data", "encode", texts, "--out", ids, "--lang", language)[0] == 0
    encode, train = ("data", "encode"), ("train", "clm", "--data", ids)
    refused = {
        (*encode, texts, "--out", ids): ("--overwrite", "--overwrite"),
        (*encode, texts, "--out", empty, "--overwrite"): ("no encoded texts", "인코딩한 글이 아닙니다"),
        (*encode, "nowhere", "--out", tmp_path / "new"): ("nowhere", "nowhere"),
        (*encode, texts, "--tokenizer", "pocket-bert-ko", "--out", tmp_path / "new"): ("piece", "조각"),
        ("train", "clm", "--data", empty): (NOTES, NOTES),
        (*train, "--data", texts): ("is a folder", "폴더입니다"),
        ("train", "mlm", "--data", ids): ("is a folder", "폴더입니다"),
        (*train, "--model", miniature): (f"not those of {miniature}", f"{miniature}와 다름"),
    }
    for line, said in refused.items():
        code, out, err = command(*line, "--lang", language)
        assert (code, out) == (2, ""), line
        assert said[language == "ko"] in err.splitlines()[-1], line
        assert "Traceback" not in err
    assert not (tmp_path / "new").exists()


def test_nothing_but_encoded_texts_is_replaced_and_no_model_is_put_among_them(
    command, as_json, texts, miniature
):
    ids = texts.parent / "ids"
    asked = ["data", "encode", texts, "--tokenizer", miniature, "--out", ids]
    as_json(*asked)
    code, _, err = command("train", "clm", "--data", ids, "--out", ids, "--overwrite", "--lang", "en")
    assert code == 2
    assert "holds encoded texts: choose another --out" in err
    as_json(*asked, "--overwrite")
    (ids / "mine.txt").write_text("the only copy", encoding="utf-8")
    code, _, err = command(*asked, "--overwrite", "--lang", "en")
    assert code == 2
    assert "holds more than encoded texts (mine.txt)" in err
    assert (ids / "mine.txt").exists()
