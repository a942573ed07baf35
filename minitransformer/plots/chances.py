"""Bars for probabilities: of emotions, and of the next token."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from .canvas import BLUE, GREY, PALE, SKY, Units, canvas, describe, picture
from .checks import Floats, Numbers, chances, numbers, same_length
from .wording import pieces_of, readable, wording

LOOKS: dict[bool, dict[str, Any]] = {
    True: {"facecolor": BLUE, "edgecolor": BLUE},
    False: {"facecolor": PALE, "edgecolor": GREY, "hatch": "///"},
}


@picture
def emotion_bars(probabilities: Mapping[str, Units], title: str = "", language: str = "en") -> Figure:
    """How likely each emotion is, with the likeliest in the dark colour."""
    say = wording(language)
    p = chances([float(value) for value in probabilities.values()], "probabilities", 1)
    figure, ax = _bars(p, [readable(name) for name in probabilities])
    for i, bar in enumerate(ax.patches):
        bar.set_facecolor(BLUE if i == int(p.argmax()) else SKY)
    ax.set_title(readable(title or say("Which emotion?", "어떤 감정일까요?")))
    return describe(
        figure, ", ".join(f"{name} {value:.1%}" for name, value in zip(probabilities, p, strict=True)) + "."
    )


@picture
def next_token(
    candidates: Sequence[str],
    probabilities: Numbers,
    kept: Numbers,
    title: str = "",
    language: str = "en",
) -> Figure:
    """What may come next: the candidates that top-k or top-p keeps, and those that it cuts off."""
    say = wording(language)
    p = chances(probabilities, "probabilities", 1)
    keep = numbers(kept, "kept", 1) != 0
    same_length(candidates=candidates, probabilities=p, kept=keep)
    figure, ax = _bars(p, pieces_of(candidates))
    for chosen, bar in zip(keep, ax.patches, strict=True):
        bar.set(**LOOKS[bool(chosen)])
    names = say("kept", "남김"), say("cut off", "잘라 냄")
    handles = [Patch(**LOOKS[chosen], label=name) for chosen, name in zip((True, False), names, strict=True)]
    ax.legend(handles=handles, loc="lower right")
    share = float(p[keep].sum())
    ax.set_title(readable(title or say("The next token", "다음 토큰")))
    ax.set_xlabel(say(f"probability (kept: {share:.0%} in all)", f"확률 (남긴 것의 합: {share:.0%})"))
    return describe(
        figure, f"{int(keep.sum())} of {len(p)} next tokens kept, with {share:.1%} of the probability."
    )


def _bars(p: Floats, names: list[str]) -> tuple[Figure, Axes]:
    figure, (ax,) = canvas(8, 1.4 + 0.42 * len(p))
    ax.barh(np.arange(len(p)), p, color=BLUE)
    for i, value in enumerate(p):
        ax.annotate(f"{value:.1%}", (value, i), xytext=(5, 0), textcoords="offset points", va="center")
    ax.set_yticks(np.arange(len(p)), names)
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.set_xlim(0, max(float(p.max()), 0.01) * 1.15)
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    return figure, ax
