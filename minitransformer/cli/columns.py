"""What a table of one's own can be asked: where its texts and labels stand, and what its labels mean."""

from typing import Annotated

import typer

from ..errors import Problem

TextColumn = Annotated[str, typer.Option(help="Of a file: the column with the text.")]
LabelColumn = Annotated[str, typer.Option(help="Of a file: the column with the label.")]
Map = Annotated[list[str] | None, typer.Option("--map", help="theirs=ours, once a label; theirs= drops it.")]


def mapping_of(pairs: list[str] | None) -> dict[str, str | None] | None:
    """--map 기쁨=행복 as a mapping; --map 상처= drops a label."""
    if pairs is None:
        return None
    if wrong := [p for p in pairs if "=" not in p]:
        raise Problem(
            f"--map {wrong[0]}: write theirs=ours", f"--map {wrong[0]}: 원래라벨=새라벨 형식으로 쓰세요"
        )
    return {theirs: ours or None for theirs, _, ours in (p.partition("=") for p in pairs)}
