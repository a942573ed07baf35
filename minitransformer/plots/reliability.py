"""Is a classifier right as often as it says it is?"""

import numpy as np
from matplotlib.figure import Figure

from .canvas import BLUE, GREY, RED, SKY, Units, canvas, describe, picture
from .checks import Numbers, numbers, same_length
from .wording import readable, wording


@picture
def calibration(
    confidence_bins: Numbers,
    accuracy_bins: Numbers,
    counts: Numbers,
    ece: Units,
    title: str = "",
    language: str = "en",
    bins: int = 10,
) -> Figure:
    """Accuracy against stated confidence (Guo et al. 2017, figure 1), above how often each was stated.

    The answers were sorted into `bins` of equal width between 0 and 1; those that nobody fell into may be left
    out. `ece` is the expected calibration error.
    """
    say = wording(language)
    confidence, accuracy = (
        numbers(confidence_bins, "confidence_bins", 1),
        numbers(accuracy_bins, "accuracy_bins", 1),
    )
    n = numbers(counts, "counts", 1)
    same_length(confidence_bins=confidence, accuracy_bins=accuracy, counts=n)
    used = n > 0
    if not np.all(
        (confidence[used] >= 0) & (confidence[used] <= 1) & (accuracy[used] >= 0) & (accuracy[used] <= 1)
    ):
        raise ValueError("confidence_bins and accuracy_bins must lie between 0 and 1 where counts is above 0")
    which = np.minimum(np.floor(confidence[used] * bins + 1e-9), bins - 1)
    if len(set(which.tolist())) < len(which):
        raise ValueError(f"two of confidence_bins lie in the same of {bins} bins")
    figure, (ax, below) = canvas(6, 6.6, rows=2, heights=(3, 1))
    ax.plot([0, 1], [0, 1], "--", color=GREY, label=say("perfect calibration", "완벽한 보정"))
    ax.vlines(confidence[used], confidence[used], accuracy[used], color=RED, label=say("gap", "차이"))
    ax.plot(confidence[used], accuracy[used], "o-", color=BLUE, label=say("this model", "이 모델"))
    ax.set_title(readable(title or say(f"Calibration (ECE {ece:.3f})", f"보정 (ECE {ece:.3f})")))
    ax.set_ylabel(say("share that is right", "실제 정답률"))
    ax.set(xlim=(0, 1), ylim=(0, 1.02), xticks=np.arange(0, 1.01, 0.2))
    ax.tick_params(labelbottom=False)
    ax.legend(loc="upper left")
    below.bar(which / bins, n[used], width=1 / bins, align="edge", color=SKY, edgecolor=BLUE)
    below.set(xlim=(0, 1), xticks=np.arange(0, 1.01, 0.2))
    below.set_xlabel(say("stated confidence", "모델이 말한 확신"))
    below.set_ylabel(say("sentences", "문장 수"))
    for part in (ax, below):
        part.grid(True)
    return describe(figure, f"Calibration of {n.sum():.0f} answers: expected calibration error {ece:.3f}.")
