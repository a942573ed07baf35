"""KoAlpaca is asked in its own form, and stops before it asks itself; other models keep theirs."""

import json

import pytest
import torch
from loopback_hub import SENTENCES, small_tokenizer, stored, tiny, write
from tokenizers import ByteLevelBPETokenizer
from tokenizers import Tokenizer as Inner

from minitransformer.apps import chatbot
from minitransformer.apps.chatbot import Chatbot, Reply
from minitransformer.apps.forms import INSTRUCTION, TRANSCRIPT, TURNS, form_of
from minitransformer.data.dialogue import encode_instruction
from minitransformer.pretrained import load
from minitransformer.text.backends import FastTokenizer


@pytest.fixture(scope="module")
def plain():
    """polyglot-ko's kind of tokenizer: byte-level, with nothing but an end of text."""
    words = ByteLevelBPETokenizer()
    texts = [*SENTENCES, "### 질문: ### 답변:"] * 3
    words.train_from_iterator(texts, vocab_size=400, special_tokens=["<|endoftext|>"], show_progress=False)
    return FastTokenizer(Inner.from_str(words.to_str()))


def test_a_question_is_put_as_koalpacas_readme_puts_it(plain):
    ids = encode_instruction(plain, "딥러닝이 뭐야?")
    assert plain.join(ids) == "### 질문: 딥러닝이 뭐야?\n\n### 답변:"


def test_what_was_said_before_stands_in_front_in_the_same_form(plain):
    ids = encode_instruction(plain, "왜?", [("안녕", "반가워요."), ("비 와?", "네.")])
    assert plain.join(ids) == (
        "### 질문: 안녕\n\n### 답변: 반가워요.\n\n### 질문: 비 와?\n\n### 답변: 네.\n\n### 질문: 왜?\n\n### 답변:"
    )


def test_an_end_of_text_that_is_typed_ends_nothing(plain):
    ids = encode_instruction(plain, "끝<|endoftext|>?")
    assert plain.eos_id not in ids
    assert plain.join(ids) == "### 질문: 끝?\n\n### 답변:"


@pytest.mark.parametrize(
    "name", ["beomi/KoAlpaca-Polyglot-5.8B", "beomi/KoAlpaca-Polyglot-5.8B@main", "/models/koalpaca"]
)
def test_koalpaca_is_known_by_its_name(plain, name):
    assert form_of(plain, name) is INSTRUCTION


def test_another_folder_is_known_by_its_card(plain, tmp_path):
    assert form_of(plain, tmp_path) is TRANSCRIPT
    (tmp_path / "card.json").write_text(json.dumps({"form": "koalpaca"}), encoding="utf-8")
    assert form_of(plain, tmp_path) is INSTRUCTION
    assert form_of(plain, str(tmp_path)) is INSTRUCTION


def test_other_models_are_asked_as_before(plain):
    assert (
        form_of(plain)
        is form_of(plain, "EleutherAI/polyglot-ko-1.3b")
        is form_of(plain, "gpt2")
        is TRANSCRIPT
    )
    assert form_of(small_tokenizer()) is form_of(small_tokenizer(), "koalpaca") is TURNS


@pytest.fixture
def folder(plain, tmp_path):
    theirs = tiny("GPTNeoXForCausalLM", vocab_size=400, max_position_embeddings=200)
    write(tmp_path, theirs.config, stored(theirs))
    for name, content in plain.files().items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.fixture
def bot(folder):
    model, tokenizer = load(folder)
    return Chatbot(model, tokenizer, INSTRUCTION)


@pytest.fixture
def says(bot, monkeypatch):
    """Let the model write a given text, token by token, and see what is shown of it."""

    def script(text, reason="eos"):
        def write_it(_model, _prompt, written, **_how):
            for i in bot.tokenizer.encode(text):
                written.ids.append(i)
                yield i
            written.reason = reason

        monkeypatch.setattr(chatbot, "stream", write_it)
        reply = Reply()
        return list(bot.stream("안녕?", reply, torch.Generator())), reply

    return script


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" 비가 와요.", "비가 와요."),
        (" 비가 와요.\n\n우산을 쓰세요.\n", "비가 와요.\n\n우산을 쓰세요."),
        (" 비가 와요.\n\n### 질문: 왜?\n\n### 답변: 몰라요.", "비가 와요."),
        (" C#", "C#"),
        (" C## 언어 #1", "C## 언어 #1"),
        ("###", ""),
        ("", ""),
    ],
)
def test_an_answer_is_shown_up_to_the_next_heading(says, text, shown):
    pieces, reply = says(text)
    assert "".join(pieces) == reply.text == shown
    assert reply.reason == "eos"


@pytest.mark.parametrize("begun", ["", "\n", "\n\n", "\n\n#", "\n\n##"])
def test_what_may_become_a_heading_is_held_back_until_the_text_has_ended(begun):
    assert INSTRUCTION.answer(f" 네.{begun}") == ("네.", False)
    assert INSTRUCTION.answer(f" 네.{begun}", ended=True) == (f"네.{begun}".rstrip("\n"), False)
    assert INSTRUCTION.answer(" 네.\n\n### 질문") == ("네.", True)


def test_an_answer_is_shown_while_it_is_written(says):
    pieces, _ = says(" 비가 와요. 우산을 쓰세요.")
    assert sum(map(bool, pieces)) > 5


def test_nothing_is_written_behind_the_heading(says, bot):
    _, reply = says(" 네.\n\n### 질문: 내일 비가 오나요?\n\n### 답변: 하루 종일 비가 와요.")
    assert bot.tokenizer.join(reply.ids).rstrip() == " 네.\n\n###"
    assert len(bot.tokenizer.encode("###")) < 3  # so it is not the repetition that has ended it


def test_an_answer_that_was_cut_by_its_length_says_so(says):
    pieces, reply = says(" 비가 와요. #", reason="length")
    assert "".join(pieces) == "비가 와요. #"
    assert reply.reason == "length"


def test_a_model_with_rotary_positions_answers_in_that_form(bot):
    prompt = bot.prompt("오늘 비가 와요?", [("안녕?", "안녕하세요.")])
    assert bot.tokenizer.join(prompt).endswith("### 질문: 오늘 비가 와요?\n\n### 답변:")
    reply = bot.reply("오늘 비가 와요?", torch.Generator().manual_seed(0))
    assert reply.tokens
    assert reply.reason in ("eos", "length", "positions", "repeat")


def test_the_command_line_asks_koalpaca_in_its_form(folder, plain, as_json, monkeypatch):
    (folder / "card.json").write_text(json.dumps({"form": "koalpaca"}), encoding="utf-8")
    asked = []
    real = chatbot.stream
    monkeypatch.setattr(chatbot, "stream", lambda *args, **how: asked.append(args[1]) or real(*args, **how))
    as_json("chat", "--model", folder, "--once", "안녕?")
    assert plain.join(asked[0]) == "### 질문: 안녕?\n\n### 답변:"
