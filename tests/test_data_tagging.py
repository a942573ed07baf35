"""Names in sentences: from characters to tokens and back, without losing one."""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
import tagging_at_hand as at_hand
import torch
from hypothesis import given
from hypothesis import strategies as st

from minitransformer.data.spans import Span, spans_of, tags_of, token_spans, token_tags
from minitransformer.data.tagging import (
    Tagged,
    encode_tagged,
    kinds_of,
    labels_of,
    read_tagged,
    split_tagged,
    tag_batches,
)
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE
from minitransformer.text.files import read_tokenizer
from minitransformer.text.tokenizer import Token

DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))
SENTENCE = Tagged("서울에서 김민수 씨", (Span(0, 2, "LC"), Span(5, 8, "PS")))


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "names.tsv"
        path.write_bytes(text.encode())
        return path

    return write


def lines(sentence):
    return "".join(f"{c}\t{tag}\n" for c, tag in zip(sentence.text, sentence.tags, strict=True))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_sentences_are_read_with_their_names(written, newline, end):
    other = Tagged("#1 가", (Span(3, 4, "OG"),))
    text = (
        "## 컬럼명 : CHAR\tNE_TAG\n## id\t<서울:LC>에서\n"
        + lines(SENTENCE)
        + "\n## id 2\n"
        + lines(other)
        + end
    )
    assert read_tagged(written(text.replace("\n", newline))) == [SENTENCE, other]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("가\tO\n나 O\n다\tO\n", "row 2: not a character, a tab, and a tag"),
        ("가\tO\n나다\tO\n\n라\tX\n마\tB-\n", "row 2, 4, 5: not a character"),
        ("가\tO\n나\tI-PS\n\n다\tB-PS\n라\tI-LC\n", "row 2, 5: an I- tag that goes on with nothing"),
        ("## nothing\n\n", "holds no sentence"),
        ("", "holds no sentence"),
    ],
)
def test_a_malformed_file_is_told_with_its_lines(written, text, said):
    with pytest.raises(Problem, match=re.escape(said)) as told:
        read_tagged(written(text))
    assert "names.tsv" in told.value.ko


def test_tags_mark_where_names_begin_and_go_on():
    assert SENTENCE.tags == ["B-LC", "I-LC", "O", "O", "O", "B-PS", "I-PS", "I-PS", "O", "O"]
    assert spans_of(["B-PS", "B-PS", "I-PS", "O", "I-LC", "I-LC", "I-PS"]) == [
        Span(0, 1, "PS"), Span(1, 3, "PS"), Span(4, 6, "LC"), Span(6, 7, "PS"),
    ]  # fmt: skip
    assert spans_of(["B-PS", "O", "I-PS", "I-PS"]) == [Span(0, 1, "PS"), Span(2, 4, "PS")]
    assert labels_of(kinds_of([SENTENCE])) == ("O", "B-LC", "I-LC", "B-PS", "I-PS")


@st.composite
def spans(draw):
    """Names in a text of n characters, none of which overlap."""
    n = draw(st.integers(1, 30))
    cuts = sorted(draw(st.sets(st.integers(0, n))))
    found = [
        Span(a, b, draw(st.sampled_from(("PS", "LC")))) for a, b in pairwise(cuts) if draw(st.booleans())
    ]
    return n, found


@given(spans())
def test_spans_become_tags_and_tags_the_same_spans(drawn):
    n, found = drawn
    assert spans_of(tags_of(n, found)) == found


@given(spans())
def test_where_tokens_are_characters_no_name_is_lost(drawn):
    n, found = drawn
    tokens = [Token(0, i, i + 1) for i in range(n)]
    assert token_tags(tokens, found) == tags_of(n, found)
    assert token_spans("가" * n, tokens, token_tags(tokens, found)) == found


def test_a_token_with_a_character_of_a_name_counts_as_the_name():
    text = "서울은 김민수가 1989년"
    names = [Span(0, 2, "LC"), Span(4, 7, "PS"), Span(9, 14, "DT")]
    tokens = [Token(0, *at) for at in ((0, 3), (4, 6), (6, 8), (8, 11), (11, 14))]
    tags = token_tags(tokens, names)
    assert tags == ["B-LC", "B-PS", "I-PS", "B-DT", "I-DT"]
    found = token_spans(text, tokens, tags)
    assert [text[s.start : s.end] for s in found] == ["서울은", "김민수가", "1989년"]  # without the space


def test_a_token_with_two_names_counts_as_the_first_and_the_next_begins_anew():
    tokens = [Token(0, 0, 4), Token(0, 4, 6)]
    assert token_tags(tokens, [Span(0, 2, "PS"), Span(3, 6, "PS")]) == ["B-PS", "B-PS"]


def test_tokens_of_one_character_give_one_name():
    tokens = [Token(0, 0, 1), Token(1, 0, 1), Token(2, 0, 1)]  # the bytes of a syllable
    assert token_spans("뷁", tokens, ["B-PS", "I-PS", "B-LC"]) == [Span(0, 1, "PS")]
    assert token_spans("  ", [Token(0, 0, 2)], ["B-PS"]) == []


def test_a_sentence_becomes_ids_and_labels_and_loses_its_end():
    tokenizer = at_hand.tokenizer()
    labels = labels_of(["LC", "PS"])
    ids, numbers = encode_tagged(tokenizer, SENTENCE, labels, 40)
    tokens = tokenizer.cut(SENTENCE.text)
    assert ids == [tokenizer.cls_id, *(t.id for t in tokens), tokenizer.sep_id]
    assert numbers[0] == numbers[-1] == IGNORE
    assert [labels[i] for i in numbers[1:-1]] == token_tags(tokens, SENTENCE.spans)
    short, cut = encode_tagged(tokenizer, SENTENCE, labels, 5)
    assert (short, cut) == ([*ids[:4], tokenizer.sep_id], [*numbers[:4], IGNORE])


def test_padding_and_marks_have_no_label():
    rows = [([1, 7, 7, 2], [IGNORE, 3, 0, IGNORE]), ([1, 8, 2], [IGNORE, 1, IGNORE])]
    (batch,) = tag_batches(rows, 2, 0)
    assert batch.ids.tolist() == [[1, 8, 2, 0], [1, 7, 7, 2]]
    assert batch.real.tolist() == [[True, True, True, False], [True] * 4]
    assert batch.labels.tolist() == [[IGNORE, 1, IGNORE, IGNORE], [IGNORE, 3, 0, IGNORE]]
    seen = [b.ids[0, 1].item() for b in tag_batches(rows * 20, 1, 0, torch.Generator().manual_seed(0))]
    assert sorted(seen) == [7] * 20 + [8] * 20


def test_a_sentence_is_never_on_both_sides():
    sentences = [Tagged(f"문장 {i % 40}", ()) for i in range(100)]
    train, held = split_tagged(sentences, 0.1, seed=3)
    assert len(train) + len(held) == 100
    assert len({s.text for s in held}) == 4
    assert not {s.text for s in train} & {s.text for s in held}
    assert split_tagged(sentences, 0.1, seed=3)[1] == held != split_tagged(sentences, 0.1, seed=4)[1]


def test_too_few_sentences_are_refused():
    with pytest.raises(Problem, match=r"1 different sentences cannot be cut at 0\.1") as told:
        split_tagged([Tagged("하나", ())] * 5)
    assert "1개" in told.value.ko


@pytest.mark.data
def test_klue_ner_is_read_whole():
    path = DATA / "klue_ner" / "klue-ner-v1.1_dev.tsv"
    sentences = read_tagged(path)
    assert len(sentences) == 4000
    assert kinds_of(sentences) == ["DT", "LC", "OG", "PS", "QT", "TI"]
    assert sum(len(s.spans) for s in sentences) == 11459
    heads = re.findall(r"^## klue-ner-v1_dev_\d+-\w+\t(.*)$", path.read_text("utf-8"), re.MULTILINE)
    marked = re.compile(r"<([^<>]+):(PS|LC|OG|DT|TI|QT)>")
    agreeing = 0
    for sentence, head in zip(sentences, heads, strict=True):
        named = [(m[1], m[2]) for m in marked.finditer(head)]
        agreeing += named == [(sentence.text[s.start : s.end], s.kind) for s in sentence.spans]
    assert agreeing > 3980  # a few sentences hold < or > of their own


@pytest.mark.data
@pytest.mark.parametrize(("name", "least"), [("kobert", 0.89), ("bert_base_multilingual_cased", 0.90)])
def test_most_names_of_klue_end_where_a_token_ends(name, least):
    tokenizer = read_tokenizer(DATA / name)
    found, right, both = 0, 0, 0
    for s in read_tagged(DATA / "klue_ner" / "klue-ner-v1.1_dev.tsv"):
        tokens = tokenizer.cut(s.text)
        said = set(token_spans(s.text, tokens, token_tags(tokens, s.spans)))
        found, right, both = found + len(said), right + len(s.spans), both + len(said & set(s.spans))
    assert 2 * both / (found + right) > least
