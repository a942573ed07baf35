"""What `fewshot` tells a person: what was asked, what it takes of the model's positions, and what came of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.table import Table

from .voice import Voice

if TYPE_CHECKING:
    from ..apps.fewshot.experiment import Experiment
    from ..apps.fewshot.lengths import Lengths
    from ..apps.fewshot.result import Result
    from ..apps.fewshot.scoring import Score

WAYS = {
    "likelihood": ("likeliest label", "가장 그럴듯한 라벨"),
    "calibrated": ("the same, calibrated", "보정한 라벨"),
    "generation": ("written", "모델이 쓴 라벨"),
}


def tell_setting(
    voice: Voice, source: str, experiment: "Experiment", result: "Result", lengths: "Lengths"
) -> None:
    """What was asked, and what of the model's positions that takes."""
    from ..apps.fewshot.lengths import BUNDLE, bundles_that_fit

    spent, k, n = result.budget, experiment.shots, len(experiment.tests)
    labels = ", ".join(experiment.labels)
    lines = [
        (
            f"{source}: {n} questions, labels {labels}; {k} shots, drawn {experiment.bundles} times",
            f"{source}: 질문 {n}개, 라벨 {labels}, 예시 {k}개를 {experiment.bundles}번 뽑음",
        ),
        (
            f"tokens a text: mean {lengths.mean:.2f}, sd {lengths.deviation:.2f}, most {lengths.longest}, "
            f"80 % within {lengths.percentile_80:g}",
            f"글의 토큰 수: 평균 {lengths.mean:.2f}, 표준편차 {lengths.deviation:.2f}, 최대 {lengths.longest}, "
            f"80%가 {lengths.percentile_80:g} 이하",
        ),
        (
            f"positions: {spent.positions}; examples {spent.examples} + longest question {spent.question} + "
            f"label {spent.label} = {spent.used}, {spent.left} left",
            f"위치 {spent.positions}개: 예시 {spent.examples} + 가장 긴 질문 {spent.question} + "
            f"라벨 {spent.label} = {spent.used}, 남은 위치 {spent.left}",
        ),
    ]
    if k:
        each = -(-spent.examples // k)
        tens = bundles_that_fit(spent.positions, spent.question + spent.label, each)
        lines.append(
            (
                f"at {each} tokens an example, {tens} bundles of {BUNDLE} fit before the question",
                f"예시 하나가 {each}토큰이면 질문 앞에 {BUNDLE}개 묶음이 {tens}개 들어갑니다",
            )
        )
    for line in lines:
        voice.tell(voice.pick(*line), markup=False)


def tell_result(voice: Voice, result: "Result") -> None:
    """The accuracy of every way to answer, with the verdict in words; first of all, which slip was made."""
    from ..apps.fewshot.slips import SLIPS

    for name in result.slips:
        told = voice.pick(f"! slip {name}: {SLIPS[name][0]}", f"! 실수 {name}: {SLIPS[name][1]}")
        voice.tell(told, markup=False)
    if result.lost:
        voice.tell(voice.pick(*_lost(result.lost)), markup=False)
    for way, score in result.scores.items():
        told = f"  {voice.pick(*WAYS[way])}: {score.accuracy:.1%}, {score.told(voice.language)} [{_said(voice, score)}]"
        voice.tell(told, markup=False)


def tell_comparison(voice: Voice, results: Mapping[str, "Result"]) -> None:
    """The honest accuracy beside that of every slip."""
    from ..apps.fewshot.slips import SLIPS

    table = Table()
    table.add_column(voice.pick("slip", "실수"))
    for names in WAYS.values():
        table.add_column(voice.pick(*names))
    for name, result in results.items():
        cells = [f"{s.accuracy:.1%} ({s.low:.0%}–{s.high:.0%})" for s in result.scores.values()]
        table.add_row(name if name in SLIPS else voice.pick("none: honest", "없음: 정직하게"), *cells)
    voice.tell(table)
    for name, (en, ko) in SLIPS.items():
        voice.tell(f"{name}: {voice.pick(en, ko)}", markup=False)
        if told := results[name].lost:
            voice.tell(f"  {voice.pick(*_lost(told))}", markup=False)
    tell_result(voice, next(iter(results.values())))


def _lost(lost: Mapping[str, int]) -> tuple[str, str]:
    return (
        f"of {lost['of']} texts it empties {lost['emptied']}, and {lost['hurt']} more lose letters or digits",
        f"글 {lost['of']}개 가운데 {lost['emptied']}개가 비고, {lost['hurt']}개가 글자나 숫자를 잃습니다",
    )


def _said(voice: Voice, score: "Score") -> str:
    neither = voice.pick("no label", "라벨 아님")
    return ", ".join(
        f"{neither if label == 'neither' else label} {share:.0%}"
        for label, share in score.said.items()
        if share
    )
