"""What `mask_tokens` is judged by: it is called on many tokens, and what can be seen of them is counted."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ....functional import IGNORE
from ...exercise import Function, Share
from ...outcome import leaves
from .mask_expected import EXPECTED, MASK_ID, OFTEN, SHOWN, SPECIAL, VOCAB

Count = tuple[int, int]


def texts(rows: int, length: int, seed: int) -> Tensor:
    """Random words from 4 to 23, with a special token at every eighth place."""
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(len(SPECIAL), SHOWN, (rows, length), generator=generator)
    ids[:, ::8] = torch.randint(0, len(SPECIAL), ids[:, ::8].shape, generator=generator)
    return ids


def shares(function: Function) -> Sequence[Share]:
    """Everything counted; where the result is none that can be counted, nothing happened as it should."""
    try:
        found = {**_alone(function), **_together(function)}
    except (Exception, SystemExit):
        found = {}
    return [Share(name, *found.get(key, (0, 1000)), p) for key, (name, p) in EXPECTED.items()]


def _drawn(function: Function, ids: Tensor, seed: int, **more: object) -> tuple[Tensor, Tensor]:
    """What the function makes of ids: corrupted ids and labels."""
    generator = torch.Generator().manual_seed(seed)
    known = {"mask_id": MASK_ID, "vocab_size": VOCAB, "special_ids": SPECIAL}
    found = leaves(function(ids=ids, generator=generator, **known, **more))
    if len(found) != 2 or any(x.shape != ids.shape or x.dtype != ids.dtype for x in found):
        raise ValueError("not what was asked for")
    return found


def _alone(function: Function) -> dict[str, Count]:
    """One token after the other."""
    ids = texts(24, 5000, seed=1)
    given = ids.clone()
    shown, labels = _drawn(function, given, 1, fraction=OFTEN)
    special, asked = ids < len(SPECIAL), labels != IGNORE
    chosen = asked & ~special
    other = chosen & (shown != ids) & (shown != MASK_ID)
    fewer = texts(8, 5000, seed=2)
    _, by_default = _drawn(function, fewer.clone(), 2)
    few = ids[:2, :2000]
    once, again = (_drawn(function, few.clone(), 5, fraction=OFTEN) for _ in range(2))
    _, anew = _drawn(function, few.clone(), 6, fraction=OFTEN)
    words = ~special[:2, :2000]
    first, second = (asked_ != IGNORE for asked_ in (once[1], anew))
    both = ~(special[0] | special[1])
    return {
        "formed": (1000, 1000),
        "kept": _count(given == ids),
        "special": _count(asked[special]),
        "chosen": _count(chosen[~special]),
        "default": _count((by_default != IGNORE)[fewer >= len(SPECIAL)]),
        "label": _count((labels == ids)[asked]),
        "rest": _count((shown == ids)[~asked]),
        "mask": _count((shown == MASK_ID)[chosen]),
        "other": _count(other[chosen]),
        "same": _count((shown == ids)[chosen]),
        "outside": _count((shown < 0) | (shown >= VOCAB)),
        "borrowed special": _count((shown < len(SPECIAL))[other]),
        "last": _count((shown == VOCAB - 1)[other]),
        "unseen": _count((shown >= SHOWN)[other]),
        "again": _count(torch.stack(once) == torch.stack(again)),
        "fresh": _count((first == second)[words]),
        "rows": _count((asked[0] == asked[1])[both]),
    }


def _together(function: Function) -> dict[str, Count]:
    """Words of two pieces each; those in which a special token stands are left out."""
    ids = texts(8, 2400, seed=3)
    heads = (torch.arange(2400) // 2 * 2).expand(8, -1)
    shown, labels = _drawn(function, ids.clone(), 3, fraction=OFTEN, heads=heads.clone())
    pieces = (labels != IGNORE).unflatten(-1, (-1, 2))
    asked = labels != IGNORE
    words = (ids >= len(SPECIAL)).unflatten(-1, (-1, 2)).all(-1)
    masked = (shown == MASK_ID).unflatten(-1, (-1, 2))
    return {
        "pieces": _count((labels == ids)[asked]),
        "whole": _count((pieces[..., 0] == pieces[..., 1])[words]),
        "fate": _count((masked[..., 0] == masked[..., 1])[words & pieces.all(-1)]),
    }


def _count(happened: Tensor) -> Count:
    """How many of how many; where there is nothing to count, none of one."""
    return int(happened.sum()), max(happened.numel(), 1)
