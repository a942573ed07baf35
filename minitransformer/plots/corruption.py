"""What BERT's pre-training does to a sentence: 80 % [MASK], 10 % a random word, 10 % left alone."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from .canvas import BLACK, GREEN, GREY, ORANGE, PINK, describe, picture
from .checks import Numbers, numbers, same_length
from .tiles import arrow, sheet, tile
from .wording import pieces_of, readable, wording

COLOURS = {"mask": ORANGE, "random": PINK, "same": GREEN}
ROW = 12


@picture
def mlm_corruption(
    pieces: Sequence[str],
    corrupted: Sequence[str],
    chosen: Numbers,
    kinds: Sequence[str],
    title: str = "",
    language: str = "en",
) -> Figure:
    """The sentence above, what the model is shown below; coloured where a guess is asked for.

    Each chosen piece is of kind `mask`, `random` or `same`; of what kind the others are is not looked at.
    """
    say = wording(language)
    asked = numbers(chosen, "chosen", 1) != 0
    same_length(pieces=pieces, corrupted=corrupted, chosen=asked, kinds=kinds)
    for i, kind in enumerate(kinds):
        if asked[i] and kind not in COLOURS:
            raise ValueError(f"kinds[{i}] is {kind!r}, but a chosen piece is 'mask', 'random' or 'same'")
    n = len(pieces)
    wide = 1.3 * min(n, ROW)
    rows = -(-n // ROW)
    page = max(wide + 2.4, 11.0)
    left = (page - wide) / 2
    figure, ax = sheet(page, 1.2 + rows * 2.9 + 0.8)
    above, below = pieces_of(pieces), pieces_of(corrupted)
    for i in range(n):
        row, column = divmod(i, ROW)
        x, y = left + 1.3 * (column + 0.5), 1.8 + row * 2.9
        fill = COLOURS[kinds[i]] if asked[i] else "white"
        tile(ax, x, y, above[i], wide=1.3)
        arrow(ax, (x, y + 0.52), (x, y + 0.93), BLACK if asked[i] else GREY)
        tile(ax, x, y + 1.45, below[i], fill, wide=1.3)
    for row in range(rows):
        ax.text(left - 0.2, 1.8 + row * 2.9, say("text", "글"), ha="right", va="center", fontsize=11)
        ax.text(left - 0.2, 3.25 + row * 2.9, say("input", "입력"), ha="right", va="center", fontsize=11)
    heading = title or say(
        "Masked language modelling: guess the coloured tokens", "마스크 언어 모델: 색칠된 토큰 맞히기"
    )
    ax.text(page / 2, 0.55, readable(heading), ha="center", va="center", fontsize=15)
    names = (
        ("mask", say("[MASK] (80 %)", "[MASK] (80 %)")),
        ("random", say("a random word (10 %)", "아무 단어 (10 %)")),
        ("same", say("left alone (10 %)", "그대로 (10 %)")),
    )
    handles = [Patch(facecolor=COLOURS[kind], edgecolor=GREY, label=name) for kind, name in names]
    figure.legend(handles=handles, loc="lower center", ncols=3, fontsize=11)
    return describe(
        figure, f"{int(asked.sum())} of {n} tokens are to be guessed; the model reads {' '.join(corrupted)}."
    )
