"""What a check has found, and how large a difference has to be."""

from typing import NamedTuple

from torch import Tensor

KEPT = 1e-4
"""Differences below this share of the scores' deviation are rounding (some models round to float32 inside)."""

MOVED = 1e-7
"""Below this nothing has moved at all."""


class Promise(NamedTuple):
    """What a model promises, in both languages."""

    en: str
    ko: str


class Verdict(NamedTuple):
    """Is it kept? And what was seen, in a sentence."""

    ok: bool
    en: str = ""
    ko: str = ""


class Check(NamedTuple):
    """One row of an audit."""

    part: str
    promise: Promise
    ok: bool
    en: str
    ko: str


GOOD = Verdict(True)


def apart(x: Tensor, y: Tensor) -> float:
    """The largest difference, in deviations of the first; infinite where one of the two is no number."""
    if x.shape != y.shape:
        return float("inf")
    if not x.numel():
        return 0.0
    difference = (x - y).abs().max() / x.std().clamp(min=1e-12) if x.numel() > 1 else (x - y).abs().max()
    return float(difference) if difference.isfinite() else float("inf")
