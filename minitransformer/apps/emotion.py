"""The emotion classifier: five emotions from a Korean sentence."""

from pathlib import Path
from typing import Any

from ..data.records import EMOTIONS
from ..errors import Problem
from ..models.bert_tasks import BERTForClassification
from ..pretrained import load
from .classifier import Classifier


def load_emotion_classifier(name: str | Path, **where: Any) -> Classifier:
    """A trained classifier of the five emotions; `Problem` where the model tells other things apart.

    `where` is the device and the dtype, as `load` takes them.
    """
    model, tokenizer = load(name, **where)
    one_of = model.cfg.labels if model.cfg.problem_type in (None, "single_label_classification") else ()
    if not isinstance(model, BERTForClassification) or set(one_of) != set(EMOTIONS):
        wanted = ", ".join(EMOTIONS)
        raise Problem(
            f"{name} does not tell {wanted} apart: name an emotion classifier with --model, or make one with "
            "`minitransformer train emotion`",
            f"{name} 모델은 {wanted}을 구분하지 못합니다. 감정 분류 모델을 --model로 지정하거나 "
            "`minitransformer train emotion`으로 학습하세요.",
        )
    return Classifier(model, tokenizer)
