"""Weights that are the running mean of the last steps (Polyak and Juditsky 1992): smoother than those of any
one step, and better on what was not seen in training."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from ..models.base import Model


def averaged(model: Model, decay: float, known: Mapping[str, Any] | None = None) -> AveragedModel:
    """A copy of the model, or what is known of one, to be updated after every step. A step weighs 1 - decay, in
    the beginning more, so that the first weights, which know nothing, are soon forgotten."""
    mean = AveragedModel(model, multi_avg_fn=forgetting(decay))
    if known is not None:
        mean.load_state_dict(known)
    return mean


def forgetting(decay: float) -> Callable[..., None]:
    """How `AveragedModel` folds the weights of step n into the mean."""

    @torch.no_grad()
    def fold(mean: list[Tensor], new: list[Tensor], n: Tensor) -> None:
        torch._foreach_lerp_(mean, new, 1 - min(decay, (1 + n.item()) / (10 + n.item())))

    return fold
