"""Text classification: the labels and scores of transformers' pipeline, from every head that there is."""

import csv
import io
import json

import pipelines_at_hand as at_hand
import pytest
import torch

from minitransformer.apps.pipelines import pipeline
from minitransformer.errors import Problem
from minitransformer.pretrained import load
from minitransformer.pretrained.save import save
from minitransformer.proof.reference import quiet

HEADS = (
    "BertForSequenceClassification",
    "DistilBertForSequenceClassification",
    "GPT2ForSequenceClassification",
)
TEXTS = [*at_hand.KOREAN[:9], *at_hand.ENGLISH[:1], at_hand.KOREAN[7], "안녕 [SEP] 안녕"]


@pytest.fixture(scope="module", params=HEADS)
def both(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    theirs = at_hand.checkpoint(folder, request.param, seed=2)
    return (
        pipeline("text-classification", folder, batch_size=4),
        at_hand.their_pipeline("text-classification", folder, theirs),
    )


def flat(found):
    return [answer for one in found for answer in (one if isinstance(one, list) else [one])]


def same(mine, other):
    assert [type(one) for one in mine] == [type(one) for one in other]
    assert [one["label"] for one in flat(mine)] == [one["label"] for one in flat(other)]
    assert [one["score"] for one in flat(mine)] == pytest.approx(
        [one["score"] for one in flat(other)], abs=1e-5
    )
    assert {tuple(one) for one in flat(mine)} == {("label", "score")}


@pytest.mark.parametrize("options", [{}, {"top_k": 1}, {"top_k": 2}, {"top_k": None}])
@pytest.mark.parametrize("function", ["softmax", "sigmoid", "none"])
def test_labels_and_scores_are_those_of_transformers(both, options, function):
    ours, theirs = both
    with quiet():
        expected = theirs(TEXTS, function_to_apply=function, **options)
        alone = theirs(TEXTS[0], function_to_apply=function, **options)
    found = ours(TEXTS, function_to_apply=function, **options)
    assert len({round(one["score"], 3) for one in flat(expected)}) > 3
    same(found, expected)
    same(ours(TEXTS[0], function_to_apply=function, **options), alone)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("said", ["multi_label_classification", "regression", "single_label_classification"])
def test_what_the_checkpoint_was_trained_for_decides_how_numbers_become_scores(head, said, tmp_path):
    theirs = at_hand.checkpoint(tmp_path, head, seed=2, problem_type=said)
    ours = pipeline("text-classification", tmp_path)
    with quiet():
        expected = at_hand.their_pipeline("text-classification", tmp_path, theirs)(TEXTS, top_k=None)
    same(ours(TEXTS, top_k=None), expected)
    together = [sum(one["score"] for one in row) for row in expected]
    assert (together == pytest.approx([1.0] * len(TEXTS))) is (said == "single_label_classification")


@pytest.mark.parametrize("said", ["regression", "multi_label_classification", None])
def test_a_single_label_is_likely_or_not_by_itself(said, tmp_path):
    one = {"id2label": {0: "기쁨"}, "label2id": {"기쁨": 0}}
    theirs = at_hand.checkpoint(tmp_path, HEADS[0], seed=2, problem_type=said, **one)
    with quiet():
        expected = at_hand.their_pipeline("text-classification", tmp_path, theirs)(TEXTS)
    assert len({round(answer["score"], 3) for answer in expected}) > 3
    same(pipeline("text-classification", tmp_path)(TEXTS), expected)


def test_what_the_numbers_mean_is_kept_with_the_model_until_it_gets_other_labels(tmp_path):
    at_hand.checkpoint(tmp_path, HEADS[0], problem_type="regression")
    model, tokenizer = load(tmp_path)
    assert model.cfg.problem_type == "regression"
    save(model, tokenizer, tmp_path / "kept")
    assert load(tmp_path / "kept")[0].cfg == model.cfg
    other, _ = load(tmp_path, labels=("ja", "nein"), generator=torch.Generator().manual_seed(0))
    assert other.cfg.problem_type is None
    save(other, tokenizer, tmp_path / "other")
    assert "problem_type" not in json.loads((tmp_path / "other" / "config.json").read_text("utf-8"))


def test_what_stands_beside_a_text_in_its_batch_cannot_be_felt(both):
    ours, _ = both
    for text, beside in zip(TEXTS, ours(TEXTS, top_k=None), strict=True):
        same(ours(text, top_k=None), beside)
    assert ours([]) == []


def test_it_tells_how_many_texts_are_answered(both):
    ours, _ = both
    told = []
    ours.done = lambda done, of: told.append((done, of))
    ours(TEXTS)
    assert told == [(4, 12), (8, 12), (12, 12)]


def test_a_table_can_be_made_of_the_answers(both):
    ours, _ = both
    table = io.StringIO()
    writer = csv.DictWriter(table, ["label", "score"])
    writer.writeheader()
    writer.writerows(ours(TEXTS))  # raises where a row has another column
    table.seek(0)
    assert [row["label"] for row in csv.DictReader(table)] == [row["label"] for row in ours(TEXTS)]


@pytest.mark.parametrize("head", HEADS[:2])
def test_a_pair_is_read_as_transformers_reads_it(head, tmp_path):
    theirs = at_hand.checkpoint(tmp_path, head, seed=4)
    ours = pipeline("text-classification", tmp_path)
    pairs = [{"text": a, "text_pair": b} for a, b in zip(TEXTS[:5], TEXTS[4:9], strict=True)]
    with quiet():
        expected = at_hand.their_pipeline("text-classification", tmp_path, theirs)(pairs, top_k=None)
    found = ours(pairs, top_k=None)
    same(found, expected)
    swapped = ours([{"text": p["text_pair"], "text_pair": p["text"]} for p in pairs], top_k=None)
    assert flat(swapped)[0]["score"] != pytest.approx(flat(found)[0]["score"], abs=1e-4)


def test_a_pair_that_is_cut_loses_the_end_of_its_longer_half(tmp_path):
    at_hand.checkpoint(tmp_path, HEADS[0])
    ours = pipeline("text-classification", tmp_path, truncate=True)
    framed = ours.read({"text": TEXTS[0], "text_pair": " ".join(TEXTS * 3)})
    words = ours.tokenizer.encode(TEXTS[0])
    assert len(framed.ids) == at_hand.LONGEST
    assert framed.ids[: len(words) + 2] == [ours.tokenizer.cls_id, *words, ours.tokenizer.sep_id]
    assert framed.ids[-1] == ours.tokenizer.sep_id
    assert framed.segments == [0] * (len(words) + 2) + [1] * (at_hand.LONGEST - len(words) - 2)


def test_what_cannot_be_classified_is_named(both):
    ours, _ = both
    with pytest.raises(Problem, match=r"^the text is empty") as told:
        ours("  ")
    assert "비어" in told.value.ko
    with pytest.raises(Problem, match=r"^text 2: the text is empty") as told:
        ours(["안녕", ""])
    assert told.value.ko.startswith("2번째 글: ")
    with pytest.raises(Problem, match=r"the text has \d+ tokens, and this model has room for 4[68]"):
        ours(" ".join(TEXTS * 3))
    with pytest.raises(Problem, match="broken character"):
        ours("안녕\ud800")
    with pytest.raises(Problem, match="top_k=0"):
        ours("안녕", top_k=0)
    with pytest.raises(Problem, match="function_to_apply='tanh': choose softmax, sigmoid, none"):
        ours("안녕", function_to_apply="tanh")


def test_a_pair_for_a_gpt_and_what_no_bert_knows_are_refused(tmp_path):
    at_hand.checkpoint(tmp_path / "gpt", HEADS[2])
    with pytest.raises(Problem, match="only BERT and DistilBERT"):
        pipeline("text-classification", tmp_path / "gpt")({"text": "안녕", "text_pair": "안녕"})
    at_hand.checkpoint(tmp_path / "bert", HEADS[0])
    ours = pipeline("text-classification", tmp_path / "bert")
    with pytest.raises(Problem, match="knows no character"):
        ours("ⴰⴱⴳ")
    with pytest.raises(Problem, match="this one has pair"):
        ours({"text": "안녕", "pair": "안녕"})
    with pytest.raises(Problem, match="the text is empty"):
        ours({"text": "안녕", "text_pair": ""})
    with pytest.raises(Problem, match="the text is empty"):
        ours({"text_pair": "안녕"})


@pytest.mark.network
def test_the_film_critic_says_what_the_published_course_prints():
    """The Hugging Face course, chapter 2.2: the softmax of its logits."""
    critic = pipeline("sentiment-analysis", "distilbert-base-uncased-finetuned-sst-2-english")
    found = critic(["I've been waiting for a HuggingFace course my whole life.", "I hate this so much!"])
    expected = torch.tensor([[-1.5607, 1.6123], [4.1692, -3.3464]]).softmax(-1).amax(-1)
    assert [one["label"] for one in found] == ["POSITIVE", "NEGATIVE"]
    assert [one["score"] for one in found] == pytest.approx(expected.tolist(), abs=1e-4)


@pytest.mark.network
@pytest.mark.parametrize(
    ("text", "label", "score"),
    [
        # transformers, tests/pipelines/test_pipelines_text_classification.py, to three places.
        ("This is great !", "POSITIVE", 1.0),
        ("This is bad !", "NEGATIVE", 1.0),
        ("Birds are a type of animal", "POSITIVE", 0.988),
        # transformers, docs/source/task_summary.rst, to four.
        ("I hate you", "NEGATIVE", 0.9991),
        ("I love you", "POSITIVE", 0.9999),
    ],
)
def test_the_film_critic_says_what_transformers_own_tests_print(text, label, score):
    critic = pipeline("sentiment-analysis", "distilbert-base-uncased-finetuned-sst-2-english")
    assert critic(text) == [{"label": label, "score": pytest.approx(score, abs=6e-4)}]
