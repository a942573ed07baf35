"""Scaled dot-product attention as the matrices it multiplies, each as large as it is."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .canvas import BLACK, canvas, describe, picture
from .checks import Floats, Numbers, numbers
from .wording import wording

GAP, CELL, ROOM = 3.0, 0.16, 2.2
"""Cells between two matrices, inches a cell, and cells above each for its name."""


@picture
def attention_products(q: Numbers, k: Numbers, v: Numbers, title: str = "", language: str = "en") -> Figure:
    """Q K^T / √d_k, its softmax, and that times V (Vaswani et al. 2017, eq. 1): one tile a number, and the sizes
    beside each matrix. q has axes t, d_k; k has s, d_k; v has s, d_v."""
    say = wording(language)
    queries, keys, values = numbers(q, "q", 2), numbers(k, "k", 2), numbers(v, "v", 2)
    if queries.shape[1] != keys.shape[1] or len(keys) != len(values):
        raise ValueError(
            f"q {queries.shape}, k {keys.shape}, v {values.shape}: "
            "q and k must have as many channels, k and v as many rows"
        )
    scores = queries @ keys.T / np.sqrt(keys.shape[1])
    exp = np.exp(scores - scores.max(-1, keepdims=True))
    weights = exp / exp.sum(-1, keepdims=True)
    rows = (
        (("Q", queries, ""), ("Kᵀ", keys.T, "×"), ("QKᵀ / √d_k", scores, "=")),
        (("softmax", weights, ""), ("V", values, "×"), (say("context", "문맥"), weights @ values, "=")),
    )
    widths = [sum(m.shape[1] for _, m, _ in row) + 4 * GAP for row in rows]
    heights = [max(m.shape[0] for _, m, _ in row) + 2 * ROOM for row in rows]
    wide, high = max(widths), sum(heights)
    figure, (ax,) = canvas(CELL * wide + 0.4, CELL * high + 0.6)
    top = 0.0
    for row, height in zip(rows, heights, strict=True):
        left = GAP / 2
        for name, matrix, sign in row:
            left = _matrix(ax, name, matrix, sign, left, top + ROOM)
        top += height
    ax.set_xlim(0, wide)
    ax.set_ylim(high, 0)
    ax.set_aspect("equal")
    ax.set_axis_off()
    figure.suptitle(title or say("Queries, keys and values as matrices", "행렬로 본 쿼리, 키, 밸류"))
    sizes = "; ".join(f"{name} {m.shape[0]} × {m.shape[1]}" for row in rows for name, m, _ in row)
    return describe(figure, f"{say('The matrices of attention', '어텐션의 행렬들')}: {sizes}.")


def _matrix(ax: Axes, name: str, matrix: Floats, sign: str, left: float, top: float) -> float:
    """One matrix at its place, its sign before it, its name above and its sizes at its sides; where the next begins."""
    t, s = matrix.shape
    if sign:
        ax.text(left - GAP / 2, top + 2.5, sign, ha="center", va="center", fontsize=16)
    most = float(np.abs(matrix).max()) or 1.0
    colours, low = ("Blues", 0.0) if matrix.min() >= 0 else ("RdBu_r", -most)
    ax.imshow(
        matrix,
        cmap=colours,
        vmin=low,
        vmax=most,
        extent=(left, left + s, top + t, top),
        interpolation="nearest",
    )
    ax.add_patch(Rectangle((left, top), s, t, fill=False, edgecolor=BLACK, linewidth=0.8))
    ax.text(left + s / 2, top - 0.5, f"{name}  ({t}×{s})", ha="center", va="bottom", fontsize=11)
    return left + s + GAP
