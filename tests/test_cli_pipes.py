"""A reader that has had enough, and streams that were closed, end no command in a traceback."""

import os
import subprocess
import sys

import pytest
import typer

from minitransformer.cli.main import run


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
@pytest.mark.parametrize("options", ["", "--json"])
def test_a_closed_pipe_is_no_failure(options):
    line = f'"{sys.executable}" -m minitransformer data list {options} | true; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
def test_a_closed_standard_input_is_an_empty_one():
    line = f'"{sys.executable}" -m minitransformer data list <&-'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert "chatbot_ko" in done.stdout


@pytest.mark.parametrize(("language", "said"), [("en", "not enough memory"), ("ko", "메모리가 부족합니다")])
def test_too_little_memory_is_told_in_one_line(monkeypatch, capsys, language, said):
    app = typer.Typer()

    @app.command()
    def greedy(lang: str = "en"):
        """Take more than there is."""
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 4 bytes")

    monkeypatch.setattr(sys.modules[run.__module__], "app", app)
    assert run(["--lang", language]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert said in err
