"""BERT's loss: only the words that were hidden are asked for."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ....functional import IGNORE
from ....training import losses
from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from ..numbers import normal
from .mlm_loss_mistakes import MISTAKES

AXES = {"b": 3, "t": 7, "v": 11}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """A few hidden words, not as many in each text; one word in all; everything asked for; scores in the thousands."""

    def some(asked: Tensor, size: float = 1.0) -> dict[str, Tensor]:
        labels = torch.randint(1, AXES["v"], (3, 7), generator=generator)
        labels[0, 2] = labels[2, 4] = 0  # a word like others
        return {"scores": normal(generator, 3, 7, 11) * size, "labels": labels.masked_fill(~asked, IGNORE)}

    few, one = (torch.zeros(3, 7, dtype=torch.bool) for _ in range(2))
    few[0, 2] = few[1, 3] = few[1, 5] = few[2, 1] = few[2, 4] = few[2, 6] = True
    one[1, 3] = True
    return (
        Case(Said("six hidden words", "가린 단어 여섯 개"), some(few)),
        Case(Said("one hidden word", "가린 단어 하나"), some(one)),
        Case(Said("every word asked for", "모든 단어를 물음"), some(few | ~few)),
        Case(Said("scores in the thousands", "수천이 넘는 점수"), some(few, 3000.0)),
    )


def mlm_loss(scores: Tensor, labels: Tensor) -> Tensor:
    """Every step on its own line, for mistakes to change."""
    rows = scores.flatten(0, 1)
    asked = labels.flatten()
    counts = asked != IGNORE
    log_p = torch.log_softmax(rows, -1)
    surprise = -log_p.gather(-1, asked.clamp(min=0)[:, None]).squeeze(-1)
    return surprise[counts].sum() / counts.sum()


def unasked_say_nothing(call: Call, case: Case) -> Said | None:
    """Scores where nothing is asked do not move the loss."""
    scores, labels = case.arguments["scores"], case.arguments["labels"]
    before = call(case.arguments)
    other = torch.where((labels == IGNORE)[..., None], scores.flip(-1) + 1, scores)
    after = call({**case.arguments, "scores": other})
    if abs(after - before) <= 1e-9 * abs(before):
        return None
    x, y, n = before.item(), after.item(), int((labels == IGNORE).sum())
    return Said(
        f"with other scores at the {n} positions without a label the loss goes from {x:.4f} to {y:.4f}.",
        f"라벨이 없는 위치 {n}개의 점수를 바꾸자 손실이 {x:.4f}에서 {y:.4f}(으)로 바뀝니다.",
    )


def from_torch(scores: Tensor, labels: Tensor) -> Tensor:
    """PyTorch's own."""
    return torch.nn.functional.cross_entropy(scores.transpose(1, 2), labels, ignore_index=IGNORE)


def asked_only(scores: Tensor, labels: Tensor) -> Tensor:
    """The positions that are asked are taken out first: less to calculate."""
    asked = labels != IGNORE
    few = scores[asked]
    return (few.logsumexp(-1) - few[torch.arange(len(few)), labels[asked]]).mean()


EXERCISE = Exercise(
    name="mlm_loss",
    lesson=8,
    title=Said("The loss of masked language modelling", "가린 단어 맞히기(MLM)의 손실"),
    difficulty=2,
    minutes=15,
    task=Said(
        "scores[b, t] rates every word as the one that was at position t. Return the mean surprise at the labels, over "
        "the positions whose label is not IGNORE (−100).",
        "scores[b, t]는 위치 t에 있던 단어로서 모든 단어에 매긴 점수입니다. 라벨이 IGNORE(−100)가 아닌 위치에서, 라벨에 "
        "대한 놀라움의 평균을 돌려주세요.",
    ),
    reference=losses.mlm_loss,
    spelled=mlm_loss,
    axes=AXES,
    results=("loss",),
    cases=cases,
    laws=(Law(Said("what is not asked does not count", "묻지 않은 것은 세지 않음"), unasked_say_nothing),),
    mistakes=MISTAKES,
    equivalents={"PyTorch's own": from_torch, "only what is asked": asked_only},
    hints=(
        Said(
            "Change the scores where the label is −100: the loss must not move.",
            "라벨이 −100인 곳의 점수를 바꿔 보세요. 손실은 그대로여야 합니다.",
        ),
        Said(
            "No shift: the label of a position is the word of that very position. Divide by how many are asked.",
            "밀지 않습니다. 한 위치의 라벨은 바로 그 위치의 단어입니다. 묻는 것의 수로 나누세요.",
        ),
        Said(
            "cross_entropy(scores.flatten(0, 1), labels.flatten()), with ignore_index=-100",
            "cross_entropy(scores.flatten(0, 1), labels.flatten())에 ignore_index=-100",
        ),
    ),
)
