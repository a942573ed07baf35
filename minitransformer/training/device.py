"""Batches are made in the memory of the processor, and learnt from where the model is."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

T = TypeVar("T")


def moved(batch: Any, device: torch.device) -> Any:
    """A tensor, or all tensors of a batch, on the device."""
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, tuple | list):
        return type(batch)(moved(each, device) for each in batch)
    if is_dataclass(batch) and not isinstance(batch, type):
        return replace(batch, **{f.name: moved(getattr(batch, f.name), device) for f in fields(batch)})
    return batch


def near(model: nn.Module, batches: Iterable[T]) -> Iterator[T]:
    """The batches, each where the model is."""
    device = next(model.parameters()).device
    return (moved(batch, device) for batch in batches)
