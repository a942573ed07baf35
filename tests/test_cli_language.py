"""Korean or English, in whatever console."""

import io
import json
import subprocess
import sys

import pytest

from minitransformer.cli import voice as v


def speak(*arguments, stdin="", **environment):
    """One command in a process of its own, with the bytes it wrote."""
    return subprocess.run(
        [sys.executable, "-m", "minitransformer", *map(str, arguments)],
        input=stdin.encode(),
        capture_output=True,
        env=environment,
    )


@pytest.fixture
def environment(at_home):
    import os

    return {k: x for k, x in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHONUTF8"))}


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "ko_KR.eucKR", "LANG": "en_US.UTF-8"}, "ko"),
        ({"LC_ALL": "", "LC_MESSAGES": "ko", "LANG": "C"}, "ko"),
        ({"LC_ALL": "C.UTF-8", "LANG": "ko_KR.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_systems(monkeypatch, variables, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert v.system_language() == language


def test_windows_names_its_languages_differently(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: ("Korean_Korea", "949"))
    assert v.system_language() == "ko"
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert v.system_language() == "en"


@pytest.mark.parametrize(
    ("option", "said"), [(["--lang", "ko"], "모델이 없습니다"), (["--lang=en"], "there is no")]
)
def test_lang_decides_the_language_of_problems_too(command, nothing_came_along, option, said):
    code, _, err = command("chat", "--once", "안녕", *option)
    assert code == 2
    assert said in err


def test_a_korean_system_is_spoken_to_in_korean(environment):
    done = speak("data", "list", **environment, LANG="ko_KR.UTF-8")
    assert done.returncode == 0
    assert "라이선스" in done.stdout.decode()
    assert "licence" in speak("data", "list", **environment, LANG="en_US.UTF-8").stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["data", "list"], "┃ licence"),
        (["info", "CONFIG"], "┃ parameters"),
        (["chat", "--lang", "ko"], "봇> "),
    ],
)
def test_a_pipe_gets_utf8_whatever_the_console_is_set_to(
    environment, tmp_path, arguments, shown, chatbot_folder
):
    (tmp_path / "c.json").write_text(
        '{"model_type": "gpt2", "n_embd": 8, "n_head": 2, "n_layer": 1, "n_positions": 8, "vocab_size": 9}'
    )
    arguments = [str(tmp_path / "c.json") if a == "CONFIG" else a for a in arguments]
    environment |= {
        "PYTHONIOENCODING": "cp949",
        "PYTHONUTF8": "0",
        "MINITRANSFORMER_MODEL": str(chatbot_folder),
    }
    done = speak(*arguments, stdin="안녕하세요 ✓♪ 😤\n", **environment)
    assert done.returncode == 0, done.stderr
    done.stderr.decode("utf-8")
    text = done.stdout.decode("utf-8")
    assert shown in text
    assert "�" not in text


class Console(io.TextIOWrapper):
    """A Windows console in code page 949."""

    def __init__(self):
        super().__init__(io.BytesIO(), encoding="cp949", errors="strict")

    def isatty(self):
        return True


def test_a_windows_console_keeps_its_code_page_and_never_fails(monkeypatch):
    console = Console()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stdout", console)
    v.use_utf8()
    speaker = v.Voice("ko")
    speaker.tell("✓ ♪ ▌ █ 😤 안녕")
    v.Voice("ko", as_json=True).result({"reply": "안녕 😤"})
    console.flush()
    assert console.encoding == "cp949"
    assert "안녕" in console.buffer.getvalue().decode("cp949")


def test_a_redirected_windows_stream_is_utf8(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp949")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stdout", stream)
    v.use_utf8()
    v.Voice("en", as_json=True).result({"reply": "안녕 😤"})
    assert json.loads(stream.buffer.getvalue().decode("utf-8")) == {"reply": "안녕 😤"}
