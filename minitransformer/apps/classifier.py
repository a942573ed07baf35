"""A text classifier: a sentence in, a probability for each label out."""

from collections.abc import Sequence

import torch

from ..data.batching import class_batches, encode_text
from ..errors import Problem
from ..functional import softmax
from ..models.heads import BERTForClassification
from ..text.tokenizer import Tokenizer, text_of


class Classifier:
    """A BERT with a classification head, and its tokenizer."""

    def __init__(self, model: BERTForClassification, tokenizer: Tokenizer) -> None:
        self.model, self.tokenizer = model, tokenizer

    @property
    def labels(self) -> tuple[str, ...]:
        return self.model.cfg.labels

    def encode(self, text: str) -> list[int]:
        """[CLS] text [SEP]; raises `Problem` where the text is empty, or nothing in it is known."""
        ids = encode_text(self.tokenizer, text_of(text), self.model.cfg.max_len)
        if set(ids) <= self.tokenizer.control_ids:
            raise Problem(
                "this model knows no character of the text: write a sentence in the language it was taught",
                "이 모델이 아는 글자가 하나도 없습니다. 한국어 문장으로 써 주세요.",
            )
        return ids

    @torch.inference_mode()
    def probabilities(self, texts: Sequence[str], batch_size: int = 64) -> list[dict[str, float]]:
        """For each text, each label with its probability. A text beyond the model's positions loses its end."""
        encoded = [(self.encode(text), i) for i, text in enumerate(texts)]
        found: list[dict[str, float]] = [{} for _ in texts]
        for batch in class_batches(encoded, batch_size, self.tokenizer.pad_id):
            rows = softmax(self.model(batch.ids, batch.real)).tolist()
            for i, row in zip(batch.labels.tolist(), rows, strict=True):
                found[i] = dict(zip(self.labels, row, strict=True))
        return found
