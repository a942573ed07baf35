"""Feature extraction: a vector for every token, made with a view of all that it may look at."""

from collections.abc import Iterable

from torch import Tensor

from ...models.bert_tasks import OnBERT
from ...models.gpt import GPTBody
from ...models.limits import finite
from .base import One, Pipeline
from .frames import Framed

Features = list[list[list[float]]]
"""[1, tokens, d_model]: a batch of one text, as models take and give them."""


class FeatureExtraction(Pipeline):
    """The body of the model, without its head. BERT's first vector, [CLS], and its last, [SEP], are there too."""

    model: OnBERT | GPTBody

    def __call__(self, texts: One | Iterable[One]) -> Features | list[Features]:
        """The vectors of each text as nested lists."""

        def judge(batch: list[Framed]) -> list[Features]:
            return [
                vectors[None, : len(text.ids)].tolist()
                for text, vectors in zip(batch, finite(self.vectors(batch)), strict=True)
            ]

        return self.each(texts, self.read, judge)

    def vectors(self, texts: list[Framed]) -> Tensor:
        """[texts, tokens of the longest, d_model]."""
        batch = self.batch(texts)
        if isinstance(self.model, GPTBody):
            return self.model.hidden(batch.ids, batch.real)
        return self.model.bert(batch.ids, batch.real, batch.segments)
