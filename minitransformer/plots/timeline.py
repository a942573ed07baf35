"""Who came when: the models that these pages speak of, in their order."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from .canvas import CYCLE, GREY, canvas, describe, picture
from .wording import wording

FAMILIES = {
    "recurrent": ("recurrent", "순환 신경망"),
    "encoder-decoder": ("encoder and decoder", "인코더와 디코더"),
    "encoder": ("encoder only", "인코더만"),
    "decoder": ("decoder only", "디코더만"),
}
MARKS = ("o", "D", "s", "^")


class Event(NamedTuple):
    """A model: the year (and month, as a fraction) of its paper or release, and what it is made of."""

    year: float
    name: str
    family: str


@picture
def timeline(events: Sequence[Event], title: str = "", language: str = "en") -> Figure:
    """One row an event, from the oldest above to the newest below; families differ in colour and mark."""
    if not events:
        raise ValueError("events is empty: there is nothing to draw")
    if unknown := {event.family for event in events} - FAMILIES.keys():
        raise ValueError(f"unknown families: {', '.join(sorted(unknown))}; known are {', '.join(FAMILIES)}")
    say = wording(language)
    events = sorted(events)
    figure, (ax,) = canvas(8.5, 0.8 + 0.3 * len(events))
    for i, (family, names) in enumerate(FAMILIES.items()):
        rows = [(row, event) for row, event in enumerate(events) if event.family == family]
        if rows:
            xs, ys = [event.year for _, event in rows], [row for row, _ in rows]
            ax.plot(xs, ys, MARKS[i], color=CYCLE[i], markersize=8, label=say(*names))
        for row, event in rows:
            ax.annotate(
                event.name, (event.year, row), xytext=(10, 0), textcoords="offset points", va="center"
            )
    first, last = events[0].year, events[-1].year
    ax.set_xlim(first - 0.5, last + 0.35 * (last - first) + 1)
    ax.set_ylim(len(events) - 0.4, -0.6)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=GREY, alpha=0.3)
    ax.legend(loc="lower left")
    ax.set_title(title or say("From recurrent networks to transformers", "순환 신경망에서 트랜스포머까지"))
    told = "; ".join(f"{int(event.year)} {event.name}" for event in events)
    return describe(figure, f"{say('Timeline', '연표')}: {told}.")
