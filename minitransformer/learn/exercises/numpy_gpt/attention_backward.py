"""The gradient of attention, by hand."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from ....functional import causal_mask, masked_softmax, padding_mask, softmax
from ...exercise import Case, Exercise
from ...lawbook import rows_alone
from ...said import Said
from ..numbers import normal, some_padding
from .backward_products import PRODUCTS
from .backward_softmax import SOFTMAX

AXES = {"b": 2, "h": 3, "t": 5, "s": 7, "d_k": 4, "d_v": 11}


@torch.no_grad()
def attention_backward(
    q: Float[Tensor, "*batch t d_k"],
    k: Float[Tensor, "*batch s d_k"],
    v: Float[Tensor, "*batch s d_v"],
    mask: Bool[Tensor, "..."],
    d_output: Float[Tensor, "*batch t d_v"],
) -> tuple[Float[Tensor, "*batch t d_k"], Float[Tensor, "*batch s d_k"], Float[Tensor, "*batch s d_v"]]:
    """The gradients of a loss for q, k and v of scaled dot-product attention, from its gradient for the output.

    mask is True where a query may look. Autograd is switched off: every step is yours.
    """
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    weights = masked_softmax(scores, mask)
    d_v = weights.transpose(-2, -1) @ d_output
    d_weights = d_output @ v.transpose(-2, -1)
    mean = (weights * d_weights).sum(-1, keepdim=True)
    d_scores = weights * (d_weights - mean)
    d_products = d_scores / math.sqrt(q.shape[-1])
    d_q = d_products @ k
    d_k = d_products.transpose(-2, -1) @ q
    return d_q, d_k, d_v


def cases(generator: torch.Generator) -> Sequence[Case]:
    """As many keys as queries and channels of a value; more keys than queries; nothing hidden."""

    def some(t: int, s: int, d_v: int, hidden: bool = True) -> dict[str, object]:
        mask = causal_mask(t, s) & padding_mask(some_padding(2, s)) | (torch.arange(s) == 0)
        return {
            "q": normal(generator, 2, 3, t, 4),
            "k": normal(generator, 2, 3, s, 4),
            "v": normal(generator, 2, 3, s, d_v),
            "mask": mask if hidden else torch.ones_like(mask),
            "d_output": normal(generator, 2, 3, t, d_v),
        }

    return (
        Case(Said("as many keys as queries", "쿼리와 키의 수가 같음"), some(5, 5, 5)),
        Case(Said("causal, one row padded", "인과 마스크와 패딩"), some(5, 7, 11)),
        Case(Said("nothing hidden", "가린 것이 없음"), some(5, 7, 11, hidden=False)),
    )


@torch.no_grad()
def with_jacobian(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor, d_output: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """The whole Jacobian of softmax, a matrix a row."""
    w = softmax((q @ k.mT * k.shape[-1] ** -0.5).masked_fill(~mask, -math.inf))
    jacobian = torch.diag_embed(w) - w[..., :, None] * w[..., None, :]
    d_scores = torch.einsum("...tsr,...tr->...ts", jacobian, d_output @ v.mT) * k.shape[-1] ** -0.5
    return d_scores @ k, d_scores.mT @ q, w.mT @ d_output


@torch.no_grad()
def through_the_output(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor, d_output: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """The mean from the output: the sum of weights times d_weights is that of output times d_output."""
    root = math.sqrt(q.shape[-1])
    w = masked_softmax(q / root @ k.mT, mask)
    mean = torch.einsum("...td,...td->...t", w @ v, d_output)[..., None]
    d_scores = w * (torch.einsum("...td,...sd->...ts", d_output, v) - mean)
    d_q = torch.einsum("...ts,...sd->...td", d_scores, k / root)
    return d_q, torch.einsum("...ts,...td->...sd", d_scores, q / root), w.mT @ d_output


EXERCISE = Exercise(
    name="attention_backward",
    lesson=2,
    title=Said("Attention's backward pass by hand", "어텐션의 역전파를 손으로"),
    difficulty=5,
    minutes=45,
    task=Said(
        "d_output says how the loss changes with each number of the output. Say how it changes with q, k and v: back "
        "through the average, the softmax, the scale and the dot products, in this order, without autograd.",
        "d_output은 출력의 수마다 손실이 어떻게 바뀌는지입니다. q, k, v에 따라 어떻게 바뀌는지 구하세요. 가중 평균, "
        "softmax, 나누기, 내적을 차례로 거슬러 갑니다. autograd는 쓰지 않습니다.",
    ),
    reference=attention_backward,
    axes=AXES,
    results=("d_q", "d_k", "d_v"),
    cases=cases,
    laws=(rows_alone("q", "k", "v", "d_output"),),
    mistakes=(*SOFTMAX, *PRODUCTS),
    equivalents={"softmax's whole Jacobian": with_jacobian, "the mean from the output": through_the_output},
    hints=(
        Said(
            "Each gradient has the shape of what it belongs to; the gradient of a row of scores adds up to 0.",
            "기울기는 그것이 속한 것과 모양이 같습니다. 점수 한 행의 기울기는 합이 0입니다.",
        ),
        Said(
            "For y = a @ b: d_a = d_y @ bᵀ and d_b = aᵀ @ d_y. In softmax every weight depends on all scores of its row.",
            "y = a @ b이면 d_a = d_y @ bᵀ, d_b = aᵀ @ d_y입니다. softmax의 가중치는 그 행의 모든 점수에 달려 있습니다.",
        ),
        Said(
            "d_scores = weights * (d_weights - (weights * d_weights).sum(-1, keepdim=True))",
            "d_scores = weights * (d_weights - (weights * d_weights).sum(-1, keepdim=True))",
        ),
    ),
)
