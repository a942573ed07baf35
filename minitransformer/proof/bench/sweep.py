"""The same work in several sizes: how does the time grow?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .contest import Contest, Outcome
from .encoding import encode
from .finetuning import finetune
from .generation import prefill
from .onward import onward
from .twins import Twins


@dataclass(frozen=True)
class Axis:
    """What is changed from one measurement to the next, in both languages, and to which sizes. Where `positions`
    is true, a size takes so many positions, and what the model has none for is left out."""

    en: str
    ko: str
    sizes: tuple[int, ...]
    contest: Callable[[Twins, int], Contest]
    positions: bool = True

    def of(self, pair: Twins) -> list[int]:
        """The sizes that this model can be measured in."""
        most = pair.by_hand.cfg.max_len - 2
        return [size for size in self.sizes if size <= most or not self.positions]


AXES: Mapping[str, Axis] = {
    "decode": Axis("words before", "앞에 있는 단어 수", (16, 64, 256, 512, 1000), onward),
    "prefill": Axis("tokens in the prompt", "프롬프트의 토큰 수", (16, 64, 256, 512, 1000), prefill),
    "encode": Axis(
        "tokens in a text", "글의 토큰 수", (8, 32, 128, 500), lambda pair, length: encode(pair, 16, length)
    ),
    "finetune": Axis("dialogues in a batch", "배치의 대화 수", (2, 8, 32), finetune, positions=False),
}


@dataclass(frozen=True)
class Swept:
    """An outcome for each size."""

    name: str
    axis: Axis
    outcomes: Mapping[int, Outcome]

    @property
    def unit(self) -> str:
        """Of every rate."""
        return next(iter(self.outcomes.values())).unit

    @property
    def rates(self) -> dict[str, list[float]]:
        """The rate of everyone, size by size."""
        first = next(iter(self.outcomes.values()))
        return {name: [found.rates[name] for found in self.outcomes.values()] for name in first.rates}

    def exponent(self, name: str) -> float | None:
        """The time for one unit grows as the size to this power: 0 where it stays the same, 1 where it doubles
        with the size. One size tells nothing."""
        if len(self.outcomes) < 2:
            return None
        slope, _ = np.polyfit(np.log(list(self.outcomes)), -np.log(self.rates[name]), 1)
        return float(slope)


def sweep(name: str, pair: Twins, rounds: int, on_turn: Callable[[str], None] = lambda _name: None) -> Swept:
    """Measure one of AXES from its least size to its most."""
    axis = AXES[name]

    def measured(size: int) -> Outcome:
        return axis.contest(pair, size).run(rounds, lambda rival: on_turn(f"{size}: {rival}"))

    return Swept(name, axis, {size: measured(size) for size in axis.of(pair)})
