"""The three blocks side by side, drawn from what their classes really do."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

from ..core.blocks import WIRINGS, DecoderBlock, DecoderOnlyBlock, EncoderBlock
from .canvas import BLUE, GREY, RED, Units, describe, picture
from .fonts import BASE
from .tiles import arrow, sheet, tile
from .traced import Step, traced
from .wording import wording

BLOCKS = (EncoderBlock, DecoderBlock, DecoderOnlyBlock)
KNOWN = {
    ("EncoderBlock", "post"): ("post-norm, as in BERT", "post-norm, BERT처럼"),
    ("DecoderBlock", "post"): ("post-norm, as in the 2017 transformer", "post-norm, 2017년 트랜스포머처럼"),
    ("DecoderOnlyBlock", "pre"): ("pre-norm, as in GPT-2", "pre-norm, GPT-2처럼"),
}
MASKED = {
    "EncoderBlock": ("padding\nmask", "패딩\n마스크"),
    "DecoderBlock": ("causal\nmask", "인과\n마스크"),
    "DecoderOnlyBlock": ("causal\nmask", "인과\n마스크"),
}
COLOURS = {"attention": "#BFE0F5", "cross_attention": "#F9DFAE", "feed_forward": "#BCE5D8"}
NORM = "#EDEDED"
NAME: dict[str, Any] = {"weight": "bold", "family": BASE}
APART, WIDE, PLUS, GAP = 5.7, 3.3, 0.44, 0.42
"""Units from block to block, across a box, across a plus, and between two boxes."""


@picture
def architecture(wirings: Sequence[str] = ("post", "post", "pre"), language: str = "en") -> Figure:
    """EncoderBlock, DecoderBlock and DecoderOnlyBlock, to be read upwards; one wiring for each.

    By default each is wired as in the model that made it known: BERT, the first transformer, GPT-2.
    """
    say = wording(language)
    if len(wirings) != len(BLOCKS) or not set(wirings) <= set(WIRINGS):
        raise ValueError(
            f"wirings {tuple(wirings)}: needs {len(BLOCKS)}, each of them {' or '.join(WIRINGS)}"
        )
    plans = [traced(block, wiring) for block, wiring in zip(BLOCKS, wirings, strict=True)]
    floor = 2.5 + max(_height(plan) for plan in plans)
    figure, ax = sheet(len(BLOCKS) * APART + 0.3, floor + 1.5)
    for i, (block, wiring, plan) in enumerate(zip(BLOCKS, wirings, plans, strict=True)):
        name, x = block.__name__, i * APART + 2.6
        top = floor - _height(plan) - 1.3
        known = KNOWN.get((name, wiring), (f"{wiring}-norm", f"{wiring}-norm"))
        ax.text(x, top - 0.6, name, ha="center", va="center", fontsize=16, **NAME)
        ax.text(x, top, say(*known), ha="center", va="center", fontsize=11, color="#444444")
        sides = {"attention": say(*MASKED[name]), "cross_attention": say("memory\n(k, v)", "memory\n(k, v)")}
        _block(ax, x, floor, plan, sides)
    listed = "; ".join(
        f"{block.__name__}: {', '.join(step.name for step in plan)}"
        for block, plan in zip(BLOCKS, plans, strict=True)
    )
    return describe(figure, f"The three blocks, each part in its order. {listed}.")


def _high(part: Step | None) -> float:
    """The height of a box, or of the plus where a branch meets the residual stream."""
    return PLUS if part is None else 0.85 if part.is_norm else 1.35


def _branches(plan: Sequence[Step]) -> list[list[Step | None]]:
    """The plan in pairs of a sublayer and its norm, with None where the branch is added to the stream."""
    pairs = zip(plan[::2], plan[1::2], strict=True)
    return [[a, b, None] if a.is_norm else [a, None, b] for a, b in pairs]


def _height(plan: Sequence[Step]) -> float:
    return sum(GAP + _high(part) for branch in _branches(plan) for part in branch) + GAP


def _block(ax: Axes, x: Units, floor: Units, plan: Sequence[Step], sides: dict[str, str]) -> None:
    """Boxes from the floor up; every branch leaves the residual stream and comes back to it at a plus."""
    ceiling = floor - _height(plan)
    frame = FancyBboxPatch(
        (x - 2.35, ceiling), 4.3, floor - ceiling, boxstyle="round,pad=0,rounding_size=0.3"
    )
    frame.set(facecolor="#FAFAFA", edgecolor=GREY, linewidth=1.2)
    ax.add_patch(frame)
    ax.text(x, floor + 0.9, "x", ha="center", va="center", fontsize=14, style="italic")
    below, y = floor + 0.65, floor
    for branch in _branches(plan):
        fork = y - GAP / 3
        for part in branch:
            y -= GAP
            high = _high(part)
            arrow(ax, (x, below), (x, y))
            if part is None:
                _plus(ax, x, y - high / 2, fork)
            else:
                _box(ax, x, y - high / 2, part, sides.get(part.name))
            y = below = y - high
    arrow(ax, (x, below), (x, ceiling - 0.6))


def _box(ax: Axes, x: Units, y: Units, part: Step, side: str | None) -> None:
    high = _high(part)
    tile(ax, x, y, "", NORM if part.is_norm else COLOURS.get(part.name, "white"), wide=WIDE, high=high + 0.1)
    inside = "\n".join(filter(None, (part.kind, " ".join(part.layers))))
    shift = 0.18 if part.is_norm else 0.33
    ax.text(x, y - shift, part.name, ha="center", va="center", fontsize=11 if part.is_norm else 13, **NAME)
    ax.text(x, y + shift / 1.3, inside, ha="center", va="center", fontsize=10.5)
    if side is not None:
        arrow(ax, (x + 2.2, y), (x + WIDE / 2 - 0.05, y), BLUE)
        ax.text(x + 2.25, y, side, ha="left", va="center", fontsize=10, color=BLUE)


def _plus(ax: Axes, x: Units, y: Units, fork: Units) -> None:
    """Where the residual stream, which went around the branch, is added to it."""
    left = x - 2.0
    ax.plot([x, left, left], [fork, fork, y], color=RED, linewidth=1.6)
    arrow(ax, (left, y), (x - PLUS / 2, y), RED)
    ax.add_patch(Circle((x, y), PLUS / 2, facecolor="white", edgecolor=RED, linewidth=1.6, zorder=3))
    ax.text(x, y, "+", ha="center", va="center_baseline", fontsize=14, color=RED, zorder=4)
