"""Several processes that share every step (Li et al. 2020), each on a device of its own.

Batches, their order and the looks are the same on each; all but the first are silent and write nothing.
"""

import os
from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor, nn

from ..errors import Problem
from ..models.base import Model
from .alone import Alone
from .interrupt import SIGNALS, handled

REFUSED = ("DEEPSPEED", "MEGATRON_LM")
"""What cuts a model into parts in a way of its own."""


class AllStop(KeyboardInterrupt):
    """One process was asked to stop, and all know."""


class Together(Alone):
    """Several processes that `accelerate launch` (or torchrun) has started, or one with a GPU."""

    def __init__(self) -> None:
        from accelerate import Accelerator, DistributedDataParallelKwargs

        unused = DistributedDataParallelKwargs(find_unused_parameters=True)  # frozen layers, idle heads
        self.engine = Accelerator(mixed_precision="no", kwargs_handlers=[unused])
        if (kind := self.engine.distributed_type.value) in REFUSED:
            raise Problem(
                f"{kind} is not supported: launch with --multi_gpu, or with --use_fsdp --fsdp_version 2",
                f"{kind}은(는) 지원하지 않습니다. --multi_gpu나 --use_fsdp --fsdp_version 2로 실행하세요.",
            )
        self.rank, self.count = self.engine.process_index, self.engine.num_processes
        self.device = self.engine.device
        self.asked_to_stop = False

    def own(self, model: Model) -> Model:
        return model.to(self.device)

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
            raise AllStop
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
    found = _launched() if launched else Alone()
    if found.count > batches:
        n = found.count
        raise Problem(
            f"{n} processes have only {batches} batch(es) a step to share: add --accumulate {n}, or a multiple",
            f"프로세스 {n}개가 나눌 배치가 한 스텝에 {batches}개뿐입니다. --accumulate {n}이나 그 배수를 주세요.",
        )
    return found


def _launched() -> Alone:
    if os.environ.get("ACCELERATE_USE_FSDP") != "true":
        return Together()
    from .sharded import Sharded

    return Sharded()


def rest_is_for_the_first() -> None:
    """After a run: whatever is made of it, one process makes."""
    processes(started()).leave()


def started() -> int:
    """How many there are."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def is_first() -> bool:
    """Is this the one that speaks and writes?"""
    return os.environ.get("RANK", "0") == "0"
