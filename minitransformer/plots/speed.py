"""How fast and in how much memory, size by size: lines on two logarithmic axes, where a power of the size is a
straight line."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from .canvas import CYCLE, GREY, canvas, describe, picture
from .checks import Floats, Numbers, numbers, same_length
from .wording import readable, wording

MARKERS = "os^Dvp*"


@picture
def speed_and_memory(
    sizes: Numbers,
    rates: Mapping[str, Numbers],
    limits: Numbers | None,
    memory: Mapping[str, Numbers],
    axis: str,
    unit: str,
    title: str = "",
    language: str = "en",
) -> Figure:
    """The rate of everyone at every size, where they are known the limits of the machine above them, and the
    memory (in MB) that each takes."""
    say = wording(language)
    x = numbers(sizes, "sizes", 1)
    figure, (fast, large) = canvas(12, 5.5, columns=2)
    told = _lines(fast, x, rates, "rates")
    if limits is not None:
        most = numbers(limits, "limits", 1)
        same_length(sizes=x, limits=most)
        fast.plot(x, most, color=GREY, linestyle="--", label=say("limit of this machine", "이 컴퓨터의 한계"))
        told.append(f"the machine's limit from {most[0]:.3g} to {most[-1]:.3g}")
    held = _lines(large, x, memory, "memory")
    for ax, what in ((fast, unit), (large, say("MB of memory", "메모리(MB)"))):
        _powers(ax, x)
        ax.set_xlabel(readable(axis))
        ax.set_ylabel(readable(what))
    figure.suptitle(readable(title or say("Speed and memory by size", "크기에 따른 속도와 메모리")))
    figure.legend(*fast.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    at = f"for {', '.join(f'{size:g}' for size in x)} {axis}"
    return describe(figure, f"{unit} {at}: {'; '.join(told)}. MB {at}: {'; '.join(held)}.")


def _lines(ax: Axes, x: Floats, found: Mapping[str, Numbers], what: str) -> list[str]:
    """A line for everyone, and each in words."""
    told = []
    for (name, values), colour, marker in zip(found.items(), CYCLE, MARKERS, strict=False):
        y = numbers(values, name, 1)
        same_length(**{"sizes": x, what: y})
        ax.plot(x, y, color=colour, marker=marker, label=readable(name))
        told.append(f"{name} from {y[0]:.3g} to {y[-1]:.3g}")
    return told


def _powers(ax: Axes, x: Floats) -> None:
    """Two logarithmic axes, with the sizes written below."""
    for each, scaled in ((ax.xaxis, ax.set_xscale), (ax.yaxis, ax.set_yscale)):
        scaled("log")
        each.set_major_formatter(FuncFormatter(lambda value, _at: f"{value:g}"))
        each.set_minor_formatter(NullFormatter())
    ax.set_xticks(x, [f"{size:g}" for size in x])
    ax.grid(True)
