"""The search for an answer: where it begins and where it ends, the one not before the other."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from .best_span_allowing import ALLOWING
from .best_span_choosing import CHOOSING

AXES = {"t": 7}


def best_span(begin: Float[Tensor, " t"], end: Float[Tensor, " t"], longest: int) -> tuple[int, int]:
    """The first and the last token of the likeliest answer, which has at most `longest` tokens.

    The chance of an answer is begin of its first token times end of its last, which is not before the first.
    """
    chances = begin[:, None] * end
    forward = torch.ones_like(chances, dtype=torch.bool).triu()
    allowed = forward.tril(longest - 1)
    best = int(chances.masked_fill(~allowed, -1.0).argmax())
    first, last = divmod(best, len(begin))
    return first, last


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """Ends before beginnings, answers that would be too long, answers of one token."""

    def some(begin: list[float], end: list[float], longest: int) -> dict[str, object]:
        return {"begin": torch.tensor(begin).double(), "end": torch.tensor(end).double(), "longest": longest}

    return (
        Case(
            Said(
                "the likeliest end stands before the likeliest beginning",
                "가장 그럴듯한 끝이 시작보다 앞에 있음",
            ),
            some([0.05, 0.21, 0.02, 0.11, 0.07, 0.5, 0.04], [0.01, 0.04, 0.48, 0.09, 0.3, 0.05, 0.03], 5),
        ),
        Case(
            Said("the best of all would be one token too long", "가장 좋은 것은 한 토큰이 더 긺"),
            some([0.1, 0.52, 0.08, 0.06, 0.15, 0.05, 0.04], [0.02, 0.1, 0.2, 0.13, 0.47, 0.05, 0.03], 3),
        ),
        Case(
            Said("the best of all would be two tokens too long", "가장 좋은 것은 두 토큰이 더 긺"),
            some([0.1, 0.52, 0.08, 0.06, 0.15, 0.05, 0.04], [0.02, 0.1, 0.2, 0.13, 0.47, 0.05, 0.03], 2),
        ),
        Case(
            Said("exactly as long as is allowed", "허용된 길이와 정확히 같음"),
            some([0.1, 0.52, 0.08, 0.06, 0.15, 0.05, 0.04], [0.02, 0.1, 0.2, 0.13, 0.47, 0.05, 0.03], 4),
        ),
        Case(
            Said("an answer of one token", "한 토큰짜리 답"),
            some([0.1, 0.02, 0.08, 0.06, 0.6, 0.1, 0.04], [0.12, 0.1, 0.05, 0.13, 0.4, 0.09, 0.11], 7),
        ),
        Case(
            Said("one chance near 1, and a poor partner", "하나는 1에 가깝고 짝은 나쁨"),
            some([0.02, 0.2, 0.01, 0.01, 0.01, 0.01, 0.74], [0.01, 0.1, 0.05, 0.5, 0.3, 0.01, 0.03], 7),
        ),
    )


def end_not_before_beginning(call: Call, case: Case) -> Said | None:
    """An answer has between one and `longest` tokens."""
    first, last = call(case.arguments)
    longest = case.arguments["longest"]
    if 1 <= last - first + 1 <= longest:
        return None
    return Said(
        f"from token {first} to token {last} is an answer of {last - first + 1} tokens; it should have 1 to {longest}.",
        f"{first}번부터 {last}번까지면 답이 {last - first + 1}토큰입니다. 1에서 {longest} 사이여야 합니다.",
    )


def by_loops(begin: Tensor, end: Tensor, longest: int) -> tuple[int, int]:
    """Every allowed pair, one after the other."""
    n = len(begin)
    pairs = [(i, j) for i in range(n) for j in range(i, min(i + longest, n))]
    return max(pairs, key=lambda pair: float(begin[pair[0]] * end[pair[1]]))


def in_logarithms(begin: Tensor, end: Tensor, longest: int) -> tuple[int, int]:
    """Sums of logarithms in place of products."""
    distance = torch.arange(len(end)) - torch.arange(len(begin))[:, None]
    scores = begin.log()[:, None] + end.log()
    scores[(distance < 0) | (distance >= longest)] = float("-inf")
    best = int(scores.argmax())
    return best // len(end), best % len(end)


EXERCISE = Exercise(
    name="best_span",
    lesson=15,
    title=Said("From chances to an answer", "확률에서 답으로"),
    difficulty=2,
    minutes=15,
    task=Said(
        "begin and end hold for every token the chance that the answer begins there, and that it ends there. Return the "
        "first and the last token of the likeliest answer: the largest product, where the end does not stand before the "
        "beginning and the answer has at most `longest` tokens.",
        "begin과 end에는 토큰마다 답이 거기서 시작할 확률과 거기서 끝날 확률이 들어 있습니다. 가장 그럴듯한 답의 첫 "
        "토큰과 끝 토큰을 돌려주세요. 끝이 시작보다 앞서지 않고 길이가 `longest` 이하인 것 가운데 곱이 가장 큰 것입니다.",
    ),
    reference=best_span,
    axes=AXES,
    results=("first", "last"),
    cases=cases,
    laws=(
        Law(Said("between one token and longest", "한 토큰 이상, longest 이하"), end_not_before_beginning),
    ),
    mistakes=(*ALLOWING, *CHOOSING),
    equivalents={"every pair in turn": by_loops, "sums of logarithms": in_logarithms},
    hints=(
        Said(
            "Draw a table: a row for each beginning, a column for each end. Which cells may be an answer at all?",
            "표를 그려 보세요. 행은 시작, 열은 끝입니다. 답이 될 수 있는 칸은 어느 것인가요?",
        ),
        Said(
            "begin[:, None] * end is that table. triu keeps what lies on or above the diagonal, tril(k) what lies at "
            "most k to its right.",
            "begin[:, None] * end가 그 표입니다. triu는 대각선과 그 위를, tril(k)는 대각선에서 오른쪽으로 k칸까지를 "
            "남깁니다.",
        ),
        Said(
            "forward.tril(longest - 1), then argmax of the flat table, and divmod(best, len(begin))",
            "forward.tril(longest - 1), 그다음 펼친 표의 argmax와 divmod(best, len(begin))",
        ),
    ),
)
