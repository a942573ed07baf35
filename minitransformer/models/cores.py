"""Products of few rows on all cores, for writing a word at a time."""

from typing import TypeVar

import torch
from jaxtyping import Float
from torch import Tensor, nn

M = TypeVar("M", bound=nn.Module)

FEW = 32
"""More rows than these PyTorch shares out among the cores by itself."""


class OnAllCores(nn.Linear):
    """`nn.Linear` in which every core takes its share of the outputs, and so reads its share of the matrix.

    PyTorch leaves a matrix times one vector to a single core. That product does two operations with every
    number it reads, so it lasts as long as reading does, and one core cannot read as fast as memory gives.
    """

    def forward(self, x: Float[Tensor, "*b d_in"]) -> Float[Tensor, "*b d_out"]:
        rows, cores = x.numel() // self.in_features, torch.get_num_threads()
        if cores == 1 or rows > FEW or torch.is_grad_enabled() or not x.is_cpu:
            return super().forward(x)
        even = self.out_features // cores * cores
        shares = self.weight[:even].view(cores, -1, self.in_features).transpose(1, 2)
        y = torch.bmm(x.reshape(1, rows, -1).expand(cores, -1, -1), shares)
        y = y.transpose(0, 1).reshape(*x.shape[:-1], even)
        if even < self.out_features:
            y = torch.cat([y, nn.functional.linear(x, self.weight[even:])], -1)
        return y if self.bias is None else y + self.bias


def on_all_cores(model: M) -> M:
    """The same model, quicker to write with; its weights, their names and what they share stay as they are."""
    for layer in model.modules():
        if type(layer) is nn.Linear:
            layer.__class__ = OnAllCores
    return model
