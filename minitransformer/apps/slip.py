"""A slip of the hand that no library notices: a second [CLS] where [SEP] belongs, and what it changes."""

from dataclasses import dataclass, fields

import torch
from torch import Tensor

from ..errors import Problem
from ..models.base import Model
from ..text.tokenizer import Tokenizer
from .features import features, read


@dataclass(frozen=True)
class Slip:
    """How alike the vectors are with and without the slip, as cosines: 1 where it changes nothing."""

    first: float  # [CLS], at the front
    words: float  # the mean over the words between
    last: float  # where [SEP] belongs
    pooled: float | None
    ids: tuple[int, ...]  # what was read with the slip

    @property
    def harmless(self) -> bool:
        """Is there nothing to see, to four digits?"""
        found = [getattr(self, f.name) for f in fields(self) if f.name != "ids"]
        return all(value is None or value > 1 - 5e-5 for value in found)


def cls_for_sep(model: Model, tokenizer: Tokenizer, text: str) -> Slip:
    """Read `[CLS] text [SEP]` and `[CLS] text [CLS]`, and compare what comes out, place by place."""
    right = features(model, tokenizer, text)
    if right.ids[0, -1] != tokenizer.roles.get("sep"):
        raise Problem(
            "this model reads its texts without [SEP]: choose a BERT",
            "이 모델은 [SEP] 없이 글을 읽습니다. BERT 모델을 골라 주세요.",
        )
    wrong = right.ids.clone()
    wrong[0, -1] = tokenizer.cls_id
    layers, pooled = read(model, wrong, right.real)
    alike = torch.cosine_similarity(right.hidden[0], layers[-1][0], dim=-1)
    return Slip(
        first=float(alike[0]),
        words=float(alike[1:-1].mean()),
        last=float(alike[-1]),
        pooled=None if right.pooled is None or pooled is None else _cosine(right.pooled[0], pooled[0]),
        ids=tuple(wrong[0].tolist()),
    )


def _cosine(x: Tensor, y: Tensor) -> float:
    return float(torch.cosine_similarity(x, y, dim=-1))
