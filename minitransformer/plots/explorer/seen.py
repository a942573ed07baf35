"""What the model itself shows of a text: every head's attention, and the likeliest tokens of each position."""

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from ...errors import Problem
from ...functional import softmax
from ...models.base import Model
from ...models.bert_tasks import BERTForMaskedWords, BERTForPreTraining
from ...models.gpt import GPT
from ...proof.capture import capture
from ...text.tokenizer import Tokenizer
from .tokens import Shown

Kind = Literal["next", "masked", "none"]
Candidates = list[list[tuple[int, float]]]
"""At each position the likeliest ids, best first, with their probabilities."""

N_CANDIDATES = 10


@dataclass(frozen=True)
class Seen:
    """A text as the model sees it: weights[block][head][t][s] says how much token t looks at token s."""

    tokens: list[Shown]
    weights: Float[Tensor, "blocks heads t s"]
    kind: Kind
    candidates: Candidates


def seen(model: Model, tokenizer: Tokenizer, tokens: list[Shown]) -> Seen:
    """What the model sees when nothing is dropped out, whether or not it is being trained."""
    was = model.training
    model.eval()
    try:
        return _seen(model, tokenizer, tokens)
    finally:
        model.train(was)


def _seen(model: Model, tokenizer: Tokenizer, tokens: list[Shown]) -> Seen:
    """Run the model on the tokens, and for BERT's masked words once more with each of them masked."""
    ids = torch.tensor([[token.id for token in tokens]], device=model.device)
    with torch.no_grad(), capture(model, "*blocks.*.attention.weights") as captured:
        output = model(ids)
    if not captured or any(weights is None for weights in captured.values()):
        raise Problem(
            "this model keeps no attention weights (PyTorch's fused kernels do not make any): load it without "
            "Parts.fused()",
            "이 모델에는 볼 수 있는 어텐션 가중치가 없습니다(PyTorch의 합쳐진 커널은 만들지 않습니다). "
            "Parts.fused() 없이 불러와 주세요.",
        )
    weights = torch.stack([weights[0] for weights in captured.values()]).float().cpu()
    kind = kind_of(model)
    if kind == "next":
        return Seen(tokens, weights, kind, best(output[0]))
    return Seen(tokens, weights, kind, masked_words(model, tokenizer, ids) if kind == "masked" else [])


def kind_of(model: Model) -> Kind:
    """Which question does this model answer at every position?"""
    if isinstance(model, GPT):
        return "next"
    return "masked" if isinstance(model, BERTForMaskedWords | BERTForPreTraining) else "none"


def masked_words(model: Model, tokenizer: Tokenizer, ids: Tensor) -> Candidates:
    """Mask one token after the other: what would the model write there? The marks around a text are no words."""
    marks = {tokenizer.cls_id, tokenizer.sep_id}
    found: Candidates = []
    for t, i in enumerate(ids[0].tolist()):
        if i in marks:
            found.append([])
            continue
        hidden = ids.clone()
        hidden[0, t] = tokenizer.mask_id
        with torch.no_grad():
            output = model(hidden)
        scores = output[0] if isinstance(output, tuple) else output
        found += best(scores[0, t : t + 1])
    return found


def best(scores: Float[Tensor, "t vocab"], n: int = N_CANDIDATES) -> Candidates:
    """The likeliest ids of each position."""
    probabilities, ids = softmax(scores.float().cpu()).topk(min(n, scores.shape[-1]))
    rows = zip(ids.tolist(), probabilities.tolist(), strict=True)
    return [list(zip(row, chances, strict=True)) for row, chances in rows]
