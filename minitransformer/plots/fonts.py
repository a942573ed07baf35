"""Which font can write Hangul here, and which characters can be drawn at all."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

PREFERRED = (
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "NanumGothic",
    "NanumBarunGothic",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Source Han Sans KR",
    "Pretendard",
    "UnDotum",
    "Baekmuk Dotum",
)
PLACEHOLDERS = ("Last Resort", ".LastResort", "Adobe Blank")
"""Fonts that claim every character and draw a box for it."""

BASE = "DejaVu Sans"
"""The font that comes with matplotlib, so that Latin text looks the same on every machine."""


@cache
def hangul_font() -> str | None:
    """The name of an installed font that can write Hangul, or None; looked for once."""
    names = set(_hangul_names(matplotlib_knows()))
    if not names:
        names = set(_hangul_names(installed_since()))
    preferred = [name for name in PREFERRED if name in names]
    return next(iter(preferred or sorted(names)), None)


def matplotlib_knows() -> list[font_manager.FontEntry]:
    """The fonts in matplotlib's list, which it keeps between runs."""
    return list(font_manager.fontManager.ttflist)


def installed_since() -> list[font_manager.FontEntry]:
    """The fonts that matplotlib's list is too old to have, added to it."""
    known = {entry.fname for entry in matplotlib_knows()}
    before = len(known)
    for path in sorted(set(font_manager.findSystemFonts()) - known):
        with suppress(OSError, RuntimeError, ValueError):
            font_manager.fontManager.addfont(path)
    return matplotlib_knows()[before:]


def _hangul_names(entries: list[font_manager.FontEntry]) -> Iterator[str]:
    for entry in entries:
        if not entry.name.startswith(PLACEHOLDERS) and ord("가") in _characters(entry.fname):
            yield entry.name


@cache
def _characters(path: str) -> frozenset[int]:
    """The characters of a font file; none where it cannot be read."""
    with suppress(OSError, RuntimeError, ValueError):
        return frozenset(FT2Font(path).get_charmap())
    return frozenset()


def families() -> list[str]:
    """The fonts to write with, in order: each character is taken from the first that has it."""
    hangul = hangul_font()
    return [BASE] if hangul is None else [BASE, hangul]


def drawable(text: str) -> bool:
    """Can every character be written with `families`?"""
    known = _known(tuple(families()))
    return all(ord(char) in known for char in text)


@cache
def _known(names: tuple[str, ...]) -> frozenset[int]:
    paths = [font_manager.findfont(font_manager.FontProperties(family=[name])) for name in names]
    return frozenset().union(*(_characters(str(path)) for path in paths))
