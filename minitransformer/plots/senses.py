"""One word in several senses: how well its vectors tell them apart, layer by layer, and where they lie."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .canvas import BLUE, CYCLE, GREY, ORANGE, RED, Units, canvas, describe, picture
from .checks import Numbers, chances, numbers, same_length
from .wording import readable, wording

MARKERS = ("o", "s", "^", "D", "v", "P", "X")


@picture
def senses_by_layer(
    accuracy: Numbers,
    low: Numbers,
    high: Numbers,
    within: Numbers,
    between: Numbers,
    chance: Units,
    sentence: Units,
    title: str = "",
    language: str = "en",
) -> Figure:
    """Left: how often the nearest neighbour has the same sense, from the embeddings to the last layer. Right:
    the mean cosine within senses and between them."""
    say = wording(language)
    right, bottom, top = (
        chances(x, name, 1) for x, name in ((accuracy, "accuracy"), (low, "low"), (high, "high"))
    )
    same, other = numbers(within, "within", 1), numbers(between, "between", 1)
    same_length(accuracy=right, low=bottom, high=top, within=same, between=other)
    x = np.arange(len(right))
    figure, (first, second) = canvas(12, 4.8, 1, 2)
    first.fill_between(x, bottom, top, color=BLUE, alpha=0.15)
    first.plot(x, right, "o-", color=BLUE, label=say("the word's vector (95 %)", "낱말의 벡터 (95%)"))
    first.axhline(
        float(chance), color=GREY, linestyle=":",
        label=say(f"chance, and TF-IDF of the word: {chance:.2f}", f"우연 = 낱말의 TF-IDF: {chance:.2f}"),
    )  # fmt: skip
    first.axhline(
        float(sentence), color=ORANGE, linestyle="--",
        label=say(f"TF-IDF of the sentence: {sentence:.2f}", f"문장의 TF-IDF: {sentence:.2f}"),
    )  # fmt: skip
    first.set_ylim(0, 1)
    first.set_title(say("nearest neighbours in the same sense", "가장 가까운 이웃의 뜻이 같은 비율"))
    second.plot(x, same, "o-", color=BLUE, label=say("same sense", "같은 뜻"))
    second.plot(x, other, "s--", color=RED, label=say("different senses", "다른 뜻"))
    second.set_title(say("mean cosine of two usages", "두 쓰임의 평균 코사인"))
    for ax in (first, second):
        ax.set_xticks(x, [say("emb.", "임베딩"), *map(str, x[1:])])
        ax.set_xlabel(say("layer", "층"))
        ax.grid(True)
        ax.legend()
    figure.suptitle(readable(title or say("One word, several senses", "낱말 하나, 여러 뜻")))
    best = int(right[1:].argmax()) + 1 if len(right) > 1 else 0
    return describe(
        figure,
        f"Nearest neighbours in the same sense by layer: {', '.join(f'{v:.2f}' for v in right)}; best in layer "
        f"{best}, chance {chance:.2f}, TF-IDF of the sentence {sentence:.2f}.",
    )


@picture
def senses_apart(
    points: Sequence[Numbers],
    labels: Sequence[Sequence[str]],
    titles: Sequence[str],
    title: str = "",
    language: str = "en",
) -> Figure:
    """Usages of some words as points in the plane, a colour and a mark for each sense: `points` and `labels`
    word by word."""
    say = wording(language)
    same_length(points=points, labels=labels, titles=titles)
    columns = min(3, len(points))
    rows = -(-len(points) // columns)
    figure, axes = canvas(4.2 * columns, 3.6 * rows + 0.4, rows, columns)
    told = []
    for ax in axes[len(points) :]:
        ax.set_axis_off()
    for ax, place, names, heading in zip(axes, points, labels, titles, strict=False):
        _scatter(ax, place, names)
        ax.set_title(readable(heading))
        told.append(f"{heading} ({', '.join(dict.fromkeys(names))})")
    figure.suptitle(
        readable(
            title
            or say("Each usage of a word, by its sense", "낱말의 쓰임 하나하나를 뜻에 따라 나타냈습니다")
        )
    )
    return describe(figure, f"Usages as points in the plane, by sense: {'; '.join(told)}.")


def _scatter(ax: Axes, points: Numbers, labels: Sequence[str]) -> None:
    place = numbers(points, "points", 2)
    same_length(points=place, labels=labels)
    for i, name in enumerate(dict.fromkeys(labels)):
        mine = np.array([label == name for label in labels])
        ax.scatter(
            place[mine, 0], place[mine, 1], s=60, color=CYCLE[i % len(CYCLE)], marker=MARKERS[i % len(MARKERS)],
            label=readable(name),
        )  # fmt: skip
    ax.set_xticks([])
    ax.set_yticks([])
    ax.margins(0.12)
    ax.legend()
