"""What every picture shares: its paper, its colours, its alternative text, and the way to disk."""

from collections.abc import Callable, Sequence
from functools import wraps
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..errors import Problem
from .fonts import families

P = ParamSpec("P")
Units = int | float

BLACK, GREY, PALE = "#000000", "#767676", "#EDEDED"
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, RED, PINK = "#0072B2", "#D55E00", "#CC79A7"
CYCLE = (BLUE, RED, GREEN, PINK, ORANGE, SKY, BLACK)
"""Colours that stay apart under every kind of colour blindness (Okabe and Ito 2008)."""

LINES = ("-", "--", "-.", ":")
DPI = 120
STYLE: Any = {
    "font.size": 12,
    "axes.titlesize": 14,
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "legend.frameon": False,
    "legend.fontsize": 11,
    "lines.linewidth": 2.0,
    "hatch.linewidth": 0.8,
}


def picture(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Draw in the house's style and fonts, and leave the user's own matplotlib settings alone."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with rc_context({**STYLE, "font.family": families()}):
            return draw(*args, **kwargs)

    return drawn


def canvas(
    width: Units, height: Units, rows: int = 1, columns: int = 1, heights: Sequence[int] | None = None
) -> tuple[Figure, list[Axes]]:
    """A white figure of that many inches, and its axes, row by row."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    grid = figure.subplots(rows, columns, squeeze=False, height_ratios=heights)
    axes = [ax for row in grid for ax in row]
    for ax in axes:
        ax.tick_params(labelsize=11)
    return figure, axes


def describe(figure: Figure, text: str) -> Figure:
    """Give the picture the text that is read to those who cannot see it."""
    figure.set_label(text)
    return figure


def save(figure: Figure, path: Path | str) -> None:
    """Write a PNG that has the same bytes each time, with the alternative text in its metadata."""
    image, path = BytesIO(), Path(path)
    metadata = {"Software": None, "Description": str(figure.get_label())}
    figure.savefig(image, format="png", dpi=DPI, metadata=metadata, pil_kwargs={"optimize": True})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(image.getvalue())
    except OSError as reason:
        raise Problem(
            f"{path}: the picture cannot be written ({reason.strerror}): choose another folder",
            f"{path}: 그림을 저장할 수 없습니다({reason.strerror}). 다른 폴더를 지정해 주세요.",
        ) from reason
