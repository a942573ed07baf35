"""Texts that share a batch must not know of each other, nor of the padding between them."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from .subject import Scores, Subject
from .verdict import GOOD, KEPT, Promise, Verdict, apart

PADS = 3


def batch_mates(subject: Subject) -> Verdict:
    """A text alone, and the same text among others."""
    difference = apart(subject.right[:1], subject.of(subject.ids[:1]))
    if difference <= KEPT:
        return GOOD
    return Verdict(
        False,
        f"a text alone and the same text in a batch differ by {difference:.1e} deviations: rows of a batch are mixed",
        f"혼자 읽을 때와 배치로 읽을 때 표준편차의 {difference:.1e}만큼 다릅니다. 배치의 행끼리 섞입니다.",
    )


def pads_on_the_right(subject: Subject) -> Verdict | None:
    """As many real tokens, and padding behind them."""
    if not subject.padded:
        return None
    ids, real = beside(subject, right=True)
    difference = apart(subject.right, real_places(subject, subject.of(ids, real), real))
    if difference <= KEPT:
        return GOOD
    return Verdict(
        False,
        f"{PADS} padding tokens behind a text change its scores by {difference:.1e} deviations: padding is read",
        f"글 뒤에 패딩 {PADS}개를 붙이면 점수가 표준편차의 {difference:.1e}만큼 바뀝니다. 패딩을 읽고 있습니다.",
    )


def what_stands_at_padding(subject: Subject) -> Verdict | None:
    """Any ids there."""
    if not subject.padded:
        return None
    ids, real = beside(subject, right=True)
    if not subject.at_every_place and subject.looks_back:
        return None  # a classifier that finds the last word by the padding's id has to see that id
    other = torch.where(real, ids, subject.other(ids))
    a, b = (real_places(subject, subject.of(x, real), real) for x in (ids, other))
    difference = apart(a, b)
    if difference <= KEPT:
        return GOOD
    return Verdict(
        False,
        f"the ids at masked places change the scores by {difference:.1e} deviations: the mask does not reach everywhere",
        f"가려진 자리의 id를 바꾸면 점수가 표준편차의 {difference:.1e}만큼 바뀝니다. 마스크가 닿지 않는 곳이 있습니다.",
    )


def pads_on_the_left(subject: Subject) -> Verdict | None:
    """Where texts are written on, padding stands in front of them."""
    if not (subject.padded and subject.looks_back):
        return None
    difference = _left(subject, subject.scores)
    if difference <= KEPT:
        return GOOD
    if subject.placed is not None and _left(subject, subject.placed) <= KEPT:
        return Verdict(
            True,
            "only where position_ids are given: with a mask alone, positions are counted over the padding, and "
            f"the scores are {difference:.1e} deviations off",
            "position_ids를 함께 줄 때만 그렇습니다. 마스크만 주면 패딩까지 위치로 세어 점수가 표준편차의 "
            f"{difference:.1e}만큼 달라집니다.",
        )
    return Verdict(
        False,
        f"{PADS} padding tokens in front of a text change its scores by {difference:.1e} deviations: positions are "
        "counted over the padding, or it is read",
        f"글 앞에 패딩 {PADS}개를 붙이면 점수가 표준편차의 {difference:.1e}만큼 바뀝니다. 패딩까지 위치로 세거나 "
        "읽고 있습니다.",
    )


def nothing_to_see(subject: Subject) -> Verdict | None:
    """A row that is padding from end to end."""
    if not subject.padded or (not subject.at_every_place and subject.looks_back):
        return None
    real = torch.ones_like(subject.ids, dtype=torch.bool)
    real[1] = False
    said = subject.of(subject.ids, real)
    if said.isfinite().all() and apart(subject.right[0], said[0]) <= KEPT:
        return GOOD
    return Verdict(
        False,
        "a row of nothing but padding gets scores that are no numbers, or disturbs the others",
        "패딩뿐인 행의 점수가 숫자가 아니거나, 다른 행을 흐트러뜨립니다.",
    )


def beside(subject: Subject, right: bool) -> tuple[Tensor, Tensor]:
    """The texts with padding on one side, and what of them is real."""
    ids, pads = subject.ids, torch.zeros(len(subject.ids), PADS, dtype=torch.long)
    yes, no = torch.ones_like(ids, dtype=torch.bool), torch.zeros_like(pads, dtype=torch.bool)
    return torch.cat([ids, pads] if right else [pads, ids], 1), torch.cat(
        [yes, no] if right else [no, yes], 1
    )


def real_places(subject: Subject, scores: Tensor, real: Tensor) -> Tensor:
    """The scores of what is no padding, in the shape that they have without."""
    return scores[real].unflatten(0, (len(real), -1)) if subject.at_every_place else scores


def _left(subject: Subject, scores: Scores) -> float:
    ids, real = beside(subject, right=False)
    with torch.no_grad():
        return apart(subject.right, real_places(subject, scores(ids, real), real))


CHECKS: Mapping[Promise, Callable[[Subject], Verdict | None]] = {
    Promise("rows of a batch do not mix", "배치의 행이 섞이지 않음"): batch_mates,
    Promise("padding on the right changes nothing", "오른쪽 패딩은 아무것도 바꾸지 않음"): pads_on_the_right,
    Promise("the ids at padding do not matter", "패딩 자리의 id는 상관없음"): what_stands_at_padding,
    Promise("padding on the left changes nothing", "왼쪽 패딩은 아무것도 바꾸지 않음"): pads_on_the_left,
    Promise("a row of padding is harmless", "패딩뿐인 행도 무해함"): nothing_to_see,
}
