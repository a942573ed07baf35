"""Tokens and words: which tokens go on with a word, and how tokens are spelled."""

from collections.abc import Sequence

from ...text.tokenizer import Token, Tokenizer

CONTINUING = "##"
"""How WordPiece marks a piece inside a word."""

CLOSE = (".", "?", "!", ",")
"""What it writes without a space before it."""


def marks_words(tokenizer: Tokenizer) -> bool:
    """Does the tokenizer mark the pieces that go on with a word? WordPiece does."""
    pieces = map(tokenizer.piece, range(tokenizer.vocab_size))
    return any(p.startswith(CONTINUING) and p[len(CONTINUING) :].isalnum() for p in pieces)


def goes_on(tokenizer: Tokenizer, text: str, token: Token, marked: bool) -> bool:
    """Does the token go on with the word before it? Where pieces are marked, those that are longer than what
    they stand for do; elsewhere, those without a space before them."""
    if token.id == tokenizer.roles.get("unk"):
        return False
    if marked:
        return len(tokenizer.piece(token.id)) != token.end - token.start
    return token.start > 0 and " " not in text[token.start - 1 : token.start + 1]


def spelled(tokenizer: Tokenizer, text: str, tokens: Sequence[Token]) -> str:
    """Tokens as the tokenizer writes them; where it does not know what it read, the text stands."""
    unknown = tokenizer.roles.get("unk")
    joined = tokenizer.join([t.id for t in tokens])
    if unknown is None:
        return joined
    first, *others = joined.split(tokenizer.piece(unknown))
    for part, token in zip(others, [t for t in tokens if t.id == unknown], strict=True):
        read = text[token.start : token.end]
        first = (first.removesuffix(" ") if read in CLOSE else first) + read + part
    return first


def word_of(tokenizer: Tokenizer, tokens: Sequence[Token], i: int) -> range:
    """The tokens of the word that a token is in."""
    inside = [tokenizer.piece(t.id).startswith(CONTINUING) for t in tokens]
    start, stop = i, i + 1
    while start > 0 and inside[start]:
        start -= 1
    while stop < len(tokens) and inside[stop]:
        stop += 1
    return range(start, stop)
