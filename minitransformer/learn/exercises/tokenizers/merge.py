"""Byte-pair encoding: neighbours are merged by rank."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import torch

from ....text.byhand.merging import Pair
from ....text.byhand.merging import merge as reference
from ...exercise import Case, Exercise
from ...said import Said
from .merge_mistakes import MISTAKES

LOWEST = {
    pair: rank
    for rank, pair in enumerate([("e", "r"), ("l", "o"), ("lo", "w"), ("w", "er"), ("low", "er"), ("n", "e")])
}
BANANA = {
    pair: rank
    for rank, pair in enumerate([("a", "n"), ("b", "an"), ("an", "a"), ("b", "c"), ("an", "an"), ("a", "a")])
}
LETTERS = {pair: rank for rank, pair in enumerate([("a", "b"), ("b", "c"), ("ab", "c"), ("c", "bc")])}
BACKWARDS = dict(reversed(LETTERS.items()))
KOREAN = {
    pair: rank for rank, pair in enumerate([("니", "다"), ("습", "니다"), ("었", "습"), ("었", "습니다")])
}


def merge(word: str, ranks: Mapping[Pair, int]) -> list[str]:
    """Every step on its own line: slower, and easier to change."""
    pieces = list(word)
    while True:
        known = [pair for pair in pairwise(pieces) if pair in ranks]
        if not known:
            break
        best = min(known, key=lambda pair: ranks[pair])
        i = list(pairwise(pieces)).index(best)
        pieces[i : i + 2] = ["".join(best)]
    return pieces


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """Ranks against the order of the letters; the same letters again and again; Korean; nothing to merge."""

    def some(word: str, ranks: Mapping[Pair, int]) -> dict[str, object]:
        return {"word": word, "ranks": ranks}

    return (
        Case(Said("abcbcab", "abcbcab"), some("abcbcab", LETTERS)),
        Case(Said("lower", "lower"), some("lowerlow", LOWEST)),
        Case(Said("banana", "banana"), some("bananaaan", BANANA)),
        Case(Said("Korean", "한국어"), some("먹었습니다", KOREAN)),
        Case(Said("the same letter again and again", "같은 글자가 이어짐"), some("aaaaa", BANANA)),
        Case(Said("ranks listed backwards", "거꾸로 적힌 순위"), some("abcbcab", BACKWARDS)),
        Case(Said("a long word", "긴 단어"), some("ban" * 12, BANANA)),
        Case(Said("no merge fits", "병합할 것이 없음"), some("xyz", LOWEST)),
        Case(Said("one letter", "한 글자"), some("b", BANANA)),
        Case(Said("an empty word", "빈 단어"), some("", LETTERS)),
    )


def rank_after_rank(word: str, ranks: Mapping[Pair, int]) -> list[str]:
    """The list of merges is gone through once, in order, and each is made wherever it fits, from the left."""
    pieces = list(word)
    for left, right in sorted(ranks, key=ranks.__getitem__):
        merged: list[str] = []
        for piece in pieces:
            if merged and (merged[-1], piece) == (left, right):
                merged[-1] = left + right
            else:
                merged.append(piece)
        pieces = merged
    return pieces


def with_infinite_ranks(word: str, ranks: Mapping[Pair, int]) -> list[str]:
    """A pair without a rank counts as infinitely late."""
    pieces = list(word)
    while len(pieces) > 1:
        order = [ranks.get(pair, float("inf")) for pair in pairwise(pieces)]
        if min(order) == float("inf"):
            break
        i = order.index(min(order))
        pieces = [*pieces[:i], pieces[i] + pieces[i + 1], *pieces[i + 2 :]]
    return pieces


EXERCISE = Exercise(
    name="merge",
    lesson=7,
    title=Said("BPE: merging a word", "BPE: 단어 병합하기"),
    difficulty=3,
    minutes=25,
    task=Said(
        "Begin with the letters of the word. Of all neighbours that stand in ranks, merge those of the lowest rank (the "
        "leftmost of them), and again, until no neighbours have a rank. Return the pieces.",
        "단어의 글자에서 시작하세요. ranks에 있는 이웃 쌍 중 순위가 가장 낮은 것(같으면 가장 왼쪽)을 합치고, 순위가 있는 "
        "이웃이 없을 때까지 되풀이합니다. 조각들을 돌려주세요.",
    ),
    reference=reference,
    spelled=merge,
    axes={},
    results=("list of pieces",),
    cases=cases,
    mistakes=MISTAKES,
    equivalents={"rank after rank": rank_after_rank, "infinite ranks": with_infinite_ranks},
    hints=(
        Said(
            "The pieces, put together, are the word; no two neighbours among them have a rank.",
            "조각을 이으면 단어가 되고, 이웃한 두 조각 중 순위가 있는 쌍은 없습니다.",
        ),
        Said(
            "Rank is the order in which merges were learnt: lowest first, and after each merge look at all pairs anew.",
            "순위는 병합을 배운 순서입니다. 낮은 것부터 하고, 병합할 때마다 모든 쌍을 다시 봅니다.",
        ),
        Said(
            'best = min(known, key=ranks.get); pieces[i : i + 2] = ["".join(best)]',
            'best = min(known, key=ranks.get); pieces[i : i + 2] = ["".join(best)]',
        ),
    ),
)
