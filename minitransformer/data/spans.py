"""Names in a text: as spans, as tags of characters, as tags of tokens, and back."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..text.tokenizer import Token

OUTSIDE = "O"


class Span(NamedTuple):
    """A name: `text[start:end]`, and what it is the name of."""

    start: int
    end: int
    kind: str


def spans_of(tags: Sequence[str]) -> list[Span]:
    """The names that tags mark. An I- behind another kind, or behind O, begins one too."""
    found = list[Span]()
    for i, tag in enumerate(tags):
        if tag == OUTSIDE:
            continue
        mark, kind = tag[0], tag[2:]
        if mark == "I" and found and found[-1].end == i and found[-1].kind == kind:
            found[-1] = Span(found[-1].start, i + 1, kind)
        else:
            found.append(Span(i, i + 1, kind))
    return found


def tags_of(n: int, spans: Iterable[Span]) -> list[str]:
    """A tag for each of n characters."""
    tags = [OUTSIDE] * n
    for start, end, kind in spans:
        tags[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return tags


def token_tags(tokens: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    """A tag for each token: of the first name that it has a character of. Where a token holds the end of a name
    and a particle, it counts as the name."""
    tags, last = list[str](), None
    for token in tokens:
        span = next((s for s in spans if s.start < token.end and token.start < s.end), None)
        tags.append(OUTSIDE if span is None else f"{'I' if span is last else 'B'}-{span.kind}")
        last = span
    return tags


def token_spans(text: str, tokens: Sequence[Token], tags: Sequence[str]) -> list[Span]:
    """The names that tags of tokens mark, from the first character of the first to the last of the last, without
    the spaces around them."""
    found = list[Span]()
    for first, end, kind in spans_of(tags):
        start, stop = tokens[first].start, tokens[end - 1].end
        name = text[start:stop]
        start += len(name) - len(name.lstrip())
        if name.strip() and not (found and start < found[-1].end):
            found.append(Span(start, start + len(name.strip()), kind))
    return found
