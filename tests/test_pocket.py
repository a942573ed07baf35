"""The models of the package: small enough, the same function as transformers makes of them, and any good."""

import csv
import hashlib
import importlib
import json
import unicodedata
from pathlib import Path

import pytest
import torch
import transformers

from minitransformer.apps.chatbot import DEMONSTRATION, Chatbot, Style
from minitransformer.apps.emotion import load_emotion_classifier
from minitransformer.apps.kept import IN_THE_POCKET, at_hand, choose, models_folder
from minitransformer.apps.pipelines import pipeline
from minitransformer.apps.pipelines.choosing import model_for
from minitransformer.data.records import EMOTIONS
from minitransformer.errors import Problem
from minitransformer.pretrained import load, load_model
from minitransformer.pretrained.files import read_config
from minitransformer.pretrained.hub import locate
from minitransformer.pretrained.pocket import POCKET, pocket, pocket_names
from minitransformer.pretrained.sums import verify
from minitransformer.proof.parity import parity

NAMES = sorted(IN_THE_POCKET.values())
MEGABYTE = 10**6


def test_four_models_came_with_the_package():
    assert pocket_names() == NAMES
    assert len(NAMES) == 4


def test_a_name_that_is_none_of_them_is_none():
    assert pocket("pocket-gpt") is None
    assert pocket("") is None
    assert pocket("../pocket/pocket-gpt-ko") is None


def test_they_are_small():
    sizes = {name: sum(f.stat().st_size for f in (POCKET / name).iterdir()) for name in NAMES}
    assert max(sizes.values()) < 12 * MEGABYTE
    assert sum(sizes.values()) < 40 * MEGABYTE


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_those_that_were_packed(name):
    assert locate(name) == POCKET / name
    verify(POCKET / name)
    assert len((POCKET / name / "SHA256SUMS").read_text("utf-8").splitlines()) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_trained_weights_are_the_same_function_in_transformers(name):
    found = parity(name, grad=True)
    assert found.agrees
    assert found.perturbed == ()
    assert max(row.error for row in (*found.activations, found.logits)) < 1e-10


@pytest.mark.parametrize("name", NAMES)
def test_transformers_loads_it_with_a_clean_report(name):
    (architecture,) = read_config(POCKET / name)["architectures"]
    model, report = getattr(transformers, architecture).from_pretrained(
        POCKET / name, output_loading_info=True
    )
    assert not any(report[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    tokenizer = transformers.AutoTokenizer.from_pretrained(POCKET / name)
    sentence = "오늘은 날씨가 정말 좋네요."
    ours, said = load(name), tokenizer(sentence, add_special_tokens=False)["input_ids"]
    assert ours[1].encode(sentence) == said
    assert sum(p.numel() for p in model.parameters()) == sum(p.numel() for p in ours[0].parameters())


@pytest.mark.parametrize("name", NAMES)
def test_the_card_tells_where_it_comes_from(name):
    card = json.loads((POCKET / name / "card.json").read_text("utf-8"))
    assert card["name"] == name
    assert IN_THE_POCKET[card["kind"]] == name
    assert {s["licence"] for s in card["data"]} <= {"CC0", "MIT"}
    assert card["recipe"]["commands"]
    assert card["recipe"]["seed"] == 0
    assert card["scores"]
    assert all(len(text) == 2 for text in (card["what"], card["limits"], card["warning"]))
    page = (POCKET / name / "README.md").read_text("utf-8")
    assert card["warning"][1] in page
    assert all(limit in page for limit in card["limits"])
    weights = sum(p.numel() for p in load_model(name).parameters())
    assert f" {weights / 1e6:.2f} million weights" in card["limits"][0]
    assert f" {weights / 1e4:.0f}만 개" in card["limits"][1]
    assert all(command in page for command in card["recipe"]["commands"])


def test_a_kept_model_comes_before_the_one_of_the_package(at_home, chatbot_folder):
    assert choose("chatbot", None) == "pocket-chatbot-ko"
    assert at_hand(["tag"]) is None
    kept = models_folder() / "chatbot-1"
    kept.parent.mkdir(parents=True)
    kept.symlink_to(chatbot_folder)
    assert choose("chatbot", None) == str(kept)
    assert choose("chatbot", "other") == "other"


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("text-generation", "pocket-gpt-ko"),
        ("fill-mask", "pocket-bert-ko"),
        ("feature-extraction", "pocket-bert-ko"),
        ("text-classification", "pocket-emotion-ko"),
    ],
)
def test_tasks_take_the_model_of_the_package(at_home, task, name):
    assert model_for(task, None) == name


def test_a_task_without_one_says_which_checkpoint_to_name(at_home):
    with pytest.raises(Problem, match="opus-mt"):
        model_for("translation", None)


def test_hidden_words_are_guessed_with_sense():
    fill = pipeline("fill-mask", "pocket-bert-ko")
    guessed = [row["token_str"] for row in fill("이 영화 정말 [MASK].", top_k=20)]
    assert any(word.startswith(("재미", "재밌", "좋", "최고", "감동")) for word in guessed)


def test_the_chatbot_answers_and_ends():
    bot = Chatbot(*load("pocket-chatbot-ko"))
    replies = [
        bot.reply(text, torch.Generator().manual_seed(0), Style(temperature=0.0)) for text in DEMONSTRATION
    ]
    assert all(reply.reason == "eos" for reply in replies)
    assert len({reply.text for reply in replies}) >= 5
    assert all(any("가" <= c <= "힣" for c in reply.text) for reply in replies)


def test_plain_feelings_are_told_apart():
    said = {
        "드디어 시험에 합격해서 날아갈 것 같아!": "행복",
        "오랜 친구가 멀리 떠난다니 눈물이 나": "슬픔",
        "새치기하는 사람 때문에 너무 화가 나": "분노",
        "내일 발표인데 떨려서 잠이 안 와": "불안",
    }
    rows = load_emotion_classifier("pocket-emotion-ko").probabilities(list(said))
    assert [max(row, key=row.__getitem__) for row in rows] == list(said.values())
    assert set(rows[0]) == set(EMOTIONS)


@pytest.mark.data
def test_nothing_that_is_scored_was_read(monkeypatch, capsys):
    """The recipe leaves these texts out; here the cut is checked by another road, file against file."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "figures" / "pocket"))
    texts = importlib.import_module("texts")
    read = {hashlib.sha256(t.encode()).digest() for d in texts.documents() for t in d}
    assert len(read) > 300_000
    with (texts.catalogue.find("nsmc") / "ratings_test.txt").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        scored = [unicodedata.normalize("NFC", " ".join(row["document"].split())) for row in rows]
    assert len(scored) == 16_000
    assert not any(hashlib.sha256(text.encode()).digest() in read for text in scored)


def test_weights_lie_in_half_precision_and_are_read_in_whole():
    from safetensors import safe_open

    with safe_open(POCKET / "pocket-gpt-ko" / "model.safetensors", "pt") as file:
        assert {file.get_tensor(key).dtype for key in file.keys()} == {torch.float16}  # noqa: SIM118
    assert {p.dtype for p in load_model("pocket-gpt-ko").parameters()} == {torch.float32}
