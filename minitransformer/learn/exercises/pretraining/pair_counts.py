"""What `next_sentence_pairs` is judged by: it is called on many documents, and its pairs are counted."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch

from ....data.next_sentence import ELSEWHERE, FOLLOWS, Pair
from ...exercise import Function, Share
from ...said import Said

DOCUMENTS, SENTENCES, CALLS = 20, 21, 5
"""A sentence is two ids: the number of its document and its own place there."""

EXPECTED: dict[str, tuple[Said, float]] = {
    "formed": (Said("lists of Pair", "Pair의 리스트"), 1.0),
    "kept": (Said("documents left as they were", "그대로 남은 문서"), 1.0),
    "once": (Said("sentences but the last that come first once", "마지막 말고 한 번씩 앞에 오는 문장"), 1.0),
    "last": (
        Said("pairs whose first sentence is the last of its document", "앞 문장이 문서의 마지막인 쌍"),
        0.0,
    ),
    "labels": (Said("labels that are 0 or 1", "0이나 1인 라벨"), 1.0),
    "follows": (Said("pairs labelled FOLLOWS", "FOLLOWS 라벨의 쌍"), 0.5),
    "true": (Said("of those, pairs that do follow", "그중 실제로 이어지는 쌍"), 1.0),
    "home": (Said("pairs labelled ELSEWHERE from one document", "ELSEWHERE인데 같은 문서인 쌍"), 0.0),
    "collision": (Said("pairs labelled ELSEWHERE that do follow", "ELSEWHERE인데 실제로 이어지는 쌍"), 0.0),
    "beginning": (
        Said("drawn sentences that begin their document", "뽑힌 문장 중 문서의 첫 문장"),
        1 / SENTENCES,
    ),
    "repeated": (
        Said(
            "drawn sentences that are those drawn before them", "뽑힌 문장 중 바로 앞에 뽑힌 것과 같은 문장"
        ),
        1 / (DOCUMENTS - 1) / SENTENCES,
    ),
    "alone": (
        Said(
            "drawn sentences that are a whole document, of 10 to draw from",
            "뽑힌 문장 중 한 문장짜리 문서(후보 10개)",
        ),
        0.1,
    ),
    "end": (
        Said(
            "drawn sentences that are the last of all, of 10 to draw from",
            "뽑힌 문장 중 맨 마지막 문장(후보 10개)",
        ),
        0.1,
    ),
    "order": (Said("pairs that stand in the order of the text", "글의 순서대로 놓인 쌍"), 1.0),
    "runs": (Said("pairs labelled like the pair before", "바로 앞의 쌍과 라벨이 같은 쌍"), 0.5),
    "again": (
        Said("pairs alike from a generator in the same state", "같은 상태의 generator에서 같은 쌍"),
        1.0,
    ),
    "fresh": (Said("labels alike in two draws", "두 번 뽑을 때 같은 라벨"), 0.5),
}
"""By a word for it: what is counted, and its share where all is right."""


def texts(documents: int = DOCUMENTS, sentences: int = SENTENCES) -> list[list[list[int]]]:
    """Documents of which every sentence says where it stands."""
    return [[[d, s] for s in range(sentences)] for d in range(documents)]


def shares(function: Function) -> Sequence[Share]:
    """Everything counted; where the result is none that can be counted, nothing happened as it should."""
    try:
        found = _found(function)
    except (Exception, SystemExit):
        found = {}
    return [Share(name, *found.get(key, (0, 1000)), p) for key, (name, p) in EXPECTED.items()]


def unequal() -> list[list[list[int]]]:
    """A long document that asks, and two short ones, of one sentence and of nine."""
    return [[[d, s] for s in range(n)] for d, n in enumerate((801, 1, 9))]


def _drawn(
    function: Function, seed: int, given: Callable[[], list[list[list[int]]]] = texts
) -> tuple[list[Pair], bool]:
    """The pairs of one call, and whether the documents were left alone."""
    documents = given()
    pairs = function(documents=documents, generator=torch.Generator().manual_seed(seed))
    if type(pairs) is not list or not pairs or any(type(pair) is not Pair for pair in pairs):
        raise ValueError("not what was asked for")
    return pairs, documents == given()


def _found(function: Function) -> dict[str, tuple[int, int]]:
    calls = [_drawn(function, seed) for seed in range(CALLS)]
    pairs = [pair for drawn, _ in calls for pair in drawn]
    follow = [p for p in pairs if p.label == FOLLOWS]
    away = [p for p in pairs if p.label == ELSEWHERE]
    firsts = [Counter(tuple(p.first) for p in drawn) for drawn, _ in calls]
    wanted = [(d, s) for d in range(DOCUMENTS) for s in range(SENTENCES - 1)]
    one, again, other = calls[0][0], _drawn(function, 0)[0], calls[1][0]
    far = [p.second for p in _drawn(function, 9, unequal)[0] if p.label == ELSEWHERE and p.first[0] == 0]
    neighbours = [(p, q) for p, q in pairwise(away) if p.first[0] == q.first[0]]
    return {
        "formed": (1000, 1000),
        "kept": _count([kept for _, kept in calls for _ in range(100)]),
        "once": _count([counter[place] == 1 for counter in firsts for place in wanted]),
        "last": _count([p.first[1] == SENTENCES - 1 for p in pairs]),
        "labels": _count([p.label in (0, 1) for p in pairs]),
        "follows": _count([p.label == FOLLOWS for p in pairs]),
        "true": _count([_true(p) for p in follow]),
        "home": _count([p.second[0] == p.first[0] for p in away]),
        "collision": _count([_true(p) for p in away]),
        "beginning": _count([p.second[1] == 0 for p in away]),
        "repeated": _count([p.second == q.second for p, q in neighbours]),
        "alone": _count([second == [1, 0] for second in far]),
        "end": _count([second == [2, 8] for second in far]),
        "order": _count([p.first < q.first for drawn, _ in calls for p, q in pairwise(drawn)]),
        "runs": _count([p.label == q.label for p, q in pairwise(pairs)]),
        "again": _count([p == q for p, q in zip(one, again, strict=False)]),
        "fresh": _count([p.label == q.label for p, q in zip(one, other, strict=False)]),
    }


def _true(pair: Pair) -> bool:
    return pair.second == [pair.first[0], pair.first[1] + 1]


def _count(happened: Sequence[bool]) -> tuple[int, int]:
    """How many of how many; where there is nothing to count, none of one."""
    return sum(happened), max(len(happened), 1)
