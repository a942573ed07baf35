"""Unicode's normal forms (Unicode Standard Annex 15), with the place of every character kept.

NFD takes characters apart (각 is ᄀ, ᅡ, ᆨ), NFC puts them together again; NFKD and NFKC also replace
characters of the same meaning (ﬁ by fi, ㅋ by ᄏ). The properties are those of Python's Unicode version.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from .aligned import Aligned

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
Change = tuple[str, int]
"""A character, and by how many characters the text grew there: 1 if it was added by taking another one
apart, -1 if it was put together from two."""


def normal_form(form: Form, text: Aligned) -> Aligned:
    """The text in a normal form.

    A character that was put together stands in the place of the first of its parts, as in the `tokenizers`
    library: 한 of ㅎ, ㅏ, ㄴ has the place of ㅎ.
    """
    if unicodedata.is_normalized(form, text.text):
        return text
    changes = _ordered(_taken_apart("NFKD" if "K" in form else "NFD", text.text))
    if form.endswith("C"):
        changes = _put_together(changes)
    sources, at = [], 0
    for _, change in changes:
        sources.append(at if change <= 0 else at - 1)
        at += max(1 - change, 0)
    return text.rewritten([c for c, _ in changes], sources)


def _taken_apart(form: Form, text: str) -> Iterator[Change]:
    for character in text:
        for i, part in enumerate(_parts(form, character)):
            yield part, min(i, 1)


@cache
def _parts(form: Form, character: str) -> str:
    return unicodedata.normalize(form, character)


def _ordered(changes: Iterable[Change]) -> list[Change]:
    """Canonical order: the marks behind a character by their class, whichever was typed first."""
    result: list[Change] = []
    marks: list[Change] = []
    for change in changes:
        if unicodedata.combining(change[0]):
            marks.append(change)
            continue
        result += sorted(marks, key=lambda mark: unicodedata.combining(mark[0]))
        result.append(change)
        marks = []
    return result + sorted(marks, key=lambda mark: unicodedata.combining(mark[0]))


def _put_together(changes: Iterable[Change]) -> list[Change]:
    """Canonical composition: a mark joins the last base, unless a mark of its class or higher is between."""
    result: list[Change] = []
    base, between = -1, -1
    for character, change in changes:
        order = unicodedata.combining(character)
        joined = _composite(result[base][0], character) if base >= 0 and between < order else None
        if joined:
            result[base] = joined, result[base][1] + change - 1
            continue
        base, between = (base, order) if order else (len(result), -1)
        result.append((character, change))
    return result


@cache
def _composite(base: str, mark: str) -> str | None:
    joined = unicodedata.normalize("NFC", base + mark)
    return joined if len(joined) == 1 else None
