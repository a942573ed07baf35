"""The study of layers as a picture, in either language."""

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from ..plots.layers import layer_bars
from .layer_study import LayerStudy, Row

POOLINGS = {"mean": ("mean over the tokens", "토큰 평균"), "last token": ("last token", "마지막 토큰")}


def picture_of(study: LayerStudy, name: str, language: str = "en") -> Figure:
    """Bars of every choice of layers beside the paper's; `name` is that of the data."""
    korean = language == "ko"
    by: dict[str, tuple[list[float], list[float]]] = {}
    for row in study.rows[:-1]:
        means, halves = by.setdefault(POOLINGS.get(row.pooling, (row.pooling,) * 2)[korean], ([], []))
        means.append(row.mean)
        halves.append(row.half_width)
    chosen = [row for row in study.rows if row.pooling == "mean"]
    texts = f"{study.texts:,}"
    return layer_bars(
        [row.korean if korean else row.name for row in chosen],
        by,
        [row.paper for row in chosen],
        study.rows[-1].mean,
        study.chance,
        f"{name} 글 {texts}개의 특징" if korean else f"Features of {name}: {texts} texts",
        language,
    )


def kept_row(found: Mapping[str, Any]) -> Row:
    """What `Row.to_json` wrote, as a row again."""
    fields: dict[str, Any] = {name: found[name] for name in Row.__dataclass_fields__}
    lists = {name: tuple(x) for name, x in fields.items() if isinstance(x, list)}
    return Row(**fields | lists)


def kept_study(content: Mapping[str, Any], which: str = "taught") -> LayerStudy:
    """The study that figures/study_layers.py left in its JSON file: of the model that had read (`taught`), or of
    the same before it had (`untaught`)."""
    rows = tuple(map(kept_row, content["rows"][which]))
    return LayerStudy(rows, content["settings"]["texts"], tuple(content["labels"]), content["chance"])
