"""From the name of a task, and perhaps of a model, to a task and a model that can do it."""

import difflib
import os
import re
from pathlib import Path

from ...errors import Problem
from ...pretrained.files import read_config
from ...pretrained.hub import locate
from ...weights import family_of, named_architecture
from ..kept import at_hand
from .table import ALIASES, TASKS, Task


def task_named(name: str) -> str:
    """The task of that name, or of that other name; `Problem` lists them all."""
    task = ALIASES.get(name, re.sub(r"^translation_\w+_to_\w+$", "translation", name))
    if task in TASKS:
        return task
    known, near = ", ".join(TASKS), difflib.get_close_matches(name, [*TASKS, *ALIASES], n=1)
    raise Problem(
        f"there is no task {name}: choose {known}" + (f" (perhaps {near[0]}?)" if near else ""),
        f"{name} 작업은 없습니다. {known} 중에서 고르세요." + (f" (혹시 {near[0]}?)" if near else ""),
    )


def model_for(task: str, asked: str | Path | None) -> str:
    """The model that was asked for, `MINITRANSFORMER_MODEL`, or what is at hand for this task; `Problem` names a
    checkpoint where there is none."""
    if found := asked or os.environ.get("MINITRANSFORMER_MODEL") or at_hand(TASKS[task].kinds):
        return str(found)
    checkpoints, taught = " or ".join(TASKS[task].such_as), TASKS[task].taught_by
    raise Problem(
        f"there is no model for {task} yet: name one (--model, in Python model=), such as {checkpoints}"
        + (f", or teach one with `minitransformer {taught}`" if taught else "; it is not taught here"),
        f"아직 {task}에 쓸 모델이 없습니다. --model(파이썬에서는 model=)로 {checkpoints.replace(' or ', ' 또는 ')} "
        "같은 모델을 주세요."
        + (
            f" `minitransformer {taught}` 명령으로 직접 가르쳐도 됩니다."
            if taught
            else " 이 작업은 여기서 가르치지 않습니다."
        ),
    )


def check_head(task: str, name: str) -> None:
    """`Problem` where the checkpoint of that name has not the head that the task needs: one that is drawn at
    random would answer at random."""
    hf = read_config(locate(name))
    has = family_of(hf).architecture(named_architecture(hf)).name
    if has in TASKS[task].heads:
        return
    wanted: Task = TASKS[task]
    heads, checkpoints = ", ".join(wanted.heads), " or ".join(wanted.such_as)
    raise Problem(
        f"{name} is a {has}, and {task} needs the head of one of {heads}: name another model, such as "
        f"{checkpoints}"
        + (f", or teach one with `minitransformer {wanted.taught_by}`" if wanted.taught_by else ""),
        f"{name} 모델은 {has}인데 {task}에는 {heads} 가운데 하나의 헤드가 있어야 합니다. "
        f"{checkpoints.replace(' or ', ' 또는 ')} 같은 모델을 주세요."
        + (
            f" `minitransformer {wanted.taught_by}` 명령으로 직접 가르쳐도 됩니다."
            if wanted.taught_by
            else ""
        ),
    )
