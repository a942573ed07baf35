"""`train qa`: a model that finds answers, scored by KorQuAD's own rule, beside what needs no learning."""

import json
import math

import pytest
import tagging_at_hand as at_hand
import torch
import transformers

from minitransformer.apps import run as run_app
from minitransformer.apps.answers import by_overlap, character_f1, exact, normalised, score_answers
from minitransformer.apps.pipelines.question_answering import QuestionAnswering
from minitransformer.apps.size import Size
from minitransformer.apps.teach_qa import fitting_windows, new_reader, reader_task, span_loss
from minitransformer.apps.train_qa import Reader
from minitransformer.cli import train, train_qa
from minitransformer.data.korquad import Question, marked_windows, span_batches
from minitransformer.errors import Problem
from minitransformer.pretrained import load
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

MINIATURE = Size(d_model=32, n_layers=1, n_heads=2, vocab_size=1, max_len=64, dropout=0.0)
WHO, WHERE = ("민수", "영희", "철수", "순이"), ("서울", "부산", "대구", "광주")


def question(who, where, n):
    context = f"{who}는 어제 {where}에서 놀았다 {n}."
    if n % 2:
        context = f"날이 좋았다. {context}"
    start = context.index(where)
    return Question(f"{who}-{where}-{n}", f"{who}는 어디에서 놀았나?", context, ((start, start + 2),))


QUESTIONS = [question(a, b, n) for n in range(4) for a in WHO for b in WHERE]


@pytest.fixture(autouse=True)
def registered():
    if train_qa.NAME not in {c.name for c in train.app.registered_commands}:
        train.app.command(train_qa.NAME)(train_qa.command)


@pytest.fixture
def no_pictures(monkeypatch):
    monkeypatch.setattr(run_app, "save_picture", lambda *_: None)


def squad(questions):
    paragraphs = [
        {
            "context": q.context,
            "qas": [
                {
                    "id": q.id,
                    "question": q.question,
                    "answers": [{"text": q.texts[0], "answer_start": q.answers[0][0]}],
                }
            ],
        }
        for q in questions
    ]
    return {"version": "KorQuAD_v1.0_dev", "data": [{"title": "made", "paragraphs": paragraphs}]}


@pytest.fixture
def asked(tmp_path):
    """A file as KorQuAD's, with made questions."""
    path = tmp_path / "questions.json"
    path.write_text(json.dumps(squad(QUESTIONS), ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def taught():
    model, tokenizer = new_reader(QUESTIONS, MINIATURE, torch.Generator().manual_seed(0))
    task = reader_task(tokenizer, QUESTIONS, QUESTIONS, batch_size=16, max_len=64)
    history = fit(model, task, Plan(lr=5e-3, epochs=20))
    return model, tokenizer, task, history


def test_a_small_model_learns_where_answers_stand(taught):
    model, tokenizer, *_ = taught
    said = Reader(model, tokenizer, batch_size=5).answer(QUESTIONS, 64)
    assert score_answers(said, QUESTIONS)["exact_match"] > 90
    qa = QuestionAnswering(model, tokenizer)
    found = qa(question=QUESTIONS[3].question, context=QUESTIONS[3].context, align_to_words=False)
    assert found["answer"] == said[3]


def test_a_question_without_room_gets_no_answer_and_is_not_learnt_from(taught):
    model, tokenizer, *_ = taught
    long = Question("long", "어디 " * 40, "서울에서", ((0, 2),))
    reader = Reader(model, tokenizer)
    assert reader.answer([long, QUESTIONS[0]], 64)[0] == ""
    assert reader.answer([long], 64) == [""]
    assert fitting_windows(tokenizer, [long, QUESTIONS[0]], 64) == marked_windows(tokenizer, QUESTIONS[0], 64)
    with pytest.raises(Problem, match="all 1 questions are longer than the window's 64 positions") as told:
        fitting_windows(tokenizer, [long], 64)
    assert "질문 1개" in told.value.ko
    unknown = Question("odd", "𓀀", "𓀀𓀁", ((0, 1),))
    assert len(reader.answer([unknown], 64)) == 1


def test_the_loss_is_the_surprise_at_both_ends_among_real_tokens(taught):
    model, tokenizer, task, _ = taught
    marked = [m for q in QUESTIONS[14:18] for m in marked_windows(tokenizer, q, 64)]
    (batch,) = span_batches(marked, 4, tokenizer.pad_id)
    assert not batch.real.all()
    by_hand = []
    for window, first, last in marked:
        scores = model(torch.tensor([window.ids]), None, torch.tensor([window.segments]))[0].log_softmax(0)
        by_hand.append(-(scores[first, 0] + scores[last, 1]).item() / 2)
    assert span_loss(model, batch).item() == pytest.approx(sum(by_hand) / 4, rel=1e-4)
    every = [m for q in QUESTIONS for m in marked_windows(tokenizer, q, 64)]
    (whole,) = span_batches(every, 64, tokenizer.pad_id)
    assert task.evaluate(model)["heldout_loss"] == pytest.approx(span_loss(model, whole).item(), rel=1e-4)


def test_a_window_without_the_answer_is_learnt_too(taught):
    _, tokenizer, *_ = taught
    long = Question("", "어디?", "날이 좋았다. " * 20 + "서울에서", ((160, 162),))
    assert long.texts == ["서울"]
    marked = fitting_windows(tokenizer, [long], 40)
    assert sum(first == last == 0 for _, first, last in marked) == len(marked) - 1 > 1


@pytest.mark.parametrize(
    ("said", "right", "same", "f1"),
    [
        ("1989년 2월", "1989년  2월", 1, 1),
        ("《Kim's》 (Lee)", "kim s lee", 1, 1),  # a quote parts words
        ("a.b-c", "abc", 1, 1),  # other punctuation goes
        ("‘서울’", "〈서울〉", 1, 1),
        ("서울은", "서울", 0, 0.8),  # 2 of 3 characters are right, 2 of 2 are found
        ("서서", "서울", 0, 0.5),  # as often as it stands there
        ("서 울", "서울", 0, 1),
        ("부산", "서울", 0, 0),
        ("", "서울", 0, 0),
        ("「서울」", "서울", 0, 2 / 3),  # these brackets stay
    ],
)
def test_answers_are_compared_by_korquads_own_rule(said, right, same, f1):
    assert exact(said, right) == same
    assert character_f1(said, right) == pytest.approx(f1)
    assert character_f1(right, said) == pytest.approx(f1)


def test_the_best_of_several_right_answers_counts_and_scores_are_percents():
    both = Question("", "?", "서울은 수도다", ((0, 2), (0, 3)))
    other = Question("", "?", "서울은 수도다", ((4, 6),))
    assert score_answers(["서울은", "수"], [both, other]) == {
        "exact_match": 50.0, "f1": pytest.approx(100 * (1 + 2 / 3) / 2),
    }  # fmt: skip
    assert normalised("<가>\t나") == "가 나"


def test_the_rule_without_learning_takes_what_stands_beside_shared_words():
    context = "날이 좋았다. 민수는 어제 부산에서 놀았다. 영희는 집에 있었다."
    assert by_overlap("민수는 어디에서 놀았나?", context) in ("어제", "부산에서", "어제 부산에서")
    assert by_overlap("전혀 다른 질문", "서울") == "서울"
    assert by_overlap("서울", "서울") == "서울"
    assert isinstance(by_overlap("?", "...  "), str)


def test_a_reader_is_taught_and_kept(as_json, asked, at_home):
    found = as_json("train", "qa", "--data", asked, "--epochs", 1)
    assert found.keys() == {"steps", "epochs", "train_loss", "heldout_loss", "metrics", "out", "seconds"}
    metrics = found["metrics"]
    assert 0 <= metrics["exact_match"] <= metrics["f1"] <= 100
    assert metrics["baselines"]["word overlap"].keys() == {"exact_match", "f1"}
    (folder,) = (at_home / "models").iterdir()
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert (card["kind"], card["data"]["train"], card["data"]["heldout"]) == ("qa", 58, 6)
    theirs = transformers.AutoModelForQuestionAnswering.from_pretrained(folder).eval()
    ours, _ = load(folder)
    ids = torch.tensor([[2, 5, 6, 3]])
    out = theirs(ids)
    assert torch.allclose(torch.stack([out.start_logits, out.end_logits], -1), ours(ids), atol=1e-5)


@pytest.mark.parametrize(
    ("language", "said", "beside"),
    [
        ("ko", ("트랜스포머: EM", "겹치는 낱말: EM", "저장한 곳"), "독해는 거의 배우지 못합니다"),
        ("en", ("transformer: EM", "word overlap: EM", "kept in"), "hardly learns to read"),
    ],
)
def test_a_person_sees_scores_and_that_little_was_to_be_expected(
    command, asked, no_pictures, language, said, beside
):
    code, out, err = command("train", "qa", "--data", asked, "--epochs", 1, "--lang", language)
    assert code == 0, err
    for text in said:
        assert text in out
    assert beside in err


def test_a_run_that_was_cut_short_is_taken_up(as_json, asked, tmp_path, no_pictures):
    line = ("train", "qa", "--data", asked, "--out", tmp_path / "out")
    first, more = as_json(*line, "--epochs", 1), as_json(*line, "--epochs", 2, "--resume")
    assert (first["epochs"], more["epochs"]) == (1, 2)


@pytest.mark.parametrize("architecture", ["BertForPreTraining", "DistilBertForQuestionAnswering"])
def test_a_pretrained_body_gets_a_head_for_spans(
    command, as_json, asked, no_pictures, tmp_path, architecture
):
    folder = at_hand.checkpoint(tmp_path / "theirs", architecture, max_position_embeddings=48)
    line = ("train", "qa", "--data", asked, "--epochs", 1, "--model", folder, "--out", tmp_path / "out")
    found = as_json(*line)
    assert math.isfinite(found["heldout_loss"])
    said = json.loads((tmp_path / "out" / "config.json").read_text("utf-8"))
    assert said["architectures"] == [f"{'Distil' * ('Distil' in architecture)}BertForQuestionAnswering"]
    _, _, err = command(*line, "--overwrite")
    assert "hardly" not in err


def refused(command, *arguments, said):
    code, out, err = command("train", "qa", *arguments)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1], err


def test_what_cannot_be_taught_is_told_in_a_line(command, asked, chatbot_folder, tmp_path):
    refused(command, "--data", "nowhere.json", said="there is no file nowhere.json")
    refused(command, "--data", asked, "--size", "huge", said="--size huge: choose tiny, small")
    refused(command, "--resume", "--data", asked, said="--resume needs --out")
    refused(command, "--data", asked, "--model", chatbot_folder, said="choose one of bert, distilbert")
    path = tmp_path / "bad.json"
    path.write_text('{"data": [\n{,]}', encoding="utf-8")
    refused(command, "--data", path, said="row 2: not JSON")
    long = [Question(str(i), "어디 " * 300, f"서울 {i}", ((0, 2),)) for i in range(20)]
    path.write_text(json.dumps(squad(long)), encoding="utf-8")
    refused(command, "--data", path, said="questions are longer than the window's 256 positions")
