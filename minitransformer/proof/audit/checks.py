"""All promises, in the order in which they are tried."""

from collections.abc import Callable, Mapping

from . import calls, padding, sight, weights
from .subject import Subject
from .verdict import Promise, Verdict

CHECKS: Mapping[Promise, Callable[[Subject], Verdict | None]] = {
    **calls.CHECKS,
    **sight.CHECKS,
    **padding.CHECKS,
    **weights.CHECKS,
}
"""Each promise with what tries it; None where it makes no sense for a model."""
