"""Next-sentence prediction: does the second text follow the first? (Devlin et al. 2019, section 3.1)"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from ..functional import IGNORE

FOLLOWS, ELSEWHERE = 0, 1
"""The two labels, with BERT's numbers."""

TRIES = 20

Sentences = Sequence[list[int]]


@dataclass(frozen=True)
class Pair:
    """Two texts, and whether the second follows the first; IGNORE where there is but one."""

    first: list[int]
    second: list[int]
    label: int


def draw_pairs(documents: Sequence[Sentences], room: int, generator: torch.Generator) -> list[Pair]:
    """Every document once, as pairs of at most `room` tokens together.

    A document is taken in runs of sentences that fill the room, and a run is cut in two between any two of its
    sentences. Half of the time the second part is the true one; otherwise it is a run from another document,
    of about the same length, so that the length does not tell. Where a pair is too long, the longer part loses
    its end. A run of one sentence makes no pair, and is there for its words alone.
    """
    chance = random.Random(int(torch.randint(2**62, (), generator=generator)))
    pairs = []
    for home, document in enumerate(documents):
        for run in runs(document, room):
            if len(run) == 1:
                pairs.append(Pair(run[0][:room], [], IGNORE))
                continue
            cut = chance.randrange(1, len(run))
            first, true = _joined(run[:cut]), _joined(run[cut:])
            other = _elsewhere(documents, home, true, chance) if chance.random() < 0.5 else None
            label = FOLLOWS if other is None else ELSEWHERE
            pairs.append(Pair(*truncated(first, true if other is None else other, room), label))
    return pairs


def runs(document: Sentences, room: int) -> list[list[list[int]]]:
    """The sentences of a document in runs: a run ends when it fills the room and has at least two."""
    found: list[list[list[int]]] = [[]]
    for sentence in document:
        if len(found[-1]) > 1 and sum(map(len, found[-1])) >= room:
            found.append([])
        found[-1].append(sentence)
    return [run for run in found if run]


def truncated(first: list[int], second: list[int], room: int) -> tuple[list[int], list[int]]:
    """The longer of the two loses its end, token by token, until both have room."""
    most_first = max(room - len(second), (room + 1) // 2)
    most_second = max(room - len(first), room // 2)
    return first[:most_first], second[:most_second]


def _elsewhere(
    documents: Sequence[Sentences], home: int, true: list[int], chance: random.Random
) -> list[int] | None:
    """A run of sentences from another document; None where every other sentence is the true one again."""
    for _ in range(TRIES):
        away = chance.randrange(len(documents))
        if away != home and (found := _from(documents[away], chance.randrange(len(documents[away])), true)):
            return found
    starts = [(d, s) for d, document in enumerate(documents) if d != home for s in range(len(document))]
    chance.shuffle(starts)
    return next((found for d, s in starts if (found := _from(documents[d], s, true))), None)


def _from(document: Sentences, start: int, true: list[int]) -> list[int] | None:
    """Sentences from `start` on, about as many tokens as the true continuation has; None where the one begins
    with the other."""
    found: list[int] = []
    for sentence in document[start:]:
        if found and len(found) + len(sentence) > len(true):
            break
        found = found + sentence
    shared = min(len(found), len(true))
    return None if found[:shared] == true[:shared] else found


def _joined(run: Sentences) -> list[int]:
    return [token for sentence in run for token in sentence]
