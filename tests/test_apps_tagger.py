"""`train tag`: a model that finds names, counted as seqeval counts them, beside what is simpler."""

import json
import sys

import pytest
import tagging_at_hand as at_hand
import torch
import transformers

from minitransformer.apps import run as run_app
from minitransformer.apps.pipelines.token_classification import TokenClassification
from minitransformer.apps.size import Size
from minitransformer.apps.tagger import Tagger, by_character, by_word, ceiling, score_names, seqeval
from minitransformer.apps.teach_tagger import new_tagger, tag_loss, tagger_task
from minitransformer.cli import train, train_tag
from minitransformer.cli.voice import Voice
from minitransformer.data.spans import Span
from minitransformer.data.tagging import Tagged, encode_tagged, labels_of, tag_batches
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE
from minitransformer.pretrained import load
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

MINIATURE = Size(d_model=32, n_layers=1, n_heads=2, vocab_size=1, dropout=0.0)
LABELS = labels_of(["LC", "PS"])
PEOPLE, PLACES = ("민수", "영희", "철수", "순이"), ("서울", "부산", "대구", "광주")


def sentence(person, place, end):
    """A person before 은, a place before 에서."""
    text = f"{person}은 {place}에서 {end}"
    return Tagged(text, (Span(0, 2, "PS"), Span(4, 6, "LC")))


SENTENCES = [sentence(a, b, f"놀았다 {n}") for n in range(5) for a in PEOPLE for b in PLACES]


@pytest.fixture(autouse=True)
def registered():
    if train_tag.NAME not in {c.name for c in train.app.registered_commands}:
        train.app.command(train_tag.NAME)(train_tag.command)


@pytest.fixture
def no_pictures(monkeypatch):
    monkeypatch.setattr(run_app, "save_picture", lambda *_: None)


@pytest.fixture
def names(tmp_path):
    """A file as KLUE-NER's, with made sentences."""
    path = tmp_path / "names.tsv"
    text = "\n".join(
        f"## {i}\n" + "".join(f"{c}\t{tag}\n" for c, tag in zip(s.text, s.tags, strict=True))
        for i, s in enumerate(SENTENCES)
    )
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def taught():
    texts = [s.text for s in SENTENCES]
    model, tokenizer = new_tagger(texts, LABELS, MINIATURE, torch.Generator().manual_seed(0))
    task = tagger_task(tokenizer, LABELS, SENTENCES, SENTENCES, batch_size=16, max_len=40, corruption=0.0)
    history = fit(model, task, Plan(lr=5e-3, epochs=12))
    return model, tokenizer, task, history


def test_a_small_model_learns_names_to_the_character(taught):
    model, tokenizer, _, history = taught
    assert history.best["token_accuracy"] > 0.98
    found = Tagger(model, tokenizer).find([s.text for s in SENTENCES], batch_size=7)
    assert score_names(found, SENTENCES)["f1"] > 0.95
    assert sum(tuple(one) == s.spans for one, s in zip(found, SENTENCES, strict=True)) > 75


def test_the_pipeline_finds_what_the_tagger_finds(taught):
    model, tokenizer, *_ = taught
    text = SENTENCES[0].text
    told = TokenClassification(model, tokenizer)(text, aggregation_strategy="simple")
    (spans,) = Tagger(model, tokenizer).find([text])
    assert [(e["start"], e["end"], e["entity_group"]) for e in told] == [tuple(s) for s in spans]


def test_a_text_of_unknown_or_too_many_characters_does_not_end_a_run(taught):
    model, tokenizer, *_ = taught
    odd, long = Tagger(model, tokenizer).find(["𓀀", "민수은 서울에서 " * 30])
    assert len(odd) <= 1
    assert 0 < max(span.end for span in long) <= len(tokenizer.cut("민수은 서울에서 " * 30)[:126]) * 2


def test_only_real_tokens_count_in_the_loss(taught):
    model, tokenizer, *_ = taught
    rows = [
        encode_tagged(tokenizer, s, LABELS, 40) for s in (SENTENCES[0], sentence("민수", "서울", "또 또 또"))
    ]
    (batch,) = tag_batches(rows, 2, tokenizer.pad_id)
    by_hand = []
    for ids, labels in rows:
        scores = model(torch.tensor([ids]))[0].log_softmax(-1)
        by_hand += [-scores[i, n].item() for i, n in enumerate(labels) if n != IGNORE]
    assert len(by_hand) == sum(len(tokenizer.cut(t)) for t in (SENTENCES[0].text, "민수은 서울에서 또 또 또"))
    assert tag_loss(model, batch).item() == pytest.approx(sum(by_hand) / len(by_hand), rel=1e-4)


def test_heldout_loss_is_the_mean_over_tokens(taught):
    model, tokenizer, task, _ = taught
    rows = [encode_tagged(tokenizer, s, LABELS, 40) for s in SENTENCES]
    (whole,) = tag_batches(rows, len(rows), tokenizer.pad_id)
    assert task.evaluate(model)["heldout_loss"] == pytest.approx(tag_loss(model, whole).item(), rel=1e-4)


def test_whole_names_count_as_seqeval_and_as_the_definition_have_them():
    first = Tagged("서울에서 김민수 씨", (Span(0, 2, "LC"), Span(5, 8, "PS")))
    second = Tagged("부산의 박영희", (Span(0, 2, "LC"), Span(4, 7, "PS")))
    found = [[Span(0, 2, "LC"), Span(5, 7, "PS")], [Span(0, 2, "PS")]]  # one right of three, of four
    scores = score_names(found, [first, second])
    assert scores["precision"] == pytest.approx(1 / 3)
    assert scores["recall"] == pytest.approx(1 / 4)
    assert scores["f1"] == pytest.approx(2 / 7)
    assert scores["kinds"] == {"LC": pytest.approx(2 / 3), "PS": 0.0}
    assert scores["macro_f1"] == pytest.approx(1 / 3)
    from seqeval.metrics import f1_score

    said = [["B-LC", "I-LC", "O", "O", "O", "B-PS", "I-PS", "O", "O", "O"], ["B-PS", "I-PS"] + ["O"] * 5]
    assert scores["f1"] == pytest.approx(f1_score([first.tags, second.tags], said))


def test_nothing_found_scores_nothing():
    scores = score_names([[]], [SENTENCES[0]])
    assert (scores["f1"], scores["precision"], scores["recall"]) == (0, 0, 0)


def test_the_dictionaries_know_what_was_seen_most_often():
    train_ = [
        Tagged("서울 간다", (Span(0, 2, "LC"),)),
        Tagged("서울 씨", (Span(0, 2, "PS"),)),
        Tagged("또 서울 온다", (Span(2, 4, "LC"),)),
    ]
    assert by_word(train_)("서울 또 부산 서울 ") == [Span(0, 2, "LC"), Span(8, 10, "LC")]
    assert by_word(train_)("서울은") == []
    assert by_character(train_)("온 서울은") == [Span(2, 4, "LC")]


def test_tags_that_are_right_score_less_where_tokens_are_too_long():
    tokenizer = at_hand.tokenizer()
    assert ceiling(tokenizer, [Tagged("서울", (Span(0, 2, "LC"),))])["f1"] == 1
    assert ceiling(tokenizer, [Tagged("씨를", (Span(0, 1, "PS"),))])["f1"] == 1
    whole = Tagged("뷁은", (Span(0, 1, "PS"),))  # one unknown token
    assert ceiling(tokenizer, [whole])["f1"] == 0


def test_a_tagger_is_taught_and_kept(as_json, names, at_home):
    found = as_json("train", "tag", "--data", names, "--epochs", 2)
    assert found.keys() == {"steps", "epochs", "train_loss", "heldout_loss", "metrics", "out", "seconds"}
    metrics = found["metrics"]
    assert metrics.keys() >= {"f1", "precision", "recall", "macro_f1", "kinds", "ceiling", "baselines"}
    assert metrics["baselines"].keys() == {"words seen", "characters seen"}
    (folder,) = (at_home / "models").iterdir()
    assert {"config.json", "model.safetensors", "card.json", "loss.png"} <= {p.name for p in folder.iterdir()}
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert (card["kind"], card["data"]["train"], card["data"]["heldout"]) == ("tag", 72, 8)
    assert card["data"]["labels"] == ["O", "B-LC", "I-LC", "B-PS", "I-PS"]
    theirs = transformers.AutoModelForTokenClassification.from_pretrained(folder)
    assert list(theirs.config.id2label.values()) == card["data"]["labels"]
    ours, _ = load(folder)
    ids = torch.tensor([[2, 5, 6, 3]])
    assert torch.allclose(theirs.eval()(ids).logits, ours(ids), atol=1e-5)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ko", ("트랜스포머: F1", "본 낱말의 사전: F1", "종류별: LC", "가능한 최고 점수", "저장한 곳")),
        (
            "en",
            ("transformer: F1", "words seen: F1", "by kind: LC", "the most that its tokens allow", "kept in"),
        ),
    ],
)
def test_a_person_sees_scores_and_the_place(command, names, no_pictures, language, said):
    code, out, err = command("train", "tag", "--data", names, "--epochs", 1, "--lang", language)
    assert code == 0, err
    for text in said:
        assert text in out
    assert "80" in err
    assert {"ko": "사전이 더 낫습니다", "en": "a dictionary of what was seen does better"}[language] in err


def test_a_tagger_that_beats_the_dictionaries_is_not_belittled(capsys):
    scores = {"f1": 0.5, "precision": 0.5, "recall": 0.5}
    metrics = {
        **scores,
        "kinds": {"PS": 0.5},
        "ceiling": 1.0,
        "baselines": {"words seen": {**scores, "f1": 0.4}},
    }
    train_tag.show_scores(metrics, Voice("en"))
    assert capsys.readouterr().err == ""


def test_a_run_that_was_cut_short_is_taken_up(as_json, names, tmp_path, no_pictures):
    line = ("train", "tag", "--data", names, "--out", tmp_path / "out")
    first, more = as_json(*line, "--epochs", 1), as_json(*line, "--epochs", 2, "--resume")
    assert (first["epochs"], more["epochs"]) == (1, 2)


@pytest.mark.parametrize("architecture", ["BertForPreTraining", "DistilBertForTokenClassification"])
def test_a_pretrained_body_gets_a_head_for_these_labels(as_json, names, no_pictures, tmp_path, architecture):
    folder = at_hand.checkpoint(tmp_path / "theirs", architecture, max_position_embeddings=48)
    found = as_json(
        "train", "tag", "--data", names, "--epochs", 1, "--model", folder, "--out", tmp_path / "out"
    )
    assert 0 <= found["metrics"]["f1"] <= found["metrics"]["ceiling"]
    said = json.loads((tmp_path / "out" / "config.json").read_text("utf-8"))
    assert said["architectures"] == [f"{'Distil' * ('Distil' in architecture)}BertForTokenClassification"]
    assert list(said["id2label"].values()) == list(LABELS)  # not the seven of the checkpoint


def refused(command, *arguments, said):
    code, out, err = command("train", "tag", *arguments)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1], err


def test_what_cannot_be_taught_is_told_in_a_line(command, names, chatbot_folder, tmp_path):
    refused(command, "--data", "nowhere.tsv", said="there is no file nowhere.tsv")
    refused(command, "--data", names, "--size", "huge", said="--size huge: choose tiny, small")
    refused(command, "--resume", "--data", names, said="--resume needs --out")
    refused(command, "--data", names, "--model", chatbot_folder, said="choose one of bert, distilbert")
    path = tmp_path / "bad.tsv"
    path.write_text("가\tO\n나 O\n", encoding="utf-8")
    refused(command, "--data", path, said="row 2: not a character, a tab, and a tag")
    path.write_text("".join(f"{c}\tO\n\n" for c in "가나다라마바사아자차카타"), encoding="utf-8")
    refused(command, "--data", path, said="no training sentence has a name in it")
    path.write_text(
        "".join(f"{c}\tB-{i}\n\n" for i, c in enumerate("가나다라마바사아자차")), encoding="utf-8"
    )
    refused(command, "--data", path, said="no training sentence has a name of the kind")


def test_that_seqeval_is_missing_is_told_before_training(monkeypatch):
    monkeypatch.setitem(sys.modules, "seqeval", None)
    with pytest.raises(Problem, match=r"pip install .minitransformer\[tasks\]") as told:
        seqeval()
    assert "seqeval" in told.value.ko
