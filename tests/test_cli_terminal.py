"""The conversation in a real terminal: Hangul in, an answer that streams out, Ctrl-C and Ctrl-D."""

import os
import sys

import pexpect
import pytest

PATIENCE = 120
CTRL_C, CTRL_D = "c", "d"


@pytest.fixture
def talk(at_home):
    opened = []

    def start(folder, *options):
        child = pexpect.spawn(
            sys.executable,
            ["-m", "minitransformer", "chat", "--model", str(folder), "--lang", "ko", *map(str, options)],
            encoding="utf-8",
            timeout=PATIENCE,
            env=dict(os.environ),
        )
        opened.append(child)
        child.expect("나> ")
        return child

    yield start
    for child in opened:
        child.close(force=True)


def code_of(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def test_a_whole_conversation(talk, chatbot_folder):
    child = talk(chatbot_folder)
    child.sendline("안녕하세요")
    child.expect(r"봇> [^\r\n]*[가-힣][^\r\n]*\r\n")
    child.expect("나> ")
    child.sendline("")
    child.expect("나> ")
    child.sendline("안녕 " * 100)
    child.expect("64토큰까지")
    child.expect("나> ")
    child.sendcontrol(CTRL_C)
    child.expect("나가려면")
    child.expect("나> ")
    child.sendline("/help")
    child.expect("도움말")
    child.expect("나> ")
    child.sendline("죽고 싶어")
    child.expect("109")
    child.expect("나> ")
    child.sendline("/quit")
    assert code_of(child) == 0


def test_ctrl_c_stops_an_answer_and_ctrl_d_leaves(talk, endless_folder):
    child = talk(endless_folder, "--max-length", 100_000, "--top-k", 0, "--temperature", 2)
    child.sendline("안녕하세요")
    child.expect("봇> ")
    child.expect("[가-힣]")  # the first words are here long before the last
    child.sendcontrol(CTRL_C)
    child.expect("멈춤")
    child.expect("나> ")
    child.sendline("안녕?")
    child.expect("봇> ")
    child.expect("[가-힣]")
    child.sendcontrol(CTRL_C)
    child.expect("나> ")
    child.sendcontrol(CTRL_D)
    assert code_of(child) == 0
