"""Masks: what may be looked at, and the difference between hiding a token and hiding a look."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from numpy.typing import NDArray

from .canvas import BLACK, BLUE, GREY, ORANGE, PALE, Units, canvas, describe, picture
from .checks import Numbers, boolean, same_length
from .tiles import arrow, sheet, tile
from .wording import pieces_of, readable, wording

COLOURS = ListedColormap([PALE, BLUE])


@picture
def masks(
    drawn: Mapping[str, Numbers], pieces: Sequence[str] | None = None, title: str = "", language: str = "en"
) -> Figure:
    """Boolean masks side by side: the row may look at the column where the cell is dark."""
    say = wording(language)
    grids = {name: boolean(mask, f"mask {name!r}") for name, mask in drawn.items()}
    if not grids:
        raise ValueError("masks is empty: there is nothing to draw")
    high, wide = (
        min(max(0.42 * max(grid.shape[axis] for grid in grids.values()), 1.2), 6.0) for axis in (0, 1)
    )
    figure, axes = canvas(max((wide + 0.8) * len(grids) + 0.4, 5.0), high + 1.7, 1, len(grids))
    for ax, (name, grid) in zip(axes, grids.items(), strict=True):
        _grid(ax, grid, pieces, name)
        ax.set_title(readable(name), fontsize=12)
        ax.set_xlabel(say("is looked at (s)", "보이는 쪽 (s)"))
    axes[0].set_ylabel(say("looks (t)", "보는 쪽 (t)"))
    if title:
        figure.suptitle(readable(title), fontsize=14)
    figure.legend(handles=_legend(language), loc="outside lower center", ncols=2)
    return describe(figure, f"Masks side by side: {', '.join(grids)}.")


def _grid(ax: Axes, grid: NDArray[np.bool_], pieces: Sequence[str] | None, name: str) -> None:
    t, s = grid.shape
    ax.imshow(grid, cmap=COLOURS, vmin=0, vmax=1)
    ax.hlines(np.arange(t + 1) - 0.5, -0.5, s - 0.5, color="white", linewidth=1)
    ax.vlines(np.arange(s + 1) - 0.5, -0.5, t - 0.5, color="white", linewidth=1)
    ax.set(xlim=(-0.5, s - 0.5), ylim=(t - 0.5, -0.5))
    if pieces is None:
        ax.set_xticks(range(0, s, max(1, s // 8)))
        ax.set_yticks(range(0, t, max(1, t // 8)))
    else:
        if s != len(pieces) or t > s:
            raise ValueError(f"mask {name!r} has shape {grid.shape}, but there are {len(pieces)} pieces")
        names = pieces_of(pieces)
        ax.set_xticks(range(s), names, rotation=45, ha="right", rotation_mode="anchor")
        ax.set_yticks(range(t), names[s - t :] if t > 1 else [""])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


@picture
def mask_token_against_mask_attention(
    pieces: Sequence[str],
    masked_pieces: Sequence[str],
    bidirectional: Numbers,
    causal: Numbers,
    language: str = "en",
) -> Figure:
    """BERT hides a token and lets all look everywhere; GPT hides nothing and lets none look ahead."""
    say = wording(language)
    same_length(pieces=pieces, masked_pieces=masked_pieces)
    n = len(pieces)
    grids = [boolean(bidirectional, "bidirectional"), boolean(causal, "causal")]
    for name, grid in zip(("bidirectional", "causal"), grids, strict=True):
        if grid.shape != (n, n):
            raise ValueError(f"{name} has shape {grid.shape}, but {n} pieces need {(n, n)}")
    left, top, apart = 1.7, 4.6, n + 2.1
    figure, ax = sheet(left + n + apart + 0.4, top + n + 1.1)
    both_ways = say("Everyone looks both ways.", "모두가 양쪽을 봅니다.")
    only_back = say("No one looks ahead.", "아무도 뒤에 올 토큰을 보지 못합니다.")
    hidden = say("Guess the hidden token.", "가려진 토큰을 맞힙니다.")
    coming = say("Guess the next token.", "다음 토큰을 맞힙니다.")
    sides = (
        (masked_pieces, say("BERT masks a token", "BERT: 토큰을 가립니다"), f"{both_ways}\n{hidden}"),
        (pieces, say("GPT masks attention", "GPT: 어텐션을 가립니다"), f"{only_back}\n{coming}"),
    )
    for side, ((seen, heading, task), grid) in enumerate(zip(sides, grids, strict=True)):
        x0 = left + side * apart
        ax.text(x0 + n / 2, 0.45, heading, ha="center", va="center", fontsize=16)
        ax.text(
            x0 + n / 2, 1.35, task, ha="center", va="center", fontsize=11, color="#444444", linespacing=1.4
        )
        _panel(ax, x0, top, pieces, seen, grid)
    ax.text(left - 0.2, 2.5, say("text", "글"), ha="right", va="center", fontsize=11)
    ax.text(left - 0.2, 3.9, say("input", "입력"), ha="right", va="center", fontsize=11)
    figure.legend(handles=_legend(language), loc="lower center", ncols=2, fontsize=11)
    return describe(
        figure,
        f"BERT reads {' '.join(masked_pieces)} and may look both ways; "
        f"GPT reads {' '.join(pieces)} and may look only back.",
    )


def _panel(
    ax: Axes, x0: Units, top: Units, pieces: Sequence[str], seen: Sequence[str], grid: NDArray[np.bool_]
) -> None:
    """The text, what the model is shown of it, and under each token who may look at it."""
    n = len(pieces)
    for i, (before, after) in enumerate(zip(pieces_of(pieces), pieces_of(seen), strict=True)):
        hidden = pieces[i] != seen[i]
        fill = ORANGE if hidden else "white"
        tile(ax, x0 + i + 0.5, 2.5, before)
        arrow(ax, (x0 + i + 0.5, 3.02), (x0 + i + 0.5, 3.4), BLACK if hidden else GREY)
        tile(ax, x0 + i + 0.5, 3.9, after, fill)
        tile(ax, x0 - 0.75, top + i + 0.5, after, fill, wide=1.2, high=0.8)
        for j in range(n):
            colour = BLUE if grid[i, j] else PALE
            ax.add_patch(Rectangle((x0 + j, top + i), 1, 1, facecolor=colour, edgecolor="white", linewidth=2))


def _legend(language: str) -> list[Patch]:
    say = wording(language)
    return [
        Patch(color=BLUE, label=say("may look (True)", "볼 수 있음 (True)")),
        Patch(color=PALE, label=say("may not look (False)", "볼 수 없음 (False)")),
    ]
