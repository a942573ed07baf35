"""Byte-pair encoding: learning the merges from words and their counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import torch

from ....text.byhand.merging import Pair
from ...exercise import Case, Exercise
from ...said import Said
from .learn_merges_counting import COUNTING
from .learn_merges_joining import JOINING

ENGLISH = {"banana": 13, "bandana": 10, "cabana": 5, "candy": 27, "dandy": 3, "abc": 17, "dy": 45, "ban": 3}
ENDING = {"ab": 20, "bc": 12, "abc": 5}
KOREAN = {"먹었다": 31, "갔었다": 17, "먹는다": 12, "간다": 9, "었다고": 6}


def learn_merges(words: Mapping[str, int], n: int) -> list[Pair]:
    """The first n merges of byte-pair encoding for words with their counts: the most frequent pair of neighbouring
    pieces becomes one piece, and again (Sennrich et al. 2016, section 3.2). Fewer, where no pairs are left.
    """
    spelled = {word: list(word) for word in words}
    merges: list[Pair] = []
    for _ in range(n):
        counts = Counter[Pair]()
        for word, pieces in spelled.items():
            for pair in pairwise(pieces):
                counts[pair] += words[word]
        if not counts:
            break
        best = max(counts, key=lambda pair: counts[pair])
        merges.append(best)
        for pieces in spelled.values():
            i = 0
            while i < len(pieces) - 1:
                if (pieces[i], pieces[i + 1]) == best:
                    pieces[i : i + 2] = ["".join(best)]
                i += 1
    return merges


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """No two pairs are ever equally frequent when one is chosen, and no letter follows itself."""
    return (
        Case(Said("eight words, 6 merges", "여덟 단어, 병합 6번"), {"words": ENGLISH, "n": 6}),
        Case(Said("Korean, 3 merges", "한국어, 병합 3번"), {"words": KOREAN, "n": 3}),
        Case(Said("one merge", "병합 한 번"), {"words": ENGLISH, "n": 1}),
        Case(Said("more merges than pairs", "쌍보다 많은 병합"), {"words": {"ab": 1, "c": 9}, "n": 4}),
        Case(
            Said("a piece that ends as a pair begins", "끝이 다른 쌍의 앞과 같은 조각"),
            {"words": ENDING, "n": 3},
        ),
        Case(Said("no merges", "병합 없음"), {"words": KOREAN, "n": 0}),
    )


def rebuilt(words: Mapping[str, int], n: int) -> list[Pair]:
    """New lists instead of changed ones, and Counter's own most_common."""
    corpus = [(tuple(word), times) for word, times in words.items()]
    merges = list[Pair]()
    while len(merges) < n:
        counts = Counter(dict[Pair, int]())
        for pieces, times in corpus:
            for pair in pairwise(pieces):
                counts.update({pair: times})
        if not counts:
            return merges
        merges.append(counts.most_common(1)[0][0])
        corpus = [(joined(pieces, merges[-1]), times) for pieces, times in corpus]
    return merges


def joined(pieces: tuple[str, ...], pair: Pair) -> tuple[str, ...]:
    """The pieces with this pair made one."""
    if len(pieces) < 2:
        return pieces
    if pieces[:2] == pair:
        return (pieces[0] + pieces[1], *joined(pieces[2:], pair))
    return (pieces[0], *joined(pieces[1:], pair))


def word_by_word(words: Mapping[str, int], n: int) -> list[Pair]:
    """Every word as often as it occurs."""
    corpus = [list(word) for word, times in words.items() for _ in range(times)]
    merges = list[Pair]()
    for _ in range(n):
        counts = Counter(pair for pieces in corpus for pair in pairwise(pieces))
        if counts:
            merges.append(counts.most_common(1)[0][0])
            corpus = [list(joined(tuple(pieces), merges[-1])) for pieces in corpus]
    return merges


EXERCISE = Exercise(
    name="learn_merges",
    lesson=7,
    title=Said("BPE: learning merges", "BPE: 병합 배우기"),
    difficulty=4,
    minutes=35,
    task=Said(
        "words says how often each word occurs. Begin with letters. Count the pairs of neighbouring pieces, each as "
        "often as its words occur; merge the most frequent pair everywhere; count again. Return the n pairs in "
        "the order in which they were merged.",
        "words는 단어마다 몇 번 나오는지를 말합니다. 글자에서 시작하세요. 이웃한 조각의 쌍을 단어가 나온 만큼 세고, 가장 "
        "잦은 쌍을 모든 곳에서 합치고, 다시 셉니다. 합친 순서대로 쌍 n개를 돌려주세요.",
    ),
    reference=learn_merges,
    axes={},
    results=("list of merges",),
    cases=cases,
    mistakes=(*COUNTING, *JOINING),
    equivalents={"new lists each time": rebuilt, "every occurrence of a word": word_by_word},
    hints=(
        Said(
            "The result is a list of pairs; the halves of later ones may be pieces that earlier ones made.",
            "결과는 쌍의 목록입니다. 뒤의 쌍에는 앞에서 만든 조각이 들어갈 수 있습니다.",
        ),
        Said(
            "A pair counts as often as the word it stands in. After each merge the counts are out of date.",
            "쌍은 그것이 든 단어가 나온 횟수만큼 셉니다. 합치고 나면 센 것이 더는 맞지 않습니다.",
        ),
        Said(
            "counts[pair] += words[word] over pairwise(pieces), then max(counts, key=counts.get)",
            "pairwise(pieces)마다 counts[pair] += words[word], 그다음 max(counts, key=counts.get)",
        ),
    ),
)
