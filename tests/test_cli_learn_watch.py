"""Watching in a real terminal: a save is checked, a key gives a hint, Ctrl-C leaves."""

import os
import subprocess
import sys

import pexpect
import pytest

from minitransformer.learn.folder import start
from minitransformer.learn.progress import Progress

PATIENCE = 180
FOOTER = "저장하면 저절로 검사합니다"
STUB = "raise NotImplementedError  # TODO"


@pytest.fixture
def study(at_home, tmp_path):
    start(tmp_path / "study", "ko")
    return tmp_path / "study"


@pytest.fixture
def watch(study):
    opened = []

    def go(**environment):
        child = pexpect.spawn(
            sys.executable,
            ["-m", "minitransformer", "learn", "watch", "--dir", str(study)],
            encoding="utf-8",
            timeout=PATIENCE,
            dimensions=(50, 120),
            env=dict(os.environ) | {"TERM": "xterm-256color"} | environment,
        )
        opened.append(child)
        child.expect("아직 쓰지 않았습니다")
        child.expect(FOOTER)
        return child

    yield go
    for child in opened:
        child.close(force=True)


def save(path, body):
    text = path.read_text(encoding="utf-8")
    head = text[: text.rindex("\n    ", 0, len(text.rstrip())) + 1]
    later = path.stat().st_mtime_ns + 10**9
    path.write_text(f"{head}    {body}\n", encoding="utf-8")
    os.utime(path, ns=(later, later))


def left(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def test_every_save_is_checked_keys_help_and_ctrl_c_leaves(watch, study):
    child = watch()
    save(study / "softmax.py", "return torch.softmax(x, 0)")
    child.expect("축 0, 곧 배치의 글 2개에 걸쳐 정규화했습니다")
    child.expect(FOOTER)
    save(study / "softmax.py", "return torch.softmax(x, -1)")
    child.expect("softmax: 통과")
    child.expect(FOOTER)
    save(study / "gelu.py", "return x +")
    child.expect("invalid syntax")
    child.expect(FOOTER)
    child.send("h")
    child.expect("1/3 ")
    child.expect(FOOTER)
    child.send("s")
    child.expect("한 번 더 물으면")
    child.expect(FOOTER)
    child.send("n")
    child.expect("gelu_tanh: 아직 쓰지 않았습니다")
    child.expect(FOOTER)
    child.sendcontrol("c")
    assert left(child) == 130
    kept = Progress.read(study)
    assert kept.done == ["softmax"]
    assert (kept.of("softmax").attempts, kept.of("gelu").hints, kept.of("gelu").solution) == (2, 1, 1)


def test_q_leaves_also_on_a_korean_keyboard_and_no_color_means_no_colour(watch, study):
    child = watch(NO_COLOR="1")
    save(study / "softmax.py", "return torch.softmax(x, -1)")
    child.expect("softmax: 통과")
    assert "\x1b[3" not in child.before
    assert "\x1b[1;3" not in child.before
    child.expect(FOOTER)
    child.send("ㅂ")
    assert left(child) == 0


def test_the_terminal_is_as_it_was_and_the_process_of_checks_is_gone(study, at_home):
    script = (
        "import subprocess, sys, termios\n"
        "was = termios.tcgetattr(0)\n"
        f"code = subprocess.call([sys.executable, '-m', 'minitransformer', 'learn', 'watch', '--dir', {str(study)!r}])\n"
        "print('same' if termios.tcgetattr(0) == was else 'other', code)\n"
    )
    child = pexpect.spawn(
        sys.executable, ["-c", script], encoding="utf-8", timeout=PATIENCE, env=dict(os.environ)
    )
    child.expect(FOOTER)
    child.send("q")
    child.expect("same 0")
    child.close(force=True)


def test_in_a_pipe_it_shows_no_keys_and_no_colour(study):
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "minitransformer", "learn", "watch", "--dir", str(study)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=dict(os.environ),
    )
    try:
        assert "softmax: 아직 쓰지 않았습니다" in process.stdout.readline()
        save(study / "gelu.py", "return torch.relu(x)")
        lines = [process.stdout.readline() for _ in range(6)]
        assert any("gelu: 아직 아닙니다" in line for line in lines)
        assert not any("\x1b" in line or FOOTER in line for line in lines)
    finally:
        process.terminate()
        process.communicate()
