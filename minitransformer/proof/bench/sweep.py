"""The same work in several sizes: how do time and memory grow?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .contest import Contest, Outcome
from .encoding import encode
from .finetuning import finetune
from .generation import prefill
from .memory import peak
from .onward import onward
from .twins import Twins

Change = tuple[tuple[str, int], ...]
"""What is other in the config of a model."""


@dataclass(frozen=True)
class Axis:
    """What is changed from one measurement to the next, in both languages, and to which sizes. Where `positions`
    is true, a size takes so many positions, and what the model has none for is left out. `change` says how a size
    is one of the model itself."""

    en: str
    ko: str
    sizes: tuple[int, ...]
    contest: Callable[[Twins, int], Contest]
    positions: bool = True
    change: Callable[[int], Change] = lambda _size: ()

    def fits(self, pair: Twins, size: int) -> bool:
        """Can this model be measured in this size?"""
        return not self.positions or size <= pair.by_hand.cfg.max_len - 2


def before(pair: Twins) -> int:
    """Words before, where these are not what is changed."""
    return min(64, pair.by_hand.cfg.max_len // 2)


AXES: Mapping[str, Mapping[str, Axis]] = {
    "decode": {
        "length": Axis("words before", "앞에 있는 단어 수", (16, 64, 256, 512, 960), onward),
        "batch": Axis(
            "texts at once",
            "한꺼번에 쓰는 글 수",
            (1, 4, 16),
            lambda pair, batch: onward(pair, before(pair), batch),
            positions=False,
        ),
        "layers": Axis(
            "layers",
            "층 수",
            (1, 3, 6, 12),
            lambda pair, _layers: onward(pair, before(pair)),
            positions=False,
            change=lambda layers: (("n_layer", layers),),
        ),
    },
    "prefill": {
        "length": Axis("tokens in the prompt", "프롬프트의 토큰 수", (16, 64, 256, 512, 1000), prefill)
    },
    "encode": {
        "length": Axis(
            "tokens in a text",
            "글의 토큰 수",
            (8, 32, 128, 500),
            lambda pair, length: encode(pair, 16, length),
        )
    },
    "finetune": {
        "batch": Axis("dialogues in a batch", "배치의 대화 수", (2, 8, 32), finetune, positions=False)
    },
}
"""By work: what can be changed; the first unless another is asked for."""


@dataclass(frozen=True)
class Swept:
    """For each size an outcome, and of everyone the most bytes that its tensors take in a turn, weights aside."""

    name: str
    over: str
    axis: Axis
    outcomes: Mapping[int, Outcome]
    peaks: Mapping[int, Mapping[str, int]]

    @property
    def unit(self) -> str:
        """Of every rate."""
        return next(iter(self.outcomes.values())).unit

    @property
    def rates(self) -> dict[str, list[float]]:
        """The rate of everyone, size by size."""
        first = next(iter(self.outcomes.values()))
        return {name: [found.rates[name] for found in self.outcomes.values()] for name in first.rates}

    @property
    def memory(self) -> dict[str, list[int]]:
        """The bytes of everyone, size by size."""
        return {name: [found[name] for found in self.peaks.values()] for name in self.rates}

    def exponent(self, name: str) -> float | None:
        """The time for one unit grows as the size to this power: 0 where it stays the same, 1 where it doubles
        with the size."""
        power = self._power(self.rates[name])
        return None if power is None else -power

    def growth(self, name: str) -> float | None:
        """The memory grows as the size to this power."""
        return self._power(self.memory[name])

    def _power(self, found: Sequence[float] | Sequence[int]) -> float | None:
        """One size tells nothing."""
        if len(self.outcomes) < 2:
            return None
        slope, _ = np.polyfit(np.log(list(self.outcomes)), np.log(found), 1)
        return float(slope)


def sweep(
    name: str,
    over: str,
    build: Callable[[Change], Twins],
    rounds: int,
    on_turn: Callable[[str], None] = lambda _name: None,
) -> Swept:
    """Measure one of AXES from its least size to its most: everyone in turns for the time, and then each by itself
    for the memory."""
    axis, build = AXES[name][over], lru_cache(1)(build)
    outcomes, peaks = dict[int, Outcome](), dict[int, dict[str, int]]()

    def told(rival: str) -> None:
        on_turn(f"{size}: {rival}")

    for size in axis.sizes:
        pair = build(axis.change(size))
        if axis.fits(pair, size):
            outcomes[size] = axis.contest(pair, size).run(rounds, told)
            peaks[size] = {}
            for rival, work in axis.contest(pair, size).rivals.items():
                told(rival)
                peaks[size][rival] = peak(work)
    return Swept(name, over, axis, outcomes, peaks)
