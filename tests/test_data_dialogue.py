"""A dialogue as ids, and a reply cut out of ids."""

import os
from pathlib import Path

import pytest
from tokenizers import Tokenizer as Inner
from tokenizers import models, pre_tokenizers

from minitransformer.data.batching import encode_text
from minitransformer.data.dialogue import DialogueIds, encode_dialogue, encode_prompt
from minitransformer.data.tables import read_dialogues
from minitransformer.errors import Problem
from minitransformer.text.backends import FastTokenizer
from minitransformer.text.files import read_tokenizer

DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))


def words(*vocabulary):
    inner = Inner(models.WordLevel({w: i for i, w in enumerate(vocabulary)}, unk_token=vocabulary[-1]))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return FastTokenizer(inner)


@pytest.fixture
def talker():
    return words("<s>", "</s>", "<usr>", "<pad>", "<sys>", "안녕", "반가워", "뭐", "해", "<unk>")


def test_a_dialogue_is_laid_out_as_kogpt2_does(talker):
    assert encode_dialogue(talker, "안녕", "반가워") == DialogueIds([0, 2, 5, 4, 6, 1], 4)


def test_a_prompt_is_the_dialogue_up_to_its_answer(talker):
    whole = encode_dialogue(talker, "뭐 해", "안녕 반가워")
    assert whole.ids[: whole.answer_start] == encode_prompt(talker, "뭐 해")
    assert talker.decode(whole.ids[whole.answer_start :]) == "안녕 반가워"


def test_what_was_said_before_stands_in_front_of_the_question(talker):
    ids = encode_prompt(talker, "뭐 해", [("안녕", "반가워"), ("안녕", "안녕")])
    assert ids == [0, 2, 5, 4, 6, 1, 2, 5, 4, 5, 1, 2, 7, 8, 4]
    assert ids[:6] == encode_dialogue(talker, "안녕", "반가워").ids


def test_a_tokenizer_without_the_dialogue_tokens_is_refused():
    with pytest.raises(Problem, match="<usr>"):
        encode_dialogue(words("<s>", "</s>", "<unk>"), "안녕", "반가워")


def test_a_text_to_classify_stands_between_its_marks_and_fits():
    tokenizer = words("[CLS]", "[SEP]", "가", "나", "[UNK]")
    assert encode_text(tokenizer, "가 나", 8) == [0, 2, 3, 1]
    assert encode_text(tokenizer, "가 나 가 나", 4) == [0, 2, 3, 1]


@pytest.mark.data
def test_a_chatbot_row_gives_kogpt2s_own_ids():
    row = read_dialogues(DATA / "chatbot_ko" / "ChatbotData.csv")[435]
    tokenizer = read_tokenizer(DATA / "kogpt2_v2")
    encoded = encode_dialogue(tokenizer, row.question, row.answer)
    assert encoded.ids == [0, 2, 9718, 7182, 7601, 10648, 8006, 4, 41664, 8102, 8084, 376, 1]
    assert encoded.answer_start == 8


@pytest.mark.data
def test_chatbot_dialogues_are_as_long_as_is_known():
    tokenizer = read_tokenizer(DATA / "kogpt2_v2")
    rows = read_dialogues(DATA / "chatbot_ko" / "ChatbotData.csv")
    lengths = [len(encode_dialogue(tokenizer, d.question, d.answer).ids) for d in rows]
    assert max(lengths) == 47
    assert sum(lengths) / len(lengths) == pytest.approx(18.2, abs=0.05)
