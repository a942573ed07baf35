"""GPT-NeoX's attention on disk: query, key and value of one head behind each other, head after head."""

from collections.abc import Sequence

import torch
from einops import rearrange
from jaxtyping import Float
from torch import Tensor

from ...exercise import Case, Exercise
from ...said import Said
from ..numbers import normal
from .neox_mistakes import MISTAKES

AXES = {"d": 12, "fused": 36, "h": 3, "d_head": 4}
RESULTS = ("q_weight", "k_weight", "v_weight", "q_bias", "k_bias", "v_bias")


def neox_qkv(
    weight: Float[Tensor, "fused d"], bias: Float[Tensor, " fused"], n_heads: int
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The weights of the linear layers q, k and v, then their biases.

    GPT-NeoX (pythia, polyglot-ko) keeps the three in one layer, query_key_value. Its rows are: the query of head 0,
    the key of head 0, the value of head 0, the query of head 1, and so on. Our q holds all heads' queries in a row.
    """
    weights = rearrange(weight, "(h qkv d) m -> qkv (h d) m", h=n_heads, qkv=3)
    biases = rearrange(bias, "(h qkv d) -> qkv (h d)", h=n_heads, qkv=3)
    q, k, v = weights
    q_bias, k_bias, v_bias = biases
    return q, k, v, q_bias, k_bias, v_bias


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Three heads, and six."""

    def some(n_heads: int) -> dict[str, object]:
        weight, bias = normal(generator, 36, 12, scale=0.5), normal(generator, 36, scale=0.5)
        return {"weight": weight, "bias": bias, "n_heads": n_heads}

    return (Case(Said("3 heads", "헤드 3개"), some(3)), Case(Said("6 heads", "헤드 6개"), some(6)))


def with_view(weight: Tensor, bias: Tensor, n_heads: int) -> tuple[Tensor, ...]:
    """View as heads, take the three, and lay the heads together again."""
    d = weight.shape[1]
    rows, numbers = weight.view(n_heads, 3, -1, d), bias.view(n_heads, 3, -1)
    return tuple(rows[:, i].reshape(d, d) for i in range(3)) + tuple(
        numbers[:, i].reshape(d) for i in range(3)
    )


def head_by_head(weight: Tensor, bias: Tensor, n_heads: int) -> tuple[Tensor, ...]:
    """Cut into heads, each head in three, and put together what belongs together."""
    cut = [[head.chunk(3) for head in whole.chunk(n_heads)] for whole in (weight, bias)]
    return tuple(torch.cat([head[i] for head in heads]) for heads in cut for i in range(3))


EXERCISE = Exercise(
    name="neox_qkv",
    lesson=13,
    title=Said("Reading GPT-NeoX's attention", "GPT-NeoX의 어텐션 가중치 읽기"),
    difficulty=3,
    minutes=20,
    task=Said(
        "Take GPT-NeoX's one matrix apart into the weights of q, k and v, then the bias in the same way. Nothing is "
        "transposed here: it is an nn.Linear.",
        "GPT-NeoX의 행렬 하나를 q, k, v의 weight로 나누고, bias도 똑같이 나누세요. nn.Linear이므로 전치하지 않습니다.",
    ),
    reference=neox_qkv,
    axes=AXES,
    results=RESULTS,
    cases=cases,
    mistakes=MISTAKES,
    equivalents={"view": with_view, "head by head": head_by_head},
    hints=(
        Said(
            "With 3 heads of 4 channels, rows 0 to 3 are of the query, 4 to 7 of the key, 12 to 15 of the query again.",
            "채널 4개짜리 헤드가 3개면, 0~3번 행은 쿼리, 4~7번은 키이고, 12~15번은 다시 쿼리입니다.",
        ),
        Said(
            "The rows have three axes in one: head, then which of the three, then channel.",
            "행에는 축 셋이 들어 있습니다. 헤드, 셋 중 무엇인지, 그다음 채널입니다.",
        ),
        Said(
            "weight.view(n_heads, 3, d_head, d) and [:, 0], [:, 1], [:, 2]",
            "weight.view(n_heads, 3, d_head, d)에서 [:, 0], [:, 1], [:, 2]",
        ),
    ),
)
