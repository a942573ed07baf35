"""Where every head looks: the first thing one wants to see of an attention."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .canvas import canvas, describe, picture
from .checks import Numbers, chances
from .wording import pieces_of, readable, wording

SLANTED: dict[str, Any] = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"}
PAGE, NAME = 9.5, 0.19
"""Inches: the width of all maps together, and the room that a name needs."""


@picture
def attention_heads(
    weights: Numbers,
    tokens_t: Sequence[str],
    tokens_s: Sequence[str] | None = None,
    title: str = "",
    language: str = "en",
) -> Figure:
    """One map a head, all on one scale: the row's token looks at the column's token, the darker the more.

    `weights` has axes heads, t, s; without `tokens_s` it is self-attention.
    """
    say = wording(language)
    tokens_s = tokens_t if tokens_s is None else tokens_s
    maps = chances(weights, "weights", 3)
    heads, t, s = maps.shape
    if (t, s) != (len(tokens_t), len(tokens_s)):
        raise ValueError(
            f"weights has shape {maps.shape}, but there are {len(tokens_t)} tokens that look "
            f"and {len(tokens_s)} to look at"
        )
    columns = min(4 if s <= 12 else 3, heads)
    rows = -(-heads // columns)
    cell = min(PAGE / (columns * s), 0.45)
    figure, axes = canvas(columns * (cell * s + 0.15) + 2.0, rows * (cell * t + 0.35) + 1.3, rows, columns)
    figure.set_layout_engine("compressed")
    image = None
    for head, ax in enumerate(axes[:heads]):
        image = ax.imshow(maps[head], cmap="Blues", vmin=0, vmax=max(float(maps.max()), 1e-9))
        ax.set_title(say(f"head {head}", f"헤드 {head}"), fontsize=12)
        below = head + columns >= heads
        _name(
            ax, pieces_of(tokens_t) if head % columns == 0 else [], pieces_of(tokens_s) if below else [], cell
        )
    for ax in axes[heads:]:
        ax.set_axis_off()
    if image is not None:
        figure.colorbar(
            image, ax=axes, label=say("attention weight", "어텐션 가중치"), fraction=0.03, aspect=30
        )
    figure.suptitle(readable(title or say("Who looks at whom", "누가 누구를 보는가")), fontsize=14)
    return describe(figure, f"Attention weights of {heads} heads: {t} tokens look at {s} tokens.")


def _name(ax: Axes, rows: list[str], columns: list[str], cell: float) -> None:
    """Write as many of the tokens beside the map as there is room for."""
    for axis, names, turn in ((ax.yaxis, rows, {}), (ax.xaxis, columns, SLANTED)):
        step = math.ceil(NAME / cell)
        ticks = np.arange(0, len(names), step)
        axis.set_ticks(ticks, [names[i] for i in ticks], **turn)
    ax.tick_params(length=0, labelsize=11)
    ax.spines[:].set_visible(False)
