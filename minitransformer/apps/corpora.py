"""From the name of a data set, a made sequence or a file to pairs of a source and a target."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from ..data import catalogue, embedded
from ..data.records import Translation
from ..data.sequences import SEQUENCES, character_tokenizer, distinct
from ..data.translations import read_tatoeba, read_translations
from ..text.tokenizer import Tokenizer
from ..text.train import train_bpe
from .sources import existing

MADE, SHORTEST = 50_000, 4
"""How many sequences are made, and of how many symbols at least."""


@dataclass(frozen=True)
class Corpus:
    """Pairs to learn from. Of made sequences there is one right answer; of sentences there are many."""

    name: str
    pairs: Sequence[Translation]
    made: bool = False

    def tokenizer(self, train: Sequence[Translation], vocab_size: int) -> Tokenizer:
        """Learnt from the training part: characters, or pieces that both languages have in common."""
        texts = (text for pair in train for text in (pair.source, pair.target))
        return character_tokenizer(texts) if self.made else train_bpe(texts, vocab_size)

    @property
    def heldout(self) -> float:
        """The share that is held out: a tenth, of made sequences a thousand."""
        return 1000 / len(self.pairs) if self.made else 0.1

    @property
    def credits(self) -> dict[str, object]:
        """The licence, and whom to name: it goes into the card of what was learnt from this."""
        known = catalogue.CATALOGUE.get(self.name)
        names = {n for pair in self.pairs for n in re.findall(r"#\d+ \(([^()]+)\)", pair.attribution)}
        licence = {"licence": known.licence} if known else {}
        return licence | ({"contributors": sorted(names)} if names else {})


def corpus_of(data: str, longest: int, seed: int) -> Corpus:
    """`translations` (embedded), `tatoeba_ko_en`, `dates`, `reversal`, `sorting` (made, of 4 to `longest`
    symbols), or a table with the columns english and korean."""
    if data == "translations":
        return Corpus(data, embedded.translations())
    if data == "tatoeba_ko_en":
        return Corpus(data, read_tatoeba(catalogue.find(data) / "kor.txt"))
    if data in SEQUENCES:
        lengths = range(min(SHORTEST, longest), longest + 1)
        generator = torch.Generator().manual_seed(seed)
        return Corpus(data, distinct(SEQUENCES[data], MADE, lengths, generator), made=True)
    path = existing(data, "translations", "tatoeba_ko_en", *SEQUENCES)
    return Corpus(data, read_translations(path))
