"""Questions on paragraphs: every answer is where the windows say that it is."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest
import tagging_at_hand as at_hand
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from minitransformer.data.korquad import (
    Question,
    answer_place,
    marked_windows,
    read_questions,
    span_batches,
    split_questions,
)
from minitransformer.errors import Problem
from minitransformer.text.files import read_tokenizer
from minitransformer.text.tokenizer import Token

DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))
CONTEXT = " ".join(at_hand.TEXTS)


def question(answer, asked="어디에서?", context=CONTEXT):
    start = context.index(answer)
    return Question("q", asked, context, ((start, start + len(answer)),))


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "questions.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def squad(*qas, context="서울은 수도다."):
    return {"data": [{"paragraphs": [{"context": context, "qas": list(qas)}]}]}


def asked(text="수도", start=4, question="서울은?"):
    return {"id": "1-0", "question": question, "answers": [{"text": text, "answer_start": start}]}


def test_questions_are_read_with_their_answers(written):
    two = asked() | {"answers": [{"text": "수도", "answer_start": 4}, {"text": "수도다", "answer_start": 4}]}
    first, second = read_questions(written(squad(asked(), two)))
    assert first == Question("1-0", "서울은?", "서울은 수도다.", ((4, 6),))
    assert second.texts == ["수도", "수도다"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"data": [\n{,]}', "row 2: not JSON"),
        ("[]", "is not built as KorQuAD is"),
        ('{"data": [{"paragraphs": [{"qas": [1]}]}]}', "is not built as KorQuAD is"),
        ('{"data": [7]}', "is not built as KorQuAD is"),
        (squad(), "holds no question"),
        (squad(asked(), asked(start=3)), "question 2: it is empty, or its answer does not stand"),
        (squad(asked(start=99), asked(), asked(question=" ")), "question 1, 3: it is empty"),
        (squad(*[asked("")] * 7), "question 1, 2, 3, 4, 5 and 2 more"),
        (squad(asked() | {"answers": []}), "question 1: it is empty"),
        (squad(asked(start=-3)), "question 1: it is empty"),
        (squad("no question"), "question 1: it is empty"),
        (squad(asked(), context=None), "question 1: it is empty"),
    ],
)
def test_a_malformed_file_is_told_with_its_place(written, content, said):
    with pytest.raises(Problem, match=said) as told:
        read_questions(written(content))
    assert "questions.json" in told.value.ko


def test_all_questions_on_a_paragraph_are_on_one_side():
    questions = [Question(str(i), "?", f"문단 {i % 30}", ((0, 2),)) for i in range(200)]
    train, held = split_questions(questions, 0.1, seed=2)
    assert len(train) + len(held) == 200
    assert len({q.context for q in held}) == 3
    assert not {q.context for q in train} & {q.context for q in held}
    assert split_questions(questions, 0.1, seed=2)[1] == held != split_questions(questions, 0.1, seed=3)[1]
    with pytest.raises(Problem, match="1 paragraphs cannot be cut") as told:
        split_questions(questions[:1])
    assert "문단 1개" in told.value.ko


@settings(deadline=None)
@given(st.data(), st.integers(20, 90), st.integers(0, 6))
def test_a_window_says_where_the_answer_is_or_that_it_is_not_there(data, max_len, overlap):
    tokenizer = at_hand.tokenizer()
    tokens = tokenizer.cut(CONTEXT)
    i = data.draw(st.integers(0, len(tokens) - 1))
    j = data.draw(st.integers(i, min(i + 5, len(tokens) - 1)))
    start, end = tokens[i].start, tokens[j].end
    found = 0
    for window, first, last in marked_windows(
        tokenizer, Question("", "어디에서?", CONTEXT, ((start, end),)), max_len, overlap
    ):
        seen = {(t.start, t.end) for t in window.tokens}
        if {(t.start, t.end) for t in tokens[i : j + 1]} <= seen:
            found += 1
            assert CONTEXT[window.tokens[first - window.first].start : start] == ""
            assert window.tokens[last - window.first].end == end
            assert 0 < window.first <= first <= last < len(window.ids) - 1
        else:
            assert (first, last) == (0, 0)
    assert found or j - i >= overlap


def test_an_answer_inside_a_token_is_marked_by_the_token():
    tokens = [Token(0, 0, 3), Token(1, 4, 9), Token(2, 10, 12)]
    assert answer_place(tokens, 5, 7) == (1, 1)
    assert answer_place(tokens, 2, 11) == (0, 2)
    assert answer_place(tokens[1:], 2, 11) is None
    assert answer_place(tokens[:2], 2, 11) is None
    assert answer_place(tokens, 3, 4) is None  # a space alone
    assert answer_place([], 0, 1) is None


def test_batches_hold_windows_segments_and_places():
    tokenizer = at_hand.tokenizer()
    marked = marked_windows(tokenizer, question("서울 경희대학교"), 40, 5)
    (batch,) = span_batches(marked, len(marked), tokenizer.pad_id)
    assert batch.ids.shape == batch.real.shape == batch.segments.shape
    for row in range(len(marked)):
        ids = batch.ids[row][batch.real[row]].tolist()
        window, first, last = next(m for m in marked if m[0].ids == ids)
        assert batch.segments[row][batch.real[row]].tolist() == window.segments
        assert (batch.starts[row].item(), batch.ends[row].item()) == (first, last)
        assert not batch.segments[row][~batch.real[row]].any()
    assert batch.starts.count_nonzero() >= 1
    drawn = [b.ids[0].tolist() for b in span_batches(marked, 1, 0, torch.Generator().manual_seed(0))]
    assert Counter(map(tuple, drawn)) == Counter(tuple(w.ids) for w, *_ in marked)


@pytest.mark.data
def test_korquad_is_read_whole():
    questions = read_questions(DATA / "korquad1_dev" / "KorQuAD_v1.0_dev.json")
    assert len(questions) == 5774
    assert len({q.context for q in questions}) == 960  # four of the 964 come twice
    assert questions[1].texts == ["임수경"]


@pytest.mark.data
@pytest.mark.parametrize("name", ["kobert", "bert_base_multilingual_cased"])
def test_every_answer_of_korquad_is_in_a_window(name):
    tokenizer = read_tokenizer(DATA / name)
    for q in read_questions(DATA / "korquad1_dev" / "KorQuAD_v1.0_dev.json")[::29]:
        marked = [(w, a, b) for w, a, b in marked_windows(tokenizer, q, 256) if a]
        assert marked
        for window, first, last in marked:
            inside = window.tokens[first - window.first : last - window.first + 1]
            assert q.texts[0].strip() in q.context[inside[0].start : inside[-1].end]
            assert len(q.context[inside[0].start : inside[-1].end].strip()) < len(q.texts[0]) + 12
