"""A mistyped line is told how it is written."""

import json

import pytest
from pipelines_at_hand import checkpoint

MEANT = {
    "audit --model x": (
        "the model is written without it, as in `minitransformer audit MODEL`",
        "--model 없이",
    ),
    "info --model x": ("`minitransformer info MODEL`", "`minitransformer info MODEL`처럼"),
    "recommend --text 안녕": ("the text is written without it", "--text 없이"),
    "run text-classification -가": ("behind --, as in `minitransformer run … -- -가`", "-- 뒤에 써 주세요"),
    "recommend -5도라 추워": ("`minitransformer recommend … -- -5`", "-로 시작하는 글"),
    "train summarization": ("run summarization TEXT --model sshleifer/", "여기서 학습시키지 않습니다"),
    "train gpt": ("it is called `minitransformer train clm`", "`minitransformer train clm` 명령을 쓰세요"),
    "train ner": ("`minitransformer train tag`", "`minitransformer train tag`"),
}


@pytest.mark.parametrize("line", MEANT)
def test_what_was_probably_meant_is_said(command, line):
    for language, said in zip(("en", "ko"), MEANT[line], strict=True):
        code, out, err = command(*line.split(), "--lang", language)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert said in err
        assert "help" not in err.replace("--help`", "")  # not also the nearest option by its letters


def test_nothing_is_guessed_of_what_nobody_can_guess(command):
    assert command("train", "poet")[2] == (
        "minitransformer: No such command 'poet': see `minitransformer train --help`\n"
    )


def test_a_text_may_begin_with_a_hyphen(command, tmp_path):
    checkpoint(tmp_path / "m", "BertForSequenceClassification")
    code, out, err = command("run", "text-classification", "--model", tmp_path / "m", "--json", "--", "-오늘")
    assert code == 0, err
    assert len(json.loads(out)["results"]) == 1
