"""Large products by oneDNN, which PyTorch brings along and uses for short numbers only."""

from typing import TypeVar

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.autograd import forward_ad

M = TypeVar("M", bound=nn.Module)

READY = torch.backends.mkldnn.is_available() and torch.backends.cpu.get_cpu_capability().startswith("AVX")

WORTH = 2**19
"""Multiplications; a product of fewer is done before oneDNN has begun."""

WORTH_WITH_GRADIENT = 2**23
"""The same where a backward pass follows, for which three products change their format."""


class OneDNNLinear(nn.Linear):
    """`nn.Linear`, computed by oneDNN where that is quicker: the same sums, added in another order.

    PyTorch hands products of float32 to MKL, which on an AMD EPYC with AVX-512 does 220 billion operations a second
    where oneDNN does 500. A matrix times one vector, of which writing a word at a time consists, it leaves to one
    core.
    """

    def forward(self, x: Float[Tensor, "*b d_in"]) -> Float[Tensor, "*b d_out"]:
        gradient = torch.is_grad_enabled()
        if not self.worth(x, WORTH_WITH_GRADIENT if gradient else WORTH):
            return super().forward(x)
        if gradient:
            return nn.functional.linear(x.to_mkldnn(), self.weight, self.bias).to_dense()
        product: Tensor = torch.ops.mkldnn._linear_pointwise(x, self.weight, self.bias, "none", [], "")
        return product

    def worth(self, x: Tensor, least: int) -> bool:
        """Can oneDNN compute this product, and is there enough in it?"""
        if not READY or looked_into():
            return False
        fits = x.is_cpu and x.ndim > 1 and x.shape[-1] == self.in_features
        long = x.dtype == self.weight.dtype == torch.float32 and not torch.is_autocast_enabled("cpu")
        return fits and long and x.numel() * self.out_features >= least


def looked_into() -> bool:
    """Does anything follow the single operations (`torch.compile`, a trace, `torch.func`, a forward gradient)? It
    would find those of oneDNN closed, or pass over them without a word."""
    traced = torch.compiler.is_compiling() or torch._C._is_tracing()
    transformed = torch._C._functorch.peek_interpreter_stack() is not None
    return traced or transformed or forward_ad._current_level >= 0


def by_onednn(model: M) -> M:
    """The same model, quicker on a processor; its weights, their names and what they share stay as they are."""
    for layer in model.modules():
        if type(layer) is nn.Linear:
            layer.__class__ = OneDNNLinear
    return model
