"""80/10/10, drawn so that it becomes 81/10/9."""

from collections.abc import Collection

import torch
from torch import Tensor

from ...functional import IGNORE
from ...learn.said import Said
from ...text.masking import Masked
from .exhibit import Exhibit, Function


def wrong(
    ids: Tensor,
    *,
    mask_id: int,
    vocab_size: int,
    special_ids: Collection[int],
    generator: torch.Generator,
    fraction: float = 0.15,
    heads: Tensor | None = None,
) -> Masked:
    """Some become another word; of the others, most become [MASK]."""
    special = torch.tensor(sorted(special_ids))
    words = torch.arange(vocab_size)[~torch.isin(torch.arange(vocab_size), special)]
    draws = [torch.rand(ids.shape, generator=generator) for _ in range(3)]
    chance, is_random, is_mask = (x if heads is None else x.gather(-1, heads) for x in draws)
    chosen = (chance < fraction) & ~torch.isin(ids, special)
    others = words[torch.randint(len(words), ids.shape, generator=generator)]
    shown = torch.where(chosen & (is_random < 0.1), others, ids)
    shown = torch.where(chosen & (is_random >= 0.1) & (is_mask < 0.9), mask_id, shown)
    return Masked(shown, torch.where(chosen, ids, IGNORE))


def right(
    ids: Tensor,
    *,
    mask_id: int,
    vocab_size: int,
    special_ids: Collection[int],
    generator: torch.Generator,
    fraction: float = 0.15,
    heads: Tensor | None = None,
) -> Masked:
    """One draw, cut in three."""
    special = torch.tensor(sorted(special_ids))
    words = torch.arange(vocab_size)[~torch.isin(torch.arange(vocab_size), special)]
    draws = [torch.rand(ids.shape, generator=generator) for _ in range(2)]
    chance, fate = (x if heads is None else x.gather(-1, heads) for x in draws)
    chosen = (chance < fraction) & ~torch.isin(ids, special)
    others = words[torch.randint(len(words), ids.shape, generator=generator)]
    shown = torch.where(chosen & (fate < 0.1), others, ids)
    shown = torch.where(chosen & (fate >= 0.1) & (fate < 0.9), mask_id, shown)
    return Masked(shown, torch.where(chosen, ids, IGNORE))


def measure(mask_tokens: Function) -> float:
    """The share of [MASK] among a million places, all of them chosen."""
    made: Masked = mask_tokens(
        torch.full((1_000_000,), 7),
        mask_id=4,
        vocab_size=1000,
        special_ids=range(5),
        generator=torch.Generator().manual_seed(0),
        fraction=1.0,
    )
    return (made.ids == 4).double().mean().item()


EXHIBIT = Exhibit(
    name="eighty_one",
    title=Said("80/10/10 that became 81/10/9", "81/10/9가 된 80/10/10"),
    thread="lucidrains/mlm-pytorch/issues/6",
    told=Said(
        "BERT shows 80 % of the chosen words as [MASK], 10 % as another word, 10 % as they are. A reader "
        "noticed that in this small library [MASK] overwrote most of the other words; the author thanked and "
        "mended it within days; and the same reader then worked out that two independent draws, 10 % and 90 % "
        "of the rest, make 81/10/9. No model would notice. It is here because it is so small: only counting "
        "finds it.",
        "BERT는 고른 단어의 80%를 [MASK]로, 10%를 다른 단어로 바꾸고, 10%는 그대로 둡니다. 이 작은 "
        "라이브러리에서는 [MASK]가 다른 단어를 대부분 덮어쓴다는 것을 한 독자가 알아챘고, 저자는 고맙다며 "
        "며칠 만에 고쳤습니다. 같은 독자가 고친 코드도 계산해 보았습니다. 10%와 나머지의 90%를 따로 뽑으면 "
        "81/10/9가 됩니다. 이 차이를 알아챌 모델은 없습니다. 이렇게 작은 것은 세어 봐야만 보인다는 뜻에서 "
        "여기 둡니다.",
    ),
    symptom=Said("none; it has to be counted", "없음. 세어 봐야 함"),
    number=Said("share of [MASK] among a million chosen words", "고른 단어 백만 개 중 [MASK]의 비율"),
    wrong=wrong,
    right=right,
    measure=measure,
    exercise="mask_tokens",
)
