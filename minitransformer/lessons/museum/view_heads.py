"""Heads that are cut out with view alone, and so hold a few whole words each."""

import torch
from torch import Tensor

from ...learn.said import Said
from .exhibit import Exhibit, Function


def wrong(x: Tensor, n_heads: int) -> Tensor:
    """From (b, t, d) to (b, h, t, d_head)."""
    b, t, d = x.shape
    return x.view(b, n_heads, t, d // n_heads)


def right(x: Tensor, n_heads: int) -> Tensor:
    """First a new axis inside each word, and then the axes change places."""
    b, t, d = x.shape
    return x.view(b, t, n_heads, d // n_heads).transpose(1, 2)


def measure(split: Function) -> float:
    """How many of six words the first of three heads can see."""
    x = torch.arange(6.0)[None, :, None].repeat(1, 1, 12)
    heads: Tensor = split(x, 3)
    return float(len(heads[0, 0].unique()))


EXHIBIT = Exhibit(
    name="view_heads",
    title=Said("Heads made with view alone", "view만으로 나눈 헤드"),
    thread="reczoo/FuxiCTR/issues/30",
    told=Said(
        "Queries, keys and values are reshaped to (heads, places, channels) in one `view`. The shape is "
        "right, the numbers are not: a head gets some whole words, and never meets the others. This thread "
        "names the tutorial that the line came from, and puts the mend beside it. The same line stands "
        "elsewhere ([Chinese-Text-Classification-Pytorch "
        "10](https://github.com/649453932/Chinese-Text-Classification-Pytorch/issues/10)), and readers of "
        "right code ask why there is a transpose at all ([transformer "
        "15](https://github.com/hyunwoongko/transformer/issues/15)).",
        "쿼리, 키, 밸류를 `view` 한 번으로 (헤드, 위치, 채널) 모양으로 바꿉니다. 모양은 맞지만 수는 틀립니다. "
        "헤드 하나가 단어 몇 개를 통째로 받고, 나머지 단어는 만나지 못합니다. 이 글은 그 줄이 어느 강좌에서 "
        "왔는지 밝히고, 고친 코드를 함께 적었습니다. 같은 줄이 다른 곳에도 "
        "있고([Chinese-Text-Classification-Pytorch "
        "10](https://github.com/649453932/Chinese-Text-Classification-Pytorch/issues/10)), 맞는 코드를 읽은 "
        "사람들은 transpose가 왜 필요한지 묻습니다([transformer "
        "15](https://github.com/hyunwoongko/transformer/issues/15)).",
    ),
    symptom=Said(
        "the loss falls all the same; a causal model sees the future",
        "손실은 그래도 내려감. 인과 마스크가 있어도 미래가 보임",
    ),
    number=Said(
        "how many of 6 words the first of 3 heads holds", "헤드 셋 중 첫째에 들어 있는 단어 수 (여섯 중)"
    ),
    wrong=wrong,
    right=right,
    measure=measure,
    exercise="split_heads",
)
