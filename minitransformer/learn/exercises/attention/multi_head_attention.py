"""Multi-head attention from its pieces."""

from collections.abc import Sequence

import torch
from einops import rearrange
from jaxtyping import Bool, Float
from torch import Tensor, nn

from ....functional import (
    causal_mask,
    merge_heads,
    padding_mask,
    scaled_dot_product_attention,
    split_heads,
)
from ...exercise import Case, Exercise
from ...lawbook import forbidden_keys, rows_alone
from ...said import Said
from ..numbers import linear, normal, some_padding
from .layer_mistakes import LAYERS
from .multi_head_mistakes import HEADS
from .multi_head_passing import PASSING
from .projection_mistakes import PROJECTIONS

AXES = {"b": 2, "h": 3, "t": 5, "s": 7, "d_head": 4, "d_model": 12}


def multi_head_attention(
    x: Float[Tensor, "b t d"],
    memory: Float[Tensor, "b s d"],
    mask: Bool[Tensor, "..."] | None,
    q: nn.Linear,
    k: nn.Linear,
    v: nn.Linear,
    out: nn.Linear,
    n_heads: int,
) -> Float[Tensor, "b t d"]:
    """Several attentions side by side, each in its own slice of the channels (Vaswani et al. 2017, 3.2.2).

    x asks; memory is what may be looked at, which in self-attention is x again. q, k, v and out are the four
    linear layers; mask is True where a query may look.
    """
    queries = split_heads(q(x), n_heads)
    keys = split_heads(k(memory), n_heads)
    values = split_heads(v(memory), n_heads)
    context, _ = scaled_dot_product_attention(queries, keys, values, mask)
    return out(merge_heads(context))


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Looking at something longer than oneself, with a mask; as long as oneself; without a mask."""
    layers = {name: linear(generator, 12, 12) for name in ("q", "k", "v", "out")}

    def some(s: int, masked: bool) -> dict[str, object]:
        mask = causal_mask(5, s) & padding_mask(some_padding(2, s)) | (torch.arange(s) == 0)
        x, memory = normal(generator, 2, 5, 12), normal(generator, 2, s, 12)
        return {"x": x, "memory": memory, "mask": mask if masked else None, **layers, "n_heads": 3}

    return (
        Case(Said("cross-attention, one row padded", "교차 어텐션과 패딩"), some(7, True)),
        Case(Said("as many keys as queries", "쿼리와 키의 수가 같음"), some(5, True)),
        Case(Said("no mask", "마스크 없음"), some(7, False)),
    )


def head_by_head(
    x: Tensor,
    memory: Tensor,
    mask: Tensor | None,
    q: nn.Linear,
    k: nn.Linear,
    v: nn.Linear,
    out: nn.Linear,
    n_heads: int,
) -> Tensor:
    """One head after the other, by slices."""
    asked, keys, values, d = q(x), k(memory), v(memory), x.shape[-1] // n_heads
    seen = None if mask is None else mask[:, 0]
    slices = [[y[..., i * d : (i + 1) * d] for y in (asked, keys, values)] for i in range(n_heads)]
    heads = [scaled_dot_product_attention(a, b, c, seen)[0] for a, b, c in slices]
    return out(torch.cat(heads, -1))


def with_einops(
    x: Tensor,
    memory: Tensor,
    mask: Tensor | None,
    q: nn.Linear,
    k: nn.Linear,
    v: nn.Linear,
    out: nn.Linear,
    n_heads: int,
) -> Tensor:
    """With einops, and PyTorch's own attention."""
    asked, keys, values = (
        rearrange(y, "b t (h d) -> b h t d", h=n_heads) for y in (q(x), k(memory), v(memory))
    )
    context = torch.nn.functional.scaled_dot_product_attention(asked, keys, values, attn_mask=mask)
    return out(rearrange(context, "b h t d -> b t (h d)"))


EXERCISE = Exercise(
    name="multi_head_attention",
    lesson=3,
    title=Said("Multi-head attention", "멀티 헤드 어텐션(multi-head attention)"),
    difficulty=3,
    minutes=25,
    task=Said(
        "Project, split into heads, attend, merge, project again. Use your own functions, or import them from "
        "minitransformer.functional.",
        "사영하고, 헤드로 나누고, 어텐션하고, 합치고, 다시 사영하세요. 직접 쓴 함수를 쓰거나 "
        "minitransformer.functional에서 가져오세요.",
    ),
    reference=multi_head_attention,
    axes=AXES,
    cases=cases,
    laws=(forbidden_keys("memory"), rows_alone("x", "memory")),
    mistakes=(*HEADS, *PASSING, *LAYERS, *PROJECTIONS),
    equivalents={"head by head": head_by_head, "einops and PyTorch's attention": with_einops},
    hints=(
        Said(
            "The result has the shape of x, however long memory is.",
            "memory가 아무리 길어도 결과의 모양은 x와 같습니다.",
        ),
        Said(
            "x asks (q); memory answers (k and v). Heads are split after the projections and merged before out.",
            "x가 묻고(q) memory가 답합니다(k와 v). 사영 뒤에 헤드를 나누고, out 앞에서 합칩니다.",
        ),
        Said(
            "queries = split_heads(q(x), n_heads), and the same with k(memory) and v(memory)",
            "queries = split_heads(q(x), n_heads), k(memory)와 v(memory)도 마찬가지",
        ),
    ),
)
