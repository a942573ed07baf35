"""A text classifier: a sentence, or two, in, and a probability for each label out."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ..data.batching import BERTS, GPTS, ClassBatch, class_batches, encode_pair
from ..errors import Problem
from ..functional import softmax
from ..models.bert_tasks import BERTForClassification
from ..models.gpt import GPTForClassification
from ..models.limits import finite
from ..text.tokenizer import Tokenizer, text_of
from .unknown import refuse_unknown

Classifying = BERTForClassification | GPTForClassification


def marks_of(model: Classifying) -> tuple[str, str]:
    """What stands before a text and behind it: [CLS] and [SEP], or the start and the end of a GPT (Radford et
    al. 2018, figure 1)."""
    return BERTS if isinstance(model, BERTForClassification) else GPTS


def padding_of(tokenizer: Tokenizer) -> int:
    """What fills up a batch. GPT-2 has no token for it; any will do, since nobody looks at it."""
    return tokenizer.roles.get("pad", 0)


def class_scores(model: Classifying, batch: ClassBatch) -> Tensor:
    """A score for every label. A GPT knows no segments: it reads the mark between two texts."""
    if isinstance(model, GPTForClassification):
        return model(batch.ids, batch.real)
    return model(batch.ids, batch.real, batch.segments)


class Classifier:
    """A model with a classification head, and its tokenizer."""

    def __init__(self, model: Classifying, tokenizer: Tokenizer) -> None:
        self.model, self.tokenizer = model, tokenizer

    @property
    def labels(self) -> tuple[str, ...]:
        return self.model.cfg.labels

    def judge(self, text: str) -> dict[str, float]:
        """What a person wrote: each label with its probability.

        Raises `Problem` where the text is empty, too long to be read to its end, or nothing in it is known.
        """
        words, room = self.tokenizer.encode(text_of(text)), self.model.cfg.max_len - 2
        refuse_unknown(self.tokenizer, words)
        if len(words) > room:
            raise Problem(
                f"the text has {len(words)} tokens, and this model has room for {room}: write less",
                f"글이 {len(words)}토큰으로 너무 깁니다. 이 모델은 {room}토큰까지 읽을 수 있습니다. 짧게 써 주세요.",
            )
        return self.probabilities([text])[0]

    @torch.inference_mode()
    def probabilities(
        self, texts: Sequence[str], batch_size: int = 64, pairs: Sequence[str | None] | None = None
    ) -> list[dict[str, float]]:
        """For each text of a set (or each two), each label with its probability. What is too long loses its
        end."""
        room = self.model.cfg.max_len
        both = zip(texts, pairs or [None] * len(texts), strict=True)
        encoded = [
            (ids, i, second)
            for i, (text, pair) in enumerate(both)
            for ids, second in [encode_pair(self.tokenizer, text, pair, room, marks_of(self.model))]
        ]
        found: list[dict[str, float]] = [{} for _ in texts]
        for batch in class_batches(encoded, batch_size, padding_of(self.tokenizer)):
            rows = softmax(finite(class_scores(self.model, batch))).tolist()
            for i, row in zip(batch.labels.tolist(), rows, strict=True):
                found[i] = dict(zip(self.labels, row, strict=True))
        return found
