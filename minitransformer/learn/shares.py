"""Random functions are judged by how often things happen: by what can never be, and by proportions."""

import math
from collections.abc import Sequence
from functools import lru_cache

from .exercise import Exercise, Mistake, Share
from .said import Said
from .trial import Trial
from .variants import variant

RARE = 10**9
"""No larger number is told."""
ALPHA = 1e-6
"""How often, at most, a share of a right function is called wrong."""


def surprise(hits: int, trials: int, expected: float) -> float:
    """How unlikely it is to be this far off: an upper bound of the probability (Chernoff's, two-sided)."""
    p = hits / trials
    if expected in (0.0, 1.0):
        return 1.0 if p == expected else 0.0
    nats = sum(a * math.log(a / b) for a, b in ((p, expected), (1 - p, 1 - expected)) if a > 0)
    return min(1.0, 2 * math.exp(-trials * nats))


def shares(trial: Trial) -> Said | None:
    """Does everything happen as often as it should?"""
    for share in _counted(trial):
        chance = surprise(share.hits, share.trials, share.expected)
        if chance < ALPHA:
            p, name = share.hits / share.trials, share.name
            en = f"{name.en}: {share.hits} of {share.trials}, {p:.2%}, where {share.expected:.2%} is right"
            ko = f"{name.ko}: {share.trials}번 중 {share.hits}번, {p:.2%}입니다. {share.expected:.2%}이어야 합니다"
            if chance > 0:
                times = min(round(1 / chance), RARE)
                en += f"; chance alone does that less than once in {times:,} times"
                ko += f". 우연히 이렇게 될 확률은 {times:,}분의 1보다 작습니다"
            return Said(f"{en}.", f"{ko}.")
    return None


def named_by_shares(trial: Trial) -> tuple[Mistake, ...]:
    """The one mistake with the same shares; nothing where none or several have them."""
    yours = _counted(trial)
    alike = [m for m in trial.exercise.mistakes if _alike(yours, _known(trial.exercise, m))]
    return (alike[0],) if len(alike) == 1 else ()


def _counted(trial: Trial) -> Sequence[Share]:
    assert trial.exercise.shares is not None
    return trial.exercise.shares(trial.function)


@lru_cache(maxsize=256)
def _known(exercise: Exercise, mistake: Mistake) -> Sequence[Share]:
    assert exercise.shares is not None
    return exercise.shares(variant(exercise, (mistake,)))


def _alike(yours: Sequence[Share], known: Sequence[Share]) -> bool:
    """Whether two counts may be of the same chance: their difference is below five standard deviations."""
    for a, b in zip(yours, known, strict=True):
        p, q = a.hits / a.trials, b.hits / b.trials
        pooled = (a.hits + b.hits) / (a.trials + b.trials)
        if abs(p - q) > 5 * math.sqrt(pooled * (1 - pooled) * (1 / a.trials + 1 / b.trials)):
            return False
    return True
