"""WordPiece: words cut into the longest pieces that fit."""

from collections.abc import Mapping, Sequence

import torch

from ...exercise import Case, Exercise
from ...said import Said
from .wordpiece_cutting import CUTTING
from .wordpiece_unknown import UNKNOWN

PIECES = (
    "un [UNK] aff able unaff a b c k n u in ing play Play lay lays ##sy ##aff ##able ##ab ##a ##b ##le ##e ##l "
    "##ing ##s ##k ##in playing ##un ##ff s le 나 는 서울 서 ##울 ##에 ##에서 에 에서 갑 ##니다 ##니 "
    "##다 니다 울 다 ##는"
)
VOCABULARY = {piece: i for i, piece in enumerate(PIECES.split())}


def wordpiece(text: str, vocabulary: Mapping[str, int]) -> list[str]:
    """The pieces of a text: every word, between spaces, is cut from the left, each time by the longest piece in the
    vocabulary; a piece that continues a word is written with ## in front. A word that cannot be cut to its end is
    one [UNK] (Wu et al. 2016, section 4.1).
    """
    pieces: list[str] = []
    for word in text.split():
        found: list[str] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            end = len(word)
            while end > start and mark + word[start:end] not in vocabulary:
                end -= 1
            if end == start:
                found = ["[UNK]"]
                break
            found.append(mark + word[start:end])
            start = end
        pieces += found
    return pieces


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """Words, unknown ones among them; Korean; one word; a word twice; a dead end; nothing."""

    def some(text: str) -> dict[str, object]:
        return {"text": text, "vocabulary": VOCABULARY}

    return (
        Case(Said("six words", "여섯 단어"), some("unaffable playings Play unk ables backing")),
        Case(Said("Korean", "한국어"), some("나는 서울에서 갑니다 나눈 서울에는")),
        Case(Said("a word that is unknown from its first letter", "첫 글자부터 모르는 단어"), some("xun b")),
        Case(Said("several spaces", "공백 여러 개"), some("  unaff   ing  unaff ")),
        Case(
            Said(
                "the longest piece leads nowhere, the second is inside words only",
                "가장 긴 조각이 막다른 길인 경우, 안쪽에만 쓰는 조각",
            ),
            some("laysy bff"),
        ),
        Case(Said("no text", "빈 글"), some("")),
    )


def by_recursion(text: str, vocabulary: Mapping[str, int]) -> list[str]:
    """The first piece, and then the same for the rest."""

    def cut(rest: str, mark: str) -> list[str] | None:
        if not rest:
            return []
        for n in reversed(range(1, len(rest) + 1)):
            if mark + rest[:n] in vocabulary:
                others = cut(rest[n:], "##")
                return None if others is None else [mark + rest[:n], *others]
        return None

    return [piece for word in text.split() for piece in cut(word, "") or ["[UNK]"]]


def letters_taken_away(text: str, vocabulary: Mapping[str, int]) -> list[str]:
    """The rest of the word carries its mark with it."""
    pieces = []
    for word in text.split():
        found, rest = list[str](), word
        while rest not in ("", "##"):
            piece = rest
            while piece and piece not in vocabulary:
                piece = piece[:-1]
            if not piece:
                found = ["[UNK]"]
                break
            found, rest = [*found, piece], "##" + rest[len(piece) :]
        pieces.extend(found)
    return pieces


EXERCISE = Exercise(
    name="wordpiece",
    lesson=7,
    title=Said("WordPiece", "워드피스(WordPiece)"),
    difficulty=3,
    minutes=25,
    task=Said(
        "Cut every word from the left into the longest pieces that the vocabulary has. Pieces inside a word are looked "
        "up, and returned, with ## in front. If a word cannot be cut to its end, all of it is one [UNK].",
        "단어마다 왼쪽부터 어휘에 있는 가장 긴 조각으로 자르세요. 단어 안쪽의 조각은 앞에 ##을 붙여 찾고 돌려줍니다. "
        "끝까지 자를 수 없는 단어는 통째로 [UNK] 하나입니다.",
    ),
    reference=wordpiece,
    axes={},
    results=("list of pieces",),
    cases=cases,
    mistakes=(*CUTTING, *UNKNOWN),
    equivalents={"by recursion": by_recursion, "letters taken away": letters_taken_away},
    hints=(
        Said(
            "Without ## and put together, the pieces of a known word are the word again.",
            "아는 단어라면, 조각에서 ##을 떼고 이으면 다시 그 단어가 됩니다.",
        ),
        Said(
            "Try the whole rest of the word first, then one letter less, and so on; what was found fixes the next start.",
            "남은 단어 전체를 먼저 찾고, 없으면 끝에서 한 글자씩 줄입니다. 찾은 곳의 끝이 다음 시작입니다.",
        ),
        Said(
            'mark = "##" if start else ""; look up mark + word[start:end] while end goes down from len(word)',
            'mark = "##" if start else ""; end를 len(word)부터 줄이며 mark + word[start:end] 찾기',
        ),
    ),
)
