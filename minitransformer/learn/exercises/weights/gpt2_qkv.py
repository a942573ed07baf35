"""GPT-2's attention on disk: transposed matrices, with query, key and value in one."""

from collections.abc import Sequence

import torch
from einops import rearrange
from jaxtyping import Float
from torch import Tensor

from ...exercise import Case, Exercise
from ...said import Said
from ..numbers import normal
from .gpt2_cuts import CUTS
from .gpt2_layouts import LAYOUTS

AXES = {"d": 12, "fused": 36}
RESULTS = ("q_weight", "k_weight", "v_weight", "q_bias", "k_bias", "v_bias", "out_weight")


def gpt2_qkv(
    attn_weight: Float[Tensor, "d fused"],
    attn_bias: Float[Tensor, " fused"],
    proj_weight: Float[Tensor, "d d"],
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The weights of q, k and v, their biases, and the weight of the output layer, for nn.Linear.

    GPT-2's files keep c_attn.weight, c_attn.bias and c_proj.weight. Its layers (Conv1D) calculate x @ weight + bias,
    where nn.Linear calculates x @ weight.T + bias; and c_attn makes query, key and value side by side.
    """
    weight = attn_weight.T
    q, k, v = weight.chunk(3)
    q_bias, k_bias, v_bias = attn_bias.chunk(3)
    out = proj_weight.T
    return q, k, v, q_bias, k_bias, v_bias, out


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Two layers of one model."""
    sizes = {"attn_weight": (12, 36), "attn_bias": (36,), "proj_weight": (12, 12)}

    def layer() -> dict[str, Tensor]:
        return {name: normal(generator, *shape, scale=0.5) for name, shape in sizes.items()}

    return (
        Case(Said("the first layer", "첫 층"), layer()),
        Case(Said("the second layer", "둘째 층"), layer()),
    )


def with_einops(attn_weight: Tensor, attn_bias: Tensor, proj_weight: Tensor) -> tuple[Tensor, ...]:
    """By the names of the axes."""
    weights = rearrange(attn_weight, "m (qkv out) -> qkv out m", qkv=3)
    biases = rearrange(attn_bias, "(qkv out) -> qkv out", qkv=3)
    return (*weights, *biases, rearrange(proj_weight, "m out -> out m"))


def cut_first(attn_weight: Tensor, attn_bias: Tensor, proj_weight: Tensor) -> tuple[Tensor, ...]:
    """Cut the columns first, then transpose each; copies throughout."""
    d = proj_weight.shape[0]
    columns = [attn_weight[:, i * d : (i + 1) * d].T.contiguous() for i in range(3)]
    biases = [part.clone() for part in attn_bias.split(d)]
    return (*columns, *biases, proj_weight.transpose(0, 1).clone())


EXERCISE = Exercise(
    name="gpt2_qkv",
    lesson=13,
    title=Said("Reading GPT-2's attention", "GPT-2의 어텐션 가중치 읽기"),
    difficulty=3,
    minutes=20,
    task=Said(
        "Turn three tensors of a GPT-2 file into the weights that nn.Linear layers q, k, v and out need, in this "
        "order: three weights, three biases, the weight of out.",
        "GPT-2 파일의 텐서 셋을 nn.Linear 층 q, k, v, out에 들어갈 가중치로 바꾸세요. 순서는 weight 셋, bias 셋, "
        "out의 weight입니다.",
    ),
    reference=gpt2_qkv,
    axes=AXES,
    results=RESULTS,
    cases=cases,
    mistakes=(*LAYOUTS, *CUTS),
    equivalents={"einops": with_einops, "cut first": cut_first},
    hints=(
        Said(
            "x @ attn_weight makes 36 numbers for each word: 12 of the query, 12 of the key, 12 of the value.",
            "x @ attn_weight는 단어마다 수 36개를 만듭니다. 쿼리 12개, 키 12개, 값 12개입니다.",
        ),
        Said(
            "Transpose so that the outputs are rows, then cut the rows in three. A square matrix needs it as well.",
            "출력이 행이 되도록 전치한 다음, 행을 셋으로 자르세요. 정사각 행렬도 전치해야 합니다.",
        ),
        Said("q, k, v = attn_weight.T.chunk(3)", "q, k, v = attn_weight.T.chunk(3)"),
    ),
)
