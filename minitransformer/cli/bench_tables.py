"""What `minitransformer bench` found: tables for people, objects for programs."""

from typing import Any

from rich.table import Table

from ..proof.bench import Outcome, Swept
from .voice import Voice

UNITS = {"tokens/s": "토큰/초", "texts/s": "글/초", "dialogues/s": "대화/초"}
LIMIT = ("limit of this machine", "이 컴퓨터의 한계")


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


def swept_table(found: Swept, voice: Voice) -> Table:
    """A row for everyone, a column for every size, and at the end how the time for one unit grows."""
    unit, axis = voice.pick(found.unit, UNITS[found.unit]), voice.pick(found.axis.en, found.axis.ko)
    table = Table(title=f"{found.name}: {unit}", title_justify="left")
    table.add_column(axis)
    for size in found.outcomes:
        table.add_column(str(size), justify="right")
    table.add_column(voice.pick("time grows as size ^", "시간 ∝ 크기 ^"), justify="right")
    for name, rates in found.rates.items():
        power = found.exponent(name)
        table.add_row(name, *(f"{rate:,.1f}" for rate in rates), "" if power is None else f"{power:.2f}")
    limits = limits_of(found)
    if limits is not None:
        table.add_row(voice.pick(*LIMIT), *(f"{limit:,.1f}" for limit in limits), "")
    return table


def limits_of(found: Swept) -> list[float] | None:
    """What the machine would allow at every size, where that is known."""
    limits = [point.limit for point in found.outcomes.values() if point.limit is not None]
    return limits if len(limits) == len(found.outcomes) else None


def swept_content(found: Swept) -> dict[str, Any]:
    """The outcome for a program."""
    return {
        "work": found.name,
        "axis": found.axis.en,
        "sizes": list(found.outcomes),
        "unit": found.unit,
        "rates": found.rates,
        "exponents": {name: found.exponent(name) for name in found.rates},
        "limits": limits_of(found),
        "rounds": next(iter(found.outcomes.values())).rounds,
    }
