"""Which examples stand before the question: drawn under a seed, as many of each label, none of them long."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from ...data.records import Example, Labelled
from ...errors import Problem

SEED = 1234
LONGEST = 25


def short_enough(
    pool: Sequence[Labelled], lengths: Sequence[int], longest: int, barred: Collection[str] = ()
) -> list[Example]:
    """The examples of at most so many tokens, each text once, and none of those that will be asked about."""
    texts = {e.text: e.label for e, n in zip(pool, lengths, strict=True) if n <= longest}
    away = set(barred)
    return [Example(text, label) for text, label in texts.items() if text not in away]


def draw(pool: Sequence[Example], labels: Sequence[str], k: int, seed: int = SEED) -> tuple[Example, ...]:
    """k examples in random order. Each label has k // labels of them; where k cannot be shared out evenly,
    the rest goes to labels drawn at random, so that two labels differ by one at most.

    Raises `Problem` where a label has too few.
    """
    random = np.random.default_rng(seed)
    share, rest = divmod(k, len(labels))
    with_one_more = set(random.permutation(len(labels))[:rest].tolist())
    chosen: list[Example] = []
    for i, label in enumerate(labels):
        own = [e for e in pool if e.label == label]
        wanted = share + (i in with_one_more)
        if wanted > len(own):
            _too_few(pool, labels, k)
        chosen += [own[j] for j in random.permutation(len(own))[:wanted]]
    return tuple(chosen[j] for j in random.permutation(len(chosen)))


def _too_few(pool: Sequence[Example], labels: Sequence[str], k: int) -> None:
    counts = Counter(e.label for e in pool)
    told = ", ".join(f"{label} {counts[label]}" for label in labels)
    most = len(labels) * min(counts[label] for label in labels)
    raise Problem(
        f"{k} shots, balanced over {len(labels)} labels, are more than the short enough examples allow ({told}): "
        f"ask for at most {most}, or for longer ones with --max-tokens",
        f"예시 {k}개를 라벨 {len(labels)}개에 고르게 나누기에는 길이가 맞는 예시가 모자랍니다({told}). "
        f"{most}개 이하로 줄이거나 --max-tokens를 늘려 주세요.",
    )
