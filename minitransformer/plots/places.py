"""What each place of a text adds to the loss: bars under the words, and nothing where nothing is asked."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from .canvas import CYCLE, GREY, canvas, describe, picture
from .wording import readable, wording


@picture
def loss_by_place(
    inputs: Sequence[str], targets: Sequence[str], parts: Sequence[float | None], language: str = "en"
) -> Figure:
    """One bar a place, its input and what is asked below it; a dot where the place does not count."""
    if not len(inputs) == len(targets) == len(parts):
        raise ValueError(
            f"{len(inputs)} inputs, {len(targets)} targets and {len(parts)} parts: give one each"
        )
    say = wording(language)
    figure, (ax,) = canvas(max(6.0, 0.55 * len(inputs) + 1.5), 3.4)
    places = range(len(inputs))
    ax.bar(places, [part or 0.0 for part in parts], color=CYCLE[1])
    ax.plot(
        [i for i in places if parts[i] is None], [0.0] * parts.count(None), ".", color=GREY, clip_on=False
    )
    names = [
        f"{readable(a)}\n→ {readable(b)}" if b else readable(a) for a, b in zip(inputs, targets, strict=True)
    ]
    ax.set_xticks(list(places), names, rotation=90)
    ax.set_ylabel(say("adds to the loss", "손실에 더하는 값"))
    total = sum(part or 0.0 for part in parts)
    ax.set_title(say(f"this text adds {total:.3f} to the loss", f"이 글이 손실에 더하는 값 {total:.3f}"))
    told = ", ".join(f"{a}: {p:.3f}" for a, p in zip(inputs, parts, strict=True) if p is not None)
    return describe(figure, f"What each place adds to the loss: {told}.")
