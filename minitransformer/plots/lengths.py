"""How long texts are, in tokens."""

import numpy as np
from matplotlib.figure import Figure

from .canvas import BLUE, GREY, RED, SKY, Units, canvas, describe, picture
from .checks import Numbers, numbers
from .wording import readable, wording


@picture
def token_lengths(
    lengths: Numbers, limit: Units | None = None, title: str = "", language: str = "en"
) -> Figure:
    """How many texts have how many tokens, with their mean, the 80th percentile, and a limit if there is one."""
    say = wording(language)
    n = numbers(lengths, "lengths", 1)
    if (n < 0).any():
        raise ValueError(f"lengths holds {n.min():g}: a text cannot have fewer than 0 tokens")
    figure, (ax,) = canvas(8, 4.5)
    width = max(1, round(float(n.max()) / 60))
    ax.hist(
        n, (np.arange(0, n.max() + 2 * width, width) - 0.5).tolist(), color=SKY, edgecolor=BLUE, linewidth=0.5
    )
    mean, four_fifths = float(n.mean()), float(np.percentile(n, 80))
    ax.axvline(mean, color=BLUE, label=say(f"mean {mean:.2f}", f"평균 {mean:.2f}"))
    ax.axvline(four_fifths, color=RED, linestyle="--",
               label=say(f"80 % are within {four_fifths:g}", f"80%가 {four_fifths:g} 이하"))  # fmt: skip
    told = ""
    if limit is not None:
        share = float((n <= limit).mean())
        told = f" {share:.1%} have at most {limit:g}."
        ax.axvline(float(limit), color=GREY, linestyle=":",
                   label=say(f"limit {limit:g}: {share:.0%} fit", f"한도 {limit:g}: {share:.0%}가 들어감"))  # fmt: skip
    ax.set_title(readable(title or say(f"Tokens in each of {len(n):,} texts", f"글 {len(n):,}개의 토큰 수")))
    ax.set_xlabel(say(f"tokens (the longest has {n.max():.0f})", f"토큰 수 (가장 긴 글 {n.max():.0f})"))
    ax.set_ylabel(say("texts", "글의 수"))
    ax.grid(True, axis="y")
    ax.legend()
    return describe(
        figure,
        f"Tokens of {len(n)} texts: mean {mean:.2f}, 80th percentile {four_fifths:g}, most {n.max():.0f}.{told}",
    )
