"""The whole of GPT-2's forward pass in NumPy."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int

from ...exercise import Case, Exercise
from ...lawbook import unaffected
from ...said import Said
from .arrays import Array, array, frozen, gelu, layer_norm, softmax
from .gpt_attention import ATTENTION
from .gpt_blocks import BLOCKS
from .gpt_ends import ENDS
from .gpt_layers import LAYERS
from .gpt_otherwise import remembering, with_einsum

AXES = {"b": 2, "h": 3, "t": 5, "d_head": 4, "d_model": 12, "d_ff": 10, "vocab": 13}


def numpy_gpt(
    ids: Int[np.ndarray, "b t"], weights: Mapping[str, np.ndarray], n_heads: int
) -> Float[np.ndarray, "b t vocab"]:
    """GPT-2's forward pass: for every position, a score for every word that may come next (Radford et al. 2019).

    weights are GPT-2's by their names: wte and wpe are the tables of words and positions; then, for each layer i,
    h.{i}.ln_1, attn.c_attn (queries, keys and values side by side), attn.c_proj, ln_2, mlp.c_fc and mlp.c_proj,
    each with .weight and .bias; then ln_f. A matrix is stored as (in, out). The table of words is also the output
    layer. layer_norm_epsilon is 1e-5.
    """
    b, t = ids.shape
    hidden = ~np.tri(t, dtype=bool)
    n_layers = sum(name.endswith(".ln_1.weight") for name in weights)
    x = weights["wte.weight"][ids] + weights["wpe.weight"][:t]
    for i in range(n_layers):
        w = {name.removeprefix(f"h.{i}."): weights[name] for name in weights}
        y = layer_norm(x, w["ln_1.weight"], w["ln_1.bias"])
        qkv = y @ w["attn.c_attn.weight"] + w["attn.c_attn.bias"]
        heads = [part.reshape(b, t, n_heads, -1).transpose(0, 2, 1, 3) for part in np.split(qkv, 3, -1)]
        q, k, v = heads
        scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1])
        context = softmax(np.where(hidden, -np.inf, scores)) @ v
        merged = context.transpose(0, 2, 1, 3).reshape(b, t, -1)
        x = x + (merged @ w["attn.c_proj.weight"] + w["attn.c_proj.bias"])
        y = layer_norm(x, w["ln_2.weight"], w["ln_2.bias"])
        up = y @ w["mlp.c_fc.weight"] + w["mlp.c_fc.bias"]
        x = x + (gelu(up) @ w["mlp.c_proj.weight"] + w["mlp.c_proj.bias"])
    x = layer_norm(x, weights["ln_f.weight"], weights["ln_f.bias"])
    return x @ weights["wte.weight"].T


def weights_of(generator: torch.Generator, n_layers: int, loud: float) -> Mapping[str, Array]:
    """A small GPT-2: its tables are faint, as they are at first, and everything else is loud."""
    made = {
        "wte.weight": array(generator, 13, 12, scale=0.05),
        "wpe.weight": array(generator, 8, 12, scale=0.05),
    }
    shapes = {"attn.c_attn": (12, 36), "attn.c_proj": (12, 12), "mlp.c_fc": (12, 10), "mlp.c_proj": (10, 12)}
    norms = [f"h.{i}.{norm}" for i in range(n_layers) for norm in ("ln_1", "ln_2")]
    for name in (*norms, "ln_f"):
        made[f"{name}.weight"] = frozen(1 + array(generator, 12, scale=0.3))
        made[f"{name}.bias"] = array(generator, 12, scale=0.3)
    for i in range(n_layers):
        for name, shape in shapes.items():
            made[f"h.{i}.{name}.weight"] = array(generator, *shape, scale=loud)
            made[f"h.{i}.{name}.bias"] = array(generator, shape[1], scale=0.4)
    return MappingProxyType(made)


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Two layers and three heads; one layer and two heads; one word; eleven layers; words far apart."""

    def some(name: Said, b: int, t: int, n_layers: int, n_heads: int, loud: float = 0.4) -> Case:
        ids = frozen(torch.randint(13, (b, t), generator=generator).numpy())
        arguments = {"ids": ids, "weights": weights_of(generator, n_layers, loud), "n_heads": n_heads}
        return Case(name, arguments, in_float32=False)

    return (
        some(Said("2 layers, 3 heads", "층 2개, 헤드 3개"), 2, 5, 2, 3),
        some(Said("1 layer, 2 heads", "층 1개, 헤드 2개"), 2, 5, 1, 2),
        some(Said("one word", "단어 하나"), 1, 1, 2, 3),
        some(Said("11 layers", "층 11개"), 1, 3, 11, 3),
        some(Said("scores in the thousands", "수천이 넘는 점수"), 2, 5, 1, 3, loud=20.0),
    )


def other_last(
    arguments: Mapping[str, Any],
) -> list[tuple[dict[str, Any], Callable[[torch.Tensor], torch.Tensor]]]:
    """Another last word, and other last texts."""
    word, text = arguments["ids"].copy(), arguments["ids"].copy()
    word[:, -1] = (word[:, -1] + 1) % 13
    text[-1] = (text[-1] + 1) % 13
    return [
        ({**arguments, "ids": word}, lambda scores: scores[:, :-1]),
        ({**arguments, "ids": text}, lambda scores: scores[:-1]),
    ]


EXERCISE = Exercise(
    name="numpy_gpt",
    lesson=16,
    title=Said("All of GPT-2 in NumPy", "NumPy로 쓰는 GPT-2 전체"),
    difficulty=5,
    minutes=90,
    task=Said(
        "The whole forward pass, from the numbers of words to the scores of the next word, without PyTorch. With the "
        "weights of GPT-2 or koGPT2 it gives their scores. Write softmax, layer norm and GELU (with tanh) as functions "
        "of their own.",
        "단어의 번호에서 다음 단어의 점수까지, PyTorch 없이 순전파 전체를 쓰세요. GPT-2나 koGPT2의 가중치를 넣으면 그 "
        "모델의 점수가 나옵니다. softmax, 층 정규화, GELU(tanh)는 따로 함수로 쓰세요.",
    ),
    reference=numpy_gpt,
    axes=AXES,
    results=("scores",),
    cases=cases,
    laws=(
        unaffected(
            Said("the future and other texts change nothing", "미래와 다른 글은 아무것도 바꾸지 않음"),
            other_last,
        ),
    ),
    mistakes=(*ATTENTION, *BLOCKS, *LAYERS, *ENDS),
    equivalents={"einsum": with_einsum, "a word at a time": remembering},
    hints=(
        Said(
            "x stays (b, t, d_model) from the tables to ln_f. Print its shape and first numbers after each step.",
            "x는 표에서 ln_f까지 줄곧 (b, t, d_model)입니다. 단계마다 모양과 첫 수들을 찍어 보세요.",
        ),
        Said(
            "A block: x plus attention of ln_1(x); then x plus the feed-forward net of ln_2(x). Matrices are (in, out): "
            "y @ weight + bias.",
            "블록은 x에 ln_1(x)의 어텐션을 더하고, 다시 x에 ln_2(x)의 피드포워드를 더합니다. 행렬이 (in, out)이므로 "
            "y @ weight + bias입니다.",
        ),
        Said(
            "q, k, v = np.split(qkv, 3, -1), each .reshape(b, t, n_heads, -1).transpose(0, 2, 1, 3)",
            "q, k, v = np.split(qkv, 3, -1), 저마다 .reshape(b, t, n_heads, -1).transpose(0, 2, 1, 3)",
        ),
    ),
)
