"""A picture in a notebook, with the text for those who cannot see it."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from matplotlib.figure import Figure

DPI = 72
"""Sharp enough for a page, and small enough for a notebook."""


class picture:  # noqa: N801 - read as a verb: picture(figure)
    """What a function of `plots` drew, as a PNG that renders where it is the last line of a cell."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure

    def _repr_mimebundle_(self, **_asked: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        image, told = BytesIO(), str(self.figure.get_label())
        self.figure.savefig(image, format="png", dpi=DPI, pil_kwargs={"optimize": True})
        return {"image/png": image.getvalue(), "text/plain": told}, {"image/png": {"alt": told}}
