"""`minitransformer data`: what there is to learn from, and where it lies."""

from typing import Annotated

import typer
from rich.table import Table

from .voice import Json, Lang, Voice

app = typer.Typer(no_args_is_help=True, help="Data sets: list, fetch, where.")


@app.command("list")
def list_(as_json: Json = False, lang: Lang = None) -> int:
    """Every data set this project knows.

    Example: minitransformer data list
    """
    voice = Voice(lang, as_json)
    from ..data.catalogue import CATALOGUE, where

    table = Table()
    for heading in (
        voice.pick("name", "이름"),
        voice.pick("licence", "라이선스"),
        voice.pick("what", "내용"),
        voice.pick("where", "위치"),
    ):
        table.add_column(heading)
    for s in CATALOGUE.values():
        place = where(s.name)
        table.add_row(s.name, s.licence, voice.pick(s.about_en, s.about_ko), str(place or "–"))
    voice.tell(table)
    voice.result(
        {
            "sets": [
                {"name": s.name, "licence": s.licence, "about": s.about_en, "where": str(where(s.name) or "")}
                for s in CATALOGUE.values()
            ]
        }
    )
    return 0


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
