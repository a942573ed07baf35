"""Every process holds a part of each weight, of its gradient and of what the optimiser notes of it, and the whole
of a block only while it computes with it (Rajbhandari et al. 2020; Zhao et al. 2023)."""

import copy
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from accelerate.utils import FullyShardedDataParallelPlugin
from torch import Tensor, nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FSDPModule, fully_shard
from torch.distributed.tensor import DTensor, Shard, distribute_tensor
from torch.utils._pytree import tree_map_only

from ..core.blocks import DecoderBlock, EncoderBlock
from ..errors import Problem
from ..models.base import Model
from .alone import Module
from .processes import AllStop, Together
from .step import Diverged


class Sharded(Together):
    """Several processes that `accelerate launch --use_fsdp` has started. What goes to a checkpoint, or is looked at,
    is gathered by all of them together, into the model that was given: what is trained is a copy, cut into parts."""

    def __init__(self) -> None:
        second = os.environ.get("FSDP_VERSION") == "2"  # told first: without a GPU, version 1 does not start
        if not (second and hasattr(FSDPModule, "set_reduce_scatter_unused_params")):
            raise Problem(
                "FSDP here is its second version, of PyTorch 2.13 or later: launch with --fsdp_version 2",
                "여기서 쓰는 FSDP는 2판이고 PyTorch 2.13 이상이 필요합니다. --fsdp_version 2로 실행하세요.",
            )
        super().__init__()
        self.settings = FullyShardedDataParallelPlugin()
        self.mesh = init_device_mesh(self.device.type, (self.count,))

    def own(self, model: Model) -> Model:
        return copy.deepcopy(model)

    def spread(self, module: Module) -> Module:
        return self.shard(module)

    def shard(self, module: Module) -> Module:
        for part in list(module.modules()):
            if isinstance(part, EncoderBlock | DecoderBlock):
                fully_shard(part, mesh=self.mesh, reshard_after_forward=self.settings.reshard_after_forward)
        fully_shard(module, mesh=self.mesh).set_reduce_scatter_unused_params(True)
        return module

    @contextmanager
    def gathering(self, module: nn.Module, last: bool) -> Iterator[None]:
        """What no process had a use for got zeros, for all must exchange the same: no step is made of them."""
        yield
        if last:
            found = {p: p.grad for p in module.parameters() if isinstance(p.grad, DTensor)}
            used = torch.stack([gradient.to_local().any() for gradient in found.values()])
            for parameter, by in zip(found, self.sum(used.int()).tolist(), strict=True):
                parameter.grad = found[parameter] if by else None

    @contextmanager
    def whole(self, module: nn.Module, model: Model) -> Iterator[nn.Module]:
        home = model.device
        model.load_state_dict(self.gathered(module.state_dict()))
        yield model.to(self.device)
        model.to(home)

    def gathered(self, state: Any) -> Any:
        return tree_map_only(DTensor, lambda part: part.full_tensor().cpu(), state)

    def parted(self, state: Any) -> Any:
        def part(value: Tensor) -> Tensor:
            if value.ndim == 0:  # the number of steps is the same everywhere
                return value
            return distribute_tensor(value, self.mesh, [Shard(0)], src_data_rank=None)

        return tree_map_only(Tensor, part, state)

    def in_step(self) -> bool:
        """An error of another kind may be that of one process, and the others would not come to gather."""
        return isinstance(sys.exc_info()[1], AllStop | Diverged | None)
