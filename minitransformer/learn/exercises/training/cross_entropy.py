"""Cross-entropy: how surprised a model is."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from .... import functional as F
from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from ..numbers import normal
from .cross_entropy_averaging import AVERAGING
from .cross_entropy_surprise import SURPRISE

AXES = {"n": 7, "classes": 11}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Some labels do not count; all scores high; rows far apart; a sure model that is wrong; no label counts."""

    def some(*left_out: int) -> dict[str, Tensor]:
        labels = torch.randint(1, 11, (7,), generator=generator)
        labels[4] = 0  # a class like others
        labels[list(left_out)] = F.IGNORE
        return {"scores": normal(generator, 7, 11), "labels": labels}

    high, apart, sure = some(2), some(2), some(2)
    high["scores"] += 2000.0
    apart["scores"] -= 2000.0 * torch.arange(7)[:, None]
    sure["scores"] *= 1000.0
    sure["scores"] -= sure["scores"].amax(-1, keepdim=True)
    return (
        Case(Said("two labels that do not count", "세지 않는 라벨 둘"), some(1, 3)),
        Case(Said("all scores near 2000", "모든 점수가 2000쯤"), high),
        Case(Said("rows that are far apart", "서로 멀리 떨어진 행"), apart, in_float32=False),
        Case(Said("a sure model that is wrong", "확신하지만 틀린 모델"), sure),
        Case(Said("no label counts", "세는 라벨이 없음"), some(*range(7))),
    )


def moved_together(call: Call, case: Case) -> Said | None:
    """The same number on all scores of a row changes nothing."""
    before = call(case.arguments).item()
    after = call({**case.arguments, "scores": case.arguments["scores"] + 5.0}).item()
    if math.isclose(before, after, rel_tol=1e-9, abs_tol=1e-12):
        return None
    return Said(
        f"with 5 added to all scores the loss goes from {before:.4f} to {after:.4f}.",
        f"모든 점수에 5를 더하자 손실이 {before:.4f}에서 {after:.4f}(으)로 바뀝니다.",
    )


def from_torch(scores: Tensor, labels: Tensor) -> Tensor:
    """PyTorch's own, which makes NaN where no label counts."""
    total = torch.nn.functional.cross_entropy(scores, labels, ignore_index=F.IGNORE, reduction="sum")
    return total / max(int((labels != F.IGNORE).sum()), 1)


def with_logsumexp(scores: Tensor, labels: Tensor) -> Tensor:
    """One-hot rows and log-probabilities of log-probabilities."""
    log_p = torch.log_softmax(torch.log_softmax(scores, -1), -1)
    kept = labels >= 0
    one_hot = torch.nn.functional.one_hot(labels[kept], scores.shape[-1])
    return -(one_hot * log_p[kept]).sum() / kept.sum().clamp(min=1)


EXERCISE = Exercise(
    name="cross_entropy",
    lesson=1,
    title=Said("Cross-entropy", "교차 엔트로피(cross-entropy)"),
    difficulty=2,
    minutes=20,
    task=Said(
        "Return the mean of −log p(label) over the labels that are not IGNORE (−100), where p is softmax of the scores. "
        "Scores may be in the thousands; where no label counts the loss is 0.",
        "p가 점수의 softmax일 때, IGNORE(−100)가 아닌 라벨에 대한 −log p(label)의 평균을 돌려주세요. 점수가 수천일 수도 "
        "있습니다. 세는 라벨이 하나도 없으면 손실은 0입니다.",
    ),
    reference=F.cross_entropy,
    axes=AXES,
    results=("loss",),
    cases=cases,
    laws=(Law(Said("only differences of scores count", "점수의 차이만 중요함"), moved_together),),
    mistakes=(*SURPRISE, *AVERAGING),
    equivalents={"PyTorch's own": from_torch, "one-hot, log_softmax twice": with_logsumexp},
    hints=(
        Said(
            "Equal scores over V classes give ln V; a right answer that is far above the rest gives nearly 0.",
            "클래스 V개의 점수가 모두 같으면 ln V이고, 정답이 나머지보다 훨씬 높으면 거의 0입니다.",
        ),
        Said(
            "−log p = log Σ exp(score) − score of the label. Subtract the row's largest score first, or exp overflows.",
            "−log p = log Σ exp(점수) − 라벨의 점수입니다. exp가 넘치지 않게 행의 최댓값을 먼저 빼세요.",
        ),
        Said(
            "scores = scores - scores.amax(-1, keepdim=True); scores.exp().sum(-1).log() - scores.gather(-1, "
            "labels[:, None]).squeeze(-1)",
            "scores = scores - scores.amax(-1, keepdim=True), 그다음 scores.exp().sum(-1).log() - scores.gather(-1, "
            "labels[:, None]).squeeze(-1)",
        ),
    ),
)
