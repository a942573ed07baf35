"""What kind of character is this? The questions that tokenizers ask of Unicode.

Python's `re` has no \\p{L} (a letter of any script) and no \\p{N} (a number). The `regex` package has, but
would be one more dependency, and the answer is no more than the first letter of `unicodedata.category`. So
a pattern is matched against a stand-in of the text, in which each character is an ASCII one of its kind.
"""

import unicodedata
from collections.abc import Callable


class StandIns(dict[int, str]):
    """A table for `str.translate` that asks once for every character it meets."""

    def __init__(self, stand_in: Callable[[str], str]) -> None:
        self.stand_in = stand_in

    def __missing__(self, code: int) -> str:
        self[code] = self.stand_in(chr(code))
        return self[code]


def is_space(character: str) -> bool:
    """Unicode's white space. Python counts four separators of telegraph days (U+001C to U+001F) too."""
    return character.isspace() and not "\x1c" <= character <= "\x1f"


def is_letter(character: str) -> bool:
    """\\p{L}."""
    return unicodedata.category(character)[0] == "L"


def is_number(character: str) -> bool:
    """\\p{N}: digits, and also ², Ⅳ and ½."""
    return unicodedata.category(character)[0] == "N"


def is_control(character: str) -> bool:
    """Characters that are seen by no one, or that everyone reads differently (private use)."""
    return unicodedata.category(character) in {"Cc", "Cf", "Co"}


def is_mark(character: str) -> bool:
    """An accent or another mark that takes no room of its own."""
    return unicodedata.category(character) == "Mn"


def is_punctuation(character: str) -> bool:
    """Punctuation as BERT has it: what Unicode calls so, and all of ASCII that is no letter, digit or space."""
    ascii_sign = "!" <= character <= "~" and not character.isalnum()
    return ascii_sign or unicodedata.category(character)[0] == "P"


def is_word_character(character: str) -> bool:
    """\\w of Unicode Technical Standard 18, wider than Python's: letters with all their marks, digits,
    connectors such as _, and signs that have a case, such as Ⓐ. But not ², which Python lets in."""
    kind = unicodedata.category(character)
    return kind[0] in "LM" or kind in {"Nd", "Nl", "Pc"} or character.isupper() or character.islower()
