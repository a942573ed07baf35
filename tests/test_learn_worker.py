"""The worker comes to an end whatever is in a learner's file, and is ready for the next one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from minitransformer.learn.worker import Worker

HEAD = "import os, sys, time\nimport torch\n\n\ndef gelu(x):\n"
RIGHT = "    return x * 0.5 * (1 + torch.erf(x / 2**0.5))\n"


@pytest.fixture(scope="module")
def worker():
    with Worker(seconds=60.0, megabytes=2048) as one:
        yield one


@pytest.fixture
def told(worker, tmp_path):
    def check(body, seconds=60.0, head=HEAD):
        path = tmp_path / "gelu.py"
        path.write_text(head + body, encoding="utf-8")
        worker.seconds = seconds
        return worker.check("gelu", path)

    return check


def test_a_right_file_passes_and_a_wrong_one_is_named(told):
    assert told(RIGHT).passed
    verdict = told("    return torch.relu(x)\n")
    assert [m.name for m in verdict.mistakes] == ["ReLU"]
    assert told(RIGHT).passed


def test_the_process_stays_warm(told, worker):
    told(RIGHT)
    first = worker._process.pid
    told("    raise ValueError\n")
    assert worker._process.pid == first


def test_an_error_is_told_with_its_line(told):
    verdict = told("    y = x\n    return y @ y\n")
    assert "Line 7, `return y @ y`" in verdict.said.en
    assert "7번째 줄 `return y @ y`" in verdict.said.ko


@pytest.mark.parametrize("loop", ["    while True:\n        pass\n", "    time.sleep(1000)\n"])
def test_a_loop_without_end_is_ended_and_the_next_check_works(told, loop):
    verdict = told(loop, seconds=2.0)
    assert "did not end within 2 seconds" in verdict.said.en
    assert "2초" in verdict.said.ko
    assert told(RIGHT).passed


def test_a_process_that_ends_itself_is_told_and_the_next_check_works(told):
    verdict = told("    os._exit(0)\n")
    assert "ended the whole process" in verdict.said.en
    assert told(RIGHT).passed


def test_a_file_that_cannot_be_read_is_told(told, worker, tmp_path):
    for body, words in {
        "    return (x\n": "never closed",
        RIGHT + "import nowhere\n": "no module `nowhere`",
        RIGHT + "raise SystemExit\n": "told to exit",
        RIGHT + "del gelu\n": "defines no function `gelu`",
    }.items():
        verdict = told(body)
        assert words in verdict.said.en
        assert "gelu.py" in verdict.said.ko
    assert "There is no file" in worker.check("gelu", tmp_path / "nowhere.py").said.en


def test_what_code_prints_is_kept_apart_from_the_verdict(told):
    verdict = told(
        "    print('안녕', x.shape)\n    os.write(1, b'past Python')\n    sys.stderr.write('!')\n" + RIGHT
    )
    assert verdict.passed
    assert all(words in verdict.printed for words in ("안녕 torch.Size([2, 5, 11])", "past Python", "!"))
    assert "안녕" in verdict.told("ko")
    assert len(told("    print('x' * 10**6)\n" + RIGHT).printed) <= 2000


def test_a_question_and_a_second_process_are_refused(told):
    assert "waits for input()" in told("    input('?')\n").said.en
    assert told("    sys.stdin.readline()\n" + RIGHT).passed
    if hasattr(os, "fork"):
        assert "os.fork() is not for exercises" in told("    os.fork()\n").said.en


def test_a_file_is_read_anew_with_its_neighbours(told, tmp_path):
    head = "from mine import factor\nimport torch\n\n\ndef gelu(x):\n"
    (tmp_path / "mine.py").write_text("factor = 2\n", encoding="utf-8")
    assert not told("    return factor * x * 0.5 * (1 + torch.erf(x / 2**0.5))\n", head=head).passed
    (tmp_path / "mine.py").write_text("factor = 1\n", encoding="utf-8")
    assert told("    return factor * x * 0.5 * (1 + torch.erf(x / 2**0.5))\n", head=head).passed


def test_what_code_sets_for_all_of_torch_does_not_last(told):
    told("    torch.set_default_dtype(torch.float16)\n    torch.set_grad_enabled(False)\n" + RIGHT)
    assert told("    assert torch.zeros(1).dtype == torch.float32\n" + RIGHT).passed


def test_the_parent_needs_no_torch():
    code = (
        "import sys, minitransformer.learn.worker, minitransformer.learn.course as course; course.names(); "
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])


def test_more_memory_than_there_is_is_a_message(told):
    size = 25 * 10**9
    verdict = told(f"    return torch.zeros({size}) + x\n")
    assert "more memory is asked for than there is" in verdict.said.en
    assert "100 GB" in verdict.said.en
    assert told(RIGHT).passed
