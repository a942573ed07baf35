"""How far two implementations are apart, layer by layer."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from .canvas import BLUE, GREY, RED, Units, canvas, describe, picture
from .checks import Numbers, numbers, same_length
from .wording import readable, wording

MOST_NAMES = 60
"""With more rows than this, only some of them are named."""


@picture
def parity_by_layer(
    names: Sequence[str], errors: Numbers, limit: Units, title: str = "", language: str = "en"
) -> Figure:
    """One dot an activation, from the embeddings down; the first one over the limit is where to look.

    An exact 0 stands at the left edge as an open dot; what is not finite stands at the right edge.
    """
    say = wording(language)
    e = numbers(errors, "errors", 1)
    same_length(names=names, errors=e)
    if (e < 0).any() or not limit > 0:
        raise ValueError(f"errors are at least 0 and limit above 0, not {np.nanmin(e):g} and {limit:g}")
    n = len(e)
    finite = e[np.isfinite(e) & (e > 0)]
    low = min([limit, *finite]) / 10
    high = max([limit, *finite]) * 10
    x = np.clip(np.nan_to_num(e, nan=high, posinf=high), low, high)
    over = ~(e <= limit)
    figure, (ax,) = canvas(9, 1.6 + min(0.28 * n, 14))
    y = np.arange(n)
    ax.hlines(y, low, x, color="#DDDDDD", linewidth=1)
    looks = ((~over & (e > 0), "o", BLUE, BLUE), (e == 0, "o", BLUE, "white"), (over, "X", RED, RED))
    for rows, marker, colour, fill in looks:
        if rows.any():
            ax.plot(x[rows], y[rows], marker, c=colour, markerfacecolor=fill, markersize=7, clip_on=False)
    ax.axvline(limit, color=GREY, linestyle="--")
    ax.text(limit, 1.0, say(f"limit {limit:.0e}", f"한계 {limit:.0e}"), transform=ax.get_xaxis_transform(),
            ha="center", va="bottom", color=GREY)  # fmt: skip
    ax.set_xscale("log")
    ax.set(xlim=(low, high), ylim=(n - 0.4, -0.6))
    step = -(-n // MOST_NAMES)
    shown = sorted({*range(0, n, step), *np.flatnonzero(over)[:1].tolist()})
    ax.set_yticks(shown, [readable(names[i]) for i in shown])
    ax.tick_params(axis="y", labelsize=11 if n <= 30 else 8)
    alt = f"All {n} activations are within the limit {limit:.0e}; the largest error is {e.max():.1e}."
    if over.any():
        first = int(over.argmax())
        left = x[first] ** 2 > low * high
        ax.axhspan(first - 0.5, first + 0.5, color=RED, alpha=0.15, linewidth=0)
        ax.annotate(say("first disagreement", "처음 어긋난 곳"), (x[first], first), xytext=(-10 if left else 10, 0),
                    textcoords="offset points", ha="right" if left else "left", va="center", color=RED)  # fmt: skip
        alt = (
            f"{int(over.sum())} of {n} activations exceed the limit {limit:.0e}; the first is {names[first]}."
        )
    ax.set_xlabel(say("largest error, in standard deviations", "최대 오차 (표준편차 단위)"))
    ax.set_title(readable(title or say("Parity by layer", "층별 일치")), pad=24)
    return describe(figure, alt)
