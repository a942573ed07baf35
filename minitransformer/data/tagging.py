"""Sentences in which names are marked, and batches of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from ..errors import Problem
from ..functional import IGNORE
from ..text.tokenizer import Tokenizer
from .batching import Batches, padded
from .rows import check_rows, read_utf8
from .spans import OUTSIDE, Span, spans_of, tags_of, token_tags
from .split import split_together


@dataclass(frozen=True)
class Tagged:
    """A sentence and the names in it, in their order."""

    text: str
    spans: tuple[Span, ...]

    @property
    def tags(self) -> list[str]:
        """One for each character: B-PS where a name begins, I-PS inside it, O elsewhere."""
        return tags_of(len(self.text), self.spans)


@dataclass(frozen=True)
class TagBatch:
    """Sentences, which of their tokens are real, and the number of each token's label; IGNORE at the marks and
    the padding."""

    ids: Int[Tensor, "b t"]
    real: Bool[Tensor, "b t"]
    labels: Int[Tensor, "b t"]


def read_tagged(path: Path) -> list[Tagged]:
    """Sentences as KLUE-NER has them: a character and its tag a line, with a tab between them; a blank line
    behind every sentence; lines that begin with ## say what it is."""
    sentences, characters, tags = list[Tagged](), list[str](), list[str]()
    wrong, stray = list[int](), list[int]()
    for number, line in enumerate([*read_utf8(path).split("\n"), ""], 1):
        line = line.removesuffix("\r")
        if line.startswith("##"):
            continue
        if not line:
            if characters:
                sentences.append(Tagged("".join(characters), tuple(spans_of(tags))))
            characters, tags = [], []
            continue
        character, _, tag = line.partition("\t")
        if len(character) != 1 or not (tag == OUTSIDE or (tag[:2] in ("B-", "I-") and tag[2:])):
            wrong.append(number)
            continue
        if tag.startswith("I-") and (not tags or tags[-1][2:] != tag[2:]):
            stray.append(number)
        characters.append(character)
        tags.append(tag)
    check_rows(
        path,
        wrong,
        "not a character, a tab, and a tag such as O, B-PS or I-PS",
        "글자 하나, 탭, 태그(O, B-PS, I-PS 등)가 아닙니다.",
    )
    check_rows(
        path,
        stray,
        "an I- tag that goes on with nothing: a name begins with B-",
        "I- 태그가 이어받을 것이 없습니다. 이름은 B-로 시작해야 합니다.",
    )
    if not sentences:
        raise Problem(f"{path} holds no sentence", f"{path} 파일에 문장이 없습니다.")
    return sentences


def kinds_of(sentences: Iterable[Tagged]) -> list[str]:
    """What there are names of, in order."""
    return sorted({span.kind for s in sentences for span in s.spans})


def labels_of(kinds: Iterable[str]) -> tuple[str, ...]:
    """O, and for each kind B- and I-."""
    return (OUTSIDE, *(f"{mark}-{kind}" for kind in kinds for mark in "BI"))


def split_tagged(
    sentences: Sequence[Tagged], fraction: float = 0.1, seed: int = 0
) -> tuple[list[Tagged], list[Tagged]]:
    """Training and held-out sentences; one that occurs several times is never on both sides."""
    return split_together(
        sentences, lambda s: s.text, ("different sentences", "서로 다른 문장"), fraction, seed
    )


def tag_batches(
    encoded: Sequence[tuple[list[int], list[int]]],
    batch_size: int,
    pad_id: int,
    generator: torch.Generator | None = None,
) -> Batches[TagBatch]:
    """Sentences as `encode_tagged` gives them."""

    def collate(chosen: list[int]) -> TagBatch:
        ids, real = padded([encoded[i][0] for i in chosen], pad_id)
        return TagBatch(ids, real, padded([encoded[i][1] for i in chosen], IGNORE)[0])

    return Batches([len(ids) for ids, _ in encoded], batch_size, collate, generator)


def encode_tagged(
    tokenizer: Tokenizer, sentence: Tagged, labels: Sequence[str], max_len: int
) -> tuple[list[int], list[int]]:
    """`[CLS] sentence [SEP]`, and the number of the label of each of its tokens; a longer one loses its end."""
    tokens = tokenizer.cut(sentence.text)[: max_len - 2]
    numbers = {label: i for i, label in enumerate(labels)}
    ids = [tokenizer.cls_id, *(t.id for t in tokens), tokenizer.sep_id]
    return ids, [IGNORE, *(numbers[tag] for tag in token_tags(tokens, sentence.spans)), IGNORE]
