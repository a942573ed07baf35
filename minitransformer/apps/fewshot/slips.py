"""Three slips that published few-shot notebooks share, kept to be measured. All are off unless asked for."""

import re
from collections.abc import Collection, Sequence

from ...data.records import Example
from ...errors import Problem

SLIPS = {
    "newline": (
        "only the last label's examples end in a line break: `… + a if first else b + end` is read as "
        "`(… + a) if first else (b + end)`",
        "마지막 라벨의 예시만 줄바꿈으로 끝납니다. `… + a if 첫째 else b + 끝`은 `(… + a) if 첫째 else (b + 끝)`으로 "
        "읽히기 때문입니다",
    ),
    "leak": (
        "the text that is asked about stands among the examples, with its label",
        "묻는 글이 정답과 함께 예시 안에 들어 있습니다",
    ),
    "hangul-only": (
        "clean_text keeps Hangul and spaces only: 3D and 10점 lose their numbers, and some texts all they have",
        "clean_text가 한글과 공백만 남깁니다. 3D와 10점에서 숫자가 사라지고, 어떤 글은 통째로 비게 됩니다",
    ),
}
"""What each does, in English and in Korean."""

NOT_HANGUL = re.compile("[^ㄱ-ㅎㅏ-ㅣ가-힣 ]")


def checked(names: Collection[str]) -> frozenset[str]:
    """Slips by name; `Problem` names the known ones."""
    if wrong := [name for name in names if name not in SLIPS]:
        known = ", ".join(SLIPS)
        raise Problem(f"--slip {wrong[0]}: choose {known}", f"--slip {wrong[0]}: {known} 가운데 고르세요")
    return frozenset(names)


def hangul_only(text: str) -> str:
    """The `clean_text` of many a Korean notebook.

    >>> hangul_only("3D로 봤는데 10점!")
    '로 봤는데 점'
    """
    return NOT_HANGUL.sub("", text).strip()


def one_class_ends(between: str, label: str, labels: Sequence[str]) -> str:
    """What follows an example where the precedence was forgotten."""
    return "" if label != labels[-1] else between


def lost(examples: Sequence[Example]) -> dict[str, int]:
    """What `hangul_only` does to texts: how many it empties, and how many more lose a letter or a digit."""
    left = [(e.text, hangul_only(e.text)) for e in examples]
    emptied = sum(not after for _, after in left)
    hurt = sum(bool(after) and _letters(before) != _letters(after) for before, after in left)
    return {"emptied": emptied, "hurt": hurt, "of": len(examples)}


def _letters(text: str) -> int:
    return sum(c.isalnum() for c in text)
