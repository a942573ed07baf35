"""From the tensors of a checkpoint to a model, without ever holding either twice."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from ..core.config import ModelConfig
from ..core.parts import Parts
from ..errors import Problem
from ..functional import TensorFn
from ..models.base import Model
from ..models.init import initialise
from ..weights import Architecture, Family, Imported
from .outline import Undrawn, outline


def settling(dtype: torch.dtype, device: torch.device) -> TensorFn:
    """A copy of a tensor where it is to stay: nothing of a loaded model is left in its file."""
    return lambda x: torch.empty(x.shape, dtype=dtype, device=device).copy_(x)


def build(
    family: Family,
    architecture: Architecture,
    cfg: ModelConfig,
    parts: Parts,
    imported: Imported,
    generator: torch.Generator | None,
    settle: TensorFn,
) -> Model:
    """The model that a config describes, with what the checkpoint holds, 0 where it holds nothing because of
    that, and what it lacks drawn anew."""
    with outline():
        model = architecture.model(cfg, parts)
    shapes = {name: p.shape for name, p in model.named_parameters()}
    for name, tensor in imported.tensors.items():
        if tensor.shape != shapes[name]:
            row = next(r for r in family.names(cfg, architecture) if name in r.ours.split())
            raise Problem(
                f"{row.theirs} holds {tuple(tensor.shape)} and config.json asks for "
                f"{tuple(shapes[name])}: the two files do not belong together",
                f"{row.theirs}의 크기는 {tuple(tensor.shape)}인데 config.json에는 "
                f"{tuple(shapes[name])}로 되어 있습니다. 서로 다른 모델의 파일입니다.",
            )
    if imported.missing:
        _put(model, {name: torch.empty(shapes[name]) for name in imported.missing})
        with Undrawn():
            initialise(model, generator or torch.Generator())
    drawn = {name: settle(model.get_parameter(name).detach()) for name in imported.missing}
    zeros = {name: settle(torch.zeros(shapes[name])) for name in imported.zero}
    _put(model, {**imported.tensors, **drawn, **zeros})
    model.tie()
    return model


def _put(model: Model, tensors: Mapping[str, Tensor]) -> None:
    """Give parameters their numbers."""
    for name, tensor in tensors.items():
        owner, _, leaf = name.rpartition(".")
        trained = model.get_parameter(name).requires_grad
        setattr(model.get_submodule(owner), leaf, nn.Parameter(tensor, trained))
