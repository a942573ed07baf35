"""Masked language modelling: which tokens are hidden, and how."""

from collections.abc import Collection, Sequence

import torch
from torch import Tensor

from ....functional import IGNORE
from ....text import masking
from ....text.masking import Masked
from ...exercise import Case, Exercise
from ...said import Said
from .mask_choosing import CHOOSING
from .mask_counts import shares, texts
from .mask_drawing import DRAWING
from .mask_expected import MASK_ID, SPECIAL, VOCAB
from .mask_showing import SHOWING


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """Tokens alone, words of two pieces, a fraction of everything."""
    known = {"mask_id": MASK_ID, "vocab_size": VOCAB, "special_ids": SPECIAL}
    heads = (torch.arange(24) // 2 * 2).expand(5, -1).clone()

    def some(**more: object) -> dict[str, object]:
        return {"ids": texts(5, 24, 0), **known, "generator": torch.Generator().manual_seed(7), **more}

    return (
        Case(Said("15 % of the tokens", "토큰의 15%"), some()),
        Case(
            Said("half of the words, two pieces each", "조각이 둘씩인 단어의 절반"),
            some(fraction=0.5, heads=heads),
        ),
        Case(Said("one row, without a batch axis", "배치 축이 없는 한 행"), some(ids=texts(1, 24, 0)[0])),
    )


def one_draw(
    ids: Tensor,
    *,
    mask_id: int,
    vocab_size: int,
    special_ids: Collection[int],
    generator: torch.Generator,
    fraction: float = 0.15,
    heads: Tensor | None = None,
) -> Masked:
    """One draw decides both: the first 80 % of the fraction are masked, the next 10 % swapped."""
    drawn = torch.rand(ids.shape, generator=generator)
    drawn = drawn if heads is None else drawn.gather(-1, heads)
    ordinary = torch.tensor([i for i in range(vocab_size) if i not in special_ids])
    for i in special_ids:
        drawn = drawn.masked_fill(ids == i, 1.0)
    chosen, shown = drawn < fraction, ids.clone()
    shown[drawn < fraction] = ordinary[torch.randint(len(ordinary), ids.shape, generator=generator)][chosen]
    shown[drawn < fraction * 0.9] = mask_id
    keep = (drawn >= fraction * 0.8) & (drawn < fraction * 0.9)
    return Masked(shown.where(~keep, ids), ids.masked_fill(~chosen, IGNORE))


def with_bernoulli(
    ids: Tensor,
    *,
    mask_id: int,
    vocab_size: int,
    special_ids: Collection[int],
    generator: torch.Generator,
    fraction: float = 0.15,
    heads: Tensor | None = None,
) -> Masked:
    """Coins: one for being chosen, one for [MASK], and a fair one over what is left."""

    def coin(p: float) -> Tensor:
        thrown = torch.bernoulli(torch.full(ids.shape, p), generator=generator).bool()
        return thrown if heads is None else thrown.gather(-1, heads)

    special = sum((ids == i for i in special_ids), torch.zeros_like(ids)).bool()
    chosen = coin(fraction) & ~special
    masked = coin(0.8) & chosen
    swapped = coin(0.5) & chosen & ~masked
    ordinary = [i for i in range(vocab_size) if i not in special_ids]
    chances = torch.zeros(vocab_size).index_fill(0, torch.tensor(ordinary), 1.0)
    words = chances.multinomial(ids.numel(), replacement=True, generator=generator).view_as(ids)
    return Masked(ids.where(~swapped, words).masked_fill(masked, mask_id), ids.where(chosen, IGNORE))


EXERCISE = Exercise(
    name="mask_tokens",
    lesson=8,
    title=Said("Masking tokens for BERT", "BERT를 위한 토큰 가리기(masked language modelling)"),
    difficulty=4,
    minutes=35,
    task=Said(
        "Choose `fraction` of the tokens and ask for them: the label is the original id there and IGNORE (−100) "
        "elsewhere. Show 80 % of the chosen as [MASK], 10 % as a random ordinary word, 10 % as they are. Draw only "
        "from `generator`. heads, if given, says for every token where its word begins: draw once per word. Return "
        "Masked(ids, labels).",
        "토큰을 `fraction`만큼 뽑아 맞히게 합니다. 라벨은 뽑힌 곳에서 원래 id, 나머지는 IGNORE(−100)입니다. 뽑힌 것의 "
        "80%는 [MASK]로, 10%는 무작위의 보통 단어로, 10%는 그대로 보여 주세요. 난수는 `generator`에서만 뽑습니다. "
        "heads가 있으면 토큰마다 단어가 시작되는 자리이니, 단어마다 한 번만 뽑으세요. Masked(ids, labels)를 돌려줍니다.",
    ),
    reference=masking.mask_tokens,
    axes={"b": 5, "t": 24, "v": VOCAB, "w": VOCAB - len(SPECIAL)},
    results=("ids", "labels"),
    cases=cases,
    mistakes=(*CHOOSING, *SHOWING, *DRAWING),
    equivalents={"one draw for both": one_draw, "coins": with_bernoulli},
    shares=shares,
    hints=(
        Said(
            "Count: of 1000 ordinary tokens about 150 have a label; of those 120 are [MASK], 15 another word, 15 as "
            "before. Special tokens: none.",
            "세어 보세요. 보통 토큰 1000개 중 150개쯤에 라벨이 있고, 그중 120개는 [MASK], 15개는 다른 단어, 15개는 "
            "그대로입니다. 특수 토큰에는 없습니다.",
        ),
        Said(
            "Two draws per token: one says whether it is chosen, another what becomes of it. The labels are made from "
            "the ids as they came.",
            "토큰마다 두 번 뽑습니다. 하나는 뽑힐지, 다른 하나는 무엇이 될지를 정합니다. 라벨은 들어온 그대로의 ids로 "
            "만듭니다.",
        ),
        Said(
            "chosen = (torch.rand(ids.shape, generator=generator) < fraction) & ~torch.isin(ids, special), then "
            "torch.where(chosen & (fate < 0.8), mask_id, ids)",
            "chosen = (torch.rand(ids.shape, generator=generator) < fraction) & ~torch.isin(ids, special), 그다음 "
            "torch.where(chosen & (fate < 0.8), mask_id, ids)",
        ),
    ),
)
