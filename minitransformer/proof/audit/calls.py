"""A call must change nothing, say the same twice, and refuse what the model cannot take."""

from collections.abc import Callable, Mapping

import torch

from ..reference import quiet
from .subject import Subject
from .verdict import GOOD, MOVED, Promise, Verdict, apart


def same_twice(subject: Subject) -> Verdict:
    """Dropout that stays on, or a draw that nobody asked for."""
    difference = apart(subject.of(subject.ids), subject.of(subject.ids))
    if difference == 0:
        return GOOD
    return Verdict(
        False,
        f"two calls differ by {difference:.1e} deviations, though the model is in evaluation mode: something is "
        "drawn at random (dropout that stays on?)",
        f"평가 모드인데도 두 번의 호출이 표준편차의 {difference:.1e}만큼 다릅니다. 무작위로 뽑는 것이 있습니다"
        "(드롭아웃이 꺼지지 않나요?).",
    )


def input_untouched(subject: Subject) -> Verdict:
    """Ids that were changed in place."""
    ids = subject.ids.clone()
    with torch.no_grad(), quiet():
        subject.scores(ids, torch.ones_like(ids, dtype=torch.bool))
    if torch.equal(ids, subject.ids):
        return GOOD
    where = (ids != subject.ids).nonzero()[0].tolist()
    return Verdict(
        False,
        f"the call has changed its own input, first at row {where[0]}, place {where[1]}",
        f"호출이 입력을 바꿔 놓았습니다. 처음 바뀐 곳은 {where[0]}행 {where[1]}번째입니다.",
    )


def state_untouched(subject: Subject) -> Verdict:
    """A buffer or a weight that a call has changed."""
    before = {name: x.clone() for name, x in subject.module.state_dict().items()}
    subject.of(subject.ids)
    changed = [n for n, x in subject.module.state_dict().items() if not torch.equal(x, before[n])]
    if not changed:
        return GOOD
    return Verdict(
        False,
        f"a call changes {', '.join(changed[:3])}: what the model says depends on what it was asked before",
        f"호출할 때마다 {', '.join(changed[:3])} 값이 바뀝니다. 앞에 무엇을 물었느냐에 따라 대답이 달라집니다.",
    )


def any_length(subject: Subject) -> Verdict:
    """One token, and as many as the model has positions for."""
    for length in (1, subject.max_len or 32):
        try:
            said = subject.of(3 + torch.arange(length)[None] % (subject.vocab_size - 3))
        except Exception as e:
            return Verdict(
                False,
                f"a text of {length} tokens ends in {type(e).__name__}: {e}",
                f"{length}토큰짜리 글에서 {type(e).__name__} 오류가 납니다: {e}",
            )
        if not said.isfinite().all():
            return Verdict(
                False,
                f"a text of {length} tokens gets scores that are no numbers",
                f"{length}토큰짜리 글의 점수가 숫자가 아닙니다.",
            )
    return GOOD


def end_of_positions(subject: Subject) -> Verdict | None:
    """One token more than there are positions must be refused, not read as something else."""
    if subject.max_len is None:
        return None
    ids = 3 + torch.arange(subject.max_len + 1)[None] % (subject.vocab_size - 3)
    if refused(subject, ids):
        return GOOD
    return Verdict(
        False,
        f"it reads {subject.max_len + 1} tokens without a word, though its config says {subject.max_len}; with "
        "rotary or computed positions that is possible, but nothing has taught it what they mean",
        f"설정은 {subject.max_len}토큰인데 {subject.max_len + 1}토큰을 아무 말 없이 읽습니다. 회전 위치나 계산하는 "
        "위치라서 가능하지만, 그 너머는 배운 적이 없습니다.",
    )


def unknown_words(subject: Subject) -> Verdict:
    """An id behind the last word."""
    ids = subject.ids.clone()
    ids[0, 1] = subject.vocab_size
    if refused(subject, ids):
        return GOOD
    return Verdict(
        False,
        f"the id {subject.vocab_size} is read, though the last word has {subject.vocab_size - 1}",
        f"마지막 단어의 id는 {subject.vocab_size - 1}인데 {subject.vocab_size}도 읽습니다.",
    )


def refused(subject: Subject, ids: torch.Tensor) -> bool:
    """Does the call end in an error?"""
    try:
        subject.of(ids)
    except Exception:
        return True
    return False


def drops_in_training(subject: Subject) -> Verdict | None:
    """Dropout that never drops."""
    rates = [m.p for m in subject.module.modules() if isinstance(m, torch.nn.Dropout)]
    if not any(rates):
        return None
    subject.module.train()
    try:
        with torch.no_grad(), quiet(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            difference = apart(subject.everything(subject.ids), subject.everything(subject.ids))
    finally:
        subject.module.eval()
    if difference > MOVED:
        return GOOD
    return Verdict(
        False,
        f"it has dropout (up to {max(rates):g}), but two calls in training say the same: nothing is dropped",
        f"드롭아웃이 {max(rates):g}까지 있는데 학습 모드의 두 호출이 똑같습니다. 아무것도 떨어뜨리지 않습니다.",
    )


CHECKS: Mapping[Promise, Callable[[Subject], Verdict | None]] = {
    Promise("says the same twice", "두 번 물어도 같은 답"): same_twice,
    Promise("leaves its input alone", "입력을 바꾸지 않음"): input_untouched,
    Promise("is the same after a call", "호출 뒤에도 그대로"): state_untouched,
    Promise(
        "reads one token, and as many as it has positions", "한 토큰도, 위치가 다 찬 글도 읽음"
    ): any_length,
    Promise("refuses more tokens than positions", "위치보다 긴 글을 거절"): end_of_positions,
    Promise("refuses ids that it does not know", "모르는 id를 거절"): unknown_words,
    Promise("drops in training", "학습할 때 드롭아웃이 작동"): drops_in_training,
}
