"""One word in two sentences: how alike its two vectors are, layer by layer."""

from matplotlib.figure import Figure

from .canvas import BLUE, GREY, Units, canvas, describe, picture
from .checks import Numbers, numbers
from .wording import readable, wording


@picture
def cosine_by_layer(table: Units, layers: Numbers, title: str = "", language: str = "en") -> Figure:
    """The cosine of a word's two vectors after each layer, beside that in the embedding table, where a word
    has one vector whatever stands around it."""
    say = wording(language)
    cosines = numbers(layers, "layers", 1)
    figure, (ax,) = canvas(8, 4.6)
    ax.plot(range(len(cosines)), cosines, "o-", color=BLUE, label=say("in its sentence", "문장 안에서"))
    ax.axhline(float(table), color=GREY, linestyle=":", label=say("in the embedding table", "임베딩 표에서"))
    ax.set_xticks(range(len(cosines)), [say("emb.", "임베딩"), *map(str, range(1, len(cosines)))])
    ax.set_xlabel(say("layer", "층"))
    ax.set_ylabel(say("cosine of the two vectors", "두 벡터의 코사인"))
    ax.set_ylim(min(0.0, float(cosines.min()) - 0.05), 1.05)
    ax.grid(True)
    ax.legend()
    figure.suptitle(readable(title or say("One word in two sentences", "두 문장 속의 같은 낱말")))
    told = ", ".join(f"{c:.2f}" for c in cosines)
    return describe(
        figure, f"Cosine of a word's two vectors by layer: {told}; in the embedding table {table:.2f}."
    )
