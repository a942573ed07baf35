"""Whoever is told how a run goes: the table of its steps, TensorBoard, and the one who asked for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from .board import Board
from .metrics import Metrics
from .plan import History, Plan, Progress


class Book(Protocol):
    """Where a run is written down, in a way of its own."""

    def begin(self, history: History) -> None: ...
    def step(self, progress: Progress, seconds: float) -> None: ...
    def look(self, history: History) -> None: ...
    def end(self) -> None: ...


class Diary:
    """All that are told of a run."""

    def __init__(self, out: Path | None, plan: Plan, on_step: Callable[[Progress], None]) -> None:
        self.on_step, self.books = on_step, list[Book]()
        if out is not None:
            self.books = [Metrics(out), *([Board(out)] if plan.tensorboard else [])]

    def begin(self, history: History) -> None:
        for book in self.books:
            book.begin(history)

    def step(self, progress: Progress, history: History) -> None:
        for book in self.books:
            book.step(progress, history.seconds)
        self.on_step(progress)

    def look(self, progress: Progress, history: History) -> None:
        for book in self.books:
            book.look(history)
        self.on_step(progress)

    def end(self) -> None:
        for book in self.books:
            book.end()
