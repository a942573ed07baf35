"""How fast, size by size: lines on two logarithmic axes, where a power of the size is a straight line."""

from collections.abc import Mapping

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from .canvas import CYCLE, GREY, canvas, describe, picture
from .checks import Numbers, numbers, same_length
from .wording import readable, wording

MARKERS = "os^Dvp*"


@picture
def speed_by_size(
    sizes: Numbers,
    rates: Mapping[str, Numbers],
    limits: Numbers | None,
    axis: str,
    unit: str,
    title: str = "",
    language: str = "en",
) -> Figure:
    """The rate of everyone at every size, and where they are known, the limits of the machine above them."""
    say = wording(language)
    x = numbers(sizes, "sizes", 1)
    figure, (ax,) = canvas(9, 5.5)
    told = []
    for (name, found), colour, marker in zip(rates.items(), CYCLE, MARKERS, strict=False):
        y = numbers(found, name, 1)
        same_length(sizes=x, rates=y)
        ax.plot(x, y, color=colour, marker=marker, label=readable(name))
        told.append(f"{name} from {y[0]:.3g} to {y[-1]:.3g}")
    if limits is not None:
        most = numbers(limits, "limits", 1)
        same_length(sizes=x, limits=most)
        ax.plot(x, most, color=GREY, linestyle="--", label=say("limit of this machine", "이 컴퓨터의 한계"))
        told.append(f"the machine's limit from {most[0]:.3g} to {most[-1]:.3g}")
    for each, scaled in ((ax.xaxis, ax.set_xscale), (ax.yaxis, ax.set_yscale)):
        scaled("log")
        each.set_major_formatter(FuncFormatter(lambda value, _at: f"{value:g}"))
        each.set_minor_formatter(NullFormatter())
    ax.set_xticks(x, [f"{size:g}" for size in x])
    ax.set_xlabel(readable(axis))
    ax.set_ylabel(readable(unit))
    ax.set_title(readable(title or say("Speed by size", "크기에 따른 속도")))
    ax.grid(True)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return describe(figure, f"{unit} for {', '.join(f'{size:g}' for size in x)} {axis}: {'; '.join(told)}.")
