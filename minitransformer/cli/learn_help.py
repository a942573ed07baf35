"""`minitransformer learn hint` and `solution`: help, a little at a time."""

from typing import Any

from ..errors import Problem
from .learn_desk import Desk, Name, Where, sit_down
from .voice import Json, Lang

TIERS = (("symptom", "증상"), ("idea", "개념"), ("line", "코드 한 줄"))


def hint(name: Name = None, where: Where = None, as_json: Json = False, lang: Lang = None) -> int:
    """Give a hint, one more each time: the symptom, the idea, the line.

    Example: minitransformer learn hint softmax
    """
    desk = sit_down(where, lang, as_json, name)
    asked = meant(desk, name)
    given = next_hint(desk, asked)
    desk.save()
    for number, text in enumerate(given, 1):
        desk.voice.tell(f"{number}/3 {desk.voice.pick(*TIERS[number - 1])}: {text}", markup=False)
    tell_what_more(desk, asked, len(given))
    desk.voice.result({"exercise": asked, "tier": len(given), "of": len(TIERS), "hints": given})
    return 0


def solution(name: Name = None, where: Where = None, as_json: Json = False, lang: Lang = None) -> int:
    """Show the solution: after a pass, or when asked for twice.

    Example: minitransformer learn solution softmax
    """
    desk = sit_down(where, lang, as_json, name)
    asked = meant(desk, name)
    shown = open_solution(desk, asked)
    desk.save()
    if shown is None:
        desk.voice.tell(not_yet(desk, asked), markup=False)
    else:
        desk.voice.tell(shown, markup=False)
    desk.voice.result({"exercise": asked, "shown": shown is not None, "solution": shown})
    return 1 if shown is None else 0


def meant(desk: Desk, asked: str | None) -> str:
    """The exercise that help is wanted with."""
    name = desk.name(asked.rpartition("/")[2].rpartition("\\")[2] if asked else None)
    if name is None:
        raise Problem(
            "all exercises are done: name one", "연습 문제를 모두 끝냈습니다. 이름을 하나 적어 주세요."
        )
    desk.progress.now = name
    return name


def exercise(desk: Desk, name: str) -> Any:
    """The exercise itself; only now is torch read."""
    with desk.voice.starting():
        from ..learn.course import find

        return find(name)


def next_hint(desk: Desk, name: str) -> list[str]:
    """The hints so far, and one more; it is counted."""
    record = desk.progress.of(name)
    hints = exercise(desk, name).hints
    record.hints = min(record.hints + 1, len(TIERS))
    return [said.told(desk.voice.language) for said in hints[: record.hints]]


def tell_what_more(desk: Desk, name: str, given: int) -> None:
    """Whether there is another hint."""
    voice = desk.voice
    if given < len(TIERS):
        more = voice.pick("The next says more: ask again.", "다시 물으면 더 자세한 힌트가 나옵니다.")
    else:
        line = f"minitransformer learn solution {name}"
        more = voice.pick(f"That was the last hint. The solution: {line}", f"마지막 힌트입니다. 정답: {line}")
    voice.tell(f"\n{more}", markup=False)


def open_solution(desk: Desk, name: str) -> str | None:
    """The solution, where it is open; the question is counted."""
    record = desk.progress.of(name)
    record.solution += 1
    if not record.done and record.solution < 2:
        return None
    found = exercise(desk, name)
    from ..learn.solution import solution

    return solution(found, desk.voice.language)


def not_yet(desk: Desk, name: str) -> str:
    """What is said to the first question."""
    return desk.voice.pick(
        f"{name} is not solved yet. Try it, or `minitransformer learn hint {name}`. Ask once more, and the solution "
        "opens.",
        f"{name} 문제를 아직 풀지 않았습니다. 직접 해 보거나 `minitransformer learn hint {name}` 명령을 써 보세요. "
        "한 번 더 물으면 정답을 보여 줍니다.",
    )
