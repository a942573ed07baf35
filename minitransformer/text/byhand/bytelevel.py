"""Byte-level BPE, the tokenizer of GPT-2 (Radford et al. 2019, section 2.2): no text is unknown to it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..tokenizer import Token
from .base import WithSpecials
from .kinds import StandIns, is_letter, is_number, is_space
from .merging import CACHED, Pair, merge, ranked

WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+", re.ASCII)
"""GPT-2's pattern: endings of English words, then letters, numbers or other signs with the space before
them, then spaces. It reads the stand-ins of the characters."""


def _stand_in(character: str) -> str:
    if character.isascii() and (character > " " or is_space(character)):
        return character
    return (
        "a" if is_letter(character) else "0" if is_number(character) else "\t" if is_space(character) else "!"
    )


STAND_INS = StandIns(_stand_in)


def byte_characters() -> list[str]:
    """A printable character for each of the 256 bytes, so that BPE can work on text without losing any.

    Bytes that Latin-1 shows as a printable character stand for themselves; the others (space, controls) get
    the characters from U+0100 on, in order: a space becomes Ġ.
    """
    shown = {b for b in range(256) if chr(b).isprintable() and chr(b) != " "}
    rest = iter(range(256, 512))
    return [chr(b) if b in shown else chr(next(rest)) for b in range(256)]


CHARACTERS = byte_characters()
BYTES = {character: b for b, character in enumerate(CHARACTERS)}


class ByteLevelBPE(WithSpecials):
    """Words by GPT-2's pattern, each as its UTF-8 bytes, and BPE on these."""

    def __init__(
        self, vocabulary: Mapping[str, int], merges: Iterable[Pair], specials: Sequence[str] = ()
    ) -> None:
        super().__init__(vocabulary, specials)
        for character in CHARACTERS:
            self.token_id(character)
        self.ranks = ranked(merges, self.vocabulary)
        self._merged = lru_cache(CACHED)(lambda word: merge(word, self.ranks))

    def tokens(self, text: str) -> Iterator[Token]:
        """A character of several bytes can be cut; each of its pieces has the place of the whole character."""
        for found in WORDS.finditer(text.translate(STAND_INS)):
            start, word = found.start(), text[found.start() : found.end()]
            spelled = [(CHARACTERS[b], start + i) for i, c in enumerate(word) for b in c.encode()]
            at = 0
            for piece in self._merged("".join(character for character, _ in spelled)):
                end = at + len(piece)
                yield Token(self.vocabulary[piece], spelled[at][1], spelled[end - 1][1] + 1)
                at = end

    def join(self, ids: list[int]) -> str:
        return b"".join(map(_spoken, map(self.piece, ids))).decode(errors="replace")

    def rebuilt(self, vocabulary: Mapping[str, int], specials: Sequence[str]) -> "ByteLevelBPE":
        return ByteLevelBPE(vocabulary, self.ranks, specials)

    def layout(self) -> dict[str, Any]:
        step = {"type": "ByteLevel", "trim_offsets": False, "use_regex": True}
        return {
            "normalizer": None,
            "pre_tokenizer": {**step, "add_prefix_space": False},
            "decoder": {**step, "add_prefix_space": True},
            "model": {"type": "BPE", "vocab": self.vocabulary, "merges": [*self.ranks]},
        }


def spelled_words(text: str) -> Iterator[str]:
    """The words of a text, each spelled in the characters of its bytes."""
    for found in WORDS.finditer(text.translate(STAND_INS)):
        yield "".join(CHARACTERS[b] for b in text[found.start() : found.end()].encode())


def _spoken(piece: str) -> bytes:
    """The bytes of a piece: spelled byte by byte, or, if it was added as it is, its own."""
    return bytes(BYTES[c] for c in piece) if BYTES.keys() >= set(piece) else piece.encode()
