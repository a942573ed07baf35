"""A classifier of single texts or of pairs, on a BERT or a GPT."""

import json

import pytest
import torch
import transformers
import zoo
from hub_layouts import korean
from loopback_hub import stored, write

from minitransformer.apps import run as run_app
from minitransformer.apps import train_classifier as classifier_app
from minitransformer.apps.classifier import Classifier, class_scores, marks_of
from minitransformer.apps.pipelines import pipeline
from minitransformer.apps.size import Size
from minitransformer.apps.sources import labelled_of
from minitransformer.apps.teach_classifier import BODIES, classifier_task, new_classifier, new_gpt_classifier
from minitransformer.data.batching import GPTS, class_batches, encode_pair, encode_text
from minitransformer.data.records import Example
from minitransformer.data.tables import read_table
from minitransformer.errors import Problem
from minitransformer.models.gpt import GPTForClassification
from minitransformer.pretrained import load, load_tokenizer
from minitransformer.text.train import train_bpe, train_wordpiece
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

TEXTS = ("가 나 다 라 마 바 사", "하 파 타")
MINIATURE = Size(d_model=32, n_layers=1, n_heads=2, vocab_size=60, dropout=0.0)


@pytest.fixture(scope="module")
def tokenizer():
    return train_wordpiece(TEXTS, 40)


@pytest.fixture
def no_pictures(monkeypatch):
    for module in (run_app, classifier_app):
        monkeypatch.setattr(module, "save_picture", lambda *_: None)


@pytest.fixture
def pairs(tmp_path):
    """Which word does the second text begin with? The first says nothing of it."""
    words = ["가", "나", "다", "라"]
    rows = [
        (f"{a} 글 {n}", f"{b} 말 {n}", "같음" if b in words[:2] else "다름")
        for n in range(8)
        for a in words
        for b in (words[n % 2], words[2 + (n + words.index(a)) % 2])
    ]
    path = tmp_path / "pairs.csv"
    path.write_text("\n".join(["첫째,둘째,label", *map(",".join, rows)]), encoding="utf-8")
    return path


def test_two_texts_stand_between_marks_and_the_place_of_the_second_is_known(tokenizer):
    cls, sep = tokenizer.cls_id, tokenizer.sep_id
    a, b = tokenizer.encode("가 나"), tokenizer.encode("하")
    assert encode_pair(tokenizer, "가 나", "하", 20) == ([cls, *a, sep, *b, sep], len(a) + 2)
    assert encode_pair(tokenizer, "가 나", None, 20) == ([cls, *a, sep], len(a) + 2)
    assert encode_text(tokenizer, "가 나", 20) == [cls, *a, sep]


@pytest.mark.parametrize(
    ("room", "kept"),
    [
        (13, (7, 3)),
        (12, (6, 3)),
        (9, (3, 3)),
        (8, (3, 2)),
        (7, (2, 2)),
        (5, (1, 1)),
        (4, (1, 0)),
        (3, (0, 0)),
    ],
)
def test_what_is_too_long_loses_words_from_the_end_of_the_longer_text(tokenizer, room, kept):
    a, b = map(tokenizer.encode, TEXTS)
    ids, second = encode_pair(tokenizer, *TEXTS, room)
    cls, sep = tokenizer.cls_id, tokenizer.sep_id
    assert ids == [cls, *a[: kept[0]], sep, *b[: kept[1]], sep]
    assert second == kept[0] + 2


def test_the_rule_is_that_of_transformers(tokenizer, tmp_path):
    for name, data in tokenizer.files().items():
        (tmp_path / name).write_bytes(data)
    from tagging_at_hand import their_tokenizer

    theirs = their_tokenizer(tmp_path, 512)
    for room in range(4, 15):
        said = theirs(*TEXTS, truncation="longest_first", max_length=room)
        ids, second = encode_pair(tokenizer, *TEXTS, room)
        if room > 4:  # with one word left, either text may keep it
            assert ids == said["input_ids"]
            assert [int(i >= second) for i in range(len(ids))] == said["token_type_ids"]


def test_segments_are_1_for_the_second_text_and_0_for_padding(tokenizer):
    long, short = encode_pair(tokenizer, *TEXTS, 40), encode_pair(tokenizer, "가", "나", 40)
    single = encode_text(tokenizer, "가 나", 40)
    rows = [(long[0], 0, long[1]), (short[0], 1, short[1]), (single, 2)]
    (batch,) = class_batches(rows, 3, tokenizer.pad_id)
    by_class = dict(zip(batch.labels.tolist(), batch.segments.tolist(), strict=True))
    assert by_class == {
        0: [0] * 9 + [1] * 4,
        1: [0] * 3 + [1] * 2 + [0] * 8,
        2: [0] * 13,
    }
    assert batch.segments.shape == batch.ids.shape == batch.real.shape


def test_a_table_of_pairs_is_read_with_its_mapping(pairs):
    found = read_table(pairs, "첫째", "label", pair_column="둘째", mapping={"같음": "예", "다름": None})
    assert found[0] == Example("가 글 0", "예", "가 말 0")
    assert {e.label for e in found} == {"예"}
    assert read_table(pairs, "첫째", "label")[0] == Example("가 글 0", "같음")
    with pytest.raises(Problem, match="has no column 셋째"):
        read_table(pairs, "첫째", "label", pair_column="셋째")


def test_the_first_text_of_a_pair_is_never_on_both_sides(pairs):
    _, train, held = labelled_of(str(pairs), "첫째", "label", None, 0, "둘째")
    assert held
    assert not {e.text for e in train} & {e.text for e in held}
    with pytest.raises(Problem, match="nsmc holds single texts: --pair-column") as told:
        labelled_of("nsmc", "text", "label", None, 0, "둘째")
    assert "--pair-column" in told.value.ko


@pytest.mark.parametrize("body", ["bert", "gpt"])
def test_a_model_learns_what_only_the_second_text_says(pairs, body):
    examples = read_table(pairs, "첫째", "label", pair_column="둘째")
    texts = [t for e in examples for t in (e.text, e.pair)]
    labels = ["같음", "다름"]
    model, tokenizer = BODIES[body](texts, labels, MINIATURE, torch.Generator().manual_seed(0))
    task = classifier_task(
        tokenizer,
        labels,
        examples,
        examples,
        batch_size=16,
        max_len=40,
        corruption=0.0,
        marks=marks_of(model),
    )
    history = fit(model, task, Plan(lr=5e-3, epochs=15))
    assert history.best["accuracy"] > 0.95
    classifier = Classifier(model, tokenizer)
    right = classifier.probabilities([e.text for e in examples], pairs=[e.pair for e in examples])
    alone = classifier.probabilities([e.text for e in examples])
    assert sum(max(p, key=p.get) == e.label for p, e in zip(right, examples, strict=True)) > 60
    assert right != alone


def test_a_gpt_reads_start_texts_and_ends_and_its_last_token_decides():
    model, tokenizer = new_gpt_classifier(TEXTS, ["a", "b"], MINIATURE, torch.Generator().manual_seed(0))
    assert marks_of(model) == GPTS
    ids, second = encode_pair(tokenizer, "가 나", "하", 20, GPTS)
    a, b = tokenizer.encode("가 나"), tokenizer.encode("하")
    assert ids == [tokenizer.bos_id, *a, tokenizer.eos_id, *b, tokenizer.eos_id]
    model.eval()
    (batch,) = class_batches([(ids, 0, second), (ids[:4], 1)], 2, tokenizer.pad_id)
    scores = dict(zip(batch.labels.tolist(), class_scores(model, batch), strict=True))
    alone = model.classify(model.hidden(torch.tensor([ids]))[0, -1])
    assert torch.allclose(scores[0], alone, atol=1e-6)
    assert torch.allclose(scores[1], model(torch.tensor([ids[:4]]))[0], atol=1e-6)


def test_single_texts_are_scored_as_before_there_were_pairs():
    model, tokenizer = new_classifier(TEXTS, ["a", "b"], MINIATURE, torch.Generator().manual_seed(0))
    model.eval()
    expected = model(torch.tensor([encode_text(tokenizer, TEXTS[0], 64)])).softmax(-1)[0]
    found = Classifier(model, tokenizer).probabilities(TEXTS)[0]
    assert list(found.values()) == pytest.approx(expected.tolist(), abs=1e-6)


@pytest.mark.parametrize("body", ["bert", "gpt"])
def test_pairs_are_taught_and_kept_by_a_command(as_json, pairs, no_pictures, at_home, body):
    line = ("--text-column", "첫째", "--pair-column", "둘째", "--epochs", 1, "--body", body)
    found = as_json("train", "classify", "--data", pairs, *line)
    assert found["metrics"]["baselines"].keys() == {"naive Bayes", "TF-IDF + logistic regression"}
    (folder,) = (at_home / "models").iterdir()
    said = json.loads((folder / "config.json").read_text("utf-8"))
    assert said["model_type"] == {"bert": "bert", "gpt": "gpt2"}[body]
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    ours, tokenizer = load(folder)
    ids, second = encode_pair(tokenizer, "가 글", "나 말", 30, marks_of(ours))
    (batch,) = class_batches([(ids, 0, second)], 1, tokenizer.pad_id)
    given = {"token_type_ids": batch.segments} if body == "bert" else {}
    with torch.no_grad():
        assert torch.allclose(
            model(input_ids=batch.ids, **given).logits, class_scores(ours, batch), atol=1e-5
        )


@pytest.mark.parametrize("start", ["nothing", "a GPT", "a classifier"])
def test_what_a_gpt_was_taught_to_read_is_what_run_and_transformers_read(
    as_json, pairs, no_pictures, tmp_path, start
):
    columns = ("--text-column", "첫째", "--pair-column", "둘째")
    line = ("train", "classify", "--data", pairs, *columns, "--epochs", 1)
    model = () if start == "nothing" else ("--model", pretrained(tmp_path / "theirs", "GPT2LMHeadModel"))
    folder = tmp_path / "out"
    as_json(*line, "--body", "gpt", "--out", folder, *model)
    if start == "a classifier":
        first, folder = folder, tmp_path / "again"
        as_json(*line, "--out", folder, "--model", first)
    texts, seconds = ["가 글", "나 글 다"], ["나 말", "가"]
    taught, run = Classifier(*load(folder)), pipeline("text-classification", folder)
    asked = [{"text": a, "text_pair": b} for a, b in zip(texts, seconds, strict=True)]
    for given, expected in (
        (texts, taught.probabilities(texts)),
        (asked, taught.probabilities(texts, pairs=seconds)),
    ):
        found = [{row["label"]: row["score"] for row in rows} for rows in run(given, top_k=None)]
        assert found == [pytest.approx(row, abs=1e-6) for row in expected]
    theirs = transformers.PreTrainedTokenizerFast.from_pretrained(folder)
    ids, _ = encode_pair(taught.tokenizer, texts[0], seconds[0], 30, GPTS)
    assert theirs(texts[0], seconds[0])["input_ids"] == ids


def test_a_run_with_another_body_is_another_run(command, as_json, pairs, no_pictures, tmp_path):
    line = ("train", "classify", "--data", pairs, "--text-column", "첫째", "--out", tmp_path / "out")
    as_json(*line, "--epochs", 1, "--body", "gpt")
    code, _, err = command(*line, "--epochs", 2, "--resume")
    assert code == 2
    assert "now is" in err


def pretrained(folder, architecture):
    theirs = zoo.reference(architecture, vocab_size=60, pad_token_id=3)
    write(folder, theirs.config, stored(theirs))
    if architecture == "DistilBertForMaskedLM":
        for name, data in train_wordpiece(TEXTS, 40).files().items():
            (folder / name).write_bytes(data)
    else:
        korean(folder)
    return folder


@pytest.mark.parametrize("architecture", ["GPT2LMHeadModel", "DistilBertForMaskedLM"])
def test_a_pretrained_body_gets_a_fresh_head(as_json, pairs, no_pictures, tmp_path, architecture):
    folder = pretrained(tmp_path / "theirs", architecture)
    line = ("--text-column", "첫째", "--pair-column", "둘째", "--epochs", 1)
    found = as_json("train", "classify", "--data", pairs, *line, "--model", folder)
    said = json.loads((tmp_path / "home" / "models").glob("*/config.json").__next__().read_text("utf-8"))
    family = architecture.removesuffix("LMHeadModel").removesuffix("ForMaskedLM")
    assert said["architectures"] == [f"{family}ForSequenceClassification"]
    assert found["metrics"]["accuracy"] >= 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--body", "cnn"), "--body cnn: choose bert or gpt"),
        (("--data", "dialogues", "--pair-column", "A"), "dialogues holds single texts"),
    ],
)
def test_what_cannot_be_taught_is_told_in_a_line(command, arguments, said):
    code, out, err = command("train", "classify", *arguments)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1]


def test_a_family_without_such_a_head_is_refused(command, pairs, tmp_path):
    folder = pretrained(tmp_path / "theirs", "GPTNeoXForCausalLM")
    code, _, err = command(
        "train", "classify", "--data", pairs, "--text-column", "첫째", "--model", folder, "--lang", "en"
    )
    assert code == 2
    assert (
        "is of the family gpt_neox, which cannot be taught this here: choose one of bert, distilbert, gpt2"
        in err
    )


def test_gpt2_has_no_padding_and_no_mask_and_is_taught_all_the_same(tmp_path):
    words = train_bpe(TEXTS, 60)
    (tmp_path / "tokenizer.json").write_bytes(
        words.files()["tokenizer.json"].replace(b"<pad>", b"<pud>").replace(b"<mask>", b"<musk>")
    )
    tokenizer = load_tokenizer(tmp_path)
    assert not {"pad", "mask"} & tokenizer.roles.keys()
    model, _ = new_gpt_classifier(TEXTS, ["a", "b"], MINIATURE, torch.Generator().manual_seed(0))
    rows = [Example("가 나 다", "a"), Example("하", "b")]
    task = classifier_task(tokenizer, ["a", "b"], rows, rows, batch_size=2, max_len=20, marks=GPTS)
    assert fit(model, task, Plan(lr=1e-2, epochs=20)).best["accuracy"] == 1
    assert isinstance(model, GPTForClassification)
