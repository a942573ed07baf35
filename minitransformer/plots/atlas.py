"""Many wrong runs, each beside the right one: their losses, and where their attention looks."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from .canvas import BLUE, RED, canvas, describe, picture
from .checks import Floats, Numbers, chances, numbers
from .wording import readable, wording

COLUMNS = 5
LOWEST, HIGHEST = 1e-3, 1e2
"""Losses beyond are drawn at the edge."""


class Curve(NamedTuple):
    """Steps, and the loss at each."""

    steps: Numbers
    losses: Numbers


@picture
def right_against_wrong(
    right: Curve, wrong: Mapping[str, Curve], notes: Sequence[str] = (), language: str = "en"
) -> Figure:
    """One small panel a mistake, all on one scale: the loss of the right run, and that of the wrong one; in the
    corner a note, such as how much of what it writes is right."""
    if not wrong:
        raise ValueError("wrong is empty: there is nothing to draw")
    if notes and len(notes) != len(wrong):
        raise ValueError(f"{len(notes)} notes for {len(wrong)} runs: give one each, or none")
    say = wording(language)
    columns = min(COLUMNS, len(wrong))
    rows = -(-len(wrong) // columns)
    figure, axes = canvas(2.35 * columns + 0.6, 1.75 * rows + 0.9, rows, columns)
    x, y = _read(right, "right")
    told, lines = [], []
    for i, (ax, (name, curve)) in enumerate(zip(axes, wrong.items(), strict=False)):
        wx, wy = _read(curve, name)
        told.append(f"{name} {wy[-1]:.2g}")
        lines = [
            *ax.plot(x, y, "-", color=BLUE, linewidth=1.2),
            *ax.plot(wx, wy, "--", color=RED, linewidth=1.8, dashes=(3, 1)),
        ]
        ax.set_yscale("log")
        ax.set_ylim(LOWEST, HIGHEST)
        ax.set_yticks([1e-3, 1e-1, 1e1], ["0.001", "0.1", "10"] if i % columns == 0 else [])
        ax.tick_params(labelsize=9, labelbottom=i + columns >= len(wrong))
        ax.grid(True)
        ax.set_title(readable(name), fontsize=10.5)
        if notes:
            ax.text(
                0.97, 0.93, readable(notes[i]), transform=ax.transAxes, ha="right", va="top", fontsize=9.5
            )
    for ax in axes[len(wrong) :]:
        ax.set_axis_off()
    figure.supxlabel(say("step", "스텝"), fontsize=11)
    figure.supylabel(say("training loss (nats)", "학습 손실 (nats)"), fontsize=11)
    figure.legend(
        lines, [say("right", "바른 것"), say("wrong", "틀린 것")], loc="outside upper right", ncols=2
    )
    return describe(
        figure, f"Training loss, right against wrong. Right ends at {y[-1]:.2g}. Wrong: {'; '.join(told)}."
    )


@picture
def attention_maps(maps: Mapping[str, Numbers], pieces: Sequence[str], language: str = "en") -> Figure:
    """One map a run, of the same text on one scale: the row's piece looks at the column's, the darker the more."""
    if not maps:
        raise ValueError("maps is empty: there is nothing to draw")
    say = wording(language)
    columns = min(COLUMNS, len(maps))
    rows = -(-len(maps) // columns)
    figure, axes = canvas(2.35 * columns + 0.9, 2.5 * rows + 0.7, rows, columns)
    figure.set_layout_engine("compressed")
    names, image = [readable(piece) for piece in pieces], None
    for i, (ax, (name, values)) in enumerate(zip(axes, maps.items(), strict=False)):
        weights = chances(values, name, 2)
        if weights.shape != (len(pieces), len(pieces)):
            raise ValueError(f"{name} has shape {weights.shape}, but there are {len(pieces)} pieces")
        image = ax.imshow(weights, cmap="Blues", vmin=0, vmax=1)
        ax.set_title(readable(name), fontsize=10.5)
        places = range(len(pieces))
        ax.set_xticks(places, names, rotation=90, fontsize=8)
        ax.set_yticks(places, names if i % columns == 0 else [], fontsize=8)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
    for ax in axes[len(maps) :]:
        ax.set_axis_off()
    if image is not None:
        figure.colorbar(
            image, ax=axes, label=say("attention weight", "어텐션 가중치"), fraction=0.03, aspect=30
        )
    return describe(figure, f"Where the attention looks, {len(pieces)} pieces: {', '.join(maps)}.")


def _read(curve: Curve, name: str) -> tuple[Floats, Floats]:
    """A curve in what is drawn: what is beyond, or no number any more, lies at the edge."""
    x, y = numbers(curve.steps, f"steps of {name}", 1), numbers(curve.losses, f"losses of {name}", 1)
    if len(x) != len(y):
        raise ValueError(f"{name}: {len(x)} steps and {len(y)} losses")
    return x, np.clip(np.nan_to_num(y, nan=HIGHEST, posinf=HIGHEST), LOWEST, HIGHEST)
