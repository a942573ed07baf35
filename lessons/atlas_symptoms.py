"""What a run of the symptom atlas shows, and where its program is wrong: read off the stored numbers by rules.

No page claims a symptom that a rule here does not find.
"""

import math
from collections.abc import Callable
from itertools import accumulate
from typing import Any, NamedTuple

from minitransformer.learn.said import Said

Run = dict[str, Any]
EXACT = 1e-5
"""Differences below this are rounding."""


class Symptom(NamedTuple):
    """What one sees; the sentence has places for the numbers of the run."""

    title: Said
    sentence: Said
    holds: Callable[[Run, Run, float], bool]
    """(the run, the right run, ln V)"""


def reached(run: Run, level: float = 0.1) -> float:
    """The step at which the training loss is first below a level."""
    return next((step for step, loss in run["train"] if loss < level), math.inf)


def jerk(run: Run) -> float:
    """How far the training loss once rises above the lowest that it had reached, as a factor."""
    losses = [loss for _, loss in run["train"]]
    return max(loss / lowest for loss, lowest in zip(losses[1:], accumulate(losses, min), strict=False))


def writes(run: Run) -> bool:
    """Is nearly all that it writes right?"""
    return run["exact"] > 0.9


def learnt(run: Run) -> bool:
    """Does the program think that it has learnt?"""
    return run["last"] < 0.3


SYMPTOMS = {
    "too_early": Symptom(
        Said(
            "The loss is down too early: 0.1 in two thirds of the steps",
            "손실이 너무 일찍 떨어진다: 3분의 2도 안 되는 스텝에 0.1",
        ),
        Said(
            "Loss below 0.1 at step {reached:.0f} (right: step {right_reached:.0f}).",
            "{reached:.0f}스텝에 손실이 0.1 아래로 내려갔습니다(바른 것은 {right_reached:.0f}스텝).",
        ),
        lambda run, right, _: reached(run) < reached(right) * 2 / 3,
    ),
    "fine_then_rubbish": Symptom(
        Said("Fine while training, rubbish when writing", "학습은 잘됐는데 쓰게 하면 엉망"),
        Said(
            "The held-out loss says {last_heldout:.3g}, yet {exact:.0%} of what it writes is wholly right.",
            "검증 손실은 {last_heldout:.3g}인데, 다 맞게 쓴 답은 {exact:.0%}입니다.",
        ),
        lambda run, _, __: run["last_heldout"] < 0.3 and run["exact"] < 0.5,
    ),
    "memorised": Symptom(
        Said("Training loss down, held-out loss up", "학습 손실은 내리고 검증 손실은 오른다"),
        Said(
            "{last:.3g} on what it was taught, {last_heldout:.3g} held out.",
            "배운 것에서는 {last:.3g}, 검증에서는 {last_heldout:.3g}입니다.",
        ),
        lambda run, _, __: learnt(run) and run["last_heldout"] > 5 * run["last"] + 0.3,
    ),
    "stuck_at_ln_v": Symptom(
        Said("The loss is stuck at ln V", "손실이 ln V에서 꼼짝하지 않는다"),
        Said(
            "{last:.3g} at the end; a guess among all pieces has ln V = {ln_v:.3g}.",
            "끝까지 {last:.3g}입니다. 모든 조각 가운데서 찍으면 ln V = {ln_v:.3g}입니다.",
        ),
        lambda run, _, ln_v: abs(run["last"] - ln_v) < 0.1,
    ),
    "stuck_below": Symptom(
        Said("The loss falls a little, and then is stuck", "손실이 조금 내려가다 멈춘다"),
        Said(
            "From {first:.3g} to {last:.3g}, and no further; {exact:.0%} wholly right.",
            "{first:.3g}에서 {last:.3g}까지 내려가고 멈췄습니다. 다 맞은 답은 {exact:.0%}입니다.",
        ),
        lambda run, _, ln_v: 0.3 < run["last"] < ln_v - 0.1 and not writes(run),
    ),
    "floor": Symptom(
        Said("The loss is stuck high, and yet it writes well", "손실은 높은 데서 멈췄는데 글은 잘 쓴다"),
        Said(
            "{last:.3g} at the end (right: {right_last:.2g}), yet {exact:.0%} wholly right.",
            "끝 손실이 {last:.3g}인데(바른 것은 {right_last:.2g}), 다 맞은 답은 {exact:.0%}입니다.",
        ),
        lambda run, _, __: run["last"] > 0.3 and writes(run),
    ),
    "begins_high": Symptom(
        Said("The first loss is far above ln V", "첫 손실이 ln V보다 훨씬 크다"),
        Said(
            "It begins at {first:.3g}; ln V = {ln_v:.3g}.",
            "{first:.3g}에서 시작합니다. ln V = {ln_v:.3g}입니다.",
        ),
        lambda run, _, ln_v: run["first"] > 1.3 * ln_v,
    ),
    "begins_low": Symptom(
        Said("The first loss is far below ln V", "첫 손실이 ln V보다 훨씬 작다"),
        Said(
            "It begins at {first:.3g}, as if it knew something; ln V = {ln_v:.3g}.",
            "아무것도 모를 때인데 {first:.3g}에서 시작합니다. ln V = {ln_v:.3g}입니다.",
        ),
        lambda run, _, ln_v: run["first"] < 0.7 * ln_v,
    ),
    "jumps": Symptom(
        Said("The loss jumps up", "손실이 튀어 오른다"),
        Said(
            "Up to {highest:.3g} after it had begun at {first:.3g}.",
            "{first:.3g}에서 시작해 {highest:.3g}까지 올랐습니다.",
        ),
        lambda run, _, __: max(loss for _, loss in run["train"]) > 1.3 * run["first"],
    ),
    "jerks": Symptom(
        Said("The loss comes down in jerks", "손실이 들쭉날쭉 내려온다"),
        Said(
            "It once rises to {jerk:.2g} times its lowest so far (right: {right_jerk:.2g}); "
            "in the end {exact:.0%} are wholly right.",
            "한때 그때까지의 최저보다 {jerk:.2g}배로 오릅니다(바른 것은 {right_jerk:.2g}배). "
            "끝에 다 맞은 답은 {exact:.0%}입니다.",
        ),
        lambda run, _, __: learnt(run) and jerk(run) > 3,
    ),
    "repeats": Symptom(
        Said("It repeats itself for ever", "같은 것을 끝없이 되풀이한다"),
        Said(
            "{repeating:.0%} of what it writes ends in a piece, or two, again and again.",
            "쓴 것의 {repeating:.0%}가 한두 조각을 되풀이하다 끝납니다.",
        ),
        lambda run, _, __: run["repeating"] > 0.5,
    ),
    "skips": Symptom(
        Said("It leaves out the first piece", "첫 조각을 빼먹는다"),
        Said(
            "All that is shown below is right from the second letter on.",
            "아래에 보인 답은 모두 둘째 글자부터 맞습니다.",
        ),
        lambda run, _, __: all(wrote == true[1:] for _, true, wrote in run["samples"]),
    ),
    "never_ends": Symptom(
        Said("It never stops", "멈출 줄 모른다"),
        Said(
            "{letters:.0%} of the letters are right, and {ended:.0%} of the answers end.",
            "글자는 {letters:.0%}가 맞는데, 끝맺은 답은 {ended:.0%}입니다.",
        ),
        lambda run, _, __: run["ended"] < 0.5 and run["letters"] > 0.9,
    ),
    "better_asked_rightly": Symptom(
        Said("Worse than it should be, only when it is asked", "배우기는 했는데 물을 때만 못한다"),
        Said(
            "{exact:.0%} wholly right; the same weights, asked the right way: {asked_exact:.0%}.",
            "다 맞은 답이 {exact:.0%}인데, 같은 가중치를 바르게 쓰면 {asked_exact:.0%}입니다.",
        ),
        lambda run, _, __: run.get("asked_rightly", run)["exact"] > run["exact"] + 0.02,
    ),
    "weaker": Symptom(
        Said("It learns, but less well", "배우기는 하는데 덜 배운다"),
        Said(
            "{exact:.0%} wholly right after as many steps as the right one needs for {right_exact:.0%}.",
            "같은 스텝을 배우고 다 맞은 답이 {exact:.0%}입니다(바른 것은 {right_exact:.0%}).",
        ),
        lambda run, right, _: learnt(run) and 0.5 <= run["exact"] < right["exact"] - 0.03,
    ),
    "later": Symptom(
        Said("It learns as well, but later", "다 배우기는 하는데 늦다"),
        Said(
            "Loss below 0.1 only at step {reached:.0f} (right: step {right_reached:.0f}).",
            "{reached:.0f}스텝에야 손실이 0.1 아래로 내려갔습니다(바른 것은 {right_reached:.0f}스텝).",
        ),
        lambda run, right, _: writes(run) and 1.5 * reached(right) < reached(run) < math.inf,
    ),
}
FINE = Symptom(
    Said("Nothing: it trains fine", "아무것도: 학습이 잘된다"),
    Said(
        "Nothing: {last:.2g} at the end, {exact:.0%} wholly right (right: {right_last:.2g}, {right_exact:.0%}).",
        "없습니다. 끝 손실 {last:.2g}, 다 맞은 답 {exact:.0%}입니다(바른 것은 {right_last:.2g}, {right_exact:.0%}).",
    ),
    lambda run, right, ln_v: not any(s.holds(run, right, ln_v) for s in SYMPTOMS.values()),
)
ALL = {**SYMPTOMS, "fine": FINE}


def symptoms_of(run: Run, right: Run, ln_v: float) -> list[str]:
    """What one sees, by name."""
    return [name for name, symptom in ALL.items() if symptom.holds(run, right, ln_v)]
