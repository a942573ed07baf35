"""The KV cache: attention that remembers the keys and values of the words before."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ....core.cache import KeysValues
from ....functional import causal_mask, scaled_dot_product_attention
from ...exercise import Case, Exercise
from ...lawbook import rows_alone
from ...said import Said
from ..numbers import linear, normal
from .kv_cache_growing import GROWING
from .kv_cache_places import PLACES

AXES = {"b": 2, "t": 3, "s": 5, "both": 8, "d": 7, "max_len": 13}


def kv_cache(
    x: Float[Tensor, "b t d"],
    past: KeysValues | None,
    positions: Float[Tensor, "max_len d"],
    q: nn.Linear,
    k: nn.Linear,
    v: nn.Linear,
) -> tuple[Float[Tensor, "b t d"], KeysValues]:
    """Causal attention for t new words, given the keys and values of the s words before them (None at first).

    x are the new words alone, without positions; positions is the table of position vectors, which are added. q, k
    and v are linear layers; there is one head. Returns the result for the new words, and the keys and values of
    all s + t words, to be given as past next time.
    """
    t = x.shape[1]
    s = 0 if past is None else past[0].shape[1]
    x = x + positions[s : s + t]
    keys, values = k(x), v(x)
    if past is not None:
        keys = torch.cat([past[0], keys], 1)
        values = torch.cat([past[1], values], 1)
    seen = causal_mask(t, s + t)
    context, _ = scaled_dot_product_attention(q(x), keys, values, seen)
    return context, (keys, values)


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Several new words behind a past; one new word; as many as before; the beginning of a text."""
    fixed = {
        "positions": normal(generator, 13, 7),
        **{name: linear(generator, 7, 7) for name in ("q", "k", "v")},
    }

    def some(t: int, s: int) -> dict[str, object]:
        past = (normal(generator, 2, s, 7), normal(generator, 2, s, 7)) if s else None
        return {"x": normal(generator, 2, t, 7), "past": past, **fixed}

    return (
        Case(Said("3 new words after 5", "5단어 뒤에 새 단어 3개"), some(3, 5)),
        Case(Said("1 new word after 5", "5단어 뒤에 새 단어 1개"), some(1, 5)),
        Case(Said("3 new words after 3", "3단어 뒤에 새 단어 3개"), some(3, 3)),
        Case(Said("the beginning of a text", "글의 처음"), some(5, 0)),
    )


def written_in_place(
    x: Tensor, past: KeysValues | None, positions: Tensor, q: nn.Linear, k: nn.Linear, v: nn.Linear
) -> tuple[Tensor, KeysValues]:
    """Room for all, which is filled; -1e9 where a word would look ahead."""
    b, t, d = x.shape
    if past is None:
        past = x.new_empty(b, 0, d), x.new_empty(b, 0, d)
    s = past[0].shape[1]
    x = x + positions[torch.arange(s, s + t)]
    both = x.new_empty(2, b, s + t, d)
    both[:, :, :s] = torch.stack(past)
    both[0, :, s:], both[1, :, s:] = k(x), v(x)
    ahead = torch.arange(s + t)[None, :] > torch.arange(s, s + t)[:, None]
    scores = torch.einsum("btd,bsd->bts", q(x), both[0]) / d**0.5 + ahead * -1e9
    return scores.softmax(-1) @ both[1], (both[0].clone(), both[1].clone())


def a_word_at_a_time(
    x: Tensor, past: KeysValues | None, positions: Tensor, q: nn.Linear, k: nn.Linear, v: nn.Linear
) -> tuple[Tensor, KeysValues]:
    """No mask: nobody is there yet whom a word should not see."""
    found = []
    for new in x.split(1, 1):
        new = new + positions[0 if past is None else past[0].shape[1]]
        own = k(new), v(new)
        past = own if past is None else (torch.cat([past[0], own[0]], 1), torch.cat([past[1], own[1]], 1))
        weights = (q(new) @ past[0].mT / x.shape[-1] ** 0.5).softmax(-1)
        found.append(weights @ past[1])
    assert past is not None
    return torch.cat(found, 1), past


EXERCISE = Exercise(
    name="kv_cache",
    lesson=10,
    title=Said("The KV cache", "KV 캐시"),
    difficulty=4,
    minutes=35,
    task=Said(
        "Attention for the new words of a text only, with the keys and values of the words before at hand. The new words "
        "have the positions that follow; each sees all that were before it. Return the result for them, and the "
        "extended keys and values.",
        "앞 단어들의 키와 값이 있을 때, 새 단어에 대해서만 어텐션을 하세요. 새 단어의 위치는 앞에서 이어지고, 저마다 "
        "앞의 모든 단어를 봅니다. 새 단어의 결과와 늘어난 키, 값을 돌려주세요.",
    ),
    reference=kv_cache,
    axes=AXES,
    results=("output", "keys", "values"),
    cases=cases,
    laws=(rows_alone("x"),),
    mistakes=(*PLACES, *GROWING),
    equivalents={"written in place": written_in_place, "a word at a time": a_word_at_a_time},
    hints=(
        Said(
            "Word by word, or all at once: the result is the same as attention over the whole text.",
            "한 단어씩 하든 한꺼번에 하든, 글 전체에 어텐션을 한 것과 결과가 같습니다.",
        ),
        Said(
            "s words are remembered: the new ones stand at s, s + 1, …; their keys and values go behind the old ones.",
            "기억된 단어가 s개이면 새 단어는 s, s + 1, …에 있습니다. 새 키와 값은 옛것 뒤에 붙습니다.",
        ),
        Said(
            "x + positions[s : s + t]; torch.cat([past[0], k(x)], 1); causal_mask(t, s + t)",
            "x + positions[s : s + t], torch.cat([past[0], k(x)], 1), causal_mask(t, s + t)",
        ),
    ),
)
