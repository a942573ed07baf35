"""Tokenizers learnt from a corpus by hand: the merges and the vocabulary that `text.train` gets from the library."""

from collections import Counter
from collections.abc import Iterable, Iterator

from ..train import BERT_TOKENS, DIALOGUE_TOKENS
from . import bert_text, metaspace
from .aligned import Aligned
from .bytelevel import CHARACTERS, ByteLevelBPE, spelled_words
from .learn import learn
from .metaspace import MetaspaceBPE
from .wordpiece import CONTINUING, WordPiece


def learn_bpe(texts: Iterable[str], vocab_size: int) -> MetaspaceBPE:
    """Byte-pair encoding on characters, with koGPT2's special tokens (Sennrich et al. 2016)."""
    counts = Counter(word for text in texts for word in _bpe_words(text))
    alphabet = sorted({character for word in counts for character in word})
    pieces, merges = learn(counts, [*DIALOGUE_TOKENS, *alphabet], vocab_size)
    return MetaspaceBPE(_numbered(pieces), merges, DIALOGUE_TOKENS, apart=True)


def learn_wordpiece(texts: Iterable[str], vocab_size: int) -> WordPiece:
    """WordPiece, cased, with BERT's special tokens. The merges are forgotten: only the pieces are looked up."""
    counts = Counter(word for text in texts for word in _bert_words(text))
    continuing = sorted({CONTINUING + character for word in counts for character in word[1:]})
    alphabet = sorted({character for word in counts for character in word})
    pieces, _ = learn(counts, [*BERT_TOKENS, *continuing, *alphabet], vocab_size, CONTINUING)
    return WordPiece(_numbered(pieces), BERT_TOKENS)


def learn_bytes(texts: Iterable[str], vocab_size: int) -> ByteLevelBPE:
    """Byte-pair encoding on the 256 bytes, as in GPT-2, without special tokens: nothing is ever unknown."""
    counts = Counter(word for text in texts for word in spelled_words(text))
    pieces, merges = learn(counts, sorted(CHARACTERS), vocab_size)
    return ByteLevelBPE(_numbered(pieces), merges)


def _bpe_words(text: str) -> Iterator[str]:
    spelled = metaspace.prepared(text, "NFC").text
    return (spelled[word] for word in metaspace.words(spelled, apart=True))


def _bert_words(text: str) -> Iterator[str]:
    clean = bert_text.normalised(Aligned.of(text), lowercase=False, strip_accents=False).text
    return (clean[word] for word in bert_text.words(clean))


def _numbered(pieces: Iterable[str]) -> dict[str, int]:
    return {piece: i for i, piece in enumerate(pieces)}
