"""Next-sentence prediction: pairs of sentences, half of which belong together."""

import random
from collections.abc import Sequence
from itertools import pairwise

import torch

from ....data.next_sentence import ELSEWHERE, FOLLOWS, Pair, Sentences
from ...exercise import Case, Exercise
from ...said import Said
from .pair_counts import shares, texts
from .pair_mistakes import MISTAKES


def next_sentence_pairs(documents: Sequence[Sentences], generator: torch.Generator) -> list[Pair]:
    """Every sentence but the last of its document, in order, as Pair(first, second, label).

    Half of the time, by chance, second is the sentence that follows, and the label FOLLOWS, 0; otherwise it is any
    sentence of any other document, all of them alike, and the label ELSEWHERE, 1.
    """
    pairs = []
    for home, document in enumerate(documents):
        others = [sentence for n, other in enumerate(documents) if n != home for sentence in other]
        for first, true in pairwise(document):
            away = others[int(torch.randint(len(others), (), generator=generator))]
            if torch.rand((), generator=generator) < 0.5:
                pairs.append(Pair(first, true, FOLLOWS))
            else:
                pairs.append(Pair(first, away, ELSEWHERE))
    return pairs


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """A few documents; documents of different lengths, one of a single sentence."""

    def some(documents: list[list[list[int]]]) -> dict[str, object]:
        return {"documents": documents, "generator": torch.Generator().manual_seed(7)}

    return (
        Case(Said("three documents", "문서 셋"), some(texts(3, 5))),
        Case(Said("one document of one sentence", "문장이 하나뿐인 문서"), some([[[1, 2]], *texts(2, 4)])),
    )


def with_random(documents: Sequence[Sentences], generator: torch.Generator) -> list[Pair]:
    """Python's own source of chance, seeded from the generator; another document first, then a place in it."""
    chance = random.Random(int(torch.randint(2**62, (), generator=generator)))
    pairs = []
    for home, document in enumerate(documents):
        away = [other for n, other in enumerate(documents) if n != home]
        sizes = [len(other) for other in away]
        for i in range(len(document) - 1):
            if chance.random() < 0.5:
                other = chance.choices(away, weights=sizes)[0]
                pairs.append(Pair(document[i], chance.choice(other), ELSEWHERE))
            else:
                pairs.append(Pair(document[i], document[i + 1], FOLLOWS))
    return pairs


def drawn_again(documents: Sequence[Sentences], generator: torch.Generator) -> list[Pair]:
    """Any sentence is drawn, and again until it is from elsewhere."""
    every = [(n, sentence) for n, document in enumerate(documents) for sentence in document]
    pairs = []
    for home, document in enumerate(documents):
        for first, second in pairwise(document):
            label = int(torch.randint(2, (), generator=generator))
            while label == ELSEWHERE:
                n, second = every[int(torch.randint(len(every), (), generator=generator))]
                if n != home:
                    break
            pairs.append(Pair(first, second, label))
    return pairs


EXERCISE = Exercise(
    name="next_sentence_pairs",
    lesson=8,
    title=Said("Pairs for next-sentence prediction", "다음 문장 예측(NSP)의 쌍"),
    difficulty=3,
    minutes=20,
    task=Said(
        "A document is a list of sentences, and a sentence a list of ids. Make a Pair of every sentence but the last of "
        "its document: half of the time, by chance, with the sentence that follows (label 0), otherwise with any "
        "sentence of another document (label 1). Draw only from `generator`.",
        "문서는 문장의 리스트이고, 문장은 id의 리스트입니다. 문서의 마지막을 뺀 모든 문장으로 Pair를 만드세요. 절반의 "
        "확률로 다음 문장과 짝짓고(라벨 0), 아니면 다른 문서의 아무 문장과 짝짓습니다(라벨 1). 난수는 `generator`에서만 "
        "뽑습니다.",
    ),
    reference=next_sentence_pairs,
    axes={},
    results=("pairs",),
    cases=cases,
    mistakes=MISTAKES,
    equivalents={"Python's own chance": with_random, "drawn until it is from elsewhere": drawn_again},
    shares=shares,
    hints=(
        Said(
            "Count: about half of the labels are 0; no pair labelled 1 is from one document.",
            "세어 보세요. 라벨의 절반쯤이 0이고, 라벨이 1인 쌍은 같은 문서에서 온 것이 하나도 없습니다.",
        ),
        Said(
            "One draw says which kind it will be, another which sentence it is; the sentences of this document do not "
            "take part in the second.",
            "한 번은 어느 쪽일지, 또 한 번은 어느 문장일지 뽑습니다. 두 번째 추첨에 이 문서의 문장은 끼지 않습니다.",
        ),
        Said(
            "others = [s for n, d in enumerate(documents) if n != home for s in d], then "
            "others[int(torch.randint(len(others), (), generator=generator))]",
            "others = [s for n, d in enumerate(documents) if n != home for s in d], 그다음 "
            "others[int(torch.randint(len(others), (), generator=generator))]",
        ),
    ),
)
