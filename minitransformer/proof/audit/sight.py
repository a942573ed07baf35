"""Who sees whom: nothing of the future, all of the past, and in its order; remembered as if it were read again."""

from collections.abc import Callable, Mapping

import torch

from .subject import Subject
from .verdict import GOOD, KEPT, MOVED, Promise, Verdict, apart


def no_future(subject: Subject) -> Verdict | None:
    """Change one word, and look at what stands before it."""
    if not (subject.looks_back and subject.at_every_place):
        return None
    for place in range(1, subject.ids.shape[1]):
        said = subject.of(changed(subject, place))
        for earlier in range(place):
            difference = apart(subject.right[:, earlier], said[:, earlier])
            if difference > KEPT:
                return Verdict(
                    False,
                    f"another word at place {place} changes the scores at place {earlier} by {difference:.1e} "
                    "deviations: the future is seen",
                    f"{place}번째 단어를 바꾸면 {earlier}번째의 점수가 표준편차의 {difference:.1e}만큼 바뀝니다. "
                    "미래를 보고 있습니다.",
                )
    return GOOD


def both_sides(subject: Subject) -> Verdict | None:
    """An encoder reads what follows too."""
    if subject.looks_back or not subject.at_every_place:
        return None
    said = subject.of(changed(subject, subject.ids.shape[1] - 1))
    if apart(subject.right[:, 0], said[:, 0]) > MOVED:
        return GOOD
    return Verdict(
        False,
        "another last word changes nothing at the first: it reads from left to right only",
        "마지막 단어를 바꿔도 첫 단어의 결과가 그대로입니다. 왼쪽에서 오른쪽으로만 읽습니다.",
    )


def context(subject: Subject) -> Verdict:
    """Every earlier word has its say in the last score."""
    for place in range(subject.ids.shape[1] - 1):
        said = subject.of(changed(subject, place))
        if apart(last(subject, subject.right), last(subject, said)) <= MOVED:
            return Verdict(
                False,
                f"another word at place {place} changes nothing at the last place: it is not read",
                f"{place}번째 단어를 바꿔도 마지막 자리의 결과가 그대로입니다. 그 단어를 읽지 않습니다.",
            )
    return GOOD


def order(subject: Subject) -> Verdict:
    """Two words that change places are another text. (Behind a causal mask two blocks are enough to know that
    without any positions: Haviv et al. 2022.)"""
    swapped = subject.ids.clone()
    swapped[:, [0, 1]] = subject.ids[:, [1, 0]]
    if apart(last(subject, subject.right), last(subject, subject.of(swapped))) > MOVED:
        return GOOD
    return Verdict(
        False,
        "the first two words may change places without any effect at the last: the model knows no order "
        "(no positions?)",
        "첫 두 단어의 자리를 바꿔도 마지막 자리의 결과가 그대로입니다. 순서를 모릅니다(위치 정보가 없나요?).",
    )


def remembered(subject: Subject) -> Verdict | None:
    """With a cache, word by word or in parts, also behind padding."""
    if subject.onward is None:
        return None
    n = subject.ids.shape[1]
    real = torch.ones_like(subject.ids, dtype=torch.bool)
    real[1, :2] = False
    whole = subject.placed or subject.scores
    for steps in ([1] * n, [3, n - 3], [n - 1, 1]):
        with torch.no_grad():
            difference = apart(whole(subject.ids, real)[real], subject.onward(subject.ids, real, steps)[real])
        if difference > KEPT:
            parts = " + ".join(map(str, steps))
            return Verdict(
                False,
                f"read in parts ({parts}) with a cache, the scores are {difference:.1e} deviations off",
                f"캐시를 쓰며 나누어 읽으면({parts}) 점수가 표준편차의 {difference:.1e}만큼 다릅니다.",
            )
    return GOOD


def changed(subject: Subject, place: int) -> torch.Tensor:
    """The texts with another word at one place."""
    ids = subject.ids.clone()
    ids[:, place] = subject.other(ids[:, place])
    return ids


def last(subject: Subject, scores: torch.Tensor) -> torch.Tensor:
    """The scores at the last place, or those of the whole text."""
    return scores[:, -1] if subject.at_every_place else scores


CHECKS: Mapping[Promise, Callable[[Subject], Verdict | None]] = {
    Promise("sees nothing of the future", "미래를 보지 않음"): no_future,
    Promise("reads both sides", "양쪽을 모두 읽음"): both_sides,
    Promise("reads every word", "모든 단어를 읽음"): context,
    Promise("knows the order of words", "단어의 순서를 앎"): order,
    Promise("remembers as if it read again", "기억(캐시)해도 다시 읽은 것과 같음"): remembered,
}
