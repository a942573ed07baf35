"""Ctrl-C and SIGTERM: neither cuts a weight update in two, and both leave a checkpoint behind."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
Handler = Callable[[int, FrameType | None], object]


@contextmanager
def finished_first() -> Iterator[None]:
    """Hold an interruption back until the block is done."""
    came: list[int] = []
    with handled(dict.fromkeys(SIGNALS, lambda number, _frame: came.append(number))):
        yield
    if came:
        signal.raise_signal(came[0])


@contextmanager
def handled(handlers: dict[signal.Signals, Handler]) -> Iterator[None]:
    """Answer signals so for as long as the block runs (only the main thread is ever interrupted)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


TERM_LIKE_CTRL_C: dict[signal.Signals, Handler] = {signal.SIGTERM: signal.default_int_handler}
