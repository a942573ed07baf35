"""`train`: what it leaves behind, and what it refuses before a minute is lost."""

import errno
import importlib
import json
import os
import shutil
from pathlib import Path

import pytest
import sentencepiece
import torch
from safetensors.torch import load_file, save_file

from minitransformer.apps import run as run_app
from minitransformer.apps import train_chatbot as chatbot_app
from minitransformer.apps import train_classifier as classifier_app
from minitransformer.apps.teach_classifier import SIZES
from minitransformer.apps.train_classifier import train_classifier
from minitransformer.cli.options import Asked
from minitransformer.core.config import BERTConfig
from minitransformer.data import embedded
from minitransformer.data.records import EMOTIONS
from minitransformer.errors import Problem
from minitransformer.models.bert_tasks import BERTPooled
from minitransformer.models.init import initialise
from minitransformer.pretrained import load, load_tokenizer, save
from minitransformer.training.plan import Plan

KEYS = {"steps", "epochs", "train_loss", "heldout_loss", "metrics", "out", "seconds"}
DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))
TEN_EACH = [x for e in EMOTIONS for x in [x for x in embedded.emotions() if x.label == e][:10]]


@pytest.fixture
def no_pictures(monkeypatch):
    for module in (run_app, classifier_app):
        monkeypatch.setattr(module, "save_picture", lambda *_: None)


@pytest.fixture
def table(tmp_path):
    """A table of texts and labels, as a person would bring it."""

    def write(rows=None, header="text,emotion", encoding="utf-8", name="mine.csv"):
        rows = [f'"{x.text}",{x.label}' for x in TEN_EACH] if rows is None else rows
        path = tmp_path / name
        path.write_bytes("\n".join([header, *rows]).encode(encoding))
        return path

    return write


@pytest.fixture
def dialogues(tmp_path):
    path = tmp_path / "talk.csv"
    rows = [f'"{d.question}","{d.answer}",{d.label}' for d in embedded.dialogues()[:60]]
    path.write_text("\n".join(["Q,A,label", *rows]), encoding="utf-8")
    return path


def refused(command, *arguments, said):
    """Exit 2, one line, nothing on stdout."""
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1], err
    assert err.splitlines()[-1].startswith("minitransformer: ")
    assert "Traceback" not in err
    return err


# what a run leaves behind


def test_a_chatbot_is_taught_kept_and_found_again(as_json, dialogues, at_home):
    found = as_json("train", "chatbot", "--data", dialogues, "--epochs", 2, "--size", "tiny")
    assert found.keys() >= KEYS
    assert found["epochs"] == 2
    assert found["steps"] > 0
    assert found["metrics"]["perplexity"] > 1
    assert {k for k in found["metrics"] if k.startswith("heldout_loss_label_")}
    folder = at_home / "models" / Path(found["out"]).name
    assert {"config.json", "model.safetensors", "tokenizer.json", "card.json", "loss.png"} <= {
        p.name for p in folder.iterdir()
    }
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert card["kind"] == "chatbot"
    assert len(card["scores"]["replies"]) == 7
    assert as_json("chat", "--once", "안녕하세요")["prompt"] == "안녕하세요"  # the default model, from now on


def test_an_emotion_classifier_is_taught_kept_and_found_again(as_json, table, at_home):
    path = table(encoding="utf-8-sig")  # Excel's own way, with a byte order mark
    found = as_json("train", "emotion", "--data", path, "--epochs", 2)
    assert found.keys() >= KEYS
    assert found["metrics"]["baselines"].keys() == {"naive Bayes", "TF-IDF + logistic regression"}
    assert sum(map(sum, found["metrics"]["confusion"])) == 5
    pictures = {p.name for p in (at_home / "models").glob("*/*.png")}
    assert pictures == {"loss.png", "confusion.png", "calibration.png"}
    assert as_json("recommend", "오늘 정말 기뻐")["emotions"].keys() == set(EMOTIONS)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    ("kind", "unit"),
    [("chatbot", "nats per token"), ("emotion", "nats per text"), ("mlm", "nats"), ("clm", "nats per token")],
)
def test_the_pictures_of_a_run_are_in_its_language_and_the_loss_is_per_what_it_is(
    command, table, dialogues, tmp_path, monkeypatch, no_pictures, kind, unit, language
):
    drawn = []

    def draw(*_numbers, language="", **more):
        drawn.append((language, more.get("unit", ("",))[0]))

    for module, name in (
        (run_app, "loss_curve"),
        (classifier_app, "confusion_matrix"),
        (classifier_app, "calibration"),
    ):
        monkeypatch.setattr(module, name, draw)
    data = {"chatbot": dialogues, "emotion": table()}.get(kind, tmp_path / "talk.csv")
    asked = ("--data", data, "--epochs", 1, "--size", "tiny", "--out", tmp_path / "out")
    assert command("train", kind, *asked, "--lang", language)[0] == 0
    assert drawn[0] == (language, unit)
    assert [said for said, _ in drawn] == [language] * (3 if kind == "emotion" else 1)


@pytest.mark.parametrize(
    ("language", "said"),
    [("ko", ("정확도", "저장한 곳", "검증 손실")), ("en", ("accuracy", "kept in", "held-out loss"))],
)
def test_a_person_sees_scores_and_the_place(command, table, tmp_path, no_pictures, language, said):
    out_folder = tmp_path / "out"
    code, out, err = command(
        "train", "emotion", "--data", table(), "--epochs", 1, "--out", out_folder, "--lang", language
    )
    assert code == 0
    assert said[0] in out
    assert said[1] in out
    assert str(out_folder) in out
    assert said[2] in err


def test_the_three_labels_of_the_dialogues_can_be_told_apart(as_json, at_home, no_pictures, monkeypatch):
    rows = embedded.dialogues()
    few = [d for label in (0, 1, 2) for d in [x for x in rows if x.label == label][:10]]
    monkeypatch.setattr("minitransformer.data.embedded.dialogues", lambda: few)
    found = as_json("train", "classify", "--data", "dialogues", "--epochs", 1)
    card = json.loads((at_home / "models" / Path(found["out"]).name / "card.json").read_text("utf-8"))
    assert card["data"]["labels"] == ["사랑", "이별", "일상"]
    assert card["kind"] == "classify"


@pytest.mark.parametrize(("ours", "advised"), [(0.4, True), (0.6, False)])
@pytest.mark.parametrize(("language", "said"), [("en", "--model pocket-bert-ko"), ("ko", "글자 조각을 세는")])
def test_where_counting_does_better_it_is_said_what_to_do(capsys, ours, advised, language, said):
    from minitransformer.cli.train import advise
    from minitransformer.cli.voice import Voice

    baselines = {"naive Bayes": {"macro_f1": 0.5}, "TF-IDF + logistic regression": {"macro_f1": 0.3}}
    advise({"macro_f1": ours, "baselines": baselines}, Voice(language))
    assert (said in capsys.readouterr().err) == advised


def test_a_few_steps_on_a_table_end_with_advice(command, table, no_pictures):
    code, _, err = command(
        "train", "classify", "--data", table(header="text,label"), "--epochs", 1, "--lang", "en"
    )
    assert code == 0, err
    assert "counting pieces of words does better" in err


def test_labels_are_mapped_dropped_and_preset(as_json, table, no_pictures):
    names = {"행복": "기쁨", "슬픔": "슬픔", "당황": "당황", "분노": "분노", "불안": "불안"}
    rows = [f'"{x.text}",{names[x.label]}' for x in TEN_EACH] + ["다친 마음,상처", "또 다친 마음,상처"]
    mapping = [f"--map={theirs}={ours}" for ours, theirs in names.items()] + ["--map=상처="]
    found = as_json(
        "train", "emotion", "--data", table(rows, "문장,느낌"), "--text-column", "문장", "--label-column", "느낌",
        *mapping, "--epochs", 1,
    )  # fmt: skip
    assert sum(map(sum, found["metrics"]["confusion"])) == 5
    preset = table(rows, "사람문장1,감정_대분류", name="hub.csv")
    found = as_json("train", "emotion", "--data", preset, "--preset", "aihub", "--epochs", 1)
    assert sum(map(sum, found["metrics"]["confusion"])) == 5


# models that others trained


@pytest.fixture
def kobert(tmp_path):
    """A checkpoint of KoBERT's very shape: a bare BertModel without a prefix, and a SentencePiece file."""

    def build(real=None):
        folder, spiece = tmp_path / "kobert", tmp_path / "spiece.model"
        if real is None:
            with spiece.open("wb") as file:
                sentencepiece.SentencePieceTrainer.train(
                    sentence_iterator=iter(x.text for x in embedded.emotions()), model_writer=file,
                    vocab_size=1200, unk_id=0, pad_id=1, bos_id=-1, eos_id=-1, unk_piece="[UNK]",
                    pad_piece="[PAD]", control_symbols=["[CLS]", "[SEP]", "[MASK]"], minloglevel=2,
                )  # fmt: skip
        else:
            shutil.copy(real, spiece)
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(spiece))
        assert [pieces.id_to_piece(i) for i in range(5)] == ["[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]"]
        cfg = BERTConfig(
            d_model=16,
            n_heads=2,
            n_layers=1,
            d_ff=32,
            vocab_size=pieces.get_piece_size(),
            max_len=64,
            pad_id=1,
        )
        model = BERTPooled(cfg)
        initialise(model, torch.Generator().manual_seed(0))
        save(model, None, folder)
        shutil.copy(spiece, folder)
        (folder / "SHA256SUMS").unlink(missing_ok=True)
        tensors = load_file(folder / "model.safetensors")
        save_file({k.removeprefix("bert."): t for k, t in tensors.items()}, folder / "model.safetensors")
        assert "embeddings.word_embeddings.weight" in load_file(folder / "model.safetensors")
        return folder

    return build


def test_kobert_is_taken_up(as_json, table, kobert, no_pictures):
    found = as_json("train", "emotion", "--data", table(), "--model", kobert(), "--epochs", 1)
    assert found["epochs"] == 1
    assert len(as_json("recommend", "오늘 정말 기뻐")["emotions"]) == 5


@pytest.mark.data
def test_kobert_is_taken_up_with_its_real_sentencepiece_file(as_json, table, kobert, no_pictures):
    (spiece,) = (DATA / "kobert").glob("*.model")
    found = as_json("train", "emotion", "--data", table(), "--model", kobert(spiece), "--epochs", 1)
    assert as_json("info", found["out"])["config"]["vocab_size"] == 8002


def test_kogpt2_is_taken_up(as_json, dialogues, chatbot_folder, tmp_path, no_pictures):
    import transformers

    folder = tmp_path / "kogpt2"
    config = transformers.GPT2Config(
        n_embd=16, n_head=2, n_layer=1, n_positions=64, vocab_size=load_tokenizer(chatbot_folder).vocab_size,
        bos_token_id=0, eos_token_id=1, pad_token_id=3,
    )  # fmt: skip
    transformers.GPT2LMHeadModel(config).save_pretrained(folder)
    shutil.copy(chatbot_folder / "tokenizer.json", folder)
    found = as_json("train", "chatbot", "--data", dialogues, "--model", folder, "--epochs", 1)
    card = json.loads(Path(found["out"], "card.json").read_text("utf-8"))
    assert card["recipe"]["lr"] == 3e-5
    assert card["recipe"]["source"] == str(folder)


def test_a_chatbot_cannot_start_from_a_classifier_nor_the_other_way(
    command, dialogues, table, chatbot_folder, emotion_folder
):
    refused(command, "train", "chatbot", "--data", dialogues, "--model", emotion_folder, said="GPT")
    refused(command, "train", "emotion", "--data", table(), "--model", chatbot_folder, said="gpt2")


# what is refused


def test_a_model_that_is_there_is_neither_lost_nor_mixed_up(
    command, table, emotion_folder, tmp_path, no_pictures
):
    shutil.copytree(emotion_folder, tmp_path / "mine")
    before = (tmp_path / "mine" / "model.safetensors").read_bytes()
    line = ("train", "emotion", "--data", table(), "--out", tmp_path / "mine", "--epochs", 1)
    err = refused(command, *line, said="--overwrite")
    assert "--resume" in err
    assert (tmp_path / "mine" / "model.safetensors").read_bytes() == before
    assert command(*line, "--overwrite")[0] == 0
    assert (tmp_path / "mine" / "model.safetensors").read_bytes() != before


def test_a_run_that_was_interrupted_is_not_lost_to_whoever_forgets_to_resume_it(command, table, tmp_path):
    (tmp_path / "mine" / "checkpoints" / "step-00000007").mkdir(parents=True)
    line = ("train", "emotion", "--data", table(), "--out", tmp_path / "mine", "--epochs", 1)
    err = refused(command, *line, said="holds a run that was interrupted: add --overwrite")
    assert "--resume" in err
    refused(command, *line, "--lang", "ko", said="중단된 학습이 있습니다")


def test_what_is_asked_of_a_step_reaches_the_plan_and_the_card(as_json, table, tmp_path, no_pictures):
    line = (
        "train",
        "emotion",
        "--data",
        table(),
        "--out",
        tmp_path / "out",
        "--epochs",
        1,
        "--batch-size",
        9,
    )
    found = as_json(*line, "--accumulate", 2, "--precision", "bfloat16")
    assert found["steps"] == 3  # 45 texts in 5 batches
    card = json.loads((tmp_path / "out" / "card.json").read_text("utf-8"))
    asked = {name: card["recipe"][name] for name in ("accumulate", "precision", "tensorboard")}
    assert asked == {"accumulate": 2, "precision": "bfloat16", "tensorboard": False}
    assert Asked(tensorboard=True).plan(epochs=1).tensorboard


@pytest.mark.parametrize(
    ("option", "known"), [("--precision", "float32 or bfloat16"), ("--keep", "best or last")]
)
def test_what_is_no_choice_is_told_with_those_there_are(command, table, option, known):
    refused(
        command, "train", "emotion", "--data", table(), option, "half", said=f"{option} half: choose {known}"
    )


def test_a_step_is_one_batch_for_each_process_unless_it_is_said(monkeypatch):
    assert Asked().plan(epochs=1).accumulate == 1
    monkeypatch.setenv("WORLD_SIZE", "4")
    assert Asked().plan(epochs=1).accumulate == 4
    assert Asked(accumulate=8).plan(epochs=1).accumulate == 8


def test_a_folder_that_cannot_be_written_is_told_before_training(command, table, tmp_path, monkeypatch):
    monkeypatch.setattr(run_app, "fit", None)
    (tmp_path / "file").write_text("")
    refused(
        command,
        "train",
        "emotion",
        "--data",
        table(),
        "--out",
        tmp_path / "file",
        said="choose another folder",
    )
    refused(
        command,
        "train",
        "emotion",
        "--data",
        table(),
        "--out",
        tmp_path / "file" / "sub",
        said="could not write",
    )

    def read_only(**how):
        raise PermissionError(errno.EACCES, "Permission denied", str(how["dir"]))

    monkeypatch.setattr("minitransformer.cli.options.TemporaryFile", read_only)
    refused(
        command, "train", "emotion", "--data", table(), "--out", tmp_path / "locked", said="Permission denied"
    )
    refused(command, "train", "chatbot", "--out", tmp_path / "locked", said="Permission denied")


def test_a_full_disk_keeps_the_model_that_was_there(
    command, table, emotion_folder, tmp_path, monkeypatch, no_pictures
):
    shutil.copytree(emotion_folder, tmp_path / "mine")
    before = {p.name: p.read_bytes() for p in (tmp_path / "mine").iterdir()}

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(importlib.import_module("minitransformer.pretrained.save"), "save_file", full)
    line = ("train", "emotion", "--data", table(), "--out", tmp_path / "mine", "--epochs", 1, "--overwrite")
    refused(command, *line, said="make room")
    after = {name: (tmp_path / "mine" / name).read_bytes() for name in before}
    assert before == after


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (dict(header="sentence,emotion"), "no column text"),
        (dict(rows=["가나다,행복", "라마바,nan"]), "row 3"),
        (dict(rows=["가나다,행복", ",슬픔", "x,"]), "row 3, 4"),
        (dict(encoding="cp949"), "UTF-8"),
        (dict(rows=["가나다,행복", '"라마바,슬픔']), "row 3"),
        (dict(rows=["가나다,행복,덤"]), "row 2"),
        (dict(rows=[]), "no example"),
        (dict(rows=["가,기쁨", "나,기쁨"]), "--map"),
        (dict(rows=[f"글{i},{e}" for i in range(9) for e in EMOTIONS[:4]]), "불안"),
        (dict(rows=["하나,행복", "둘,슬픔"]), "two texts a label"),
        (dict(name="mine.doc"), ".doc"),
    ],
    ids=lambda x: str(x)[:40],
)  # fmt: skip
def test_a_table_with_a_fault_is_told_with_its_rows(command, table, how, said):
    refused(command, "train", "emotion", "--data", table(**how), said=said)


def test_other_faults_of_the_line_are_named(command, table, dialogues):
    refused(command, "train", "emotion", "--data", "nowhere.csv", said="nowhere.csv")
    refused(command, "train", "emotion", "--data", table(), "--map", "기쁨", said="theirs=ours")
    refused(command, "train", "emotion", "--data", table(), "--preset", "mine", said="aihub")
    refused(command, "train", "chatbot", "--data", "chatbot_ko", said="data fetch chatbot_ko")
    refused(command, "train", "chatbot", "--data", table(), said="Q, A, label")
    refused(command, "train", "emotion", "--data", dialogues, said="text")
    refused(command, "train", "emotion", "--data", table(), "--model", "skt/kobert-base-v1", said="train")


def test_one_label_alone_is_nothing_to_tell_apart(command, table, no_pictures):
    rows = [f"글 하나 {i},좋음" for i in range(20)]
    refused(command, "train", "classify", "--data", table(rows, "text,label"), said="좋음")


def test_a_heldout_text_without_a_known_character_does_not_end_a_run(as_json, table, no_pictures):
    rows = [
        f"{word} {i},{label}" for i in range(10) for word, label in (("좋아요", "좋음"), ("싫어요", "나쁨"))
    ]
    odd = [f"{c},좋음" for c in "𓀀𓀁𓀂𓀃𓀄𓀅𓀆𓀇𓀈𓀉"]
    found = as_json("train", "classify", "--data", table(rows + odd, "text,label"), "--epochs", 1)
    assert sum(map(sum, found["metrics"]["confusion"])) == 3


class TroubleError(Exception):
    """Something that nobody foresaw."""


def trouble(*_, **__):
    raise TroubleError


def test_what_fails_after_training_loses_no_model(
    command, table, dialogues, tmp_path, monkeypatch, no_pictures
):
    monkeypatch.setattr(chatbot_app, "demonstrate", trouble)
    monkeypatch.setattr(classifier_app, "score_baselines", trouble)
    for line in (["chatbot", "--data", dialogues, "--size", "tiny"], ["emotion", "--data", table()]):
        out = tmp_path / str(line[0])
        with pytest.raises(TroubleError):
            command("train", *line, "--epochs", 1, "--out", out)
        (checkpoint,) = out.glob("checkpoints/step-*")
        kept, last = load(out), load(checkpoint)  # one look: the best weights are the last
        assert kept[1].files() == last[1].files()
        trained = last[0].state_dict()
        assert all(torch.equal(x, trained[name]) for name, x in kept[0].state_dict().items())


@pytest.mark.parametrize(("keep", "chosen_by"), [("best", "best held-out look"), ("last", "last")])
def test_the_card_says_by_what_the_weights_were_chosen(
    as_json, table, tmp_path, no_pictures, keep, chosen_by
):
    found = as_json("train", "emotion", "--data", table(), "--epochs", 1, "--keep", keep)
    card = json.loads(Path(found["out"], "card.json").read_text("utf-8"))
    assert card["scores"]["chosen_by"] == found["metrics"]["chosen_by"] == chosen_by


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_training_that_ran_away_is_told_and_not_kept(command, table, dialogues, tmp_path, no_pictures):
    for line in (["chatbot", "--data", dialogues, "--size", "tiny"], ["emotion", "--data", table()]):
        out = tmp_path / str(line[0])
        refused(command, "train", *line, "--epochs", 2, "--lr", "1e30", "--out", out, said="--lr")
        assert not (out / "model.safetensors").exists()


def test_a_run_that_could_not_begin_leaves_no_folder(
    command, table, dialogues, chatbot_folder, at_home, tmp_path
):
    for line in (
        ["chatbot", "--data", dialogues, "--model", tmp_path / "nowhere"],
        ["chatbot", "--data", dialogues, "--size", "huge"],
        ["emotion", "--data", table(), "--model", chatbot_folder],
    ):
        for out in ([], ["--out", tmp_path / "deep" / "out"]):
            assert command("train", *line, *out)[0] == 2
    assert not (tmp_path / "deep").exists()
    assert not at_home.exists()


# interruptions


def test_resume_needs_a_checkpoint_of_the_same_size(command, table, tmp_path, no_pictures):
    line = ("train", "emotion", "--data", table(), "--out", tmp_path / "out", "--epochs", 1)
    refused(command, *line, "--resume", said="no checkpoint")
    assert not (tmp_path / "out").exists()
    assert command(*line)[0] == 0
    refused(command, *line, "--resume", "--size", "small", said="n_layers=3")


def test_resume_takes_no_other_data_seed_batch_size_or_rate(command, table, tmp_path, no_pictures):
    mine = table()
    other = table([f'"{x.text}!",{x.label}' for x in TEN_EACH], name="other.csv")
    line = ("train", "emotion", "--data", mine, "--out", tmp_path / "out", "--epochs", 1, "--batch-size", 20)
    assert command(*line)[0] == 0
    again = (*line, "--resume")
    refused(command, *again, "--data", other, said="other.csv")
    refused(command, *again, "--seed", 1, said="seed was 0, and now is 1")
    refused(command, *again, "--batch-size", 10, said="batch_size was 20, and now is 10")
    refused(command, *again, "--lr", 0.5, said="lr was 0.001, and now is 0.5")
    mine.write_text(other.read_text("utf-8"), encoding="utf-8")
    assert "data was" not in refused(command, *again, said="rows was")
    table()
    assert command(*again, "--epochs", 2, "--minutes", 5, "--keep", "last")[0] == 0


def test_a_pretrained_model_is_not_resumed_with_other_data_either(
    command, dialogues, chatbot_folder, tmp_path, no_pictures
):
    """Its tokenizer is the same whatever the data."""
    line = ("train", "chatbot", "--model", chatbot_folder, "--out", tmp_path / "out", "--epochs", 1)
    assert command(*line, "--data", dialogues)[0] == 0
    other = tmp_path / "other.csv"
    other.write_text("\n".join(dialogues.read_text("utf-8").splitlines()[:40]), encoding="utf-8")
    err = refused(command, *line, "--data", other, "--resume", said="other.csv")
    assert "tokenizer" not in err
    assert command(*line, "--data", dialogues, "--resume", "--epochs", 2)[0] == 0


def test_labels_in_another_order_are_another_run(tmp_path, no_pictures):
    def teach(labels, **how):
        plan, size = Plan(lr=1e-3, epochs=1), SIZES["tiny"]
        train_classifier(
            TEN_EACH, TEN_EACH, labels, tmp_path, plan, kind="emotion", source=size, data_name="ten", **how
        )

    teach(EMOTIONS)
    with pytest.raises(Problem, match="labels was 행복, 슬픔"):
        teach(EMOTIONS[::-1], resume=True)
