"""Sets of other makers, brought down to the five emotions."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .records import EMOTIONS, Example
from .rows import Line, check_rows, clean, read_delimited
from .tables import read_table

__all__ = ["AI_HUB", "EMOTIONS", "PRESETS", "Preset", "read_kote"]


@dataclass(frozen=True)
class Preset:
    """Which columns of a known table to read, and what becomes of its labels (None leaves a row out)."""

    text_column: str
    label_column: str
    mapping: Mapping[str, str | None]

    def read(self, path: Path) -> list[Example]:
        """The examples of such a table."""
        return read_table(path, self.text_column, self.label_column, mapping=self.mapping)


AI_HUB = Preset(
    "사람문장1",
    "감정_대분류",
    {"기쁨": "행복", "슬픔": "슬픔", "당황": "당황", "분노": "분노", "불안": "불안", "상처": None},
)
"""AI Hub's 감성대화 말뭉치. NOT VERIFIED: its files need an account there, and were not at hand when this
was written; the names of columns and labels follow its public description."""

PRESETS: Mapping[str, Preset] = {"aihub": AI_HUB}
"""The known tables, by name."""

KOTE_CORE = {
    "행복": {28, 40, 42},
    "슬픔": {5, 19, 36},
    "당황": {33, 34, 39},
    "분노": {6, 22, 31},
    "불안": {18, 41},
}
"""The KOTE labels that speak for each emotion: 즐거움/신남 행복 기쁨, 슬픔 절망 서러움, 당황/난처 경악 놀람,
화남/분노 짜증 증오/혐오, 공포/무서움 불안/걱정."""


def read_kote(path: Path) -> list[Example]:
    """KOTE's comments with one emotion each, from its own file or from one that has been mapped already.

    Its own file (id, text, numbers of labels) goes by the share of an emotion's core labels that its five
    raters gave; a comment without a single winner is left out.
    """
    lines = list(read_delimited(path, "\t", quoted=False))
    if lines and lines[0][1][-2:] == ["emotion", "rule"]:
        _check_width(path, lines, 5)
        pairs = [(cells[2], cells[3]) for _, cells in lines[1:]]
    else:
        _check_width(path, lines, 3)
        check_rows(
            path,
            [number for number, cells in lines if not all(part.isdecimal() for part in cells[2].split(","))],
            "the third field is not a list of label numbers",
            "세 번째 칸이 라벨 번호 목록이 아닙니다.",
        )
        pairs = [(cells[1], _winner({int(i) for i in cells[2].split(",")})) for _, cells in lines]
    return [Example(clean(text), emotion) for text, emotion in pairs if emotion]


def _check_width(path: Path, lines: list[Line], width: int) -> None:
    check_rows(
        path,
        [number for number, cells in lines if len(cells) != width],
        f"not {width} fields",
        f"칸이 {width}개가 아닙니다.",
    )


def _winner(labels: set[int]) -> str:
    shares = {emotion: len(labels & core) / len(core) for emotion, core in KOTE_CORE.items()}
    best = max(shares.values())
    winners = [emotion for emotion, share in shares.items() if share == best]
    return winners[0] if best and len(winners) == 1 else ""
