"""What goes into BERT's first block: three embeddings, their sum, and a norm."""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from ...exercise import Case, Exercise
from ...lawbook import rows_alone
from ...said import Said
from .bert_places import PLACES
from .bert_segments import SEGMENTS
from .bert_sums import SUMS
from .made import loud, norm

AXES = {"b": 2, "t": 5, "d": 12, "vocab": 13, "max_len": 9}


def bert_embeddings(
    ids: Int[Tensor, "b t"],
    segments: Int[Tensor, "b t"],
    embed: nn.Embedding,
    position_table: nn.Embedding,
    segment_table: nn.Embedding,
    norm: nn.Module,
) -> Float[Tensor, "b t d"]:
    """A vector for each token: what it is, where it stands, and in which sentence (Devlin et al. 2019, figure 2).

        ids ──────► embed          ─┐
        0, 1, 2 … ► position_table ─┼─ + ─► norm ─►
        0 0 0 1 1 ► segment_table  ─┘

    The three tables are looked up by calling them with numbers.
    """
    positions = torch.arange(ids.shape[1], device=ids.device)
    word = embed(ids)
    place = position_table(positions)
    segment = segment_table(segments)
    return norm(word + place + segment)


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Two sentences, of other lengths in each row; a single sentence."""
    ids = torch.randint(5, 10, (2, 5), generator=generator)
    ids[1, 2] = 0  # padding or not: it takes a place
    tables = {
        "embed": loud(generator, nn.Embedding.from_pretrained(torch.zeros(13, 12))),
        "position_table": loud(generator, nn.Embedding.from_pretrained(torch.zeros(9, 12))),
        "segment_table": loud(generator, nn.Embedding.from_pretrained(torch.zeros(2, 12))),
        "norm": norm(generator),
    }
    two = torch.tensor([[0, 0, 1, 1, 1], [0, 0, 0, 0, 1]])
    return (
        Case(Said("two sentences", "문장 두 개"), {"ids": ids, "segments": two, **tables}),
        Case(
            Said("one sentence", "문장 한 개"),
            {"ids": ids.flip(0), "segments": torch.zeros_like(two), **tables},
        ),
    )


def token_by_token(
    ids: Tensor,
    segments: Tensor,
    embed: nn.Embedding,
    position_table: nn.Embedding,
    segment_table: nn.Embedding,
    norm: nn.Module,
) -> Tensor:
    """One place after the other, from the rows of the tables."""
    made = [
        position_table.weight[i] + segment_table.weight[segments[:, i]] + embed.weight[ids[:, i]]
        for i in range(ids.shape[1])
    ]
    return norm(torch.stack(made, 1))


def one_hot(
    ids: Tensor,
    segments: Tensor,
    embed: nn.Embedding,
    position_table: nn.Embedding,
    segment_table: nn.Embedding,
    norm: nn.Module,
) -> Tensor:
    """To look up is to multiply with ones and zeros; the first rows of the positions are a slice."""
    word = nn.functional.one_hot(ids, embed.num_embeddings).to(embed.weight.dtype) @ embed.weight
    first, second = segment_table.weight
    second_sentence = segments[..., None].to(word.dtype)
    summed = word + first * (1 - second_sentence) + second * second_sentence
    return norm(summed + position_table.weight[: ids.shape[1]])


EXERCISE = Exercise(
    name="bert_embeddings",
    lesson=8,
    title=Said("BERT's three embeddings", "BERT의 세 임베딩"),
    difficulty=2,
    minutes=15,
    task=Said(
        "Look up a vector for each word, each position (counted from 0) and each segment, add the three, and "
        "normalise the sum.",
        "단어, 위치(0부터 셈), 문장 구분(segment)의 벡터를 찾아 셋을 더하고, 합을 정규화하세요.",
    ),
    reference=bert_embeddings,
    axes=AXES,
    cases=cases,
    laws=(rows_alone("ids"),),
    mistakes=(*PLACES, *SEGMENTS, *SUMS),
    equivalents={"token by token": token_by_token, "one-hot": one_hot},
    hints=(
        Said(
            "The same word at two places must not get the same vector, nor in two sentences.",
            "같은 단어라도 자리가 다르거나 문장이 다르면 벡터가 달라야 합니다.",
        ),
        Said(
            "Positions do not depend on the text: one row 0, 1, 2 … serves the whole batch by broadcasting.",
            "위치는 글에 좌우되지 않습니다. 0, 1, 2 … 한 줄이면 브로드캐스팅으로 배치 전체에 쓰입니다.",
        ),
        Said(
            "norm(embed(ids) + position_table(torch.arange(ids.shape[1])) + segment_table(segments))",
            "norm(embed(ids) + position_table(torch.arange(ids.shape[1])) + segment_table(segments))",
        ),
    ),
)
