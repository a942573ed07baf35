"""What is written in a picture: in the right language, and only in characters that can be drawn."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from . import fonts
from .fonts import drawable
from .romanise import romanise

HANGUL = re.compile("[가-힣ㄱ-ㅣ]+")
INVISIBLE = str.maketrans({"\n": "↵", "\r": "↵", "\t": "⇥"})
LONGEST = 16


def wording(language: str) -> Callable[[str, str], str]:
    """A choice between English and Korean; Korean needs a font that can write it.

    >>> wording("en")("step", "스텝")
    'step'
    """
    if language not in ("en", "ko"):
        raise ValueError(f"language {language!r}: pictures are written in 'en' or 'ko'")
    korean = language == "ko" and fonts.hangul_font() is not None
    return lambda en, ko: ko if korean else en


def readable(text: str) -> str:
    """The text as it can be drawn: Hangul romanised where no font has it, anything else by its number.

    A dollar sign is just a dollar sign, never the start of a formula.
    """
    text = unicodedata.normalize("NFC", text)
    text = HANGUL.sub(lambda run: run[0] if drawable(run[0]) else romanise(run[0]), text)
    text = "".join(c if c == "\n" or drawable(c) else f"U+{ord(c):04X}" for c in text)
    return text.replace("$", r"\$")


def piece(text: str) -> str:
    """A token as it can be drawn: spaces and line ends made visible, long ones cut short."""
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    bare = text.lstrip(" ")
    text = "␣" * (len(text) - len(bare)) + bare
    return readable(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def pieces_of(texts: Sequence[str]) -> list[str]:
    """Every token as it can be drawn."""
    return [piece(text) for text in texts]
