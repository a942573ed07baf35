"""WordPiece, the tokenizer of BERT (Schuster and Nakajima 2012; Wu et al. 2016, section 4.1)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..tokenizer import Token
from .aligned import Aligned
from .base import WithSpecials
from .bert_text import normalised, words
from .merging import CACHED

CONTINUING = "##"
LONGEST_WORD = 100
SHORTER = [(" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m")] + [
    (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
]  # fmt: skip
"""What is written closer together when pieces become text again."""


class WordPiece(WithSpecials):
    """Words are cut from the left, each time by the longest piece that fits; ## marks a piece that continues
    a word. A word that cannot be cut to its end, or has more than 100 characters, is one unknown token."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        specials: Sequence[str] = (),
        lowercase: bool = False,
        strip_accents: bool = False,
    ) -> None:
        super().__init__(vocabulary, specials)
        self.lowercase, self.strip_accents = lowercase, strip_accents
        self.unknown = self.token_id("[UNK]")
        self.longest_piece = max(map(len, self.vocabulary))
        self._cut_word = lru_cache(CACHED)(self.longest_first)

    def tokens(self, text: str) -> Iterator[Token]:
        clean = normalised(Aligned.of(text), self.lowercase, self.strip_accents)
        for word in words(clean.text):
            for i, start, end in self._cut_word(clean.text[word]):
                yield Token(i, *clean.span(word.start + start, word.start + end))

    def longest_first(self, word: str) -> list[Token]:
        """The tokens of one word."""
        unknown = [Token(self.unknown, 0, len(word))]
        if len(word) > LONGEST_WORD:
            return unknown
        found, start = list[Token](), 0
        while start < len(word):
            mark = CONTINUING if start else ""
            ends = range(min(len(word), start + self.longest_piece), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self.vocabulary), None)
            if end is None:
                return unknown
            found.append(Token(self.vocabulary[mark + word[start:end]], start, end))
            start = end
        return found

    def join(self, ids: list[int]) -> str:
        """Spaces are not kept by BERT: there is one before each word, but none before most punctuation."""
        return "".join(_spoken(self.piece(i), first=not n) for n, i in enumerate(ids))

    def rebuilt(self, vocabulary: Mapping[str, int], specials: Sequence[str]) -> "WordPiece":
        return WordPiece(vocabulary, specials, self.lowercase, self.strip_accents)

    def layout(self) -> dict[str, Any]:
        return {
            "normalizer": {
                "type": "BertNormalizer",
                "clean_text": True,
                "handle_chinese_chars": True,
                "strip_accents": self.strip_accents,
                "lowercase": self.lowercase,
            },
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "decoder": {"type": "WordPiece", "prefix": CONTINUING, "cleanup": True},
            "model": {
                "type": "WordPiece",
                "unk_token": "[UNK]",
                "continuing_subword_prefix": CONTINUING,
                "max_input_chars_per_word": LONGEST_WORD,
                "vocab": self.vocabulary,
            },
        }


def _spoken(piece: str, first: bool) -> str:
    if not first:
        piece = piece.removeprefix(CONTINUING) if piece.startswith(CONTINUING) else f" {piece}"
    for apart, together in SHORTER:
        piece = piece.replace(apart, together)
    return piece
