"""BERT's pooler: one vector for a whole text."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ...exercise import Arguments, Case, Exercise
from ...lawbook import rows_alone, unaffected
from ...said import Said
from ..numbers import linear, normal
from .laws import Change
from .pooler_mistakes import MISTAKES

AXES = {"b": 2, "t": 5, "d": 12}


def pooler(hidden: Float[Tensor, "b t d"], dense: nn.Linear) -> Float[Tensor, "b d"]:
    """One vector for the whole text: a linear layer and tanh on the first token, [CLS] (Devlin et al. 2019, 3.1)."""
    first = hidden[:, 0]
    return torch.tanh(dense(first))


def cases(generator: torch.Generator) -> Sequence[Case]:
    """A text of five tokens, and one of [CLS] alone."""
    dense = linear(generator, 12, 12)
    return (
        Case(Said("five tokens", "토큰 5개"), {"hidden": normal(generator, 2, 5, 12), "dense": dense}),
        Case(Said("one token", "토큰 1개"), {"hidden": normal(generator, 2, 1, 12), "dense": dense}),
    )


def others_changed(arguments: Arguments) -> list[Change]:
    """Other tokens than the first."""
    hidden = arguments["hidden"].clone()
    hidden[:, 1:] += 3
    return [({**arguments, "hidden": hidden}, lambda result: result)]


def by_hand(hidden: Tensor, dense: nn.Linear) -> Tensor:
    """With the weights, and tanh from exponentials."""
    y = hidden[:, 0, :] @ dense.weight.T + dense.bias
    return (y.exp() - (-y).exp()) / (y.exp() + (-y).exp())


def all_then_first(hidden: Tensor, dense: nn.Linear) -> Tensor:
    """Every position, of which only the first is kept."""
    return dense(hidden).tanh().select(1, 0)


EXERCISE = Exercise(
    name="pooler",
    lesson=9,
    title=Said("BERT's pooler", "BERT의 풀러(pooler)"),
    difficulty=1,
    minutes=5,
    task=Said(
        "Make one vector of a text: take that of its first token, [CLS], through the linear layer and tanh.",
        "글 하나를 벡터 하나로 만드세요. 첫 토큰 [CLS]의 벡터를 선형 층과 tanh에 통과시킵니다.",
    ),
    reference=pooler,
    axes=AXES,
    cases=cases,
    laws=(
        unaffected(Said("only the first token counts", "첫 토큰만 중요함"), others_changed),
        rows_alone("hidden"),
    ),
    mistakes=MISTAKES,
    equivalents={"with the weights": by_hand, "all, then the first": all_then_first},
    hints=(
        Said(
            "The result has no axis of positions, and lies between −1 and 1.",
            "결과에는 위치 축이 없고, 값은 −1과 1 사이입니다.",
        ),
        Said(
            "[CLS] has attended to the whole text already; nothing needs to be averaged.",
            "[CLS]는 이미 글 전체를 봤습니다. 평균을 낼 필요가 없습니다.",
        ),
        Said("torch.tanh(dense(hidden[:, 0]))", "torch.tanh(dense(hidden[:, 0]))"),
    ),
)
