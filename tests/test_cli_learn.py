"""The exercises on the command line, as a learner and as a teacher use them."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from minitransformer.learn.course import find, names
from minitransformer.learn.progress import FILE, Progress
from minitransformer.learn.solution import solution

STUB = "raise NotImplementedError  # TODO"


@pytest.fixture
def study(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command("learn", "start", "study")[0] == 0
    return Path("study")


def write(study, name, body):
    path = study / f"{name}.py"
    text = path.read_text(encoding="utf-8")
    assert STUB in text
    path.write_text(text.replace(STUB, body), encoding="utf-8")
    later = (study / FILE).stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))


def test_a_beginner_is_led_from_the_folder_to_a_pass(command, study):
    code, out, _ = command("learn", "check")
    assert code == 1
    assert "not written yet" in out
    assert f"study{os.sep}softmax.py" in out
    write(study, "softmax", "return torch.softmax(x, 0)")
    code, out, _ = command("learn", "check", "--lang", "ko")
    assert code == 1
    assert "축 0, 곧 배치의 글 2개에 걸쳐 정규화했습니다" in out
    assert "learn hint softmax" in out
    (study / "softmax.py").write_text(solution(find("softmax")), encoding="utf-8")
    code, out, _ = command("learn", "check", study / "softmax.py")
    assert code == 0
    assert "softmax: passed" in out
    assert f"1/{len(names())}  next: {names()[1]}.py" in out
    assert Progress.read(study).of("softmax").attempts == 2


def test_start_says_what_to_do_and_does_not_touch_what_is_there(command, as_json, study):
    (study / "softmax.py").write_text("mine", encoding="utf-8")
    (study / "gelu.py").unlink()
    told = as_json("learn", "start", "study")
    assert told["added"] == ["gelu"]
    assert len(told["kept"]) == len(names()) - 1
    assert (study / "softmax.py").read_text(encoding="utf-8") == "mine"
    _, out, _ = command("learn", "start", "neu")
    assert "minitransformer learn check" in out
    assert "minitransformer learn watch" in out


def test_the_language_in_which_a_folder_was_begun_is_kept(command, study):
    assert command("learn", "start", "study", "--lang", "ko")[0] == 0
    assert "아직 쓰지 않았습니다" in command("learn", "check", "gelu")[1]
    assert "not written yet" in command("learn", "check", "gelu", "--lang", "en")[1]


def test_check_is_the_same_for_a_program(as_json, study):
    write(study, "gelu", "return torch.relu(x)")
    told = as_json("learn", "check", exits=1)
    assert (told["exercise"], told["passed"], told["state"]) == ("gelu", False, "failed")
    assert [mistake["name"] for mistake in told["mistakes"]] == ["ReLU"]
    assert told["mistakes"][0]["message"]
    assert {True, False} <= {test["held"] for test in told["tests"]}


def test_everything_can_be_checked_at_once(command, as_json, study):
    for name in names()[:-1]:
        (study / f"{name}.py").write_text(solution(find(name)), encoding="utf-8")
    told = as_json("learn", "check", "--all", "--seconds", "300", exits=1)
    assert told["passed"] == len(names()) - 1
    assert [one["passed"] for one in told["exercises"]].count(False) == 1
    (study / f"{names()[-1]}.py").write_text(solution(find(names()[-1])), encoding="utf-8")
    code, out, _ = command("learn", "check", "--all", "--seconds", "300")
    assert code == 0
    assert f"{len(names())}/{len(names())}" in out
    assert "learn graft" in command("learn", "check")[1]
    assert "learn graft" in command("learn", "progress")[1]


def test_an_endless_loop_is_a_message(command, study):
    write(study, "softmax", "while True:\n        pass")
    code, out, _ = command("learn", "check", "--seconds", "3")
    assert code == 1
    assert "did not end within 3 seconds" in out


def test_hints_come_one_by_one_and_end_with_the_solution(as_json, command, study):
    hints = [hint.en for hint in find("softmax").hints]
    for tier in (1, 2, 3, 3):
        told = as_json("learn", "hint", "softmax")
        assert (told["tier"], told["hints"]) == (tier, hints[:tier])
    assert "learn solution softmax" in command("learn", "hint")[1]


def test_a_solution_opens_when_it_is_asked_for_twice_or_after_a_pass(command, study):
    code, out, _ = command("learn", "solution", "softmax")
    assert code == 1
    assert "def softmax" not in out
    code, out, _ = command("learn", "solution", "softmax")
    assert code == 0
    assert "exp.sum(-1" in out
    assert STUB in (study / "softmax.py").read_text(encoding="utf-8")
    (study / "gelu.py").write_text(solution(find("gelu")), encoding="utf-8")
    assert command("learn", "check", "gelu")[0] == 0
    assert command("learn", "solution", "gelu")[0] == 0


def test_progress_shows_what_is_done_and_what_is_next(command, as_json, study):
    (study / "gelu.py").write_text(solution(find("gelu")), encoding="utf-8")
    command("learn", "check", "gelu")
    told = as_json("learn", "progress")
    assert (told["done"], told["of"], told["next"]) == (1, len(names()), names()[0])
    assert [one["exercise"] for one in told["exercises"] if one["done"]] == ["gelu"]
    assert f"1/{len(names())}" in command("learn", "progress")[1]


def test_damaged_progress_is_told_and_does_not_stop_anything(command, study):
    with (study / FILE).open("ab") as file:
        file.write(b"\xff\xfe nonsense\n")
    code, _, err = command("learn", "progress")
    assert code == 0
    assert "progress.damaged.txt" in err
    assert command("learn", "progress")[2] == ""


def test_reset_keeps_the_old_file(as_json, study):
    write(study, "softmax", "return x")
    told = as_json("learn", "reset", "softmax")
    assert "return x" in Path(told["kept"]).read_text(encoding="utf-8")
    assert STUB in Path(told["file"]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("learn check sofmax", "did you mean softmax"),
        ("learn hint nothing", "lists all"),
        ("learn check --dir nowhere", "learn start nowhere"),
        ("learn report nowhere", "learn start nowhere"),
        ("learn dev-check nowhere.py", "no file nowhere.py"),
        ("learn graft --model nowhere", "nowhere"),
        ("learn graft", "none of your functions"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(command, study, chatbot_folder, monkeypatch, line, said):
    monkeypatch.setenv("MINITRANSFORMER_MODEL", str(chatbot_folder))
    code, _, err = command(*line.split())
    assert code == 2
    assert said in err.splitlines()[-1]


def test_a_file_that_is_gone_is_named_with_its_remedy(command, study):
    (study / "softmax.py").unlink()
    code, _, err = command("learn", "check", "softmax")
    assert code == 2
    assert "learn reset softmax" in err


def test_outside_of_any_folder_one_is_told_how_to_begin(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for line in ("check", "watch", "hint", "solution", "progress", "reset softmax", "graft", "report"):
        code, out, err = command("learn", *line.split())
        assert (code, out) == (2, "")
        assert "learn start study" in err


def test_a_teacher_gets_a_row_for_every_exercise_of_every_folder(command, as_json, study):
    command("learn", "start", "=other")
    write(study, "gelu", "return torch.relu(x)")
    before = (study / FILE).read_bytes()
    code, out, err = command("learn", "report", "study", "=other", "--csv")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 2 * len(names())
    assert [(r["folder"], r["mistakes"]) for r in rows if r["state"] == "failed"] == [("study", "ReLU")]
    assert {r["folder"] for r in rows} == {"study", "'=other"}
    assert (study / FILE).read_bytes() == before
    told = as_json("learn", "report", "study")
    assert [one["exercise"] for one in told["exercises"] if one["state"] == "failed"] == ["gelu"]
    assert "gelu (ReLU)" in " ".join(command("learn", "report", "study")[1].replace("│", " ").split())


def test_a_pipe_gets_no_colour_and_no_keys(study):
    done = subprocess.run(
        [sys.executable, "-m", "minitransformer", "learn", "check", "softmax"],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert done.returncode == 1
    assert done.stdout.startswith("softmax: not written yet")
    assert "\x1b" not in done.stdout + done.stderr
