"""BERT's masked-word head: a score for every word of the vocabulary."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ....functional import gelu
from ...exercise import Case, Exercise
from ...lawbook import positions_alone, rows_alone
from ...said import Said
from ..numbers import linear, normal
from .made import loud
from .made import norm as loud_norm
from .masked_word_scores import SCORES
from .masked_word_transform import TRANSFORM

AXES = {"b": 2, "t": 5, "d": 12, "vocab": 17}


def masked_word_head(
    hidden: Float[Tensor, "b t d"],
    dense: nn.Linear,
    norm: nn.Module,
    embed: nn.Embedding,
    bias: Float[Tensor, " vocab"],
) -> Float[Tensor, "b t vocab"]:
    """A score for every word at every position (Devlin et al. 2019, section 3.1, task 1).

    First a transform: a linear layer, GELU, a norm. Then the score of a word is the dot product with that word's own
    embedding, the table with which the text was read, plus a bias.
    """
    changed = dense(hidden)
    active = gelu(changed)
    ready = norm(active)
    return ready @ embed.weight.T + bias


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Two texts, loud enough that the two GELUs differ."""
    parts = {
        "dense": linear(generator, 12, 12),
        "norm": loud_norm(generator),
        "embed": loud(generator, nn.Embedding.from_pretrained(torch.zeros(17, 12))),
        "bias": normal(generator, 17, scale=0.5),
    }
    names = (Said("five positions", "위치 5개"), Said("one position", "위치 1개"))
    return tuple(
        Case(name, {"hidden": normal(generator, 2, t, 12), **parts})
        for name, t in zip(names, (5, 1), strict=True)
    )


def as_a_layer(
    hidden: Tensor, dense: nn.Linear, norm: nn.Module, embed: nn.Embedding, bias: Tensor
) -> Tensor:
    """The output as a linear layer that borrows its weight; PyTorch's GELU."""
    return nn.functional.linear(norm(nn.functional.gelu(dense(hidden))), embed.weight, bias)


def word_by_word(
    hidden: Tensor, dense: nn.Linear, norm: nn.Module, embed: nn.Embedding, bias: Tensor
) -> Tensor:
    """One score after the other."""
    ready = norm(gelu(dense(hidden)))
    return torch.stack([(ready * word).sum(-1) + b for word, b in zip(embed.weight, bias, strict=True)], -1)


EXERCISE = Exercise(
    name="masked_word_head",
    lesson=9,
    title=Said("BERT's masked-word head", "BERT의 가려진 단어 맞히기 헤드(MLM head)"),
    difficulty=2,
    minutes=15,
    task=Said(
        "Transform each position (dense, exact GELU, norm), then score every word by its embedding and add the bias. "
        "gelu may be imported from minitransformer.functional.",
        "위치마다 변환한 뒤(dense, 정확한 GELU, norm), 모든 단어의 점수를 그 임베딩으로 구하고 bias를 더하세요. "
        "gelu는 minitransformer.functional에서 가져와도 됩니다.",
    ),
    reference=masked_word_head,
    axes=AXES,
    cases=cases,
    laws=(positions_alone("hidden"), rows_alone("hidden")),
    mistakes=(*TRANSFORM, *SCORES),
    equivalents={"as a linear layer": as_a_layer, "word by word": word_by_word},
    hints=(
        Said(
            "The last axis is as long as the vocabulary, and its numbers need not add up to anything.",
            "마지막 축의 길이는 어휘의 크기이고, 그 수들의 합은 정해져 있지 않습니다.",
        ),
        Said(
            "The table that turns words into vectors also turns vectors into scores: multiply with its transpose.",
            "단어를 벡터로 바꾸는 표가 벡터를 점수로도 바꿉니다. 전치해서 곱하세요.",
        ),
        Said(
            "norm(gelu(dense(hidden))) @ embed.weight.T + bias",
            "norm(gelu(dense(hidden))) @ embed.weight.T + bias",
        ),
    ),
)
