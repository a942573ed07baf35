"""A layer norm that divides by d - 1, and adds eps behind the root."""

import torch
from torch import Tensor

from ...learn.said import Said
from .exhibit import Exhibit, Function


def wrong(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    """Mean 0, spread 1, then a scale and a shift."""
    mean = x.mean(-1, keepdim=True)
    spread = x.std(-1, keepdim=True)
    return weight * (x - mean) / (spread + eps) + bias


def right(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    """The variance of Ba et al. (2016) divides by d."""
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return weight * (x - mean) / (variance + eps).sqrt() + bias


def measure(norm: Function) -> float:
    """The root mean square of twelve channels that were normalised."""
    x = torch.arange(12, dtype=torch.float64)[None]
    ones = torch.ones(12, dtype=torch.float64)
    y: Tensor = norm(x, ones, 0 * ones, 1e-6)
    return y.square().mean().sqrt().item()


EXHIBIT = Exhibit(
    name="layer_norm",
    title=Said("The layer norm that divides by d − 1", "d − 1로 나눈 층 정규화"),
    thread="harvardnlp/annotated-transformer/issues/122",
    told=Said(
        "A much-read explanation of the transformer, line by line, takes `std()`, which in PyTorch divides by "
        "d − 1, and adds eps to it, not to the variance. Readers asked why it is not PyTorch's LayerNorm, and "
        "a pull request ([119](https://github.com/harvardnlp/annotated-transformer/pull/119)) offers the "
        "mend. It trains well: the gain, which is learned, swallows a constant factor. But others copied it "
        "([BERT-pytorch 30](https://github.com/codertimo/BERT-pytorch/issues/30)), and who loads trained "
        "weights into it is off in every layer.",
        "트랜스포머를 한 줄씩 풀어 쓴, 널리 읽히는 해설이 `std()`를 썼습니다. PyTorch의 `std()`는 d − 1로 "
        "나눕니다. eps도 분산이 아니라 표준편차에 더했습니다. 독자들이 왜 PyTorch의 LayerNorm과 다른지 "
        "물었고, 고치는 풀 리퀘스트([119](https://github.com/harvardnlp/annotated-transformer/pull/119))도 "
        "있습니다. 학습은 잘됩니다. 상수 배는 학습되는 이득(gain)이 흡수하니까요. 하지만 다른 저장소가 그대로 "
        "옮겨 갔고([BERT-pytorch 30](https://github.com/codertimo/BERT-pytorch/issues/30)), 학습된 가중치를 "
        "여기에 불러오면 층마다 조금씩 어긋납니다.",
    ),
    symptom=Said(
        "none in training; loaded weights give slightly other scores",
        "학습할 때는 없음. 불러온 가중치로 계산한 점수가 조금 다름",
    ),
    number=Said("root mean square of 12 normalised channels", "정규화한 채널 12개의 제곱평균제곱근"),
    wrong=wrong,
    right=right,
    measure=measure,
    exercise="layer_norm",
)
