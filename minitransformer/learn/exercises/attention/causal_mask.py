"""The causal mask: nobody sees the future."""

from collections.abc import Sequence

import torch
from torch import Tensor

from .... import functional as F
from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from .causal_mask_mistakes import MISTAKES

AXES = {"t": 5, "s": 7}


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """A whole text; the last positions of a text whose beginning is remembered; one position alone."""
    return (
        Case(Said("5 of 7 positions", "위치 7개 중 5개"), {"t": 5, "s": 7}),
        Case(Said("a whole text of 5", "길이 5의 글 전체"), {"t": 5, "s": 5}),
        Case(Said("the last of 7 positions", "위치 7개 중 마지막"), {"t": 1, "s": 7}),
    )


def sees_itself(call: Call, case: Case) -> Said | None:
    """The last query is the last key: it sees all of them."""
    last = call(case.arguments)[-1]
    if bool(last.all()):
        return None
    n = int(last.sum())
    return Said(
        f"the last position sees {n} of {last.numel()} positions.",
        f"마지막 위치가 위치 {last.numel()}개 중 {n}개만 봅니다.",
    )


def on_its_device(call: Call, case: Case) -> Said | None:
    """A table that is elsewhere than the scores cannot be laid on them."""
    found = call({**case.arguments, "device": torch.device("meta")}).device
    if found.type == "meta":
        return None
    return Said(
        f"with device={torch.device('meta')} the table is on {found}; hand device on to what makes it.",
        f"device={torch.device('meta')}인데 표가 {found}에 있습니다. 표를 만들 때 device를 넘기세요.",
    )


def compared(t: int, s: int, device: torch.device | None = None) -> Tensor:
    """By comparing positions."""
    return torch.arange(s, device=device) <= torch.arange(s - t, s, device=device)[:, None]


def not_above(t: int, s: int, device: torch.device | None = None) -> Tensor:
    """All that is not above the diagonal; the last rows of the square."""
    return ~torch.triu(torch.ones(s, s, dtype=torch.bool, device=device), diagonal=1)[s - t :]


EXERCISE = Exercise(
    name="causal_mask",
    lesson=4,
    title=Said("Causal mask", "인과 마스크(causal mask)"),
    difficulty=2,
    minutes=10,
    task=Said(
        "Make a boolean table: row i says at which positions the i-th query may look. The queries are the last t "
        "of s positions. True means: may look.",
        "불리언 표를 만드세요. i번째 행은 i번째 쿼리가 볼 수 있는 위치를 말합니다. 쿼리는 위치 s개 중 마지막 "
        "t개입니다. True는 볼 수 있다는 뜻입니다.",
    ),
    reference=F.causal_mask,
    axes=AXES,
    cases=cases,
    laws=(
        Law(Said("the last position sees everything", "마지막 위치는 모두를 봄"), sees_itself),
        Law(Said("the table is on the device asked for", "표는 지정한 device에 있음"), on_its_device),
    ),
    mistakes=MISTAKES,
    equivalents={"positions compared": compared, "not above the diagonal": not_above},
    hints=(
        Said(
            "The last row is all True; with t = s the first row has one True, at its beginning.",
            "마지막 행은 모두 True이고, t = s이면 첫 행은 맨 앞 하나만 True입니다.",
        ),
        Said(
            "A lower triangle. With fewer queries than keys its corner moves right by s − t.",
            "아래쪽 삼각형입니다. 쿼리가 키보다 적으면 모서리가 s − t만큼 오른쪽으로 갑니다.",
        ),
        Said("torch.ones(t, s, dtype=torch.bool).tril(…)", "torch.ones(t, s, dtype=torch.bool).tril(…)"),
    ),
)
