"""Rivals take turns in one process: whatever slows the machine for a while slows them all."""

import statistics
import time
from collections.abc import Callable, Mapping

Work = Callable[[], float]
"""Does a piece of work, and says how much it was: in tokens, in texts, in bytes."""


def in_turns(
    rivals: Mapping[str, Work], rounds: int, on_turn: Callable[[str], None] = lambda _name: None
) -> dict[str, float]:
    """The rate of each, in units of its work a second: the median of `rounds`, after one that warms up."""
    seen: dict[str, list[float]] = {name: [] for name in rivals}
    for number in range(rounds + 1):
        for name, work in rivals.items():
            began = time.perf_counter()
            amount = work()
            if number:
                seen[name].append(amount / (time.perf_counter() - began))
            on_turn(name)
    return {name: statistics.median(rates) for name, rates in seen.items()}
