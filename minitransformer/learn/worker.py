"""A check that comes to an end whatever the learner's code does: it runs in a process that can be ended."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from .said import Said
from .verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
SLOWEST_START = 120.0


class Worker:
    """A warm process for checks: torch is read once. It is started anew after it was lost or ended."""

    def __init__(self, seconds: float = 20.0, megabytes: int = 4096) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self._process: subprocess.Popen[str] | None = None
        self._answers: Queue[str] = Queue()
        self._ready = False

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Begin to read torch, so that the first check need not wait for it."""
        if self._process is not None and self._process.poll() is None:
            return
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", f"{__package__}.workshop"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,
        )
        self._answers, self._ready = Queue(), False
        assert self._process.stdout is not None
        Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True).start()

    def check(self, exercise: str, path: Path) -> Verdict:
        """The verdict on a learner's file."""
        self.start()
        assert self._process is not None
        assert self._process.stdin is not None
        if not self._ready and self._next(SLOWEST_START) != "ready":
            raise RuntimeError("the process for checks did not start")
        self._ready = True
        asked = {"exercise": exercise, "path": str(path.resolve()), "megabytes": self.megabytes}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = self._next(self.seconds)
        if answer:
            return Verdict.from_json(answer)
        self.close()
        return Verdict(exercise, "failed", said=self._slow() if answer is None else ENDED)

    def close(self) -> None:
        """End the process, and whatever it started."""
        process, self._process = self._process, None
        if process is None:
            return
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _next(self, seconds: float) -> str | None:
        """The next answer; nothing after that many seconds, and an empty one where the process ended."""
        try:
            return self._answers.get(timeout=seconds)
        except Empty:
            return None

    def _slow(self) -> Said:
        return Said(
            f"The check did not end within {self.seconds:g} seconds: there is a loop without end, or one over far "
            "too much. Look at every `while`, and calculate with whole tensors instead of loops over numbers.",
            f"{self.seconds:g}초 안에 끝나지 않았습니다. 끝없는 반복이거나 지나치게 긴 반복입니다. `while`을 살펴보고, "
            "수 하나하나를 도는 대신 텐서째로 계산하세요.",
        )


ENDED = Said(
    "Your code ended the whole process (os._exit, a crash, or too much memory). A function returns its result.",
    "코드가 프로세스를 통째로 끝냈습니다(os._exit, 비정상 종료, 또는 메모리 부족). 함수는 결과를 return해야 합니다.",
)


def _listen(pipe: Iterable[str], answers: Any) -> None:
    with contextlib.suppress(ValueError):  # the pipe was closed
        for line in pipe:
            answers.put(line.rstrip("\n"))
    answers.put("")
