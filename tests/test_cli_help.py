"""What a person sees who asks for help, or mistypes a command."""

import json
import os
import subprocess
import sys

import pytest

COMMANDS = [
    "tour", "parity", "info", "chat", "recommend", "run", "fewshot", "lessons", "doctor", "train chatbot",
    "train emotion", "train classify", "data list", "data fetch", "train translate", "train clm",
    "train mlm", "train tag", "train qa", "data where", "data encode", "bench", "audit",
    "learn start", "learn check", "learn watch", "learn hint", "learn solution", "learn progress",
    "learn reset", "learn graft", "learn report", "learn dev-check",
]  # fmt: skip
GROUPS = ["", "train", "data", "learn"]

ASK_ALL = """
import contextlib, io, json, sys
from minitransformer.cli.main import run
said = {}
for language in ("en", "ko"):
    for command in json.loads(sys.argv[1]):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            code = run([*command.split(), "--help", "--lang", language])
        said[f"{language} {command}".strip()] = [code, out.getvalue()]
heavy = [m for m in ("torch", "numpy", "sklearn", "matplotlib", "transformers") if m in sys.modules]
print(json.dumps([said, heavy]))
"""


@pytest.fixture(scope="module")
def asked():
    done = subprocess.run(
        [sys.executable, "-c", ASK_ALL, json.dumps([*GROUPS, *COMMANDS])],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "250"},  # a row is a line
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("language", "example"), [("en", "Example"), ("ko", "예")])
def test_the_help_of_a_command_has_an_example_of_it(asked, name, language, example):
    code, text = asked[0][f"{language} {name}"]
    assert code == 0
    assert f"{example}: minitransformer {name}" in " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for(asked, name):
    rows = [row.strip("│ \n").split("  ") for row in asked[0][f"en {name}"][1].splitlines() if "│ --" in row]
    assert rows
    for row in rows:
        cells = [cell for cell in row if cell.strip()]
        assert len(cells) >= 2, cells
        assert not cells[-1].strip().startswith("["), cells


def hangul(text):
    return any("가" <= c <= "힣" for c in text)


def texts_of(command):
    """What the help of a command says of it and of its options, and that of all beneath it."""
    yield command.help.split("\n\n")[0]
    for parameter in command.get_params(command.context_class(command)):
        yield parameter.help
    for under in getattr(command, "commands", {}).values():
        yield from texts_of(under)


def test_every_sentence_of_the_help_is_in_korean_too_and_none_is_left_over():
    import typer

    from minitransformer.cli.korean import HELP

    english = set(texts_of(typer.main.get_command(sys.modules["minitransformer.cli.main"].app)))
    assert english == HELP.keys()
    assert all(hangul(korean) for korean in HELP.values() if korean != "float64 또는 float32.")


@pytest.mark.parametrize("name", [*GROUPS, *COMMANDS])
def test_the_help_of_a_korean_is_korean(asked, name):
    code, text = asked[0][f"ko {name}".strip()]
    assert code == 0
    assert f"사용법: {' '.join(['minitransformer', *name.split()])} [옵션]" in text
    titles = [line.strip("╭─╮ ") for line in text.splitlines() if line.startswith("╭")]
    assert titles == [t for t in ("인자", "옵션", "명령") if t in titles] != []
    rows = [line for line in text.splitlines() if line.startswith("│")]
    assert [row for row in rows if not hangul(row)] == []
    for english in ("Usage", "OPTIONS", "ARGS", "Arguments", "Commands", "Example", "default", "required"):
        assert english not in text


def test_after_a_korean_help_an_english_one_is_english(command):
    assert "옵션" in command("data", "--help", "--lang", "ko")[1]
    code, out, _ = command("data", "--help")
    assert code == 0
    assert "Options" in out
    assert not hangul(out)


def test_a_korean_without_a_command_gets_the_korean_help(command, monkeypatch):
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    _, out, err = command()
    assert "빈칸을 채우고" in out + err


def test_help_does_not_wait_for_torch(asked):
    assert asked[1] == []


def test_help_answers_at_once():
    script = "import runpy, sys, time; sys.argv = ['x', '--help']\n"
    script += "try: runpy.run_module('minitransformer', run_name='__main__')\n"
    script += "finally: sys.stderr.write(str(time.process_time()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert done.returncode == 0
    assert "minitransformer [OPTIONS] COMMAND" in done.stdout
    assert float(done.stderr) < 1.5


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("sing", "sing"),
        ("train poet", "poet"),
        ("chat --volume 3", "--volume"),
        ("recommend", "TEXT"),
        ("chat --top-p 2", "top-p"),
        ("chat --top-k x", "top-k"),
        ("recommend 안녕 --count 0", "count"),
        ("tour --lang fr", "fr"),
        ("chat --json", "--once"),
        ("parity", "--random"),
        ("parity x --dtype float16", "float16"),
        ("recommend 안녕 --mode sing", "sing"),
        ("train chatbot --size huge", "huge"),
        ("train chatbot --resume", "--out"),
        ("train emotion --data emotions --lr 0", "lr"),
        ("chat --once 안녕 --seed -1", "seed"),
        ("recommend 안녕 --seed 99999999999", "seed"),
        ("train classify --data emotions", "nsmc"),
        ("train chatbot --data emotions", "dialogues"),
    ],
)
def test_a_mistyped_line_is_told_in_one_line_that_names_the_mistake(command, line, named):
    code, out, err = command(*line.split())
    assert code == 2
    assert out == ""
    assert err.splitlines()[-1].startswith("minitransformer: ")
    assert named.lower() in err.splitlines()[-1].lower()
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sing", "sing 명령은 없습니다. 도움말: `minitransformer --help`"),
        ("train poet", "poet 명령은 없습니다. 도움말: `minitransformer train --help`"),
        ("chat --volume 3", "--volume 옵션은 없습니다. 도움말: `minitransformer chat --help`"),
        ("chat --onc 안녕", "--onc 옵션은 없습니다(혹시 --json, --once?)"),
        ("recommend", "인자가 빠졌습니다. 도움말: `minitransformer recommend --help`"),
        ("recommend 오늘 너무 힘들어", "인자가 너무 많습니다(너무 힘들어)"),
        ("chat --once", "--once 옵션에는 값이 필요합니다"),
        ("chat --json=3", "--json 옵션은 값을 받지 않습니다"),
        ("chat --top-k x", "--top-k 값은 정수여야 합니다"),
        ("chat --temperature x", "--temperature 값은 숫자여야 합니다"),
        ("chat --top-p 2", "--top-p 값은"),
        ("recommend 안녕 --count 0", "--count 값은"),
    ],
)
def test_a_korean_is_told_of_a_mistyped_line_in_korean(command, monkeypatch, line, said):
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    code, out, err = command(*line.split())
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith("minitransformer: ")
    assert said in err
    assert "value" not in err


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("No such option: --onc Did you mean --once?", "--onc 옵션은 없습니다(혹시 --once?)"),
        ("No such command 'chatt'. Did you mean 'chat'?", "chatt 명령은 없습니다(혹시 'chat'?)"),
        ("Invalid value for '--top-k': 'x' is not a valid integer", "--top-k 값은 정수여야 합니다"),
        ("Invalid value for '--lr': 'x' is not a valid float", "--lr 값은 숫자여야 합니다"),
        (
            "Invalid value for '--top-p': 2.0 is not in the range 0.01<=x<=1.0",
            "--top-p 값은 0.01<=x<=1.0 범위에 있어야 합니다",
        ),
        (
            "Invalid value for '--top-p': Input should be less than or equal to 1",
            "--top-p 값은 1 이하여야 합니다",
        ),
        (
            "Invalid value for '--count': Input should be greater than or equal to 1",
            "--count 값은 1 이상이어야 합니다",
        ),
        ("Invalid value for '--out': a surprise", "--out 값이 올바르지 않습니다(a surprise)"),
        ("Got unexpected extra arguments (b c)", "인자가 너무 많습니다(b c)"),
        ("Got unexpected extra argument (b)", "인자가 너무 많습니다(b)"),
        ("Missing command", "명령이 빠졌습니다"),
        ("Something new", "Something new"),
    ],
)
def test_the_words_of_older_and_newer_releases_are_known(english, korean):
    from minitransformer.cli.misuse import in_korean

    assert in_korean(english) == korean


def test_no_command_at_all_gets_the_help(command):
    code, out, err = command()
    assert code in (0, 2)  # older releases of click count it as a question, newer ones as a mistake
    assert "tour" in out + err
    assert "Traceback" not in err


def test_no_word_of_korean_help_is_cut_off_at_80_columns():
    """Rich strips the blank at the end of a line by characters, not by columns, and cut the last word."""
    done = subprocess.run(
        [sys.executable, "-m", "minitransformer", "train", "--help", "--lang", "ko"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "80"},
    )
    assert "translate" in done.stdout
    assert "…" not in done.stdout


@pytest.mark.parametrize("line", ["--lang {} data where nowhere", "--lang={} data where nowhere"])
@pytest.mark.parametrize(("language", "said"), [("ko", "데이터"), ("en", "data set")])
def test_the_language_may_be_said_in_front_of_the_command(command, line, language, said):
    code, _, err = command(*line.format(language).split())
    assert code == 2
    assert said in err
