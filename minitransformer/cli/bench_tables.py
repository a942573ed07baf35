"""What `minitransformer bench` found: tables for people, objects for programs."""

from typing import Any

from rich.table import Table

from ..proof.bench import Outcome, Swept
from .voice import Voice

UNITS = {"tokens/s": "토큰/초", "texts/s": "글/초", "dialogues/s": "대화/초"}
LIMIT = ("limit of this machine", "이 컴퓨터의 한계")
MEMORY = ("most memory, MB (weights aside)", "최대 메모리, MB (가중치 제외)")
MB = 1e6


def as_table(found: Outcome, voice: Voice) -> Table:
    """A row for everyone, the fastest of theirs being 1."""
    table = Table(title=found.name, title_justify="left")
    table.add_column("")
    table.add_column(voice.pick(found.unit, UNITS[found.unit]), justify="right")
    table.add_column(voice.pick("times the reference", "기준의 몇 배"), justify="right")
    table.add_column(voice.pick("of the limit", "한계 대비"), justify="right")
    for name, rate in found.rates.items():
        share = found.share(name)
        table.add_row(
            name, f"{rate:,.1f}", f"{found.ratio(name):.2f}", "" if share is None else f"{share:.0%}"
        )
    if found.limit:
        table.add_row(voice.pick(*LIMIT), f"{found.limit:,.1f}", "", "100%")
    return table


def as_content(found: Outcome) -> dict[str, Any]:
    """The outcome for a program."""
    return {
        "work": found.name,
        "ours": found.rates["by hand"],
        "fused": found.rates["fused"],
        "reference": found.rates[found.reference],
        "ratio": found.ratio("by hand"),
        "fused_ratio": found.ratio("fused"),
        "unit": found.unit,
        "limit": found.limit,
        "rates": dict(found.rates),
        "rounds": found.rounds,
    }


def swept_tables(found: Swept, voice: Voice) -> list[Table]:
    """What everyone does in a second, and how much memory it takes: a row for everyone, a column for every size,
    and at the end with which power of the size the time for one unit, or the memory, grows."""
    speed = _by_size(found, voice, voice.pick(found.unit, UNITS[found.unit]), ("time", "시간"))
    for name, rates in found.rates.items():
        speed.add_row(name, *(f"{rate:,.1f}" for rate in rates), _power(found.exponent(name)))
    limits = limits_of(found)
    if limits is not None:
        speed.add_row(voice.pick(*LIMIT), *(f"{limit:,.1f}" for limit in limits), "")
    room = _by_size(found, voice, voice.pick(*MEMORY), ("memory", "메모리"))
    for name, peaks in found.memory.items():
        room.add_row(name, *(f"{peak / MB:,.1f}" for peak in peaks), _power(found.growth(name)))
    return [speed, room]


def _by_size(found: Swept, voice: Voice, unit: str, grows: tuple[str, str]) -> Table:
    table = Table(title=f"{found.name}: {unit}", title_justify="left")
    table.add_column(voice.pick(found.axis.en, found.axis.ko))
    for size in found.outcomes:
        table.add_column(str(size), justify="right")
    table.add_column(voice.pick(f"{grows[0]} grows as size ^", f"{grows[1]} ∝ 크기 ^"), justify="right")
    return table


def _power(power: float | None) -> str:
    return "" if power is None else f"{power:.2f}"


def swept_picture(found: Swept, language: str) -> Any:
    """Speed and memory by size, in one language."""
    from ..plots.speed import speed_and_memory

    korean = language == "ko"
    axis, unit = (found.axis.ko, UNITS[found.unit]) if korean else (found.axis.en, found.unit)
    memory = {name: [peak / MB for peak in peaks] for name, peaks in found.memory.items()}
    title = f"bench {found.name} --sweep --over {found.over}"
    return speed_and_memory(
        list(found.outcomes), found.rates, limits_of(found), memory, axis, unit, title, language
    )


def limits_of(found: Swept) -> list[float] | None:
    """What the machine would allow at every size, where that is known."""
    limits = [point.limit for point in found.outcomes.values() if point.limit is not None]
    return limits if len(limits) == len(found.outcomes) else None


def swept_content(found: Swept) -> dict[str, Any]:
    """The outcome for a program."""
    return {
        "work": found.name,
        "over": found.over,
        "axis": found.axis.en,
        "sizes": list(found.outcomes),
        "unit": found.unit,
        "rates": found.rates,
        "exponents": {name: found.exponent(name) for name in found.rates},
        "limits": limits_of(found),
        "bytes": found.memory,
        "growth": {name: found.growth(name) for name in found.memory},
        "rounds": next(iter(found.outcomes.values())).rounds,
    }
