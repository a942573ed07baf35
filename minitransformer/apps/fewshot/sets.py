"""What is asked about: the examples to draw from, and the questions that are held out."""

from collections.abc import Mapping

from ...data import embedded
from ...data.records import Example
from ...data.split import split_examples
from ...data.tables import read_table
from ...errors import Problem
from ..sources import Cut, existing, labelled_of

HALF = 0.5
"""The share of a set without a test part of its own that is asked about: examples are few."""


def sums() -> list[Example]:
    """Every sum of two digits that is a digit itself and not 0, asked as in 3+1=?."""
    digits = range(10)
    return [Example(f"{a}+{b}=?", str(a + b)) for a in digits for b in digits if 0 < a + b < 10]


def asked_of(
    data: str, text_column: str, label_column: str, mapping: Mapping[str, str | None] | None, seed: int
) -> Cut:
    """`nsmc`, `chatbot_ko`, `dialogues`, `emotions`, `arithmetic`, or a table; the labels renamed if asked."""
    if data == "arithmetic" and mapping:
        raise Problem(
            "--map renames labels, and those of arithmetic are sums: leave it out",
            "--map은 라벨의 이름을 바꾸는 옵션인데, arithmetic의 답은 덧셈의 결과입니다. 빼 주세요.",
        )
    if data == "arithmetic":
        cut: Cut = (data, *split_examples(sums(), HALF, seed))
    elif data == "emotions":
        examples = [Example(e.text, e.label) for e in embedded.emotions()]
        cut = (data, *split_examples(examples, HALF, seed))
    elif data in ("nsmc", "chatbot_ko", "dialogues"):
        cut = labelled_of(data, text_column, label_column, None, seed)
    else:
        path = existing(data, "nsmc", "chatbot_ko", "dialogues", "emotions", "arithmetic")
        cut = (data, *split_examples(read_table(path, text_column, label_column), HALF, seed))
    return _checked(_renamed(cut, mapping or {}))


def _renamed(cut: Cut, mapping: Mapping[str, str | None]) -> Cut:
    known = {e.label for part in cut[1:] for e in part}
    if unknown := [label for label in mapping if label not in known]:
        told = ", ".join(sorted(known))
        raise Problem(
            f"--map {unknown[0]}: there is no such label; the labels are {told}",
            f"--map {unknown[0]}: 그런 라벨이 없습니다. 들어 있는 라벨은 {told}입니다.",
        )
    name, *parts = cut
    train, heldout = (
        [Example(e.text, to) for e in part if (to := mapping.get(e.label, e.label)) is not None]
        for part in parts
    )
    return name, train, heldout


def _checked(cut: Cut) -> Cut:
    name, train, heldout = cut
    labels = sorted({e.label for e in (*train, *heldout)})
    if len(labels) < 2:
        told = ", ".join(labels) or "–"
        raise Problem(
            f"{name} has the label {told} only: there must be two or more to choose between",
            f"{name}의 라벨이 {told}뿐입니다. 고를 수 있게 두 가지 이상이어야 합니다.",
        )
    return cut
