"""The check of one exercise: a fixed order of questions, and at the first No the mistake's name."""

from collections.abc import Callable, Sequence

import torch

from .axes import spot
from .copies import fresh
from .exercise import Exercise, Function, Mistake
from .outcome import Outcome, Raised, attempted
from .retold import retell
from .said import Said
from .shares import named_by_shares, shares
from .steps_conduct import finite, laws, twice, unmodified
from .steps_form import dtype, kind, own_memory, runs, shape, signature
from .steps_single import single
from .steps_value import gradient, told, told_apart, value, value_float32
from .trial import Trial
from .verdict import Named, Ran, Verdict

Step = tuple[Said, Callable[[Trial], Said | None]]

FORM: tuple[Step, ...] = (
    (Said("parameters", "매개변수"), signature),
    (Said("runs", "실행"), runs),
    (Said("kind", "종류"), kind),
    (Said("shape", "모양"), shape),
    (Said("sizes of 1", "크기 1"), single),
    (Said("dtype", "자료형"), dtype),
    (Said("finite", "유한"), finite),
    (Said("inputs unchanged", "입력 보존"), unmodified),
    (Said("own memory", "자기 메모리"), own_memory),
)
FIXED: tuple[Step, ...] = (
    (Said("same twice", "두 번 같음"), twice),
    (Said("laws", "법칙"), laws),
    (Said("values", "값"), value),
    (Said("gradient", "기울기"), gradient),
    (Said("float32", "float32"), value_float32),
)
RANDOM: tuple[Step, ...] = ((Said("laws", "법칙"), laws), (Said("shares", "비율"), shares))
"""A random function has no right numbers: how often things happen is counted instead."""

NUMBERS = (shape, finite, twice, laws, value, shares, value_float32)
"""What these find has a mistake behind it; the others say themselves what it is."""


def examine(exercise: Exercise, function: Function, seed: int = 0) -> Verdict:
    """Ask everything that is asked of a solution, up to the first No; then say which mistake explains it."""
    trial = Trial(exercise, function, seed)
    steps = FORM + (RANDOM if exercise.shares else FIXED)
    ran: list[Ran] = []
    said: Said | None = None
    for name, look in steps:
        if said is not None:
            ran.append(Ran(name, None))
            continue
        try:
            said = look(trial)
        except NotImplementedError:
            return Verdict(exercise.name, "unsolved")
        except (Exception, SystemExit) as error:
            said = retell(error, trial.file, exercise.axes)
        ran.append(Ran(name, said is None))
    if said is None:
        return Verdict(exercise.name, "passed", tuple(ran))
    mistakes = named(trial)
    proof = prove(trial, mistakes) if mistakes and not exercise.shares else None
    return Verdict(
        exercise.name,
        "failed",
        tuple(ran),
        said,
        tuple(filled(mistake, exercise) for mistake in mistakes),
        proof,
        unknown=not mistakes and dict(steps)[next(r.name for r in ran if r.held is False)] in NUMBERS,
    )


def named(trial: Trial) -> tuple[Mistake, ...]:
    """The mistakes that explain everything that the function did."""
    if trial.exercise.shares:
        return named_by_shares(trial) if len(trial.returned) == len(trial.cases) else ()
    return trial.probe.name([attempted(trial.function, fresh(case.arguments)) for case in trial.cases])


def filled(mistake: Mistake, exercise: Exercise) -> Named:
    """The mistake's sentences, with the sizes of the axes in them."""
    sizes = dict(exercise.axes)
    return Named(mistake.name, mistake.did.filled(sizes), mistake.should.filled(sizes), mistake.symptom)


def prove(trial: Trial, mistakes: tuple[Mistake, ...]) -> Said | None:
    """Two numbers of this run: what was returned where it is furthest from right, and what should be; and that
    the solution with the mistake put in gives just that."""
    yours = [attempted(trial.function, fresh(case.arguments)) for case in trial.cases]
    outcomes = zip(yours, trial.probe.outcomes(()), trial.probe.outcomes(mistakes), strict=True)
    for case, (is_, right, wrong) in zip(trial.cases, outcomes, strict=True):
        if place := _furthest(is_, right):
            number, index = place
            x, y, z = told_apart(*(_leaf(o, number)[index] for o in (is_, right, wrong)))
            where = trial.part(number) + spot(index, _leaf(right, number).shape, trial.exercise.axes)
            return Said(
                f"at {where} yours is {x}, right is {y}; the solution with this done to it gives {z}. "
                f"(Case: {case.name.en}.)",
                f"{where}에서 계산한 값은 {x}, 맞는 값은 {y}입니다. 정답에 같은 실수를 넣은 값은 {z}입니다. "
                f"(경우: {case.name.ko})",
            )
    x, y = (_first(outcomes) for outcomes in (yours, trial.probe.outcomes(())))
    return Said(
        f"your result begins with {x}, the right one with {y}; the solution with this done to it gives yours, to the "
        "last number.",
        f"결과의 처음은 {x}, 맞는 결과의 처음은 {y}입니다. 정답에 같은 실수를 넣으면 마지막 수까지 같은 결과가 "
        "나옵니다.",
    )


def _first(outcomes: Sequence[Outcome]) -> str:
    """The first numbers of the first result, and its shape."""
    first = next(outcome[0] for outcome in outcomes if not isinstance(outcome, Raised))
    if not isinstance(first, torch.Tensor):
        return repr(first)
    numbers = ", ".join(told(number) for number in first.flatten()[:4])
    return f"{numbers} … {tuple(first.shape)}"


def _leaf(outcome: Outcome, number: int) -> torch.Tensor:
    return torch.as_tensor(outcome[number])  # type: ignore[index]


def _furthest(yours: Outcome, right: Outcome) -> tuple[int, tuple[int, ...]] | None:
    """The part and the place with the largest difference; nothing where the shapes differ."""
    if isinstance(yours, Raised) or isinstance(right, Raised):
        return None
    best: tuple[float, int, tuple[int, ...]] | None = None
    for number, (x, y) in enumerate(zip(yours, right, strict=True)):
        if not isinstance(x, torch.Tensor) or not isinstance(y, torch.Tensor) or x.shape != y.shape:
            continue
        gap = (x.double() - y.double()).abs().nan_to_num(nan=float("inf")).masked_fill(x == y, 0.0)
        if gap.numel() and gap.amax() > max(1e-12, best[0] if best else 0.0):
            flat = torch.unravel_index(gap.argmax(), gap.shape)
            best = (gap.amax().item(), number, tuple(int(i) for i in flat))
    return (best[1], best[2]) if best else None
