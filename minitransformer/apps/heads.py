"""A pretrained body with the head that a task asks for, whatever family it is of."""

from collections.abc import Sequence

import torch

from ..core.parts import Parts
from ..errors import Problem
from ..models.base import Model
from ..pretrained import load
from ..pretrained.files import read_config
from ..pretrained.hub import locate
from ..text.tokenizer import Tokenizer
from ..weights import family_of

PREFIX = {"bert": "Bert", "distilbert": "DistilBert", "gpt2": "GPT2"}
"""How the names of a family's architectures begin."""

ENCODERS = ("bert", "distilbert")


def load_headed(
    name: str,
    task: str,
    labels: Sequence[str],
    parts: Parts,
    generator: torch.Generator,
    families: Sequence[str] = ENCODERS,
) -> tuple[Model, Tokenizer]:
    """The model of that name for `task` (`SequenceClassification`, `TokenClassification`, `QuestionAnswering`).

    A head that the checkpoint lacks, or that has other labels, is drawn fresh. `Problem` where the model is of
    another family than these.
    """
    family = family_of(read_config(locate(name))).model_type
    if family not in families:
        able = ", ".join(families)
        raise Problem(
            f"{name} is of the family {family}, which cannot be taught this here: choose one of {able}",
            f"{name} 모델은 {family} 계열이라 이 과제에 쓸 수 없습니다. {able} 계열의 모델을 골라 주세요.",
        )
    architecture = f"{PREFIX[family]}For{task}"
    return load(name, architecture=architecture, labels=labels, parts=parts, generator=generator)
