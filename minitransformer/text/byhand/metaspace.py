"""BPE on characters (Sennrich et al. 2016), with spaces written ▁: the tokenizer of koGPT2.

▁ (U+2581) begins a word, as in SentencePiece (Kudo and Richardson 2018), so that a text can be put together
again from its pieces. What stands in the text is normalised first: by NFC, or as in koGPT2 by NFKC, in which
ㅋㅠ becomes the syllable 큐.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..tokenizer import Token
from .aligned import Aligned
from .base import WithSpecials
from .kinds import StandIns, is_space, is_word_character
from .merging import CACHED, Pair, merge, ranked
from .normal_forms import Form, normal_form

SPACE = "▁"
METASPACE = {"type": "Metaspace", "replacement": SPACE, "prepend_scheme": "always", "split": True}
APART = {"type": "Split", "pattern": {"Regex": r"[^\w\s▁]"}, "behavior": "Isolated", "invert": False}
WORDS = re.compile("▁[^▁]*")
WORDS_AND_SIGNS = re.compile("▁a*|a+|!")  # of stand-ins


class MetaspaceBPE(WithSpecials):
    """Words that begin with ▁, and BPE on their characters; with `apart`, every sign is a word of its own."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        merges: Iterable[Pair],
        specials: Sequence[str] = (),
        form: Form = "NFC",
        apart: bool = False,
    ) -> None:
        super().__init__(vocabulary, specials)
        self.ranks = ranked(merges, self.vocabulary)
        self.form, self.apart = form, apart
        self.unknown = self.token_id("<unk>")
        self._merged = lru_cache(CACHED)(lambda word: merge(word, self.ranks))

    def tokens(self, text: str) -> Iterator[Token]:
        """A character that is not in the vocabulary is an unknown token, each for itself."""
        spelled = prepared(text, self.form)
        for word in words(spelled.text, self.apart):
            at = word.start
            for piece in self._merged(spelled.text[word]):
                i = self.vocabulary.get(piece, self.unknown)
                yield Token(i, *spelled.span(at, at + len(piece)))
                at += len(piece)

    def join(self, ids: list[int]) -> str:
        """▁ is a space, but in the first piece, where none was."""
        first, *others = [self.piece(i) for i in ids] or [""]
        return first.replace(SPACE, "") + "".join(others).replace(SPACE, " ")

    def rebuilt(self, vocabulary: Mapping[str, int], specials: Sequence[str]) -> "MetaspaceBPE":
        return MetaspaceBPE(vocabulary, self.ranks, specials, self.form, self.apart)

    def layout(self) -> dict[str, Any]:
        steps = [METASPACE, APART] if self.apart else [METASPACE]
        return {
            "normalizer": {"type": self.form},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": steps},
            "decoder": METASPACE,
            "model": {"type": "BPE", "unk_token": "<unk>", "vocab": self.vocabulary, "merges": [*self.ranks]},
        }


def words(text: str, apart: bool) -> Iterator[slice]:
    """Where the words of a text with ▁ for its spaces are."""
    found = WORDS_AND_SIGNS.finditer(text.translate(STAND_INS)) if apart else WORDS.finditer(text)
    return (slice(*match.span()) for match in found)


def prepared(text: str, form: Form) -> Aligned:
    """Normalised, ▁ for every space, and one in front, if there is none, in the place of the first character."""
    normalised = normal_form(form, Aligned.of(text))
    written = normalised.text.replace(" ", SPACE)
    if not written or written[0] == SPACE:
        return Aligned(written, normalised.starts, normalised.ends)
    return normalised.rewritten([SPACE, written], [0, *range(len(written))])


def _stand_in(character: str) -> str:
    return (
        character
        if character == SPACE
        else "a"
        if is_word_character(character) or is_space(character)
        else "!"
    )


STAND_INS = StandIns(_stand_in)
