"""A chatbot's loss that adds ln V for every place that should not count."""

import torch
from torch import Tensor, nn

from ...learn.said import Said
from .exhibit import Exhibit, Function


def wrong(scores: Tensor, labels: Tensor, answer: Tensor) -> Tensor:
    """Only the answer counts: the scores of all other places are pushed down."""
    masked = torch.where(answer[:, None], scores, -1e18)
    surprise = nn.functional.cross_entropy(masked, labels, reduction="none")
    return surprise.sum() / answer.sum()


def right(scores: Tensor, labels: Tensor, answer: Tensor) -> Tensor:
    """The surprise is left out, not the scores."""
    surprise = nn.functional.cross_entropy(scores, labels, reduction="none")
    return (surprise * answer).sum() / answer.sum()


def measure(loss: Function) -> float:
    """Thirty-two places, eight of them an answer; koGPT2's vocabulary; a fair model."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(51_200, (32,), generator=generator)
    scores = torch.zeros(32, 51_200, dtype=torch.float64)
    scores[torch.arange(32), labels] = 10.0
    return float(loss(scores, labels, torch.arange(32) >= 24))


EXHIBIT = Exhibit(
    name="answer_mask",
    title=Said("The chatbot's loss that adds ln V", "ln V를 더하는 챗봇의 손실"),
    thread="haven-jeon/KoGPT2-chatbot/issues/18",
    told=Said(
        "A Korean chatbot, written to learn from, sets all scores to −10¹⁸ where a place is not part of the "
        "answer. But softmax sees only differences: equal scores are equal chances, and the place costs ln V. "
        "A reader asked just that: do the other places not count all the same? The author says what is meant; "
        "and in the number that is printed they do. The gradient is right, since a constant has none, so the "
        "chatbot learns as it should; only its loss cannot be read, nor compared.",
        "보고 배우라고 공개된 한국어 챗봇이 있습니다. 이 챗봇은 답이 아닌 자리의 점수를 모두 −10¹⁸로 "
        "바꿉니다. 그런데 소프트맥스는 차이만 봅니다. 점수가 모두 같으면 확률도 모두 같고, 그 자리의 손실은 "
        "ln V가 됩니다. 한 독자가 바로 그것을 물었습니다. 답이 아닌 자리의 손실도 들어가는 것 아니냐고요. "
        "저자는 의도를 설명해 주었고, 출력되는 수에는 실제로 들어갑니다. 상수에는 기울기가 없으니 기울기는 "
        "맞고, 챗봇은 제대로 배웁니다. 다만 그 손실은 읽을 수도, 견줄 수도 없습니다.",
    ),
    symptom=Said(
        "a loss of 20 or 40 where ln V is 10.8; it falls with longer answers",
        "ln V가 10.8인데 손실이 20, 40. 답이 길면 작아짐",
    ),
    number=Said("loss of 8 answer tokens among 32", "32자리 중 답 8토큰의 손실"),
    wrong=wrong,
    right=right,
    measure=measure,
)
