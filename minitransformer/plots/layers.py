"""Which layers make the best features: bars of ours, and the published ones of another task beside them."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .canvas import BLACK, BLUE, GREY, ORANGE, SKY, Units, canvas, describe, picture
from .checks import Numbers, chances, numbers, same_length
from .wording import readable, wording

LOOKS = ((BLUE, ""), (SKY, "///"))


@picture
def layer_bars(
    names: Sequence[str],
    ours: Mapping[str, tuple[Numbers, Numbers]],
    paper: Numbers,
    baseline: Units,
    chance: Units,
    title: str = "",
    language: str = "en",
) -> Figure:
    """Macro-F1 with its interval for each choice of layers, a colour for each way to make one vector of a text
    (`ours`: its name, then means and half widths); beside it the F1 of the paper, in percent."""
    say = wording(language)
    if not 1 <= len(ours) <= len(LOOKS):
        raise ValueError(
            f"{len(ours)} ways to make one vector of a text: there is room for 1 or {len(LOOKS)}"
        )
    published = numbers(paper, "paper", 1)
    figure, (left, right) = canvas(12, 1.8 + 0.75 * len(names), 1, 2)
    thick, told = 0.8 / len(ours), []
    for (pooling, (means, halves)), (colour, hatch), at in zip(ours.items(), LOOKS, range(2), strict=False):
        mean, half = chances(means, pooling, 1), numbers(halves, pooling, 1)
        same_length(names=names, means=mean, halves=half, paper=published)
        y = np.arange(len(names)) + (at - (len(ours) - 1) / 2) * thick
        left.barh(
            y, mean, thick * 0.92, color=colour, hatch=hatch, edgecolor="white", label=readable(pooling)
        )
        left.errorbar(mean, y, xerr=half, fmt="none", ecolor=BLACK, capsize=3, linewidth=1.2)
        told += [f"{name}, {pooling} {m:.3f} ± {h:.3f}" for name, m, h in zip(names, mean, half, strict=True)]
    for value, look, name in (
        (baseline, "--", say(f"TF-IDF {baseline:.3f}", f"TF-IDF {baseline:.3f}")),
        (chance, ":", say(f"guessing {chance:.3f}", f"찍기 {chance:.3f}")),
    ):
        left.axvline(float(value), color=ORANGE if look == "--" else GREY, linestyle=look, label=name)
    left.set_xlim(0, 1)
    left.set_xlabel(say("macro-F1, held out (95 % interval)", "검증 매크로 F1 (95% 신뢰 구간)"))
    left.set_title(say("here: whole texts, linear reader", "여기: 글 분류, 선형 분류기"))
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    right.barh(np.arange(len(names)), published, 0.6, color=GREY)
    for at, value in enumerate(published):
        right.annotate(
            f"{value:.1f}", (value, at), xytext=(4, 0), textcoords="offset points", va="center", fontsize=11
        )
    right.set_xlim(min(90.0, float(published.min()) - 1), 97.5)
    right.set_xlabel(say("F1 in percent (the axis does not begin at 0)", "F1, % (축이 0에서 시작하지 않음)"))
    right.set_title(say("Devlin et al. 2019: names of CoNLL-2003", "Devlin 외(2019): CoNLL-2003 개체명"))
    _name(left, [readable(name) for name in names])
    _name(right, [])
    figure.suptitle(
        readable(title or say("Which layers make the best features?", "어느 층이 가장 좋은 특징일까요?"))
    )
    return describe(
        figure,
        f"Macro-F1 by choice of layers: {'; '.join(told)}. TF-IDF {baseline:.3f}, guessing {chance:.3f}. "
        f"Beside it, of another task, the paper's: {', '.join(f'{v:.1f}' for v in published)}.",
    )


def _name(ax: Axes, names: Sequence[str]) -> None:
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.grid(True, axis="x")
