"""Label smoothing: not quite certain of the label."""

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ....functional import IGNORE
from ....training import losses
from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from ..numbers import normal
from .smoothed_mistakes import MISTAKES

AXES = {"n": 7, "classes": 11}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Much smoothing, with labels that do not count; the paper's 0.1; none at all; scores in the thousands."""

    def some(smoothing: float, *left_out: int) -> dict[str, Any]:
        labels = torch.randint(11, (7,), generator=generator)
        labels[list(left_out)] = IGNORE
        return {"scores": normal(generator, 7, 11) + 1.0, "labels": labels, "smoothing": smoothing}

    large = some(0.2)
    large["scores"] = large["scores"] * 3000
    return (
        Case(Said("smoothing 0.3, two labels left out", "평활 0.3, 라벨 둘을 뺌"), some(0.3, 0, 4)),
        Case(Said("smoothing 0.1", "평활 0.1"), some(0.1)),
        Case(Said("no smoothing", "평활 없음"), some(0.0, 2)),
        Case(Said("scores in the thousands", "수천이 넘는 점수"), large),
    )


def smoothed_cross_entropy(scores: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Every step on its own line, for mistakes to change."""
    counts = labels != IGNORE
    log_p = scores[counts].log_softmax(-1)
    at_label = -log_p.gather(-1, labels[counts][:, None]).squeeze(-1)
    at_all = -log_p.mean(-1)
    mixed = (1 - smoothing) * at_label + smoothing * at_all
    return mixed.sum() / counts.sum()


def uniform_is_log_v(call: Call, case: Case) -> Said | None:
    """Equal scores cost ln V, however smooth the labels are."""
    n = case.arguments["scores"].shape[-1]
    loss = call({**case.arguments, "scores": torch.zeros_like(case.arguments["scores"])}).item()
    if math.isclose(loss, math.log(n), rel_tol=1e-9):
        return None
    return Said(
        f"with all scores 0 the loss is {loss:.4f}, where ln {n} = {math.log(n):.4f} is right at any smoothing.",
        f"점수가 모두 0이면 평활과 상관없이 ln {n} = {math.log(n):.4f}이어야 하는데 {loss:.4f}입니다.",
    )


def from_torch(scores: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """PyTorch's own."""
    return torch.nn.functional.cross_entropy(scores, labels, ignore_index=IGNORE, label_smoothing=smoothing)


def with_targets(scores: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """A whole row of probabilities as the target."""
    kept, v = labels != IGNORE, scores.shape[-1]
    target = torch.full_like(scores[kept], smoothing / v)
    target[torch.arange(len(target)), labels[kept]] += 1 - smoothing
    return -(target * scores[kept].log_softmax(-1)).sum(-1).mean()


EXERCISE = Exercise(
    name="smoothed_cross_entropy",
    lesson=6,
    title=Said("Label smoothing", "라벨 스무딩(label smoothing)"),
    difficulty=3,
    minutes=20,
    task=Said(
        "Cross-entropy against a label that is only nearly certain: 1 − smoothing of it on the label, and `smoothing` "
        "spread evenly over all classes, the label among them. The mean is over labels that are not IGNORE (−100).",
        "거의 확실할 뿐인 라벨에 대한 교차 엔트로피입니다. 1 − smoothing은 라벨에 두고, `smoothing`은 라벨을 포함한 모든 "
        "클래스에 고르게 나눕니다. 평균은 IGNORE(−100)가 아닌 라벨에서 냅니다.",
    ),
    reference=losses.smoothed_cross_entropy,
    spelled=smoothed_cross_entropy,
    axes=AXES,
    results=("loss",),
    cases=cases,
    laws=(
        Law(
            Said("equal scores cost ln V at any smoothing", "평활과 상관없이 같은 점수는 ln V"),
            uniform_is_log_v,
        ),
    ),
    mistakes=MISTAKES,
    equivalents={"PyTorch's own": from_torch, "target probabilities": with_targets},
    hints=(
        Said(
            "With smoothing 0 it is cross-entropy; with equal scores it is ln V at any smoothing.",
            "smoothing이 0이면 교차 엔트로피이고, 점수가 모두 같으면 smoothing과 상관없이 ln V입니다.",
        ),
        Said(
            "Two surprises are mixed: the one at the label, and the mean of those at all classes.",
            "두 가지 놀라움을 섞습니다. 라벨에 대한 것과, 모든 클래스에 대한 것의 평균입니다.",
        ),
        Said(
            "(1 - smoothing) * -log_p[label] + smoothing * -log_p.mean(-1)",
            "(1 - smoothing) * -log_p[라벨] + smoothing * -log_p.mean(-1)",
        ),
    ),
)
