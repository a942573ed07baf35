"""A loss of next sentences that forgives everything where they do not follow."""

import torch
from torch import Tensor, nn

from ...learn.said import Said
from .exhibit import Exhibit, Function


def wrong(scores: Tensor, follows: Tensor) -> Tensor:
    """One criterion, which serves the hidden words as well."""
    criterion = nn.NLLLoss(ignore_index=0)
    loss: Tensor = criterion(scores.log_softmax(-1), follows)
    return loss


def right(scores: Tensor, follows: Tensor) -> Tensor:
    """Both answers count."""
    criterion = nn.NLLLoss()
    loss: Tensor = criterion(scores.log_softmax(-1), follows)
    return loss


def measure(loss: Function) -> float:
    """The loss of a model that says "follows" to everything; half of the pairs do."""
    follows = torch.tensor([1, 0, 1, 0])
    always = torch.tensor([[0.0, 5.0]], dtype=torch.float64).expand(4, 2)
    return float(loss(always, follows))


EXHIBIT = Exhibit(
    name="next_sentence",
    title=Said("Next sentences: one answer is enough", "다음 문장 맞히기: 한쪽만 답하면 되는 손실"),
    thread="codertimo/BERT-pytorch/issues/49",
    told=Said(
        "A well-known BERT in PyTorch used one loss for its two tasks, with label 0 ignored: for hidden words "
        '0 is padding, but for pairs of sentences 0 is an answer, "does not follow". So a model that always '
        'says "follows" has almost no loss. Two readers saw it, one by the code, the other by a very low loss '
        "with half of the answers wrong, and the author agreed.",
        "널리 알려진 PyTorch판 BERT가 두 과제에 손실 하나를 같이 썼고, 라벨 0을 세지 않게 했습니다. 가린 "
        '단어에서는 0이 패딩이지만, 문장 쌍에서는 0이 "이어지지 않는다"는 어엿한 답입니다. 그래서 늘 '
        '"이어진다"고만 해도 손실이 거의 없습니다. 독자 한 사람은 코드를 보고, 또 한 사람은 손실이 아주 '
        "작은데 절반을 틀리는 것을 보고 알아챘고, 저자도 맞다고 답했습니다.",
    ),
    symptom=Said("loss next to 0, accuracy 50 %", "손실은 0에 가까운데 정답률은 50%"),
    number=Said('loss of a model that says "follows" to everything', '무조건 "이어진다"고 하는 모델의 손실'),
    wrong=wrong,
    right=right,
    measure=measure,
)
