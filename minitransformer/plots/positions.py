"""Where a token stands, as a model is told: a vector for each place, and how alike the places are."""

import numpy as np
from matplotlib.figure import Figure

from .canvas import BLUE, RED, canvas, describe, picture
from .checks import Numbers, numbers
from .wording import readable, wording


@picture
def position_codes(
    codes: Numbers, places: tuple[int, ...] = (), title: str = "", language: str = "en"
) -> Figure:
    """The codes of all places, a row each; beside them the dot product of some places with every other."""
    say = wording(language)
    table = numbers(codes, "codes", 2)
    t, d = table.shape
    if outside := [place for place in places if not 0 <= place < t]:
        raise ValueError(f"places {outside} are not among the {t} that have a code")
    figure, (image, curves) = canvas(8.6, 3.3, 1, 2)
    most = float(np.quantile(np.abs(table), 0.99)) or 1.0  # a few large numbers must not bleach the rest
    shown = image.imshow(table, cmap="RdBu_r", vmin=-most, vmax=most, aspect="auto", interpolation="nearest")
    image.set(xlabel=say("channel", "채널"), ylabel=say("position", "위치"))
    figure.colorbar(shown, ax=image, fraction=0.05)
    for place, (colour, line) in zip(places, (((BLUE, "-"), (RED, "--")) * len(places)), strict=False):
        near = table @ table[place]
        curves.plot(near, line, color=colour, label=say(f"position {place}", f"위치 {place}"))
        curves.plot([place], [near[place]], "o", color=colour)
    curves.set(xlabel=say("position", "위치"), ylabel=say("dot product", "내적"))
    if places:
        curves.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(places))
    if title:
        figure.suptitle(readable(title), fontsize=14)
    return describe(figure, f"Codes of {t} positions in {d} channels, and their dot products.")
