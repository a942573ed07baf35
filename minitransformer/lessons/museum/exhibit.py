"""One published mistake: what stood there, what it does, and a number that tells it from the mended one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...learn.said import Said

Function = Callable[..., Any]


@dataclass(frozen=True)
class Exhibit:
    """A mistake rebuilt in our own code. `measure` gives one number of either function; `exercise` is the one whose
    check names the mistake, where there is one."""

    name: str
    title: Said
    thread: str
    told: Said
    symptom: Said
    number: Said
    wrong: Function
    right: Function
    measure: Callable[[Function], float]
    exercise: str = ""

    @property
    def link(self) -> str:
        """Where it was talked about: `thread` is owner/name/issues/number."""
        return f"https://github.com/{self.thread}"

    def proof(self) -> tuple[float, float]:
        """The number of the wrong function, and that of the right one."""
        return self.measure(self.wrong), self.measure(self.right)
