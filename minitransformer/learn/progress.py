"""How far a learner is: one text file in the folder, which people can read, change and lose."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from .course import names
from .verdict import Verdict

FILE = "progress.txt"
DAMAGED = "progress.damaged.txt"
HEAD = {
    "en": "# minitransformer learn: a line an exercise. If this file is lost, check again: your code is not in it.",
    "ko": "# minitransformer learn: 한 줄에 연습 문제 하나. 이 파일을 잃어도 다시 검사하면 됩니다(코드는 여기 없습니다).",
}
LINE = re.compile(r"(\w+)\s+(done|open)\b(.*)")
SETTING = re.compile(r"(language|now):\s*(\w*)\s*")
COUNTS = ("attempts", "hints", "solution")
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass
class Record:
    """One exercise: whether its last check passed, and what was needed. `solution` is how often it was asked for."""

    done: bool = False
    attempts: int = 0
    hints: int = 0
    solution: int = 0
    passed: str = ""

    def line(self, name: str) -> str:
        """As it stands in the file."""
        counts = "  ".join(f"{count} {getattr(self, count)}" for count in COUNTS)
        return f"{name:<32}{'done' if self.done else 'open'}  {counts}  {self.passed}".rstrip()


@dataclass
class Progress:
    """What the file says. `strange` are the lines that say nothing; they are put aside before it is written."""

    path: Path
    language: str = ""
    now: str = ""
    records: dict[str, Record] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> "Progress":
        """What is known; nothing where there is no file. No damage to the file is an error."""
        progress = cls(folder / FILE)
        if not progress.path.is_file():
            return progress
        for line in progress.path.read_bytes().decode("utf-8-sig", errors="replace").splitlines():
            if line.strip() and not line.startswith("#"):
                progress._take(line.strip())
        return progress

    def _take(self, line: str) -> None:
        if setting := SETTING.fullmatch(line):
            if setting[1] == "language":
                self.language = setting[2] if setting[2] in HEAD else ""
            else:
                self.now = setting[2]
        elif (found := LINE.fullmatch(line)) and found[1] in names():
            counted = {count: re.search(rf"\b{count} (\d{{1,6}})\b", found[3]) for count in COUNTS}
            passed = DATE.search(found[3])
            self.records[found[1]] = Record(
                done=found[2] == "done",
                passed=passed[0] if passed else "",
                **{count: int(number[1]) for count, number in counted.items() if number},
            )
        else:
            self.strange.append(line)

    def of(self, name: str) -> Record:
        """The record of an exercise; a new one at first."""
        return self.records.setdefault(name, Record())

    def note(self, verdict: Verdict) -> None:
        """Count a check. Whether it is done is what the last check said."""
        record = self.of(verdict.exercise)
        record.attempts += verdict.state != "unsolved"
        if verdict.passed and not record.done:
            record.passed = date.today().isoformat()
        record.done = verdict.passed
        self.now = verdict.exercise

    @property
    def done(self) -> list[str]:
        """The exercises whose last check passed, in order."""
        return [name for name in names() if name in self.records and self.records[name].done]

    @property
    def next(self) -> str | None:
        """The first that is not done."""
        return next((name for name in names() if name not in self.done), None)

    def save(self) -> None:
        """Write all of it, at once or not at all."""
        if self.strange:
            with (self.path.parent / DAMAGED).open("a", encoding="utf-8") as aside:
                aside.write("\n".join(self.strange) + "\n")
            self.strange = []
        lines = [HEAD[self.language or "en"], f"language: {self.language}", f"now: {self.now}", ""]
        lines += [self.records[name].line(name) for name in names() if name in self.records]
        new = self.path.with_name(f".{FILE}.new")
        new.write_text("\n".join(lines) + "\n", encoding="utf-8")
        new.replace(self.path)


def bar(done: int, of: int, width: int = 24) -> str:
    """How much of it is done, in letters that every terminal has."""
    filled = width * done // of if of else 0
    return f"[{'#' * filled}{'-' * (width - filled)}] {done}/{of}"
