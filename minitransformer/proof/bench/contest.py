"""What is measured: ours and theirs at one piece of work, and what the machine would allow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .turns import Work, in_turns

THEIRS = "transformers"


@dataclass(frozen=True)
class Contest:
    """`rivals` are ours (by hand, fused) and theirs; `machine` is measured in the same turns, and `limit` makes
    of its rates the most that can be had, in `unit`."""

    name: str
    unit: str
    rivals: Mapping[str, Work]
    machine: Mapping[str, Work] = field(default_factory=dict)
    limit: Callable[[Mapping[str, float]], float | None] = lambda _rates: None

    def run(self, rounds: int, on_turn: Callable[[str], None] = lambda _name: None) -> "Outcome":
        """Everyone in turns."""
        rates = in_turns({**self.rivals, **self.machine}, rounds, on_turn)
        return Outcome(
            self.name, self.unit, {name: rates[name] for name in self.rivals}, self.limit(rates), rounds
        )


@dataclass(frozen=True)
class Outcome:
    """The rate of every rival. The reference is the best of theirs."""

    name: str
    unit: str
    rates: Mapping[str, float]
    limit: float | None
    rounds: int

    @property
    def reference(self) -> str:
        """Whoever of theirs was fastest."""
        return max((name for name in self.rates if name.startswith(THEIRS)), key=self.rates.__getitem__)

    def ratio(self, name: str) -> float:
        """How many times the reference's rate."""
        return self.rates[name] / self.rates[self.reference]

    def share(self, name: str) -> float | None:
        """How much of what the machine would allow."""
        return None if self.limit is None else self.rates[name] / self.limit
