"""The learning rate: up, and then down to nothing."""

from collections.abc import Sequence

import torch

from ....training import schedule
from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from .warmup_linear_mistakes import MISTAKES


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """On the way up and down, at every corner, after the end, and without a warm-up. The fractions are exact."""

    def at(en: str, ko: str, done: float, warmup: float) -> Case:
        return Case(Said(en, ko), {"done": done, "warmup": warmup})

    return (
        at("a quarter of the way down", "내려가는 길의 4분의 1", 0.625, 0.5),
        at("halfway up", "올라가는 길의 절반", 0.375, 0.75),
        at("the very beginning", "맨 처음", 0.0, 0.5),
        at("the peak", "꼭대기", 0.5, 0.5),
        at("halfway down", "내려가는 길의 절반", 0.875, 0.75),
        at("the end", "끝", 1.0, 0.5),
        at("beyond the end", "끝난 뒤", 1.25, 0.5),
        at("no warm-up: the beginning", "워밍업 없음, 맨 처음", 0.0, 0.0),
        at("no warm-up: a quarter done", "워밍업 없음, 4분의 1 지점", 0.25, 0.0),
    )


def never_outside(call: Call, case: Case) -> Said | None:
    """A share of the peak rate is between 0 and 1."""
    share = call(case.arguments)
    if 0 <= share <= 1:
        return None
    return Said(f"the share is {share:g}.", f"비율이 {share:g}입니다.")


def lower_of_two(done: float, warmup: float) -> float:
    """Two lines, and always the lower of them."""
    up = done / warmup if warmup else 1.0
    return max(min(up, (1 - done) / (1 - warmup)), 0.0)


def from_the_peak(done: float, warmup: float) -> float:
    """What has been lost since the peak."""
    if warmup > done:
        return 1.0 - (warmup - done) / warmup
    return 1.0 - min(done - warmup, 1.0 - warmup) / (1.0 - warmup)


EXERCISE = Exercise(
    name="warmup_linear",
    lesson=12,
    title=Said("Warm-up, then down", "워밍업(warm-up)하고 내려가는 학습률"),
    difficulty=1,
    minutes=10,
    task=Said(
        "Return the share of the peak learning rate when a share `done` of the run is over: straight from 0 to 1 during "
        "the warm-up (a share `warmup` of the run, perhaps 0), then straight down to 0 at the end, and 0 after it.",
        "학습이 `done`만큼 끝났을 때 최고 학습률의 몇 배를 쓸지 돌려주세요. 워밍업 동안(전체의 `warmup`만큼, 0일 수도 "
        "있음) 0에서 1까지 곧게 올라가고, 끝에서 0이 되도록 곧게 내려갑니다. 끝난 뒤에는 0입니다.",
    ),
    reference=schedule.warmup_linear,
    axes={},
    results=("share",),
    cases=cases,
    laws=(Law(Said("a share is between 0 and 1", "비율은 0과 1 사이"), never_outside),),
    mistakes=MISTAKES,
    equivalents={"the lower of two lines": lower_of_two, "counted from the peak": from_the_peak},
    hints=(
        Said(
            "Four points are known: 0 at the beginning, 1 at the end of the warm-up, 0 at the end, and 1 at the "
            "beginning without a warm-up.",
            "네 점은 정해져 있습니다. 처음에 0, 워밍업이 끝날 때 1, 끝에서 0, 워밍업이 없으면 처음에 1입니다.",
        ),
        Said(
            "Two straight lines: what is done over the warm-up, and what is left over what the warm-up left.",
            "두 직선입니다. 워밍업에서 지난 만큼의 비율과, 워밍업 뒤에 남은 것 중 아직 남은 비율입니다.",
        ),
        Said(
            "done / warmup if done < warmup, else max(0.0, (1.0 - done) / (1.0 - warmup))",
            "done < warmup이면 done / warmup, 아니면 max(0.0, (1.0 - done) / (1.0 - warmup))",
        ),
    ),
)
