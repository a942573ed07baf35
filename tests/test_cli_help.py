"""What a person sees who asks for help, or mistypes a command."""

import json
import subprocess
import sys

import pytest

COMMANDS = [
    "tour", "parity", "info", "chat", "recommend", "doctor", "train chatbot", "train emotion",
    "train classify", "data list", "data fetch", "data where",
]  # fmt: skip

ASK_ALL = """
import contextlib, io, json, sys
from minitransformer.cli.main import run
said = {}
for command in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = run([*command.split(), "--help"])
    said[command] = [code, out.getvalue()]
heavy = [m for m in ("torch", "numpy", "sklearn", "matplotlib", "transformers") if m in sys.modules]
print(json.dumps([said, heavy]))
"""


@pytest.fixture(scope="module")
def asked():
    done = subprocess.run(
        [sys.executable, "-c", ASK_ALL, json.dumps(COMMANDS)],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_an_example_of_it(asked, name):
    code, text = asked[0][name]
    assert code == 0
    assert f"Example: minitransformer {name}" in " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for(asked, name):
    rows = [row.strip("│ \n").split("  ") for row in asked[0][name][1].splitlines() if "│ --" in row]
    assert rows
    for row in rows:
        cells = [cell for cell in row if cell.strip()]
        assert len(cells) >= 2, cells
        assert not cells[-1].strip().startswith("["), cells


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


def test_no_command_at_all_gets_the_help(command):
    code, out, err = command()
    assert code in (0, 2)  # older releases of click count it as a question, newer ones as a mistake
    assert "tour" in out + err
    assert "Traceback" not in err
