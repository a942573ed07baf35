"""Cuts between what is learnt and what is held out, such that nothing held out has been seen."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, train_test_split

from ..errors import Problem
from .records import Dialogue, EmotionExample, Example, Translation
from .rows import clean

T = TypeVar("T", Example, EmotionExample)
Row = TypeVar("Row")


def split_dialogues(
    dialogues: Sequence[Dialogue], fraction: float = 0.1, seed: int = 0
) -> tuple[list[Dialogue], list[Dialogue]]:
    """Training and held-out dialogues that share no question and no answer.

    Dialogues that hang together by a question or an answer stay together; groups are drawn at random until
    each label has its fraction. A group larger than that always stays in the training part.
    """
    groups = _groups([(clean(d.question), clean(d.answer)) for d in dialogues])
    held = _drawn(groups, [d.label for d in dialogues], fraction, seed)
    if not 0 < len(held) < len(dialogues):
        raise Problem(
            f"{len(dialogues)} dialogues in {len(groups)} groups that share a question or an answer "
            f"cannot be cut at {fraction:g}: give more dialogues, or more different ones",
            f"질문이나 대답이 겹치는 묶음 {len(groups)}개(대화 {len(dialogues)}개)를 {fraction:g} 비율로 "
            "나눌 수 없습니다. 서로 다른 대화를 더 넣어 주세요.",
        )
    train = [d for i, d in enumerate(dialogues) if i not in held]
    return train, [dialogues[i] for i in sorted(held)]


def split_translations(
    pairs: Sequence[Translation], fraction: float = 0.1, seed: int = 0
) -> tuple[list[Translation], list[Translation]]:
    """Training and held-out translations that share no sentence in either language.

    Sentences that differ only in case, punctuation or spaces are the same one.
    """
    groups = _groups([(_bare(t.source), _bare(t.target)) for t in pairs])
    held = _drawn(groups, [0] * len(pairs), fraction, seed)
    if not 0 < len(held) < len(pairs):
        raise Problem(
            f"{len(pairs)} translations in {len(groups)} groups that share a sentence "
            f"cannot be cut at {fraction:g}: give more translations, or more different ones",
            f"문장이 겹치는 묶음 {len(groups)}개(번역 {len(pairs)}쌍)를 {fraction:g} 비율로 "
            "나눌 수 없습니다. 서로 다른 번역을 더 넣어 주세요.",
        )
    train = [t for i, t in enumerate(pairs) if i not in held]
    return train, [pairs[i] for i in sorted(held)]


def split_together(
    rows: Sequence[Row], key: Callable[[Row], str], what: tuple[str, str], fraction: float, seed: int
) -> tuple[list[Row], list[Row]]:
    """Training and held-out rows: all that have one key (`what` it is called, in English and Korean) are on one
    side."""
    keys = list(dict.fromkeys(map(key, rows)))
    n_held = round(fraction * len(keys))
    if not 0 < n_held < len(keys):
        en, ko = what
        raise Problem(
            f"{len(keys)} {en} cannot be cut at {fraction:g}: give more",
            f"{ko} {len(keys)}개를 {fraction:g} 비율로 나눌 수 없습니다. 더 넣어 주세요.",
        )
    held = {keys[i] for i in np.random.default_rng(seed).permutation(len(keys))[:n_held]}
    return [row for row in rows if key(row) not in held], [row for row in rows if key(row) in held]


def split_examples(examples: Sequence[T], fraction: float = 0.1, seed: int = 0) -> tuple[list[T], list[T]]:
    """Training and held-out examples with the same shares of labels; a text is never on both sides."""
    labels = {clean(e.text): e.label for e in examples}
    counts = Counter(labels.values())
    n_held = max(math.ceil(fraction * len(labels)), len(counts))
    rare = [label for label, n in counts.items() if n < 2]
    if rare or n_held > len(labels) - len(counts):
        told = ", ".join(f"{label} {n}" for label, n in counts.items())
        raise Problem(
            f"{len(labels)} different texts ({told}) cannot be cut at {fraction:g} by label: "
            "give at least two texts a label, and more texts",
            f"서로 다른 글 {len(labels)}개({told})를 라벨별로 {fraction:g} 비율로 "
            "나눌 수 없습니다. 라벨마다 글을 두 개 이상, 더 많이 넣어 주세요.",
        )
    _, held = train_test_split(
        list(labels), test_size=n_held, random_state=seed, stratify=list(labels.values())
    )
    away = set(held)
    return (
        [e for e in examples if clean(e.text) not in away],
        [e for e in examples if clean(e.text) in away],
    )


def folds_by_topic(
    examples: Sequence[EmotionExample], k: int = 5, seed: int = 0
) -> list[tuple[list[int], list[int]]]:
    """k pairs of (training, held-out) indices; a topic that is held out is not trained on at all."""
    topics = [e.topic for e in examples]
    if len(set(topics)) < k:
        raise Problem(
            f"{len(set(topics))} topics cannot be cut into {k} folds: give more topics, or fewer folds",
            f"주제 {len(set(topics))}개를 {k}묶음으로 나눌 수 없습니다. 주제를 늘리거나 묶음을 줄여 주세요.",
        )
    cutter = StratifiedGroupKFold(k, shuffle=True, random_state=seed)
    cuts = cutter.split(topics, [e.emotion for e in examples], groups=topics)
    return [(train.tolist(), held.tolist()) for train, held in cuts]


def _drawn(groups: list[list[int]], labels: Sequence[int], fraction: float, seed: int) -> set[int]:
    """The members of groups drawn at random, as long as no label gets more than its fraction."""
    room = {label: math.ceil(fraction * n) for label, n in Counter(labels).items()}
    held: set[int] = set()
    for g in np.random.default_rng(seed).permutation(len(groups)):
        needs = Counter(labels[i] for i in groups[g])
        if all(n <= room[label] for label, n in needs.items()):
            held.update(groups[g])
            room = {label: n - needs[label] for label, n in room.items()}
    return held


def _bare(sentence: str) -> str:
    return "".join(c for c in clean(sentence).casefold() if c.isalnum()) or clean(sentence)


def _groups(pairs: Sequence[tuple[str, str]]) -> list[list[int]]:
    """The connected components of the graph in which each pair joins what is on its left to its right."""
    parent: dict[tuple[int, str], tuple[int, str]] = {}

    def root(node: tuple[int, str]) -> tuple[int, str]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right in pairs:
        parent[root((0, left))] = root((1, right))
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for i, (left, _) in enumerate(pairs):
        groups[root((0, left))].append(i)
    return list(groups.values())
