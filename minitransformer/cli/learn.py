"""`minitransformer learn`: exercises whose check names the mistake, and whose answers run a chatbot."""

from pathlib import Path
from typing import Annotated

import typer

from ..learn.course import names
from ..learn.folder import looks_like
from ..learn.progress import Progress
from . import learn_check, learn_dev_check, learn_graft, learn_help, learn_progress, learn_report, learn_watch
from .voice import Json, Lang, Voice

app = typer.Typer(no_args_is_help=True, help="Exercises: write a transformer yourself, function by function.")


def start(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or one to be completed.")],
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Make a folder of exercises. What you wrote in it is never overwritten.

    Example: minitransformer learn start study
    """
    known = Progress.read(folder).language if folder.is_dir() and looks_like(folder) else ""
    voice = Voice(lang or known or None, as_json)
    with voice.starting():
        from ..learn.folder import start as begin

        added, kept = begin(folder, voice.language)
    first = Progress.read(folder).next or names()[0]
    if kept:
        voice.tell(
            voice.pick(
                f"{folder}: {len(kept)} files were there and are as they were; {len(added)} were added.",
                f"{folder}: 이미 있던 파일 {len(kept)}개는 그대로 두고 {len(added)}개를 더했습니다.",
            ),
            markup=False,
        )
    else:
        voice.tell(
            voice.pick(
                f"{folder}: {len(added)} exercises, a file each, and a README.md.",
                f"{folder}: 연습 문제 {len(added)}개(파일 하나에 하나씩)와 README.md를 만들었습니다.",
            ),
            markup=False,
        )
    voice.tell(
        voice.pick(
            f"\nNow:\n  1. Open {folder / first}.py in your editor and fill in the function.\n"
            f"  2. Check it:           minitransformer learn check {first}\n"
            "  3. Or at every save:   minitransformer learn watch\n"
            f"These work in the folder ({how_to_get_there(folder)}) and right above it.",
            f"\n이제:\n  1. 편집기로 {folder / first}.py 파일을 열어 함수를 채우세요.\n"
            f"  2. 검사하기:            minitransformer learn check {first}\n"
            "  3. 저장할 때마다 검사:  minitransformer learn watch\n"
            f"이 명령들은 그 폴더 안({how_to_get_there(folder)})이나 바로 위에서 씁니다.",
        ),
        markup=False,
    )
    voice.result({"folder": str(folder), "added": added, "kept": kept, "next": first})
    return 0


def how_to_get_there(folder: Path) -> str:
    """A line for the shell."""
    return f'cd "{folder}"' if " " in str(folder) else f"cd {folder}"


app.command("start")(start)
app.command("check")(learn_check.command)
app.command("watch")(learn_watch.command)
app.command("hint")(learn_help.hint)
app.command("solution")(learn_help.solution)
app.command("progress")(learn_progress.progress)
app.command("reset")(learn_progress.reset)
app.command("graft")(learn_graft.command)
app.command("report")(learn_report.command)
app.command("dev-check")(learn_dev_check.command)
