"""A text classifier: a sentence in, a probability for each label out."""

from collections.abc import Sequence

import torch

from ..data.batching import class_batches, encode_text
from ..errors import Problem
from ..functional import softmax
from ..models.bert_tasks import BERTForClassification
from ..models.limits import finite
from ..text.tokenizer import Tokenizer, text_of
from .unknown import refuse_unknown


class Classifier:
    """A BERT with a classification head, and its tokenizer."""

    def __init__(self, model: BERTForClassification, tokenizer: Tokenizer) -> None:
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
    def probabilities(self, texts: Sequence[str], batch_size: int = 64) -> list[dict[str, float]]:
        """For each text of a set, each label with its probability. A text that is too long loses its end."""
        encoded = [
            (encode_text(self.tokenizer, text, self.model.cfg.max_len), i) for i, text in enumerate(texts)
        ]
        device = self.model.device
        found: list[dict[str, float]] = [{} for _ in texts]
        for batch in class_batches(encoded, batch_size, self.tokenizer.pad_id):
            rows = softmax(finite(self.model(batch.ids.to(device), batch.real.to(device)))).tolist()
            for i, row in zip(batch.labels.tolist(), rows, strict=True):
                found[i] = dict(zip(self.labels, row, strict=True))
        return found
