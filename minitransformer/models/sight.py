"""Who may look at whom while a decoder reads on, and where everyone stands."""

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from .. import functional as F
from ..core.cache import Cache


def looking_back(
    ids: Int[Tensor, "b t"], real: Bool[Tensor, "b s"] | None, cache: Cache | None
) -> tuple[Bool[Tensor, "..."], Int[Tensor, "*b t"]]:
    """The mask for new tokens that follow what the cache remembers, and their positions, counted over the
    real tokens only."""
    past, t = 0 if cache is None else len(cache), ids.shape[1]
    mask = F.causal_mask(t, past + t, ids.device)
    if real is None:
        return mask, torch.arange(past, past + t, device=ids.device)
    return mask & F.padding_mask(real), F.positions_of(real)[:, past:]
