"""BERT's input: three embeddings, added."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from .canvas import canvas, describe, picture
from .checks import Numbers, numbers
from .wording import pieces_of, readable, wording


@picture
def embeddings_sum(
    token: Numbers,
    position: Numbers,
    segment: Numbers,
    pieces: Sequence[str] | None = None,
    title: str = "",
    language: str = "en",
) -> Figure:
    """Token + position + segment (Devlin et al. 2019, figure 2): one row a token, one cell a channel."""
    say = wording(language)
    parts = {
        say("token", "토큰"): numbers(token, "token", 2),
        say("position", "위치"): numbers(position, "position", 2),
        say("segment", "문장 구분"): numbers(segment, "segment", 2),
    }
    shapes = {array.shape for array in parts.values()}
    if len(shapes) > 1:
        raise ValueError(
            "token, position and segment have shapes "
            + ", ".join(str(array.shape) for array in parts.values())
            + ": they are added, so they must be equal"
        )
    t, d = shapes.pop()
    if pieces is not None and len(pieces) != t:
        raise ValueError(f"{len(pieces)} pieces, but the embeddings have {t} rows")
    total = np.sum(list(parts.values()), axis=0)
    parts[say("sum", "합")] = total
    bound = max(float(np.abs(array).max()) for array in parts.values()) or 1.0
    figure, axes = canvas(11, max(2.6, 1.6 + 0.36 * t), 1, 4)
    image = None
    for i, (ax, (name, array)) in enumerate(zip(axes, parts.items(), strict=True)):
        image = ax.imshow(array, cmap="PuOr", vmin=-bound, vmax=bound, aspect="auto", interpolation="nearest")
        ax.hlines(np.arange(1, t) - 0.5, -0.5, d - 0.5, color="white", linewidth=2)
        ax.set_title(name, fontsize=12)
        ax.set_xlabel(say(f"{d} channels", f"채널 {d}개"))
        ax.set_xticks([])
        ax.set_yticks(range(t) if i == 0 else [], pieces_of(pieces) if pieces and i == 0 else None)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        if i < 3:
            ax.text(1.11, 0.5, "++="[i], transform=ax.transAxes, fontsize=20, ha="center", va="center")
    figure.get_layout_engine().set(wspace=0.1)  # type: ignore[union-attr,call-arg]
    if image is not None:
        figure.colorbar(image, ax=axes, fraction=0.03, aspect=25)
    figure.suptitle(
        readable(title or say("BERT adds three embeddings", "BERT는 세 임베딩을 더합니다")), fontsize=14
    )
    return describe(
        figure, f"Token, position and segment embeddings of {t} tokens in {d} channels, and their sum."
    )
