"""See inside a model while it runs, without the model knowing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any

from torch import Tensor, nn


@contextmanager
def capture(model: nn.Module, *patterns: str) -> Iterator[dict[str, Tensor]]:
    """Record the output of every submodule whose dotted name matches one of the patterns.

    `blocks.0.attention.weights` are attention weights; `*.attention` every attention's output. Of a
    module that returns several things the first is recorded; `name:1` asks for the second.
    """
    seen: dict[str, Tensor] = {}
    handles = []
    modules = list(model.named_modules())

    def recorder(key: str, which: int) -> Callable[[nn.Module, object, Any], None]:
        def hook(_module: nn.Module, _args: object, output: Any) -> None:
            seen[key] = output[which] if isinstance(output, tuple | list) else output

        return hook

    for pattern in patterns:
        path, _, which = pattern.partition(":")
        for name, module in modules:
            if fnmatchcase(name, path):
                key = f"{name}:{which}" if which else name
                handles.append(module.register_forward_hook(recorder(key, int(which or 0))))
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()
