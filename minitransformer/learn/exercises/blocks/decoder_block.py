"""The decoder's block: attention to itself, attention to an encoder's output, feed-forward."""

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from ....core.blocks import post_norm
from ....functional import TensorFn, causal_mask, padding_mask
from ...exercise import Case, Exercise
from ...lawbook import rows_alone
from ...said import Said
from ..numbers import normal, some_padding
from .decoder_memory import MEMORY
from .decoder_wiring import WIRING
from .laws import future_unseen, memory_padding_unseen
from .made import AXES, attention, norm, sublayers


def decoder_block(
    x: Float[Tensor, "b t d"],
    memory: Float[Tensor, "b s d"],
    mask: Bool[Tensor, "..."],
    memory_mask: Bool[Tensor, "..."],
    attention: nn.Module,
    attention_norm: nn.Module,
    cross_attention: nn.Module,
    cross_attention_norm: nn.Module,
    feed_forward: nn.Module,
    feed_forward_norm: nn.Module,
) -> Float[Tensor, "b t d"]:
    """A block of the first Transformer's decoder, post-norm (Vaswani et al. 2017, figure 1, right).

    x ─► self-attention ─► cross-attention ─► feed-forward ─►     each with its residual, then its norm
                                ▲
                memory ─────────┘

    mask is of x and causal, memory_mask of memory's padding. Both attentions are called as
    attention(y, what_is_looked_at, its_mask); without what is looked at, attention(y, mask=its_mask), y looks at y.
    """
    attended = attention(x, mask=mask)
    first = attention_norm(x + attended)
    looked = cross_attention(first, memory, memory_mask)
    second = cross_attention_norm(first + looked)
    fed = feed_forward(second)
    return feed_forward_norm(second + fed)


def cases(generator: torch.Generator) -> Sequence[Case]:
    """A memory of another length, with padding; one as long as the text."""
    layers = sublayers(generator)
    layers |= {"cross_attention": attention(generator), "cross_attention_norm": norm(generator)}

    def some(s: int) -> dict[str, object]:
        return {
            "x": normal(generator, 2, 5, 12),
            "memory": normal(generator, 2, s, 12),
            "mask": causal_mask(5, 5),
            "memory_mask": padding_mask(some_padding(2, s)),
            **layers,
        }

    return (
        Case(Said("a memory of 7, one row padded", "길이 7의 memory, 한 행에 패딩"), some(7)),
        Case(Said("a memory as long as the text", "글과 길이가 같은 memory"), some(5)),
    )


def wired(x: Tensor, memory: Tensor, mask: Tensor, memory_mask: Tensor, **layers: nn.Module) -> Tensor:
    """By the library's own wiring."""

    def attend(y: Tensor) -> Tensor:
        return layers["attention"](y, mask=mask)

    def cross_attend(y: Tensor) -> Tensor:
        return layers["cross_attention"](y, memory, memory_mask)

    parts: dict[str, TensorFn] = {
        "attention": attend,
        "cross_attention": cross_attend,
        "feed_forward": layers["feed_forward"],
    }
    return post_norm(x, [(layers[f"{name}_norm"], part) for name, part in parts.items()])


def with_memory_everywhere(
    x: Tensor, memory: Tensor, mask: Tensor, memory_mask: Tensor, **layers: nn.Module
) -> Tensor:
    """One loop over three sublayers, in which x is its own memory at first; batched masks."""
    seen = {"attention": mask.expand(len(x), 1, *mask.shape), "cross_attention": memory_mask}
    for name in ("attention", "cross_attention", "feed_forward"):
        looked_at = (x if name == "attention" else memory, seen[name]) if name in seen else ()
        x = layers[f"{name}_norm"](layers[name](x, *looked_at) + x)
    return x


EXERCISE = Exercise(
    name="decoder_block",
    lesson=5,
    title=Said("Decoder block with cross-attention", "교차 어텐션이 있는 디코더 블록(decoder block)"),
    difficulty=3,
    minutes=25,
    task=Said(
        "Wire three sublayers one behind the other: self-attention with the causal mask, attention to the encoder's "
        "output (memory), and the feed-forward network. Each has its residual connection and then its norm.",
        "하위 층 셋을 차례로 배선하세요. 인과 마스크를 쓰는 셀프 어텐션, 인코더의 출력(memory)을 보는 어텐션, "
        "피드포워드입니다. 각각 잔차를 더한 다음 정규화합니다.",
    ),
    reference=decoder_block,
    axes=AXES,
    cases=cases,
    laws=(future_unseen(), memory_padding_unseen(), rows_alone("x", "memory")),
    mistakes=(*MEMORY, *WIRING),
    equivalents={"the library's wiring": wired, "one loop": with_memory_everywhere},
    hints=(
        Said(
            "The result has x's length. Change memory: all positions change. Change the last word: no earlier one does.",
            "결과의 길이는 x와 같습니다. memory를 바꾸면 모든 위치가 바뀌고, 마지막 단어를 바꾸면 앞은 그대로입니다.",
        ),
        Said(
            "In cross-attention the text asks and memory answers; so the mask is memory's, and the residual the text's.",
            "교차 어텐션에서는 글이 묻고 memory가 답합니다. 그래서 마스크는 memory의 것이고 잔차는 글의 것입니다.",
        ),
        Said(
            "second = cross_attention_norm(first + cross_attention(first, memory, memory_mask))",
            "second = cross_attention_norm(first + cross_attention(first, memory, memory_mask))",
        ),
    ),
)
