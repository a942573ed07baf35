"""What a classifier mistakes for what."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from .canvas import canvas, describe, picture
from .checks import Numbers, numbers
from .wording import readable, wording


@picture
def confusion_matrix(counts: Numbers, labels: Sequence[str], title: str = "", language: str = "en") -> Figure:
    """Rows are the truth, columns the answer; each cell has its count and its share of the row."""
    say = wording(language)
    table = numbers(counts, "counts", 2)
    n = len(labels)
    if table.shape != (n, n):
        raise ValueError(f"counts has shape {table.shape}, but {n} labels need {(n, n)}")
    if (table < 0).any():
        raise ValueError(f"counts holds {table.min():g}: a count cannot be negative")
    totals = table.sum(1, keepdims=True)
    share = np.divide(table, totals, out=np.zeros_like(table), where=totals > 0)
    size = max(4.8, 1.05 * n)
    figure, (ax,) = canvas(size + 1.4, size + 0.6)
    image = ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for i in range(n):
        for j in range(n):
            percent = f"{share[i, j]:.0%}" if totals[i] else "–"
            ax.text(j, i, f"{table[i, j]:.0f}\n{percent}", ha="center", va="center",
                    color="white" if share[i, j] > 0.55 else "black")  # fmt: skip
    names = [readable(label) for label in labels]
    ax.set_xticks(range(n), names)
    ax.set_yticks(range(n), names)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.set_xlabel(say("predicted", "예측"))
    ax.set_ylabel(say("true", "정답"))
    ax.set_title(readable(title or say("Confusion matrix", "혼동 행렬")))
    bar = figure.colorbar(image, ax=ax, shrink=0.8, label=say("share of the row", "행 안에서의 비율"))
    bar.ax.yaxis.set_major_formatter("{x:.0%}")
    right = np.trace(table) / max(table.sum(), 1)
    return describe(
        figure, f"Confusion matrix of {', '.join(labels)}: {right:.1%} of {table.sum():.0f} right."
    )
