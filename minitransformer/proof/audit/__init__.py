"""Does a model keep its promises? Ours, one of Hugging Face's, or a learner's: what it must never do is tried."""

from collections.abc import Callable
from typing import Any

from .checks import CHECKS
from .subject import Subject, subjects
from .verdict import Check, Verdict

__all__ = ["CHECKS", "Check", "Subject", "audit"]


def audit(model: Any, **known: Any) -> list[Check]:
    """Every promise that can be tried, one row each, in the order of the CHECKS.

    A module that is neither ours nor Hugging Face's is called with ids alone; then `vocab_size`, `max_len` and
    `looks_back` (may a place see only what stands before it?) have to be said. The model is left as it was.
    """
    return [
        Check(subject.name, promise, *verdict)
        for subject in subjects(model, **known)
        for promise, check in CHECKS.items()
        if (verdict := tried(check, subject)) is not None
    ]


def tried(check: Callable[[Subject], Verdict | None], subject: Subject) -> Verdict | None:
    """What a check finds; a model that ends in an error on the way has not kept that promise either."""
    try:
        return check(subject)
    except Exception as e:
        said = f"{type(e).__name__}: {(str(e).splitlines() or [''])[0]}"
        return Verdict(False, f"trying it ended in {said}", f"시험하다가 오류가 났습니다. {said}")
