"""`minitransformer learn watch`: every save is checked at once, by a process that has torch at hand."""

from collections.abc import Callable
from pathlib import Path

from ..learn.course import names
from ..learn.saves import Saves
from ..learn.worker import Worker
from .keys import single_keys
from .learn_check import and_now, show
from .learn_desk import Desk, Name, Seconds, Where, checked, sit_down
from .learn_help import next_hint, not_yet, open_solution, tell_what_more
from .voice import Lang

LOOK = 0.1
"""Seconds between two looks at the files."""
HANGUL = {"ㅗ": "h", "ㅜ": "n", "ㄴ": "s", "ㅊ": "c", "ㅂ": "q"}
"""The same keys of a keyboard that is writing Hangul."""


def command(name: Name = None, where: Where = None, seconds: Seconds = 20.0, lang: Lang = None) -> int:
    """Check again whenever you save, in under a second; with keys for hints.

    Example: minitransformer learn watch
    """
    desk = sit_down(where, lang, asked=name)
    current = desk.name(name.rpartition("/")[2].rpartition("\\")[2] if name else None)
    if current is None:
        desk.all_done()
        return 0
    with Worker(seconds) as worker, single_keys() as keys:
        worker.start()
        Watch(desk, worker, current).until_left(keys.wait)
    return 0


class Watch:
    """One sitting: the exercise that is looked at, and what saves and keys do to it."""

    def __init__(self, desk: Desk, worker: Worker, name: str) -> None:
        self.desk, self.worker, self.name = desk, worker, name
        self.saves = Saves(desk.folder.path)

    def until_left(self, wait: Callable[[float], str | None]) -> None:
        """Look at files and keys until q."""
        self.look(self.desk.voice.pick("starting PyTorch …", "PyTorch를 불러오는 중 …"))
        while True:
            pressed = wait(LOOK)
            if pressed and self.press(HANGUL.get(pressed[-1], pressed[-1].lower())):
                return
            if saved := self.saves.new():
                self.saved(saved)

    def saved(self, files: list[Path]) -> None:
        """Check the exercise that was saved; a file of one's own beside it may matter to the one at hand."""
        known = [path.stem for path in files if path.stem in names()]
        self.name = known[-1] if known else self.name
        self.look()

    def look(self, meanwhile: str = "") -> None:
        """Check, and say all there is to say."""
        voice, words = self.desk.voice, meanwhile or f"{self.name} …"
        if voice.out.is_terminal:
            voice.out.clear()
        with voice.busy(words, words):
            verdict = checked(self.worker, self.desk, self.name)
        self.desk.save()
        show(voice, verdict)
        and_now(self.desk, verdict)
        self.footer()

    def press(self, key: str) -> bool:
        """Do what a key stands for. Whether it is the one that leaves."""
        desk, voice = self.desk, self.desk.voice
        if key == "q":
            return True
        if key == "h":
            given = next_hint(desk, self.name)
            voice.tell(f"{len(given)}/3 {given[-1]}", markup=False)
            tell_what_more(desk, self.name, len(given))
        elif key == "s":
            voice.tell(open_solution(desk, self.name) or not_yet(desk, self.name), markup=False)
        elif key == "n":
            self.name = self.following()
            self.look()
            return False
        elif key in ("c", "\n", "\r"):
            self.look()
            return False
        else:
            return False
        desk.save()
        self.footer()
        return False

    def following(self) -> str:
        """The next exercise that is not done, after the one at hand; else the one at hand."""
        at = names().index(self.name)
        order = names()[at + 1 :] + names()[:at]
        return next((name for name in order if name not in self.desk.progress.done), self.name)

    def footer(self) -> None:
        """The keys; in a pipe there are none to be shown."""
        if self.desk.voice.out.is_terminal:
            self.desk.voice.tell(
                self.desk.voice.pick(
                    "\n[h] hint  [n] next  [s] solution  [c] check  [q] quit   saving checks by itself",
                    "\n[h] 힌트  [n] 다음  [s] 정답  [c] 검사  [q] 나가기   저장하면 저절로 검사합니다",
                ),
                markup=False,
            )
