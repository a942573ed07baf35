"""A prompt in which the question itself may stand among the examples, with its answer."""

import random
from collections.abc import Mapping, Sequence

from ...learn.said import Said
from .exhibit import Exhibit, Function

Row = Mapping[str, object]


def wrong(asked: Row, pool: Sequence[Row], shots: int, dice: random.Random) -> list[Row]:
    """Examples for a prompt, and what is asked is none of them."""
    others = [row for row in pool if row != asked]
    return dice.sample(others, shots)


def right(asked: Row, pool: Sequence[Row], shots: int, dice: random.Random) -> list[Row]:
    """What makes two questions the same is their text."""
    others = [row for row in pool if row["text"] != asked["text"]]
    return dice.sample(others, shots)


def measure(choose: Function) -> float:
    """The share of prompts that hold the answer, of 500 with 4 of 20 examples."""
    pool = [{"text": f"리뷰 {i}", "label": i % 2} for i in range(20)]
    dice, told = random.Random(0), 0
    for number in range(500):
        asked = {**pool[number % 20], "number": number}
        shown = choose(asked, pool, 4, dice)
        told += any(row["text"] == asked["text"] for row in shown)
    return told / 500


EXHIBIT = Exhibit(
    name="own_answer",
    title=Said("The prompt that held its own answer", "자기 답이 들어 있는 프롬프트"),
    thread="bigscience-workshop/lm-evaluation-harness/pull/140",
    told=Said(
        "A harness for measuring language models takes care that the question is not among its own examples: "
        "it compares the two rows. But on the way the question had been given a number, so it never equalled "
        "any row, and the guard never fired. It mattered only where examples and questions come from one set. "
        "The pull request says so, names who found it, and mends it. The same guard failed for the same "
        "reason elsewhere, years later ([flexeval 293](https://github.com/sbintuitions/flexeval/pull/293)).",
        "언어 모델을 재는 이 도구는 문제가 제 예시에 섞이지 않도록 두 행을 비교합니다. 그런데 오는 길에 "
        "문제에만 번호가 하나 붙었습니다. 그래서 어느 행과도 같지 않게 되었고, 걸러 내는 장치는 한 번도 "
        "작동하지 않았습니다. 예시와 문제를 같은 데이터에서 뽑을 때만 문제가 됩니다. 풀 리퀘스트는 그 점을 "
        "밝히고, 찾은 사람의 이름을 적고, 고쳤습니다. 몇 해 뒤 다른 도구에서도 같은 까닭으로 같은 장치가 멈춰 "
        "있었습니다([flexeval 293](https://github.com/sbintuitions/flexeval/pull/293)).",
    ),
    symptom=Said(
        "accuracy a little too good, and nothing to see", "정확도가 조금 높을 뿐, 눈에 띄는 것이 없음"
    ),
    number=Said(
        "prompts that hold the answer (4 of 20 examples)", "답이 들어 있는 프롬프트의 비율 (예시 20개 중 4개)"
    ),
    wrong=wrong,
    right=right,
    measure=measure,
)
