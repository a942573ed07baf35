"""Labels that are moved twice: the model learns the word after the next."""

import torch
from torch import Tensor, nn

from ...learn.said import Said
from ...training.losses import causal_lm_loss
from .exhibit import Exhibit, Function


def wrong(scores: Tensor, ids: Tensor) -> Tensor:
    """Place t is asked for the next word."""
    scores, ids = scores[:, :-1], ids[:, 1:]
    return causal_lm_loss(scores, ids)


def right(scores: Tensor, ids: Tensor) -> Tensor:
    """Moved inside."""
    return causal_lm_loss(scores, ids)


def measure(loss: Function) -> float:
    """The loss of a model that always knows the next word."""
    ids = torch.randint(11, (2, 9), generator=torch.Generator().manual_seed(0))
    scores = 9.0 * nn.functional.one_hot(ids.roll(-1, 1), 11).double()
    return float(loss(scores, ids))


EXHIBIT = Exhibit(
    name="double_shift",
    title=Said("Moved twice", "두 번 민 라벨"),
    thread="huggingface/transformers/issues/47394",
    told=Said(
        "When Hugging Face moved its losses into one shared function, that function shifted the labels "
        "itself; a model that had always shifted them by hand, GIT, then shifted twice, and learned the word "
        "after the next. The report needs no weights and no GPU to show it, and it has been mended. Others "
        "meet it from outside, by handing over labels that they have already moved "
        "([44642](https://github.com/huggingface/transformers/pull/44642)). It happens to the best.",
        "허깅페이스가 손실을 공용 함수 하나로 모으면서, 라벨을 미는 일도 그 함수가 맡았습니다. 그런데 "
        "GIT이라는 모델은 예전부터 손으로 밀고 있었으니 두 번 밀게 되었고, 다음다음 단어를 배웠습니다. 신고 "
        "글은 가중치도 GPU도 없이 그것을 보여 주었고, 지금은 고쳐졌습니다. 밖에서 이미 민 라벨을 넘겨서 같은 "
        "일을 겪는 사람도 많습니다([44642](https://github.com/huggingface/transformers/pull/44642)). 가장 "
        "잘하는 사람들에게도 일어나는 실수입니다.",
    ),
    symptom=Said(
        "the loss falls, and stays high; the model skips every other word when it writes",
        "손실이 내려가다가 높은 데서 멈춤. 글을 쓰게 하면 한 단어씩 건너뜀",
    ),
    number=Said("loss of a model that knows the next word", "다음 단어를 다 아는 모델의 손실"),
    wrong=wrong,
    right=right,
    measure=measure,
    exercise="causal_lm_loss",
)
