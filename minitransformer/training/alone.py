"""Who computes: one process. What others do otherwise where they are several, they say in the same words."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from torch import Tensor, nn

from ..models.base import Model
from .interrupt import TERM_LIKE_CTRL_C, handled

Module = TypeVar("Module", bound=nn.Module)


class Alone:
    """One process: nothing is to be shared, and a signal ends the run at once."""

    rank, count = 0, 1

    def own(self, model: Model) -> Model:
        """The model that is trained, where it is computed."""
        return model

    def shard(self, module: Module) -> Module:
        """The module, of which this process holds its part."""
        return module

    def spread(self, module: nn.Module) -> nn.Module:
        """The module, so that a backward pass leaves the mean gradient of all processes."""
        return module

    def sum(self, values: Tensor) -> Tensor:
        """The sum over all processes."""
        return values

    def gathering(self, _module: nn.Module, _last: bool) -> AbstractContextManager[None]:
        """Around a backward pass: gradients are exchanged once a step, after the last one."""
        return nullcontext()

    def roll(self, _seed: int) -> None:
        """Choose the dice of the next batch: here they roll on from the one before."""

    def whole(self, module: nn.Module, _model: Model) -> AbstractContextManager[nn.Module]:
        """The weights of a module all in one place, if need be in the model that is given."""
        return nullcontext(module)

    def gathered(self, state: Any) -> Any:
        """The same with whole tensors only."""
        return state

    def parted(self, state: Any) -> Any:
        """Of whole tensors, the parts that this process holds."""
        return state

    def agreed(self, seconds: float) -> float:
        """The time on the first one's clock."""
        return seconds

    def in_step(self) -> bool:
        """Can a checkpoint be written now, whatever has happened?"""
        return True

    def interruptible(self) -> AbstractContextManager[None]:
        """For as long as a run lasts, SIGTERM does what Ctrl-C does."""
        return handled(TERM_LIKE_CTRL_C)

    def leave(self) -> None:
        """What is left to do is for the first process: the others end here."""
