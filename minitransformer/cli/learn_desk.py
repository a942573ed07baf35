"""What every `learn` command begins with: whose folder, which exercise, in which language."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import Problem
from ..learn.course import names
from ..learn.folder import Folder, exercise_named, find_folder
from ..learn.progress import Progress, bar
from ..learn.verdict import Verdict
from ..learn.worker import Worker
from .voice import Voice

Name = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="An exercise; if not said, the one you saved last.")
]
Where = Annotated[Path | None, typer.Option("--dir", help="The folder with the exercises, if not here.")]
Seconds = Annotated[float, typer.Option(min=1.0, max=3600.0, help="A check that takes longer is ended.")]


@dataclass
class Desk:
    """A learner's folder, what is known of it, and how to speak."""

    voice: Voice
    folder: Folder
    progress: Progress

    def name(self, asked: str | None) -> str | None:
        """The exercise asked for, else the one that is worked on; None where all are done."""
        return exercise_named(asked) if asked else self.folder.current(self.progress)

    def save(self) -> None:
        """Keep what became known; say where damaged lines went."""
        if self.progress.strange:
            self.voice.note(
                f"progress.txt: {len(self.progress.strange)} lines could not be read. They are in "
                "progress.damaged.txt; the rest is kept.",
                f"progress.txt에서 {len(self.progress.strange)}줄을 읽을 수 없어 progress.damaged.txt로 옮겼습니다. "
                "나머지는 그대로입니다.",
            )
        self.progress.save()

    def bar(self) -> str:
        """How much is done."""
        return bar(len(self.progress.done), len(names()))

    def all_done(self) -> None:
        """What there is to do when nothing is left."""
        self.voice.tell(
            self.voice.pick(
                f"All {len(names())} exercises are done. Now let a model run on them: minitransformer learn graft",
                f"연습 문제 {len(names())}개를 모두 끝냈습니다. 이제 모델에 이식해 보세요: minitransformer learn graft",
            )
        )


def sit_down(where: Path | None, lang: str | None, as_json: bool = False, asked: str | None = None) -> Desk:
    """The folder at hand, in the language asked for, else in that in which it was begun."""
    if asked and Path(asked).parent != Path() and where is None:  # a path: study/softmax.py
        where = Path(asked).parent
    folder = find_folder(where)
    progress = Progress.read(folder.path)
    return Desk(Voice(lang or progress.language or None, as_json), folder, progress)


def checked(worker: Worker, desk: Desk, name: str) -> Verdict:
    """The verdict on an exercise, noted."""
    file = desk.folder.there(name)
    try:
        verdict = worker.check(name, file)
    except (RuntimeError, OSError) as e:
        raise Problem(
            f"the process for checks does not work ({e}): try `minitransformer doctor`",
            f"검사 프로세스가 작동하지 않습니다({e}). `minitransformer doctor`로 살펴보세요.",
        ) from e
    desk.progress.note(verdict)
    return verdict


def as_content(verdict: Verdict, language: str) -> dict[str, Any]:
    """A verdict for a program."""
    return {
        "exercise": verdict.exercise,
        "state": verdict.state,
        "passed": verdict.passed,
        "said": verdict.said.told(language) if verdict.said else None,
        "mistakes": [
            {
                "name": m.name,
                "message": f"{m.did.told(language)} {m.should.told(language)}",
                "symptom": m.symptom.told(language),
            }
            for m in verdict.mistakes
        ],
        "proof": verdict.proof.told(language) if verdict.proof else None,
        "tests": [{"name": ran.name.told(language), "held": ran.held} for ran in verdict.checks],
        "printed": verdict.printed,
    }
