"""What the tasks do alike that read a long text in several windows."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from ...models.limits import finite
from ...text.tokenizer import Token
from .base import Pipeline
from .frames import Framed


@dataclass(frozen=True)
class InWindows:
    """A text, the tokens in each of its windows, and the windows as the model takes them."""

    text: str
    tokens: Sequence[Sequence[Token]]
    windows: Sequence[Framed]

    @property
    def ids(self) -> list[int]:
        """Those of the longest window: by them the text is sorted among others."""
        return self.windows[0].ids


class Windowed(Pipeline):
    """A model that says something of every token."""

    def scores(self, texts: Sequence[InWindows]) -> list[list[Tensor]]:
        """What the model says of the tokens of every window of every text, in batches of windows."""
        every, found = [w for text in texts for w in text.windows], list[Tensor]()
        for start in range(0, len(every), self.batch_size):
            rows = every[start : start + self.batch_size]
            batch = self.batch(rows)
            scores = finite(self.model(batch.ids, batch.real, batch.segments))
            found += [scores[i, : len(row.ids)] for i, row in enumerate(rows)]
        in_order = iter(found)
        return [[next(in_order) for _ in text.windows] for text in texts]
