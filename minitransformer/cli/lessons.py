"""`minitransformer lessons`: the notebooks, in a folder of one's own."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from ..errors import Problem
from .voice import Json, Lang, Voice

NAME = "lessons"
FATES = {
    "new": ("new", "새로 넣음"),
    "updated": ("updated: you had not worked in it", "새 판으로 바꿈: 고친 곳이 없었습니다"),
    "yours": ("kept as you left it; the package's is newer or other", "그대로 둠: 고쳐 쓴 노트북입니다"),
    "same": ("as it was", "그대로"),
}


def command(
    folder: Annotated[Path, typer.Argument(help="Where the notebooks are to lie.")] = Path("lessons"),
    open_it: Annotated[bool, typer.Option("--open/--no-open", help="Start JupyterLab there.")] = True,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Copy the lesson notebooks to a folder of yours, and open them. What you worked in is never overwritten.

    Example: minitransformer lessons my-lessons
    """
    voice = Voice(lang, as_json)
    with voice.busy("looking for the notebooks …", "노트북을 찾는 중 …"):
        from ..lessons.copies import bring
        from ..lessons.shelf import notebooks

        fates = bring(notebooks(), folder)
    for name, fate in fates.items():
        if name.startswith(f"{voice.language}/"):
            voice.tell(f"{name}  {voice.pick(*FATES[fate])}", markup=False)
    voice.result({"folder": str(folder.resolve()), "notebooks": fates})
    if not open_it or as_json:
        voice.note(
            f"now: jupyter lab {folder / voice.language}", f"이제: jupyter lab {folder / voice.language}"
        )
        return 0
    if find_spec("jupyterlab") is None:
        raise Problem(
            f"the notebooks lie in {folder}, but JupyterLab is not here to open them: pip install jupyterlab ipywidgets, "
            f"then jupyter lab {folder / voice.language}",
            f"노트북은 {folder}에 넣었지만 열어 줄 JupyterLab이 없습니다. pip install jupyterlab ipywidgets 명령으로 "
            f"설치한 뒤 jupyter lab {folder / voice.language} 명령을 실행하세요",
        )
    return subprocess.call([sys.executable, "-m", "jupyterlab", str(folder / voice.language)])
