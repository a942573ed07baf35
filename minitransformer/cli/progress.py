"""Progress of a training run: a bar on a terminal, a line now and then elsewhere."""

import time
from types import TracebackType
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from .voice import Voice

if TYPE_CHECKING:
    from ..training.plan import Progress as Step

SECONDS_BETWEEN_LINES = 5.0
LOOKS = {
    "heldout_loss": ("held-out loss", "검증 손실"),
    "perplexity": ("perplexity", "퍼플렉시티"),
    "accuracy": ("accuracy", "정확도"),
    "masked_accuracy": ("hidden words", "가린 단어"),
    "next_accuracy": ("next sentences", "다음 문장"),
}


class TrainingBar:
    """Give it to `fit` as `on_step`."""

    def __init__(self, voice: Voice, title: str) -> None:
        self.voice, self.title, self.told = voice, title, time.monotonic()
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f}%  {task.fields[state]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=voice.err,
            disable=not voice.err.is_terminal,
        )
        self.row = self.bar.add_task(title, total=1.0, state="")
        self.rate = 0.0

    def __enter__(self) -> "TrainingBar":
        self.bar.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _e: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def __call__(self, step: "Step") -> None:
        if step.heldout is not None:
            self._look(step)
            return
        self.rate = 0.9 * self.rate + 0.1 * step.tokens_per_second if self.rate else step.tokens_per_second
        loss = self.voice.pick("loss", "손실")
        unit = self.voice.pick("tokens/s", "토큰/초")
        state = f"{loss} {step.loss:.3f}  {self.rate:,.0f} {unit}"
        if step.done >= 1:
            state = self.voice.pick("looking at what was learnt …", "배운 것을 살펴보는 중 …")
        self.bar.update(self.row, completed=step.done, state=state)
        now = time.monotonic()
        if not self.voice.err.is_terminal and now - self.told > SECONDS_BETWEEN_LINES:
            self.told = now
            self.voice.err.print(f"{self.title} {step.done:4.0%}  {state}", markup=False)

    def _look(self, step: "Step") -> None:
        seen = dict(step.heldout or {})
        shown = ", ".join(
            f"{self.voice.pick(*names)} {seen[key]:.3f}" for key, names in LOOKS.items() if key in seen
        )
        self.voice.note(f"  epoch {step.epoch}: {shown}", f"  에포크 {step.epoch}: {shown}")
