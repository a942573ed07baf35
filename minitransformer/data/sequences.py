"""Sequences that are made, not collected: as many as are wanted, as long as is wanted, and always right."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from string import ascii_lowercase as LETTERS

import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from ..text.backends import FastTokenizer
from .records import Translation

Draw = Callable[[int, Sequence[int], torch.Generator], list[Translation]]
"""(how many, the lengths to choose from, generator) -> pairs of a source and what becomes of it."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)

FORMS: tuple[Callable[[datetime.date], str], ...] = (
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{MONTHS[d.month - 1][:3]} {d.day}, {d.year}",
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{MONTHS[d.month - 1]} {ordinal(d.day)}, {d.year}",
    lambda d: f"the {ordinal(d.day)} of {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{DAYS[d.weekday()]}, {d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{d.year}년 {d.month}월 {d.day}일",
    lambda d: f"{d.year}년 {d.month}월 {d.day}일 {'월화수목금토일'[d.weekday()]}요일",
)
"""Ways to write a date, none of which can be taken for another day."""


def dates(n: int, _lengths: Sequence[int], generator: torch.Generator) -> list[Translation]:
    """Days from 1900 to 2099, written as people write them in English or Korean, and in ISO form."""
    day = torch.randint(FIRST.toordinal(), LAST.toordinal() + 1, (n,), generator=generator)
    form = torch.randint(len(FORMS), (n,), generator=generator)
    drawn = [datetime.date.fromordinal(d) for d in day.tolist()]
    return [Translation(FORMS[f](d), d.isoformat()) for d, f in zip(drawn, form.tolist(), strict=True)]


def reversal(n: int, lengths: Sequence[int], generator: torch.Generator) -> list[Translation]:
    """Letters, and the same letters from the last to the first: every one of them has to be remembered."""
    return [Translation(word, word[::-1]) for word in _words(n, lengths, generator)]


def sorting(n: int, lengths: Sequence[int], generator: torch.Generator) -> list[Translation]:
    """Letters, and the same letters in the order of the alphabet: to remember how many of each is enough."""
    return [Translation(word, "".join(sorted(word))) for word in _words(n, lengths, generator)]


SEQUENCES: Mapping[str, Draw] = {"dates": dates, "reversal": reversal, "sorting": sorting}


def distinct(
    draw: Draw,
    n: int,
    lengths: Sequence[int],
    generator: torch.Generator,
    apart_from: Iterable[Translation] = (),
) -> list[Translation]:
    """`n` pairs, or as many as are to be had: no source twice, and no target that `apart_from` has."""
    taken = {pair.target for pair in apart_from}
    found: dict[str, Translation] = {}
    for _ in range(10):
        drawn = draw(n, lengths, generator)
        found |= {pair.source: pair for pair in drawn if pair.target not in taken}
        if len(found) >= n:
            break
    return list(found.values())[:n]


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th, and so on.

    >>> [ordinal(n) for n in (1, 12, 22, 30)]
    ['1st', '12th', '22nd', '30th']
    """
    return f"{n}{'th' if n // 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def character_tokenizer(texts: Iterable[str]) -> FastTokenizer:
    """A piece for every character that occurs in the texts."""
    pieces = ["<pad>", "<unk>", "<s>", "</s>"]
    characters = sorted({character for text in texts for character in text})
    vocabulary = {piece: i for i, piece in enumerate([*pieces, *characters])}
    inner = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    inner.normalizer = normalizers.NFC()
    inner.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), behavior="isolated")
    inner.decoder = decoders.Fuse()
    inner.add_special_tokens([AddedToken(piece, special=True, normalized=False) for piece in pieces])
    return FastTokenizer(inner)


def _words(n: int, lengths: Sequence[int], generator: torch.Generator) -> list[str]:
    chosen = torch.randint(len(lengths), (n,), generator=generator).tolist()
    letters = torch.randint(len(LETTERS), (n, max(lengths)), generator=generator).tolist()
    return ["".join(LETTERS[i] for i in row[: lengths[c]]) for row, c in zip(letters, chosen, strict=True)]
