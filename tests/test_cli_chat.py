"""`chat --once`, and the conversation without a terminal."""

import io
import json

import pytest
import torch

from minitransformer.apps import chatbot as app
from minitransformer.models import bert_tasks
from minitransformer.models.init import initialise
from minitransformer.pretrained import load, save

KEYS = {"prompt", "reply", "tokens", "seconds"}


@pytest.fixture
def chat(as_json, chatbot_folder):
    return lambda *arguments, **how: as_json("chat", "--model", chatbot_folder, *arguments, **how)


@pytest.fixture
def typed(command, chatbot_folder, monkeypatch):
    """A conversation whose lines come from a pipe."""

    def go(text, *arguments):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return command("chat", "--model", chatbot_folder, "--lang", "en", *arguments)

    return go


def test_once_with_json_is_the_contracts_object(chat):
    found = chat("--once", "안녕하세요")
    assert found.keys() >= KEYS
    assert found["prompt"] == "안녕하세요"
    assert found["reply"].strip()
    assert found["reply"] != found["prompt"]
    assert found["tokens"] > 0
    assert found["reason"] == "eos"


def test_once_prints_one_reply_and_nothing_else(command, chat, chatbot_folder):
    code, out, err = command("chat", "--model", chatbot_folder, "--once", "안녕하세요")
    assert code == 0
    assert out == chat("--once", "안녕하세요")["reply"] + "\n"
    assert str(chatbot_folder) in err


def test_the_same_seed_gives_the_same_answer(chat):
    wild = ("--once", "안녕하세요", "--temperature", 3, "--top-k", 0)
    assert chat(*wild, "--seed", 5)["reply"] == chat(*wild, "--seed", 5)["reply"]
    assert len({chat(*wild, "--seed", n)["reply"] for n in range(4)}) > 1


def test_temperature_0_takes_the_best_word(chat):
    greedy = {chat("--once", "안녕하세요", "--temperature", 0, "--seed", n)["reply"] for n in range(4)}
    assert len(greedy) == 1


@pytest.mark.parametrize("temperature", ["1e-300", "1e300"])
def test_extreme_temperatures_are_no_error(chat, temperature):
    assert chat("--once", "안녕하세요", "--temperature", temperature)["tokens"] > 0


def test_length_is_limited(chat):
    found = chat("--once", "안녕하세요", "--max-length", 2)
    assert (found["tokens"], found["reason"]) == (2, "length")


def test_top_p_1_and_a_tiny_top_p_are_allowed(chat):
    assert (
        chat("--once", "안녕하세요", "--top-p", 0.01)["reply"]
        == chat("--once", "안녕하세요", "--top-k", 1)["reply"]
    )


def test_self_harm_gets_the_caring_answer(chat, monkeypatch):
    monkeypatch.setattr(app, "stream", None)
    found = chat("--once", "죽고 싶어")
    assert "109" in found["reply"]
    assert (found["tokens"], found["reason"]) == (0, "care")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "empty"), ("  ", "empty"), ("😤", "no character"), ("안녕 " * 5000, "room for 64")],
)
def test_a_message_that_cannot_be_answered_is_told_in_one_line(command, chatbot_folder, text, said):
    code, out, err = command("chat", "--model", chatbot_folder, "--once", text)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1]
    assert "Traceback" not in err


def test_an_empty_message_is_told_before_any_model_is_read(command):
    assert "empty" in command("chat", "--once", " ")[2]


@pytest.fixture(params=["BERTForClassification", "BERTForPreTraining", "BERTPooled"])
def no_gpt(request, emotion_folder, tmp_path):
    """A folder with a model that cannot talk, and what that model is."""
    if request.param == "BERTForClassification":
        return emotion_folder, request.param
    classifier, tokenizer = load(emotion_folder)
    model = getattr(bert_tasks, request.param)(classifier.cfg)
    initialise(model, torch.Generator().manual_seed(0))
    save(model, tokenizer, tmp_path / "bert")
    return tmp_path / "bert", request.param


@pytest.mark.parametrize("once", [["--once", "안녕"], []])
def test_what_is_no_gpt_cannot_talk_and_is_called_what_it_is(command, no_gpt, once):
    folder, kind = no_gpt
    for language, said in (
        ("en", f"{folder} is a {kind}, and only a GPT can talk: name one with --model"),
        ("ko", f"{folder} 모델은 {kind}입니다. 대화는 GPT만 할 수 있으니 --model로 GPT를 지정해 주세요."),
    ):
        code, out, err = command("chat", "--model", folder, "--lang", language, *once)
        assert (code, out, err) == (2, "", f"minitransformer: {said}\n")


def test_a_wrong_model_from_the_environment_is_told_with_where_it_was_named(
    command, emotion_folder, chatbot_folder, monkeypatch
):
    monkeypatch.setenv("MINITRANSFORMER_MODEL", str(emotion_folder))
    for language in ("en", "ko"):
        code, out, err = command("chat", "--once", "안녕", "--lang", language)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert str(emotion_folder) in err
        assert "MINITRANSFORMER_MODEL" in err
    assert "MINITRANSFORMER_MODEL" not in command("chat", "--once", "안녕", "--model", emotion_folder)[2]
    assert command("chat", "--once", "안녕하세요", "--model", chatbot_folder)[0] == 0
    monkeypatch.setenv("MINITRANSFORMER_MODEL", str(chatbot_folder))
    code, _, err = command("chat", "--once", "😤")  # the message is at fault, and not the model
    assert code == 2
    assert "MINITRANSFORMER_MODEL" not in err


def test_without_any_model_it_says_how_to_get_one(command, nothing_came_along):
    assert "minitransformer train chatbot" in command("chat", "--once", "안녕")[2]


def test_a_name_from_the_hub_without_a_network_is_told_with_the_offline_way(command):
    code, out, err = command("chat", "--model", "skt/kogpt2-base-v2", "--once", "안녕")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "directory" in err
    assert "train" in err


def test_piped_lines_are_answered_one_by_one(typed, chat):
    code, out, _ = typed("안녕하세요\n\n   \n안녕?\n")
    assert code == 0
    assert out.count("bot> ") == 2
    assert chat("--once", "안녕하세요")["reply"] in out


def test_quit_leaves_and_what_follows_is_not_read(typed):
    code, out, _ = typed("/quit\n안녕\n")
    assert code == 0
    assert "bot>" not in out


def test_help_lists_what_can_be_typed(typed):
    code, out, err = typed("/help\n/quit\n")
    assert code == 0
    assert "bot>" not in out
    assert all(word in err for word in ("/help", "/quit", "Ctrl-D", "Ctrl-C"))


def test_a_message_that_is_too_long_does_not_end_the_conversation(typed):
    code, out, err = typed("안녕 " * 500 + "\n안녕하세요\n")
    assert code == 0
    assert "room for 64" in err
    assert out.count("bot> ") == 2


@pytest.mark.parametrize(("turns", "known"), [(0, []), (1, [1]), (2, [1, 2])])
def test_turns_decides_how_much_is_remembered(typed, monkeypatch, turns, known):
    seen = []
    original = app.Chatbot.prompt
    monkeypatch.setattr(
        app.Chatbot,
        "prompt",
        lambda bot, message, history=(): seen.append(list(history)) or original(bot, message),
    )
    typed("안녕하세요\n뭐 해\n안녕?\n", "--turns", turns)
    assert [len(h) for h in seen] == [min(n, turns) for n in range(3)]
    if turns:
        assert seen[-1][-1][0] == "뭐 해"
        assert seen[1][0][1] in json.dumps(seen[2] if turns == 2 else seen[1], ensure_ascii=False)


def test_ctrl_c_in_an_answer_keeps_the_conversation(typed, monkeypatch):
    def interrupted(bot, message, reply, *_):
        if message == "안녕?":
            yield "그리고"
            raise KeyboardInterrupt
        yield f"[{message}]"

    monkeypatch.setattr(app.Chatbot, "stream", interrupted)
    code, out, _ = typed("안녕?\n뭐 해\n")
    assert code == 0
    assert "그리고 … (stopped)" in out
    assert "[뭐 해]" in out


@pytest.mark.parametrize("dtype", ["bfloat16", "float64"])
def test_it_talks_in_other_numbers(chat, dtype):
    assert chat("--once", "안녕하세요", "--dtype", dtype)["reply"].strip()


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--device", "cuda:99"), "device cuda:99: PyTorch finds none such on this computer"),
        (("--device", "gpu"), "device gpu: choose cpu, cuda, mps"),
        (("--dtype", "float16"), "choose bfloat16, which is as small"),
    ],
)
def test_a_device_that_is_not_there_is_refused_in_a_line(command, chatbot_folder, option, said):
    code, out, err = command("chat", "--model", chatbot_folder, "--once", "안녕", "--lang", "en", *option)
    assert (code, out) == (2, "")
    assert said in err
