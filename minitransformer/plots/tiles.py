"""Words in boxes, on a sheet where one unit is always the same size, so that text can be made to fit."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch
from matplotlib.textpath import text_to_path

from .canvas import BLACK, GREY, Units
from .fonts import families

UNIT = 0.66
"""Inches: the side of a tile."""


def sheet(wide: Units, high: Units) -> tuple[Figure, Axes]:
    """An empty page of that many units, with the origin at the upper left."""
    figure = Figure(figsize=(wide * UNIT, high * UNIT), facecolor="white")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, wide), ylim=(high, 0))
    ax.set_axis_off()
    return figure, ax


def fitting(text: str, wide: Units, most: float = 13.0) -> float:
    """The largest font size at which a line of text stays within that many units."""
    prop = FontProperties(family=families(), size=most)
    taken, _, _ = text_to_path.get_text_width_height_descent(text, prop, ismath=False)
    return most * min(1.0, wide * UNIT * 72 / max(taken, 1.0))


def tile(
    ax: Axes,
    x: Units,
    y: Units,
    text: str,
    fill: str = "white",
    *,
    wide: Units = 1,
    high: Units = 1,
    ink: str = BLACK,
    edge: str = GREY,
) -> None:
    """A box around (x, y) with the text in it."""
    gap = 0.05
    corner = (x - wide / 2 + gap, y - high / 2 + gap)
    box = FancyBboxPatch(corner, wide - 2 * gap, high - 2 * gap, boxstyle="round,pad=0,rounding_size=0.1",
                         facecolor=fill, edgecolor=edge, linewidth=1)  # fmt: skip
    ax.add_patch(box)
    size = fitting(text, wide - 0.25)
    ax.text(x, y, text, ha="center", va="center_baseline", fontsize=size, color=ink)


def arrow(ax: Axes, start: tuple[Units, Units], end: tuple[Units, Units], colour: str = BLACK) -> None:
    """A straight arrow."""
    style = {"arrowstyle": "-|>", "color": colour, "shrinkA": 0, "shrinkB": 0, "linewidth": 1.3}
    ax.annotate("", end, start, arrowprops=style)
