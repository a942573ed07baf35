"""Lines over time: the loss of a training run, several runs against each other, the learning rate."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .canvas import BLUE, CYCLE, LINES, RED, SKY, canvas, describe, picture
from .checks import Floats, Numbers, numbers, same_length
from .wording import readable, wording

SMOOTHING = 20
"""A curve of at least twice as many points gets a running mean over this many."""


@picture
def loss_curve(
    steps: Numbers,
    train: Numbers,
    heldout_steps: Numbers | None = None,
    heldout: Numbers | None = None,
    title: str = "",
    language: str = "en",
    unit: tuple[str, str] = ("nats per token", "nats"),
) -> Figure:
    """Training loss, and the held-out loss that tells when learning has become memorising. `unit` is what the
    loss is in, in English and Korean."""
    say = wording(language)
    x, y = numbers(steps, "steps", 1), numbers(train, "train", 1)
    same_length(steps=x, train=y)
    if (heldout_steps is None) != (heldout is None):
        raise ValueError("heldout_steps and heldout belong together: give both or neither")
    figure, (ax,) = canvas(8, 4.5)
    alt = f"Training loss from {y[0]:.3g} to {y[-1]:.3g} over {len(x)} points."
    _train(ax, x, y, say("training", "학습"))
    if heldout_steps is not None and heldout is not None:
        hx, hy = numbers(heldout_steps, "heldout_steps", 1), numbers(heldout, "heldout", 1)
        same_length(heldout_steps=hx, heldout=hy)
        ax.plot(hx, hy, "o-", color=RED, markersize=5, label=say("held out", "검증"))
        if np.isfinite(hy).any():
            best = int(np.nanargmin(np.where(np.isfinite(hy), hy, np.nan)))
            ax.plot(hx[best], hy[best], "o", markersize=13, markerfacecolor="none", color=RED, zorder=3)
            ax.plot([], [], "o", markersize=11, markerfacecolor="none", color=RED,
                    label=say(f"lowest: {hy[best]:.3f}", f"최저: {hy[best]:.3f}"))  # fmt: skip
            alt += f" Held-out loss from {hy[0]:.3g} to {hy[-1]:.3g}, lowest {hy[best]:.3g}."
    ylabel = say(f"loss ({unit[0]})", f"손실 ({unit[1]})")
    _frame(ax, title or say("Loss", "손실"), say("step", "스텝"), ylabel)
    ax.legend()
    return describe(figure, alt)


def _train(ax: Axes, x: Floats, y: Floats, label: str) -> None:
    if len(y) < 2 * SMOOTHING:
        ax.plot(x, y, color=BLUE, marker="." if len(y) < 3 else None, label=label)
        return
    ax.plot(x, y, color=SKY, alpha=0.6, linewidth=1)
    mean = np.convolve(y, np.full(SMOOTHING, 1 / SMOOTHING), mode="valid")
    ax.plot(x[SMOOTHING // 2 :][: len(mean)], mean, color=BLUE, label=label)


@picture
def comparison_curve(
    curves: Mapping[str, tuple[Numbers, Numbers]],
    xlabel: str,
    ylabel: str,
    title: str = "",
) -> Figure:
    """Several runs in one picture, told apart by colour and dashes; the legend has each last value."""
    if not curves:
        raise ValueError("curves is empty: there is nothing to draw")
    figure, (ax,) = canvas(8, 4.5)
    ends = []
    for i, (name, (xs, ys)) in enumerate(curves.items()):
        x, y = numbers(xs, f"x of {name!r}", 1), numbers(ys, f"y of {name!r}", 1)
        same_length(x=x, y=y)
        ends.append(f"{name} {y[-1]:.3g}")
        ax.plot(
            x, y, LINES[i % len(LINES)], color=CYCLE[i % len(CYCLE)], label=readable(f"{name} ({y[-1]:.3f})")
        )
    _frame(ax, title, xlabel, ylabel)
    ax.legend()
    return describe(figure, f"{ylabel} against {xlabel}; at the end: {', '.join(ends)}.")


@picture
def schedule(learning_rates: Numbers, title: str = "", language: str = "en") -> Figure:
    """The learning rate of every step: up while the statistics of the optimiser settle, then down."""
    say = wording(language)
    y = numbers(learning_rates, "learning_rates", 1)
    figure, (ax,) = canvas(8, 4)
    top = int(np.argmax(y))
    ax.plot(np.arange(len(y)), y, color=BLUE)
    ax.plot(top, y[top], "o", color=RED, markersize=8)
    ax.annotate(
        say(f"peak {y[top]:.2g} at step {top}", f"최고 {y[top]:.2g}, 스텝 {top}"),
        (top, y[top]),
        xytext=(0, 8),
        textcoords="offset points",
        ha="left" if top < len(y) / 2 else "right",
    )
    _frame(ax, title or say("Learning rate: warm-up, then decay", "학습률: 워밍업 뒤 감소"),
           say("step", "스텝"), say("learning rate", "학습률"))  # fmt: skip
    ax.ticklabel_format(axis="y", style="sci", scilimits=(-3, 3), useMathText=True)
    ax.set_ylim(0, max(float(y[top]), 1e-12) * 1.15)
    return describe(figure, f"Learning rate over {len(y)} steps: highest, {y[top]:.3g}, at step {top}.")


def _frame(ax: Axes, title: str, xlabel: str, ylabel: str) -> None:
    ax.set_title(readable(title))
    ax.set_xlabel(readable(xlabel))
    ax.set_ylabel(readable(ylabel))
    ax.grid(True)
