"""How BERT prepares a text (Devlin et al. 2019; the rules are those of the code published with it)."""

from collections.abc import Callable, Iterator
from functools import cache

from .aligned import Aligned
from .kinds import is_control, is_mark, is_punctuation, is_space
from .normal_forms import normal_form

CHINESE = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF),
    (0x2A700, 0x2B81F), (0x2B920, 0x2CEAF), (0x2F800, 0x2FA1F),
)  # fmt: skip
"""Chinese characters, between which no spaces are written. Hangul and Kana are not among them."""

TABS = "\t\n\r"
"""Control characters to Unicode, spaces to BERT; other controls are left out, even those that are spaces too."""


def normalised(text: Aligned, lowercase: bool, strip_accents: bool) -> Aligned:
    """The text without control characters, with spaces of one kind, and spaces around Chinese characters;
    for an uncased model in small letters and without accents.

    Accents are stripped from characters that were taken apart. That takes Hangul apart too (각 becomes ᄀ, ᅡ,
    ᆨ): a Korean model must not ask for it.
    """
    text = _each(_clean, text)
    if strip_accents:
        text = _each(_without_mark, normal_form("NFD", text))
    return _each(str.lower, text) if lowercase else text


def words(text: str) -> Iterator[slice]:
    """Where the words are: between the spaces, and each punctuation mark is a word of its own."""
    start = 0
    for i, character in enumerate(text):
        if _parts(character):
            if start < i:
                yield slice(start, i)
            if character != " ":
                yield slice(i, i + 1)
            start = i + 1
    if start < len(text):
        yield slice(start, len(text))


def _each(change: Callable[[str], str], text: Aligned) -> Aligned:
    """Every character changed by itself, into none, one or several, which stand in its place."""
    changed = [change(character) for character in text.text]
    return text.rewritten(changed, [i for i, new in enumerate(changed) for _ in new])


@cache
def _clean(character: str) -> str:
    if character not in TABS and (character == "\ufffd" or is_control(character)):
        return ""
    if is_space(character):
        return " "
    chinese = any(first <= ord(character) <= last for first, last in CHINESE)
    return f" {character} " if chinese else character


@cache
def _without_mark(character: str) -> str:
    return "" if is_mark(character) else character


@cache
def _parts(character: str) -> bool:
    return character == " " or is_punctuation(character)
