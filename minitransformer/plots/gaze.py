"""Where one word looks, in two or more sentences: whether its attention moves with the context."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from .canvas import BLUE, ORANGE, canvas, describe, picture
from .checks import Numbers, chances, same_length
from .wording import pieces_of, readable, wording


@picture
def one_gaze(
    weights: Sequence[Numbers],
    tokens: Sequence[Sequence[str]],
    asks: Sequence[int],
    title: str = "",
    language: str = "en",
) -> Figure:
    """A row for each sentence: bars of how much the token at place `asks`, hatched, looks at every token."""
    say = wording(language)
    same_length(weights=weights, tokens=tokens, asks=asks)
    rows = [chances(row, f"weights[{i}]", 1) for i, row in enumerate(weights)]
    highest = max(float(row.max()) for row in rows)
    figure, axes = canvas(9, 2.1 * len(rows) + 0.5, len(rows))
    told = []
    for ax, row, names, place in zip(axes, rows, tokens, asks, strict=True):
        same_length(weights=row, tokens=names)
        bars = ax.bar(range(len(row)), row, color=BLUE, edgecolor="white")
        bars[place].set(facecolor=ORANGE, hatch="///")
        ax.set_xticks(range(len(row)), pieces_of(names))
        ax.tick_params(axis="x", length=0, labelsize=11)
        ax.set_ylim(0, highest * 1.1)
        best = sorted(range(len(row)), key=lambda i: -row[i])[:3]
        told.append(f"{names[place]}: {', '.join(f'{names[i]} {row[i]:.2f}' for i in best)}")
    figure.supylabel(say("attention weight", "어텐션 가중치"))
    figure.suptitle(readable(title or say("Where one word looks", "낱말 하나가 어디를 보는가")), fontsize=14)
    return describe(figure, f"Where one token looks, most of all, sentence by sentence. {'; '.join(told)}.")
