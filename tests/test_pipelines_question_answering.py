"""Question answering finds what the published algorithm finds when transformers' model drives it."""

import math
from itertools import pairwise

import numpy as np
import pytest
import tagging_at_hand as at_hand
import torch
import transformers

from minitransformer.apps.pipelines import pipeline
from minitransformer.apps.pipelines.question_answering import QuestionAnswering
from minitransformer.apps.pipelines.spans import best_spans, chances_of_places
from minitransformer.data.windows import parts, question_windows
from minitransformer.errors import Problem
from minitransformer.models.bert_tasks import BERTForClassification
from minitransformer.pretrained import load
from minitransformer.proof.reference import quiet

LONGEST = 64
QUESTION = "임종석은 어디에서 검거?"
CONTEXT = " ".join(at_hand.TEXTS)
PAIRS = [(QUESTION, text) for text in (*at_hand.TEXTS, at_hand.UNKNOWN, CONTEXT)]


@pytest.fixture(scope="module", params=["BertForQuestionAnswering", "DistilBertForQuestionAnswering"])
def folder(request, tmp_path_factory):
    return at_hand.checkpoint(
        tmp_path_factory.mktemp("spans"), request.param, seed=1, max_position_embeddings=LONGEST
    )


@pytest.fixture(scope="module")
def ours(folder):
    return QuestionAnswering(*load(folder))


@pytest.fixture(scope="module")
def theirs(folder):
    with quiet():
        model = transformers.AutoModelForQuestionAnswering.from_pretrained(folder).eval()
    return model, at_hand.their_tokenizer(folder, LONGEST)


def published(
    reference, question, context, k=1, longest=15, stride=32, window=LONGEST, none=False, whole=True
):
    """The algorithm once more, from its description: one loop over all spans, in Python."""
    model, tokenizer = reference
    cut = tokenizer(
        question, context, truncation="only_second", max_length=window, stride=stride,
        return_overflowing_tokens=True,
    )  # fmt: skip
    told, least = [], math.inf
    for n, ids in enumerate(cut["input_ids"]):
        names = ("input_ids", "attention_mask", "token_type_ids")
        given = {name: torch.tensor([cut[name][n]]) for name in names}
        if model.config.model_type == "distilbert":
            del given["token_type_ids"]
        with torch.no_grad():
            out = model(**given)
        in_context = [side == 1 for side in cut.sequence_ids(n)]
        may = np.array([c or i == tokenizer.cls_token_id for c, i in zip(in_context, ids, strict=True)])
        chances = []
        for scores in (out.start_logits[0].double().numpy(), out.end_logits[0].double().numpy()):
            e = np.where(may, np.exp(scores - scores[may].max()), 0.0)
            chances.append(e / e.sum())
        begin, end = chances
        least = min(least, begin[0] * end[0])
        spans = [
            (begin[i] * end[j], i, j)
            for i in range(len(ids))
            for j in range(i, min(i + longest, len(ids)))
            if in_context[i] and in_context[j]
        ]
        encoding = cut.encodings[n]
        for chance, i, j in sorted(spans, reverse=True)[: 2 * k + 10 if whole else k]:
            start, stop = encoding.offsets[i][0], encoding.offsets[j][1]
            if whole:
                start = encoding.word_to_chars(encoding.token_to_word(i), 1)[0]
                stop = encoding.word_to_chars(encoding.token_to_word(j), 1)[1]
            same = [t for t in told if t["answer"].lower() == context[start:stop].lower()]
            if same:
                same[0]["score"] += chance
            else:
                told.append({"score": chance, "start": start, "end": stop, "answer": context[start:stop]})
    if none:
        told.append({"score": least, "start": 0, "end": 0, "answer": ""})
    return sorted(told, key=lambda t: t["score"], reverse=True)[:k]


def same(found, expected):
    found = found if isinstance(found, list) else [found]
    assert len(found) == len(expected)
    for mine, their in zip(found, expected, strict=True):
        assert list(mine) == ["score", "start", "end", "answer"]
        assert mine["score"] == pytest.approx(their["score"], abs=1e-5)
        assert {**mine, "score": 0} == {**their, "score": 0}


@pytest.mark.parametrize(("question", "context"), PAIRS)
@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("k", [1, 4])
def test_the_best_answers_are_those_of_the_published_algorithm(ours, theirs, question, context, whole, k):
    found = ours(question=question, context=context, top_k=k, align_to_words=whole, doc_stride=32)
    same(found, published(theirs, question, context, k=k, whole=whole))


@pytest.mark.parametrize(("window", "stride"), [(64, 0), (64, 40), (32, 10), (24, 5)])
def test_a_long_context_is_read_in_overlapping_windows(ours, theirs, window, stride):
    how = {"question": QUESTION, "context": CONTEXT, "top_k": 3}
    found = ours(**how, max_seq_len=window, doc_stride=stride)
    same(found, published(theirs, QUESTION, CONTEXT, k=3, window=window, stride=stride))


@pytest.mark.parametrize("longest", [1, 3, 60])
def test_no_answer_has_more_tokens_than_asked_for(ours, theirs, longest):
    how = {"max_answer_len": longest, "align_to_words": False, "top_k": 5, "doc_stride": 32}
    found = ours(question=QUESTION, context=CONTEXT, **how)
    same(found, published(theirs, QUESTION, CONTEXT, k=5, longest=longest, whole=False))
    for answer in found:
        inside = [
            t for t in ours.tokenizer.cut(CONTEXT) if answer["start"] <= t.start and t.end <= answer["end"]
        ]
        assert 1 <= len(inside) <= longest


def test_that_there_is_no_answer_is_one_of_the_answers(ours, theirs):
    text = at_hand.TEXTS[0]
    how = {"question": QUESTION, "context": text, "top_k": 400}
    found = ours(**how, handle_impossible_answer=True)
    same(found, published(theirs, QUESTION, text, k=400, none=True))
    assert [a for a in found if a["answer"] == ""] == [a for a in found if a["start"] == a["end"] == 0]
    assert sum(a["answer"] == "" for a in found) == 1
    assert all(a["answer"] for a in ours(**how))


def test_a_model_that_is_sure_of_cls_says_that_there_is_no_answer(folder):
    model, tokenizer = load(folder)
    with torch.no_grad():
        model.ends.weight.zero_()
    sure = QuestionAnswering(model, tokenizer)
    found = sure(question=QUESTION, context=at_hand.TEXTS[0], handle_impossible_answer=True, top_k=200)
    places = len(tokenizer.cut(at_hand.TEXTS[0])) + 1  # those of the context, and [CLS]
    (none,) = [a for a in found if a["answer"] == ""]
    assert none["score"] == pytest.approx(places**-2)


def test_questions_come_with_one_context_or_one_each(ours):
    alone = [ours(question=q, context=c) for q, c in PAIRS]
    assert ours(question=[q for q, _ in PAIRS], context=[c for _, c in PAIRS]) == [
        {**a, "score": pytest.approx(a["score"], abs=1e-6)} for a in alone
    ]
    both = ours(question=[QUESTION, "1989년?"], context=CONTEXT)
    assert both[0]["score"] == pytest.approx(alone[-1]["score"], abs=1e-6)
    assert both[0] != both[1]


def test_an_answer_is_never_in_the_question_and_never_ends_before_it_begins():
    scores = torch.zeros(8, 2)
    scores[1] = 99.0  # in the question
    scores[7] = 99.0  # the last mark
    scores[6, 0] = scores[4, 1] = 20.0  # it would end before it begins
    ids = [2, 9, 3, 9, 9, 9, 9, 3]
    begin, end = chances_of_places(scores, 3, 2, ids)
    assert begin.sum().item() == pytest.approx(1)
    assert [i for i in range(8) if begin[i] > 0] == [0, 3, 4, 5, 6]
    found = best_spans(begin, end, 3, 15, 99)
    assert sorted((i, j) for i, j, _ in found) == [(i, j) for i in range(3, 7) for j in range(i, 7)]
    assert [(i, j) for i, j, _ in best_spans(begin, end, 3, 2, 99)].count((3, 5)) == 0
    chances = [chance for *_, chance in found]
    assert chances == sorted(chances, reverse=True)


def test_the_least_likely_answer_is_still_an_answer():
    scores = torch.zeros(6, 2)
    scores[4, 0] = scores[3, 1] = 300.0
    begin, end = chances_of_places(scores, 3, 2, [2, 9, 3, 9, 9, 3])
    assert len(best_spans(begin, end, 3, 15, 5)) == 3


@pytest.mark.parametrize(
    ("n", "room", "overlap", "expected"),
    [
        (5, 5, 2, [(0, 5)]),
        (6, 5, 2, [(0, 5), (3, 6)]),
        (8, 5, 2, [(0, 5), (3, 8)]),
        (9, 5, 0, [(0, 5), (5, 9)]),
        (10, 5, 0, [(0, 5), (5, 10)]),
        (4, 3, 2, [(0, 3), (1, 4)]),
        (1, 9, 8, [(0, 1)]),
        (0, 9, 3, [(0, 0)]),
    ],
)
def test_windows_overlap_and_miss_nothing(n, room, overlap, expected):
    assert [(part.start, part.stop) for part in parts(n, room, overlap)] == expected


def test_a_window_holds_the_question_and_a_part_of_the_context():
    tokenizer = at_hand.tokenizer()
    windows = question_windows(tokenizer, QUESTION, CONTEXT, 40, 6)
    asked = tokenizer.encode(QUESTION)
    for w in windows:
        assert w.ids[: w.first] == [tokenizer.cls_id, *asked, tokenizer.sep_id]
        assert w.ids[w.first :] == [*(t.id for t in w.tokens), tokenizer.sep_id]
        assert w.segments == [0] * w.first + [1] * (len(w.ids) - w.first)
        assert len(w.ids) <= 40
    assert len(windows) > 3
    for one, next_ in pairwise(windows):
        assert list(one.tokens[-6:]) == list(next_.tokens[:6])
    seen = {t for w in windows for t in w.tokens}
    assert seen == set(tokenizer.cut(CONTEXT))


@pytest.mark.parametrize(
    ("how", "said", "ko"),
    [
        ({"context": " "}, "the text is empty", "글이 비어"),
        ({"question": ""}, "the text is empty", "글이 비어"),
        ({"context": "뷁뷁"}, "knows no character", "아는 글자"),
        (
            {"question": "서울 " * 31},
            "the question has 62 tokens and the window 64 positions",
            "질문이 62토큰",
        ),
        ({"max_seq_len": 5}, r"the question has \d+ tokens and the window 5 positions", "창은 5자리"),
        ({"doc_stride": 60}, r"windows of \d+ tokens cannot overlap by 60", "60토큰씩 겹칠 수 없"),
        ({"top_k": 0}, "top_k=0", "top_k=0"),
        ({"max_answer_len": 0}, "max_answer_len=0", "max_answer_len=0"),
        ({"question": ["서울?"] * 3, "context": ["서울"] * 2}, "3 questions and 2 contexts", "질문이 3개"),
    ],
)
def test_what_cannot_be_answered_is_told(ours, how, said, ko):
    with pytest.raises(Problem, match=said) as told:
        ours(**({"question": QUESTION, "context": CONTEXT} | how))
    assert ko in told.value.ko


def test_a_model_that_marks_no_answers_is_refused(ours):
    model = BERTForClassification.__new__(BERTForClassification)
    torch.nn.Module.__init__(model)
    with pytest.raises(Problem, match="a BERTForClassification does not mark answers") as told:
        QuestionAnswering(model, ours.tokenizer)
    assert "질의응답" in told.value.ko


LIBRARIES = """
🤗 Transformers is backed by the three most popular deep learning libraries — Jax, PyTorch and TensorFlow — with a seamless integration
between them. It's straightforward to train your models with one before loading them for inference with the other.
"""  # noqa: E501 (the line breaks are the course's)

PUBLISHED = [
    # The Hugging Face course, chapters 1.3 and 6.3b.
    (
        "Where do I work?",
        "My name is Sylvain and I work at Hugging Face in Brooklyn",
        33,
        45,
        0.6385916471481323,
    ),
    ("Which deep learning libraries back 🤗 Transformers?", LIBRARIES, 78, 105, 0.97773),
    # transformers, tests/pipelines/test_pipelines_question_answering.py.
    ("Where was HuggingFace founded ?", "HuggingFace was founded in Paris.", 27, 32, 0.979),
    # guillaume-be/rust-bert, tests/distilbert.rs.
    ("Where does Amy live ?", "Amy lives in Amsterdam", 13, 22, 0.9978),
]


@pytest.mark.network
def test_the_published_answers_are_found_on_the_real_model():
    """Their scores are of one span, as it was before spans that widen to the same words were added up."""
    ours = pipeline("question-answering", "distilbert/distilbert-base-cased-distilled-squad")
    for question, context, start, end, score in PUBLISHED:
        found = ours(question=question, context=context, align_to_words=False)
        assert found == {
            "score": pytest.approx(score, abs=1e-3), "start": start, "end": end, "answer": context[start:end]
        }  # fmt: skip


def test_the_published_answers_stand_where_their_places_say():
    assert [context[start:end] for _, context, start, end, _ in PUBLISHED] == [
        "Hugging Face", "Jax, PyTorch and TensorFlow", "Paris", "Amsterdam"
    ]  # fmt: skip
