"""Who computes: one process, or several that share every step (Li et al. 2020), each on a device of its own.

Batches, their order and the looks are the same on each; all but the first are silent and write nothing.
"""

import os
from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor, nn

from ..errors import Problem
from .interrupt import SIGNALS, TERM_LIKE_CTRL_C, handled

SHARDING = ("FSDP", "DEEPSPEED", "MEGATRON_LM")
"""What cuts a model into parts: a checkpoint here is written by one process, which has all of it."""


class Alone:
    """One process: nothing is to be shared, and a signal ends the run at once."""

    rank, count = 0, 1
    device: torch.device | None = None  # where to compute; else where the model is

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

    def agreed(self, seconds: float) -> float:
        """The time on the first one's clock."""
        return seconds

    def interruptible(self) -> AbstractContextManager[None]:
        """For as long as a run lasts, SIGTERM does what Ctrl-C does."""
        return handled(TERM_LIKE_CTRL_C)

    def leave(self) -> None:
        """What is left to do is for the first process: the others end here."""


class Together(Alone):
    """Several processes that `accelerate launch` (or torchrun) has started, or one with a GPU."""

    def __init__(self) -> None:
        from accelerate import Accelerator, DistributedDataParallelKwargs

        unused = DistributedDataParallelKwargs(find_unused_parameters=True)  # frozen layers, idle heads
        self.engine = Accelerator(mixed_precision="no", kwargs_handlers=[unused])
        if (kind := self.engine.distributed_type.value) in SHARDING:
            raise Problem(
                f"{kind}: training holds the whole model on every device; launch it with --multi_gpu",
                f"{kind}: 이 학습은 장치마다 모델 전체를 둡니다. --multi_gpu로 실행하세요.",
            )
        self.rank, self.count = self.engine.process_index, self.engine.num_processes
        self.device = self.engine.device
        self.asked_to_stop = False

    def spread(self, module: nn.Module) -> nn.Module:
        return self.engine.prepare_model(module)

    def sum(self, values: Tensor) -> Tensor:
        return self.engine.reduce(values, reduction="sum")

    def gathering(self, module: nn.Module, last: bool) -> AbstractContextManager[None]:
        return nullcontext() if last else self.engine.no_sync(module)

    def roll(self, seed: int) -> None:
        """A batch rolls the same dice whoever computes it."""
        torch.manual_seed(seed)

    def agreed(self, seconds: float) -> float:
        """Of the clocks the first one's counts; where one process was asked to stop, all do."""
        told = torch.tensor(
            [seconds * (self.rank == 0), float(self.asked_to_stop)], device=self.engine.device
        )
        seconds, stops = self.sum(told.double()).tolist()
        if stops:
            raise KeyboardInterrupt
        return seconds

    def interruptible(self) -> AbstractContextManager[None]:
        """Whoever left at once would leave the others waiting."""
        return handled(dict.fromkeys(SIGNALS, self._note))

    def leave(self) -> None:
        self.engine.wait_for_everyone()
        self.engine.end_training()
        if self.rank:
            raise SystemExit(0)

    def _note(self, _number: int, _frame: object) -> None:
        self.asked_to_stop = True


def processes(batches: int) -> Alone:
    """Those that a launcher has started, or this one alone; a step of so many batches must go round."""
    launched = {"WORLD_SIZE", "ACCELERATE_MIXED_PRECISION"} & os.environ.keys()
    found = Together() if launched else Alone()
    if found.count > batches:
        n = found.count
        raise Problem(
            f"{n} processes have only {batches} batch(es) a step to share: add --accumulate {n}, or a multiple",
            f"프로세스 {n}개가 나눌 배치가 한 스텝에 {batches}개뿐입니다. --accumulate {n}이나 그 배수를 주세요.",
        )
    return found


def rest_is_for_the_first() -> None:
    """After a run: whatever is made of it, one process makes."""
    processes(started()).leave()


def started() -> int:
    """How many there are."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def is_first() -> bool:
    """Is this the one that speaks and writes?"""
    return os.environ.get("RANK", "0") == "0"
