"""Is an exercise fit for learners? Its solution and all that equals it must pass, and every mistake must fail, by
its own name: a check that lets wrong code pass is found here, before a learner finds it."""

import importlib.util
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Problem
from .checking import examine
from .exercise import Exercise
from .solution import solution
from .stub import stub
from .variants import variant

LANGUAGES = ("en", "ko")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Fitness:
    """What was tried of one exercise, and everything that does not hold."""

    exercise: str
    mistakes: int
    equivalents: int
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether it may be given to learners."""
        return not self.faults


def dev_check(exercise: Exercise) -> Fitness:
    """Try all of it."""
    try:
        faults = (*_described(exercise), *_stub(exercise), *_right(exercise), *_wrong(exercise))
    except ValueError as error:  # an edit that stands nowhere, or twice
        faults = (str(error).splitlines()[0],)
    return Fitness(exercise.name, len(exercise.mistakes), len(exercise.equivalents), faults)


def shared_sentences(exercises: Sequence[Exercise]) -> list[str]:
    """Sentences that two mistakes have in common: a learner could not tell which is meant."""
    sentences = Counter(
        said.told(language)
        for exercise in exercises
        for mistake in exercise.mistakes
        for said in (mistake.did, mistake.should, mistake.symptom)
        for language in LANGUAGES
    )
    return [sentence for sentence, times in sentences.items() if times > 1]


def exercise_in(path: Path) -> Exercise:
    """The exercise that a file defines, in the package or anywhere else."""
    if not path.is_file():
        raise Problem(f"there is no file {path}", f"{path} 파일이 없습니다")
    full = path.resolve()
    inside = full.is_relative_to(ROOT / "minitransformer")
    name = ".".join(full.relative_to(ROOT).with_suffix("").parts) if inside else f"_exercise_{full.stem}"
    try:
        if inside:
            module = importlib.import_module(name)
        else:
            specification = importlib.util.spec_from_file_location(name, full)
            assert specification is not None
            assert specification.loader is not None
            module = importlib.util.module_from_spec(specification)
            sys.modules[name] = module
            specification.loader.exec_module(module)
    except Exception as error:
        raise Problem(
            f"{path} cannot be imported: {type(error).__name__}: {error}",
            f"{path}을(를) 불러올 수 없습니다: {type(error).__name__}: {error}",
        ) from error
    found = getattr(module, "EXERCISE", None)
    if not isinstance(found, Exercise):
        raise Problem(
            f"{path} defines no EXERCISE = Exercise(...)", f"{path}에 EXERCISE = Exercise(...)가 없습니다"
        )
    return found


def _described(exercise: Exercise) -> Iterator[str]:
    said = [exercise.title, exercise.task, *exercise.hints]
    said += [sentence for m in exercise.mistakes for sentence in (m.did, m.should, m.symptom)]
    if any(not sentence.told(language).strip() for sentence in said for language in LANGUAGES):
        yield "a sentence is missing in one of the languages"
    if len(exercise.hints) != 3 or len(set(exercise.hints)) != 3:
        yield "there must be three hints, all different"
    if len(set(exercise.axes.values())) != len(exercise.axes):
        yield f"two axes have one size, so a shape error cannot name them: {dict(exercise.axes)}"
    if not exercise.mistakes:
        yield "no mistake is known"
    if len({m.name for m in exercise.mistakes}) != len(exercise.mistakes):
        yield "two mistakes have one name"


def _stub(exercise: Exercise) -> Iterator[str]:
    for language in LANGUAGES:
        scope: dict[str, Any] = {}
        try:
            exec(compile(stub(exercise, language), "<stub>", "exec"), scope)
        except Exception as error:
            yield f"the stub ({language}) does not run: {type(error).__name__}: {error}"
            continue
        if examine(exercise, scope[exercise.name]).state != "unsolved":
            yield f"the stub ({language}) does not count as unsolved"


def _right(exercise: Exercise) -> Iterator[str]:
    right = {"the reference": exercise.reference, "the spelled reference": exercise.changed}
    for name, function in {**right, **exercise.equivalents}.items():
        verdict = examine(exercise, function)
        if not verdict.passed:
            yield f"{name} does not pass: {verdict.said.en if verdict.said else verdict.state}"
    scope: dict[str, Any] = {}
    exec(compile(solution(exercise), "<solution>", "exec"), scope)
    if not examine(exercise, scope[exercise.name]).passed:
        yield "the solution that learners are shown does not pass"


def _wrong(exercise: Exercise) -> Iterator[str]:
    for mistake in exercise.mistakes:
        verdict = examine(exercise, variant(exercise, (mistake,)))
        given = [found.name for found in verdict.mistakes]
        if verdict.passed:
            yield f"the mistake {mistake.name!r} PASSES"
        elif given != [mistake.name]:
            yield f"the mistake {mistake.name!r} is told as {' + '.join(given) or 'no known mistake'}"
