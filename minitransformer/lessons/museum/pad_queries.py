"""A padding mask along the axis of those who ask."""

import torch
from torch import Tensor

from ...functional import masked_softmax
from ...learn.said import Said
from .exhibit import Exhibit, Function


def wrong(real: Tensor) -> Tensor:
    """Which places may be looked at, to be laid on (b, h, t, s)."""
    return real[:, None, :, None]


def right(real: Tensor) -> Tensor:
    """(b, 1, 1, s): nobody asks the padding."""
    return real[:, None, None, :]


def measure(padding_mask: Function) -> float:
    """What two real words give away to two pads, where all scores are equal."""
    real = torch.tensor([[True, True, False, False]])
    mask: Tensor = padding_mask(real)
    weights = masked_softmax(torch.zeros(1, 1, 4, 4, dtype=torch.float64), mask)
    return weights[0, 0, :2, 2:].sum(-1).mean().item()


EXHIBIT = Exhibit(
    name="pad_queries",
    title=Said("The padding that could not ask, but answered", "묻지는 못하고 대답은 하는 패딩"),
    thread="hyunwoongko/transformer/pull/40",
    told=Said(
        "The mask of the target has the shape (batch, 1, places, 1): it forbids padded places to ask, where "
        "it should forbid everybody to ask them. A reader worked it through by hand in this pull request, and "
        "also why nobody noticed: masked scores are filled with −10000, not −∞, so the emptied rows give "
        "numbers and not NaN; and where padding stands only at the end, the causal mask hides it from the "
        "real words anyway. In an encoder it would not.",
        "타깃 마스크의 모양이 (배치, 1, 위치, 1)입니다. 패딩을 *묻지 못하게* 막았지만, 막아야 할 것은 남들이 "
        "패딩에게 묻는 쪽입니다. 한 독자가 이 풀 리퀘스트에서 손으로 하나하나 따져 보이고, 왜 눈에 띄지 "
        "않았는지도 적었습니다. 가린 점수를 −∞가 아니라 −10000으로 채워서, 텅 빈 행이 NaN 대신 수를 냅니다. "
        "게다가 패딩이 끝에만 있으면 어차피 인과 마스크가 실제 단어에서 패딩을 가려 줍니다. 인코더였다면 "
        "그렇지 않습니다.",
    ),
    symptom=Said(
        "NaN as soon as −∞ is used; in an encoder, a text's numbers change with its padding",
        "−∞로 채우는 순간 NaN. 인코더라면 패딩 길이에 따라 글의 벡터가 달라짐",
    ),
    number=Said(
        "attention that real words pay to padding (encoder)", "실제 단어가 패딩에 주는 어텐션 (인코더)"
    ),
    wrong=wrong,
    right=right,
    measure=measure,
    exercise="padding_mask",
)
