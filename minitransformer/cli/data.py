"""`minitransformer data`: what there is to learn from, and where it lies."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from . import data_encode
from .voice import Json, Lang, Voice

if TYPE_CHECKING:
    from ..data.sets import DataSet

app = typer.Typer(no_args_is_help=True, help="Data sets: list, fetch, where, encode.")
app.command(data_encode.NAME)(data_encode.command)


@app.command("list")
def list_(as_json: Json = False, lang: Lang = None) -> int:
    """Every data set this project can fetch, or brings along.

    Example: minitransformer data list
    """
    voice = Voice(lang, as_json)
    with voice.busy("looking …", "살펴보는 중 …"):
        from ..data.catalogue import CATALOGUE, where
        from ..data.own import LICENCE, MADE, OWN

        own = {name: (s.rows, voice.pick(s.about_en, s.about_ko)) for name, s in OWN.items()}
    name, licence, what = (
        voice.pick("name", "이름"),
        voice.pick("licence", "라이선스"),
        voice.pick("what (and for which command)", "내용 (쓰는 명령)"),
    )
    table = with_columns(
        voice.pick("at hand, with nothing to download", "내려받지 않아도 바로 쓸 수 있는 데이터"),
        name, voice.pick("rows", "개수"), licence, what,
    )  # fmt: skip
    for called, (rows, about) in own.items():
        table.add_row(called, f"{rows:,}", LICENCE, about)
    for called, both in MADE.items():
        table.add_row(called, voice.pick("made", "만들어 씀"), LICENCE, voice.pick(*both))
    voice.tell(table)
    table = with_columns(
        voice.pick(
            "to download (minitransformer data fetch NAME) or to bring",
            "내려받거나(minitransformer data fetch 이름) 직접 가져올 데이터",
        ),
        name, licence, voice.pick("what", "내용"), voice.pick("where", "위치"),
    )  # fmt: skip
    for s in CATALOGUE.values():
        table.add_row(
            s.name, s.licence, voice.pick(s.about_en, s.about_ko), place_of(voice, s, where(s.name))
        )
    voice.tell(table)
    voice.result(
        {
            "embedded": [
                {"name": called, "rows": rows, "licence": LICENCE, "about": about}
                for called, (rows, about) in own.items()
            ],
            "made": [{"name": called, "about": voice.pick(*both)} for called, both in MADE.items()],
            "sets": [
                {"name": s.name, "licence": s.licence, "about": s.about_en, "where": str(where(s.name) or "")}
                for s in CATALOGUE.values()
            ],
        }
    )
    return 0


def with_columns(title: str, *headings: str) -> Table:
    """An empty table."""
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading)
    return table


def place_of(voice: Voice, data_set: "DataSet", folder: Path | None) -> str:
    """Where a set lies, or how it gets here."""
    if folder:
        return str(folder)
    return voice.pick("bring it", "직접 가져오기") if data_set.by_hand else "–"


@app.command()
def fetch(
    name: Annotated[str, typer.Argument(help="A data set by name.")], as_json: Json = False, lang: Lang = None
) -> int:
    """Download a data set, check its hash, and keep it.

    Example: minitransformer data fetch chatbot_ko
    """
    voice = Voice(lang, as_json)
    from ..data.catalogue import fetch as fetch_files

    folder = fetch_files(name, progress=voice.err.is_terminal)
    voice.tell(str(folder), markup=False)
    voice.result({"name": name, "where": str(folder)})
    return 0


@app.command()
def where(
    name: Annotated[str, typer.Argument(help="A data set by name.")], as_json: Json = False, lang: Lang = None
) -> int:
    """The folder that a data set is read from.

    Example: minitransformer data where nsmc
    """
    voice = Voice(lang, as_json)
    from ..data.catalogue import find

    folder = find(name)
    voice.tell(str(folder), markup=False)
    voice.result({"name": name, "where": str(folder)})
    return 0
