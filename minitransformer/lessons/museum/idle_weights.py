"""Weights that are multiplied with a mean, and so weigh nothing."""

import torch
from torch import Tensor, nn

from ...learn.said import Said
from .exhibit import Exhibit, Function


def wrong(scores: Tensor, words: Tensor, weights: Tensor) -> Tensor:
    """The mean over the hidden words: filled-up places have weight 0."""
    criterion = nn.CrossEntropyLoss()
    surprise = criterion(scores, words) * weights
    loss: Tensor = surprise.sum() / weights.sum()
    return loss


def right(scores: Tensor, words: Tensor, weights: Tensor) -> Tensor:
    """A surprise for every place, then the weights, then the mean."""
    criterion = nn.CrossEntropyLoss(reduction="none")
    surprise = criterion(scores, words) * weights
    loss: Tensor = surprise.sum() / weights.sum()
    return loss


def measure(loss: Function) -> float:
    """Six hidden words that the model knows, and four filled-up places, of weight 0, that it does not."""
    words = torch.tensor([3, 1, 4, 1, 5, 2, 0, 0, 0, 0])
    weights = torch.tensor([1.0] * 6 + [0.0] * 4, dtype=torch.float64)
    scores = 6.0 * nn.functional.one_hot(words, 7).double()
    scores[6:] = 0.0
    return float(loss(scores, words, weights))


EXHIBIT = Exhibit(
    name="idle_weights",
    title=Said("The weights that weigh nothing", "아무것도 재지 않는 가중치"),
    thread="d2l-ai/d2l-en/issues/2582",
    told=Said(
        "A textbook fills the list of hidden words up to one length and gives the filled-up places weight 0. "
        "In its PyTorch edition the criterion averages before the weights come, so they cancel, and the "
        "filled-up places count like the others. A reader derived it from the default of one argument; a pull "
        "request ([2688](https://github.com/d2l-ai/d2l-en/pull/2688)) adds that the edition for MXNet, whose "
        "criterion does not average, is right. A book translated between libraries: one default differed.",
        "한 교과서는 가린 단어의 목록을 같은 길이로 채우고, 채운 자리에는 가중치 0을 줍니다. 그런데 "
        "PyTorch판에서는 가중치를 곱하기 전에 손실 함수가 먼저 평균을 냅니다. 가중치는 약분되어 사라지고, "
        "채운 자리도 똑같이 셉니다. 한 독자가 인자 하나의 기본값에서 이 사실을 끌어냈고, 평균을 내지 않는 "
        "MXNet판은 맞다는 지적도 나왔습니다([2688](https://github.com/d2l-ai/d2l-en/pull/2688)). 라이브러리를 "
        "옮기다가 기본값 하나가 달랐던 것입니다.",
    ),
    symptom=Said(
        "the loss depends on how much was filled up; perfect guesses do not bring it to 0",
        "채운 양에 따라 손실이 달라짐. 다 맞혀도 0이 되지 않음",
    ),
    number=Said("loss where all six hidden words are known", "가린 단어 여섯을 모두 아는 모델의 손실"),
    wrong=wrong,
    right=right,
    measure=measure,
)
