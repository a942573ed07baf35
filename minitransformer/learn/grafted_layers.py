"""Layers whose arithmetic is a learner's function, with the parameters of the library's."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable

from torch import Tensor, nn

from .. import functional as F
from ..core.attention import Attend, MultiHeadAttention
from ..core.cache import KeysValues, Source, compute
from ..core.config import BlockConfig
from ..core.layers import FeedForward
from .exercise import Function

split_heads, merge_heads = F.split_heads, F.merge_heads


@runtime_checkable
class Watcher(Protocol):
    """Who notes the attention weights that were computed last."""

    weights: Tensor | None


def attention_of(watcher: Watcher, function: Function) -> Callable[[BlockConfig, Attend], nn.Module]:
    """Multi-head attention."""

    class Grafted(MultiHeadAttention):
        def forward(
            self,
            x: Tensor,
            memory: Tensor | None = None,
            mask: Tensor | None = None,
            *,
            rotate: F.TensorFn = F.identity,  # noqa: ARG002 - such models keep the library's layer
            source: Source = compute,
        ) -> Tensor:
            seen = x if memory is None else memory
            k: nn.Module = self.k
            v: nn.Module = self.v
            if source is not compute:
                keys, values = source(self._project, seen)
                k, v = Remembered(merge_heads(keys)), Remembered(merge_heads(values))
            watcher.weights = None
            result: Any = function(x, seen, mask, self.q, k, v, self.out, self.n_heads)
            if watcher.weights is not None:
                self.weights(watcher.weights)
            return result

        def _project(self, m: Tensor) -> KeysValues:
            return split_heads(self.k(m), self.n_kv_heads), split_heads(self.v(m), self.n_kv_heads)

    return Grafted


def feed_forward_of(function: Function) -> Callable[[BlockConfig, Mapping[str, F.TensorFn]], nn.Module]:
    """The feed-forward network of every position."""

    class Grafted(FeedForward):
        def forward(self, x: Tensor) -> Tensor:
            result: Any = function(x, self.up, self.down, self.activation)
            return result

    return Grafted


class Remembered(nn.Module):
    """Keys or values of earlier words too: what a layer gives back whatever it is asked."""

    def __init__(self, known: Tensor) -> None:
        super().__init__()
        self.known = known

    def forward(self, _: Tensor) -> Tensor:
        return self.known
