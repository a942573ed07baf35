"""Contextual calibration: what a model says unasked is taken out of its answers."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ....apps.fewshot import likelihood
from ....generation.processors import log_softmax
from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from ..numbers import normal
from .calibrated_comparing import COMPARING
from .calibrated_prejudice import PREJUDICE

AXES = {"n": 5, "m": 2, "labels": 3}


def calibrated(log_likelihoods: Tensor, content_free: Tensor) -> Tensor:
    """The same with every step on a line of its own."""
    answers = log_softmax(log_likelihoods)
    unasked = log_softmax(content_free)
    shares = unasked.exp()
    prejudice = shares.mean(0)
    return answers - prejudice.log()


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Log-likelihoods as models have them: far below 0, and each text on a level of its own."""

    def some(*shape: int) -> Tensor:
        level = normal(generator, shape[0], 1) * 3
        return normal(generator, *shape) + level - 12

    biased = torch.tensor([0.0, -4.0, -9.0], dtype=torch.float64)
    return (
        Case(
            Said("five prompts, three labels", "프롬프트 다섯, 라벨 셋"),
            {"log_likelihoods": some(5, 3), "content_free": some(2, 3)},
        ),
        Case(
            Said("a model with a favourite", "한 라벨만 좋아하는 모델"),
            {"log_likelihoods": some(5, 3) + biased, "content_free": some(2, 3) + biased},
        ),
        Case(
            Said("one prompt, one text without content", "프롬프트 하나, 내용 없는 글 하나"),
            {"log_likelihoods": some(1, 3), "content_free": some(1, 3)},
        ),
    )


def favourites_do_not_count(call: Call, case: Case) -> Said | None:
    """Whoever likes one label more, in every prompt alike, is calibrated to the same differences."""
    arguments = case.arguments
    likes = torch.linspace(0, 5, arguments["log_likelihoods"].shape[-1], dtype=torch.float64)
    one = {name: x[:1] for name, x in arguments.items()}
    other = {name: x + likes for name, x in one.items()}
    apart = (call(one) - call(other)).squeeze()
    if (spread := (apart - apart.mean()).abs().max().item()) < 1e-6:
        return None
    return Said(
        f"the same preference was added to every prompt, and the differences between labels moved by {spread:.2g}.",
        f"모든 프롬프트에 똑같은 편애를 더했는데 라벨 사이의 차이가 {spread:.2g}만큼 달라집니다.",
    )


def by_dividing(log_likelihoods: Tensor, content_free: Tensor) -> Tensor:
    """Probabilities divided, and the logarithm of it."""
    prejudice = torch.softmax(content_free, -1).mean(0)
    return torch.log(torch.softmax(log_likelihoods, -1) / prejudice)


def in_logarithms(log_likelihoods: Tensor, content_free: Tensor) -> Tensor:
    """Never out of the logarithms: the mean is a logsumexp."""
    unasked = content_free - content_free.logsumexp(-1, keepdim=True)
    count = torch.tensor(float(len(content_free)), dtype=content_free.dtype)
    prejudice = unasked.logsumexp(0) - count.log()
    return log_likelihoods - log_likelihoods.logsumexp(-1, keepdim=True) - prejudice


EXERCISE = Exercise(
    name="calibrated",
    lesson=14,
    title=Said("An answer without prejudice", "편견을 뺀 답"),
    difficulty=2,
    minutes=15,
    task=Said(
        "log_likelihoods holds log p of every label behind each of n prompts, content_free the same behind m prompts "
        "that say nothing. Make shares of both that add up to 1 over the labels, average the shares of those that say "
        "nothing, and return the logarithm of share / average.",
        "log_likelihoods에는 프롬프트 n개 뒤에 각 라벨이 올 log p가, content_free에는 아무 내용 없는 프롬프트 m개에 대한 "
        "같은 값이 들어 있습니다. 둘 다 라벨끼리 더하면 1이 되는 몫으로 바꾸고, 내용 없는 쪽의 몫을 평균한 다음, "
        "몫 / 평균의 로그를 돌려주세요.",
    ),
    reference=likelihood.calibrated,
    spelled=calibrated,
    axes=AXES,
    cases=cases,
    laws=(Law(Said("a favourite label does not count", "편애는 셈하지 않음"), favourites_do_not_count),),
    mistakes=(*PREJUDICE, *COMPARING),
    equivalents={"probabilities divided": by_dividing, "logarithms throughout": in_logarithms},
    hints=(
        Said(
            "A model that says 행복 to every text, also to an empty one: what has it said about the text? Nothing is "
            "left of it when the answer to the empty text is taken away.",
            "어떤 글에도, 빈 글에도 행복이라고 하는 모델이 있다면 그 답은 글에 대해 무엇을 말해 줄까요? 빈 글에 한 답을 "
            "빼고 나면 남는 것이 없습니다.",
        ),
        Said(
            "log_softmax over the labels for both. The average is one of probabilities, over the m texts: a number for "
            "each label. To divide is to subtract logarithms.",
            "둘 다 라벨 축으로 log_softmax를 합니다. 평균은 확률의 평균이고 글 m개에 걸쳐 냅니다. 라벨마다 수가 하나씩 "
            "나옵니다. 나눗셈은 로그의 뺄셈입니다.",
        ),
        Said(
            "prejudice = log_softmax(content_free).exp().mean(0), then log_softmax(log_likelihoods) - prejudice.log()",
            "prejudice = log_softmax(content_free).exp().mean(0), 그다음 log_softmax(log_likelihoods) - prejudice.log()",
        ),
    ),
)
