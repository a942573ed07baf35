"""A loss taken apart, to look at: in a terminal, in a notebook, as a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

from ..apps.diagnose_shares import Finding
from ..plots.wording import wording

SHADES = ("", "on grey93", "on wheat1", "on light_goldenrod2", "on orange1", "on dark_orange")
COLUMNS = {
    "en": ("#", "input", "asked", "counts", "adds to the loss"),
    "ko": ("#", "입력", "물음", "세나요", "손실에 더하는 값"),
}


@dataclass(frozen=True)
class Place:
    """One place: what is read there, what is asked, whether it counts, and what it adds to the loss."""

    position: int
    input: str
    target: str
    counts: bool
    part: float


@dataclass(frozen=True)
class Slide:
    """Every place of every text. The parts add up to the loss; `findings` say what is wrong, if anything."""

    rows: tuple[tuple[Place, ...], ...]
    loss: float
    findings: tuple[Finding, ...]
    kind: str
    language: str = "en"

    def in_korean(self) -> "Slide":
        """The same, with Korean words around it."""
        return Slide(self.rows, self.loss, self.findings, self.kind, "ko")

    def __rich_console__(self, _console: Console, _options: ConsoleOptions) -> Iterator[RenderableType]:
        most = max((p.part for row in self.rows for p in row), default=0.0)
        for row in self.rows:
            table = Table(*COLUMNS[self.language])
            for place in row:
                shade = SHADES[round((len(SHADES) - 1) * place.part / most)] if most > 0 else ""
                cells = map(Text, (str(place.position), place.input, place.target, self._counts(place)))
                table.add_row(*cells, Text(f"{place.part:.4f}" if place.counts else "", style=shade))
            yield table
        yield Text(self.summary)

    def _repr_html_(self) -> str:
        """For a notebook: a table a text, the darker the more a place adds."""
        most = max((p.part for row in self.rows for p in row), default=0.0) or 1.0
        heads = "".join(f"<th>{name}</th>" for name in COLUMNS[self.language])
        tables = []
        for row in self.rows:
            lines = []
            for p in row:
                colour = f"background:rgba(230,120,0,{p.part / most:.2f})" if p.counts else "color:gray"
                cells = (str(p.position), escape(p.input), escape(p.target), self._counts(p))
                part = f"{p.part:.4f}" if p.counts else ""
                lines.append(
                    "<tr>"
                    + "".join(f"<td>{c}</td>" for c in cells)
                    + f'<td style="{colour}">{part}</td></tr>'
                )
            tables.append(f"<table><tr>{heads}</tr>{''.join(lines)}</table>")
        return "".join(tables) + f"<p>{escape(self.summary)}</p>"

    def _counts(self, place: Place) -> str:
        return wording(self.language)("yes", "예") if place.counts else ""

    @property
    def summary(self) -> str:
        """The loss, how many places make it up, and what is wrong."""
        places = [p for row in self.rows for p in row]
        n, say = sum(p.counts for p in places), wording(self.language)
        said = say(
            f"loss {self.loss:.4f}: the mean over {n} of {len(places)} places",
            f"손실 {self.loss:.4f}: 자리 {len(places)}개 중 {n}개가 만든 평균",
        )
        return "\n".join([said, *(f"! {say(finding.en, finding.ko)}" for finding in self.findings)])

    def draw(self, row: int = 0) -> Any:
        """A picture of one text: a bar a place."""
        from ..plots.places import loss_by_place

        places = self.rows[row]
        return loss_by_place(
            [p.input for p in places],
            [p.target for p in places],
            [p.part if p.counts else None for p in places],
            language=self.language,
        )
