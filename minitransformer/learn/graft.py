"""A learner's functions in the place of the library's own, in a whole model.

Attention, activations and multi-head attention go in through `Parts`; what these are made of (softmax, the masks,
splitting and merging heads, layer norm) is looked up in `functional`, and is replaced there for as long as it runs.
"""

import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import wraps
from io import StringIO
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from .. import functional
from ..core.attention import MultiHeadAttention
from ..core.config import GPTConfig, ModelConfig
from ..core.layers import FeedForward
from ..core.parts import Parts
from .course import find, names
from .exercise import Function
from .grafted_layers import attention_of, feed_forward_of
from .learner_file import read
from .retold import retell
from .said import Said

WHOLE, NETWORK = LAYERS = ("multi_head_attention", "feed_forward")
"""The pieces that are no functions of `functional`, but stand for a whole layer."""


def pieces() -> list[str]:
    """The exercises whose functions a model is made of, in order."""
    known = vars(functional)
    return [name for name in names() if name in LAYERS or find(name).reference is known.get(name)]


class Graft:
    """Functions that take the place of the library's, and how often each was called."""

    def __init__(self, functions: Mapping[str, Function | Path] | None = None) -> None:
        self.functions = dict(functions or {})
        self.calls: Counter[str] = Counter()
        self.refused: dict[str, Said] = {}
        self.weights: Tensor | None = None

    @contextmanager
    def in_place(self) -> Iterator[Parts]:
        """The library with these functions in it; afterwards it is as it was.

        A path is read only now, so that what it imports from `functional` is the learner's own too.
        """
        own = {name: getattr(functional, name) for name in pieces() if name not in LAYERS}
        attention: Callable[..., nn.Module] = MultiHeadAttention
        network: Callable[..., nn.Module] = FeedForward
        try:
            for name in pieces():
                function = self.functions.get(name)
                if isinstance(function, Path):
                    function = self._read(name, function)
                if name == WHOLE:
                    attention = attention_of(self, self._counted(name, function)) if function else attention
                elif name == NETWORK:
                    network = feed_forward_of(self._counted(name, function)) if function else network
                else:
                    setattr(functional, name, self._counted(name, function or own[name]))
            yield Parts(
                attend=functional.scaled_dot_product_attention,
                attention=attention,
                feed_forward=network,
                activations={**functional.ACTIVATIONS, **_activations()},
            )
        finally:
            for name, function in own.items():
                setattr(functional, name, function)

    def _read(self, name: str, path: Path) -> Function | None:
        with redirect_stdout(StringIO()):
            found = read(path, find(name))
        if isinstance(found, Said):
            self.refused[name] = found
            return None
        return found

    def _counted(self, name: str, function: Function) -> Function:
        @wraps(function)
        def call(*given: Any, **named: Any) -> Any:
            self.calls[name] += 1
            with redirect_stdout(StringIO()):  # what it prints is shown by the check
                result = function(*given, **named)
            if name == "scaled_dot_product_attention" and isinstance(result, tuple):
                self.weights = result[-1]
            return result

        return call


def _activations() -> dict[str, Callable[[Tensor], Tensor]]:
    return {name: getattr(functional, name) for name in functional.ACTIVATIONS if hasattr(functional, name)}


def used_by(run: Callable[[Parts], ModelConfig]) -> list[str]:
    """The pieces that a model is made of: those that it calls when it is run."""
    nothing = Graft()
    with nothing.in_place() as parts:
        cfg = run(parts)
    layers = layers_of(cfg)
    return [name for name in pieces() if nothing.calls[name] or name in layers]


def layers_of(cfg: ModelConfig) -> set[str]:
    """The layers for which a learner's function can stand: those of a plain kind."""
    rotates = isinstance(cfg, GPTConfig) and cfg.positions == "rotary"
    attention = {WHOLE} if not rotates and cfg.kv_heads == cfg.n_heads else set()
    return attention | ({NETWORK} if cfg.feed_forward == "plain" else set())


def retold(error: BaseException, folder: Path) -> Said:
    """What went wrong inside the model, with the line of the learner's file that it passed through."""
    frames = traceback.extract_tb(error.__traceback__)
    mine = [frame.filename for frame in frames if Path(frame.filename).parent == folder.resolve()]
    said = retell(error, mine[-1] if mine else "", {})
    if not mine:
        return said
    return Said(f"{Path(mine[-1]).name}: {said.en}", f"{Path(mine[-1]).name}: {said.ko}")
