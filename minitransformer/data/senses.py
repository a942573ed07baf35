"""Sentences in which one word form has one meaning or another, and where in them the word stands."""

import re
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from ..errors import Problem
from .rows import check_rows
from .tables import open_table

COLUMNS = ("word", "form", "sense", "english", "text")


@dataclass(frozen=True)
class Usage:
    """A word with several senses in a sentence that leaves no doubt; `form` is the word with its particle."""

    word: str
    form: str
    sense: str
    english: str
    text: str

    @property
    def place(self) -> tuple[int, int]:
        """Where the word, without its particle, begins and ends in the text."""
        return place_of(self.text, self.word, self.form)


def place_of(text: str, word: str, form: str | None = None) -> tuple[int, int]:
    """Where a word stands that begins a written word of the text (`배` in `배가`, not in `담배가`); with
    `form`, one that is written just so. `Problem` where there is none."""
    looked_for = re.escape(word) if form is None else re.escape(form) + r"(?!\w)"
    found = re.search(rf"(?<!\w){looked_for}", text)
    if not word or found is None:
        raise Problem(
            f"no word of {text!r} begins with {word!r}: write a sentence that holds it",
            f"{text!r}: {word!r} 글자로 시작하는 말이 없습니다. 그 낱말이 든 문장을 써 주세요.",
        )
    return found.start(), found.start() + len(word)


def read_senses(path: Path) -> list[Usage]:
    """The usages of a table with the columns word, form, sense, english and text.

    A word must always come in the same form, once a sentence and in at least two senses of two sentences
    each: only then does nothing but the context tell its senses apart.
    """
    lines = open_table(path).select(*COLUMNS)
    check_rows(
        path,
        [number for number, cells in lines if not all(cells)],
        "a cell is empty: fill it in, or take the row out",
        "빈 칸이 있습니다. 채우거나 그 행을 지워 주세요.",
    )
    usages = [(number, Usage(*cells)) for number, cells in lines]
    check_rows(
        path,
        [number for number, u in usages if not _once(u)],
        "the form does not stand in the text exactly once, or does not begin with the word",
        "문장에 그 어형이 꼭 한 번 나와야 하고, 어형은 낱말로 시작해야 합니다.",
    )
    forms = {u.word: u.form for _, u in reversed(usages)}
    check_rows(
        path,
        [number for number, u in usages if forms[u.word] != u.form],
        "the word has another form than before: its particle would give the sense away",
        "앞에 나온 어형과 다릅니다. 조사가 다르면 그것만으로 뜻이 드러날 수 있습니다.",
    )
    found = [u for _, u in usages]
    for word in forms:
        counts = [sum(u.word == word and u.sense == s for u in found) for s in senses_of(found, word)]
        if len(counts) < 2 or min(counts) < 2:
            raise Problem(
                f"{path}: {word} has {len(counts)} senses with {min(counts)} or more sentences: "
                "give at least two senses, and two sentences each",
                f"{path}: {word}의 뜻이 {len(counts)}가지, 문장이 {min(counts)}개 이상입니다. "
                "뜻을 두 가지 이상, 문장을 뜻마다 두 개 이상 주세요.",
            )
    return found


def senses_of(usages: list[Usage], word: str) -> list[str]:
    """The senses of a word, in the order in which they come."""
    return list(dict.fromkeys(u.sense for u in usages if u.word == word))


def embedded_senses() -> list[Usage]:
    """Six Korean words in 104 sentences that were written for this: 배 눈 말 다리 밤 차."""
    with as_file(files("minitransformer.data.embedded") / "senses.csv") as path:
        return read_senses(Path(path))


def _once(usage: Usage) -> bool:
    found = re.findall(rf"(?<!\w){re.escape(usage.form)}(?!\w)", usage.text)
    return len(found) == 1 and usage.form.startswith(usage.word)
