"""The loss of a language model: every position is asked for the next token."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from ....functional import IGNORE
from ....training import losses
from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from ..numbers import normal
from .causal_loss_averaging import AVERAGING
from .causal_loss_shifting import SHIFTING

AXES = {"b": 3, "t": 7, "v": 11}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Prompts and padding left out; everything counts; the scores of a model that is sure of itself."""

    def some(scale: float = 1.7) -> dict[str, Tensor]:
        ids = torch.randint(AXES["v"], (3, 7), generator=generator)
        ids[0, 3] = ids[1, 2] = 0  # token 0 is a token like others
        return {"scores": normal(generator, 3, 7, 11, scale=scale), "ids": ids}

    left_out = some()
    left_out["ids"][0, :2] = IGNORE
    left_out["ids"][1, -2:] = IGNORE
    left_out["ids"][2, :5] = IGNORE
    return (
        Case(Said("prompts and padding left out", "프롬프트와 패딩을 뺌"), left_out),
        Case(Said("every token counts", "모든 토큰을 셈"), some()),
        Case(Said("scores in the hundreds", "수백에 이르는 점수"), some(400.0)),
    )


def causal_lm_loss(scores: Tensor, ids: Tensor) -> Tensor:
    """Every step on its own line, for mistakes to change."""
    asked = scores[:, :-1]
    target = ids[:, 1:]
    asked = asked.flatten(0, 1)
    target = target.flatten()
    counts = target != IGNORE
    log_probabilities = asked.log_softmax(-1)
    surprise = -log_probabilities.gather(-1, target.clamp(min=0)[:, None]).squeeze(-1)
    return (surprise * counts).sum() / counts.sum()


def last_says_nothing(call: Call, case: Case) -> Said | None:
    """Nobody knows what comes after the last token, so its scores do not count."""
    before = call(case.arguments)
    other = case.arguments["scores"].clone()
    other[:, -1] = other[:, -1].flip(-1) + 1
    if abs((after := call({**case.arguments, "scores": other})) - before) <= 1e-9 * abs(before):
        return None
    x, y = before.item(), after.item()
    return Said(
        f"with other scores at the last position the loss goes from {x:.4f} to {y:.4f}; no token comes after it.",
        f"마지막 위치의 점수를 바꾸자 손실이 {x:.4f}에서 {y:.4f}(으)로 바뀝니다. 그 뒤에는 토큰이 없습니다.",
    )


def uniform_is_log_v(call: Call, case: Case) -> Said | None:
    """Who finds all tokens alike is surprised by ln V at each."""
    n = case.arguments["scores"].shape[-1]
    loss = call({**case.arguments, "scores": torch.zeros_like(case.arguments["scores"])}).item()
    if math.isclose(loss, math.log(n), rel_tol=1e-9):
        return None
    return Said(
        f"where all {n} scores are equal the loss is {loss:.4f}, not ln {n} = {math.log(n):.4f}.",
        f"점수 {n}개가 모두 같을 때 손실이 ln {n} = {math.log(n):.4f}이(가) 아니라 {loss:.4f}입니다.",
    )


def from_torch(scores: Tensor, ids: Tensor) -> Tensor:
    """PyTorch's own, on (b, v, t)."""
    return torch.nn.functional.cross_entropy(scores[:, :-1].transpose(1, 2), ids[:, 1:], ignore_index=IGNORE)


def softmaxed_first(scores: Tensor, ids: Tensor) -> Tensor:
    """log_softmax before cross-entropy does no harm: it leaves log-probabilities as they are."""
    return torch.nn.functional.cross_entropy(
        scores.log_softmax(-1)[:, :-1].flatten(0, 1), ids[:, 1:].flatten()
    )


def last_ignored(scores: Tensor, ids: Tensor) -> Tensor:
    """All positions scored, the labels moved to the left, and IGNORE where nothing follows."""
    labels = torch.cat([ids[:, 1:], torch.full_like(ids[:, :1], IGNORE)], 1)
    kept = labels != IGNORE
    log_p = scores[kept] - scores[kept].logsumexp(-1, keepdim=True)
    return -log_p[torch.arange(len(log_p)), labels[kept]].mean()


EXERCISE = Exercise(
    name="causal_lm_loss",
    lesson=11,
    title=Said("The loss of a language model", "언어 모델의 손실"),
    difficulty=2,
    minutes=20,
    task=Said(
        "scores[b, t] rates every token as the one that follows ids[b, t]. Return the mean surprise, −log p in nats, at "
        "the token that does follow. Where the token to be told is IGNORE (−100), nothing counts.",
        "scores[b, t]는 ids[b, t] 다음에 올 토큰마다 매긴 점수입니다. 실제로 오는 토큰의 놀라움 −log p(nat)의 평균을 "
        "돌려주세요. 맞힐 토큰이 IGNORE(−100)이면 세지 않습니다.",
    ),
    reference=losses.causal_lm_loss,
    spelled=causal_lm_loss,
    axes=AXES,
    results=("loss",),
    cases=cases,
    laws=(
        Law(Said("the last position is not asked", "마지막 위치는 묻지 않음"), last_says_nothing),
        Law(Said("equal scores cost ln V", "모두 같은 점수의 손실은 ln V"), uniform_is_log_v),
    ),
    mistakes=(*SHIFTING, *AVERAGING),
    equivalents={
        "PyTorch's own": from_torch,
        "log_softmax first": softmaxed_first,
        "labels moved, the last ignored": last_ignored,
    },
    hints=(
        Said(
            "A model that finds all tokens alike has loss ln V; the last position can be asked nothing.",
            "모든 토큰을 똑같이 보는 모델의 손실은 ln V입니다. 마지막 위치에는 물을 것이 없습니다.",
        ),
        Said(
            "Position t is scored on token t + 1: drop the last of the scores and the first of the ids, once.",
            "위치 t는 토큰 t + 1로 채점합니다. 점수의 마지막과 ids의 처음을 한 번씩 버리세요.",
        ),
        Said(
            "`cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten())`",
            "`cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten())`",
        ),
    ),
)
