"""A text in, vectors out: what BERT makes of every token, layer by layer (Devlin et al. 2019, section 5.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from ..data.batching import padded
from ..errors import Problem
from ..models.base import Model
from ..models.bert_tasks import OnBERT
from ..models.gpt import GPTBody
from ..proof.capture import capture
from ..text.tokenizer import Tokenizer, text_of


@dataclass(frozen=True, eq=False)
class Features:
    """All that a model makes of some texts, each thing under its name.

    `layers[0]` are the embeddings and `layers[-1]` is `hidden`; what stands at padding means nothing.
    `hidden[i][0]` of a BERT is [CLS]; `pooled` is what the model's own pooler makes of it, None without one.
    """

    ids: Int[Tensor, "b t"]
    real: Bool[Tensor, "b t"]
    tokens: tuple[tuple[str, ...], ...]
    layers: tuple[Float[Tensor, "b t d"], ...]
    pooled: Float[Tensor, "b d"] | None

    @property
    def hidden(self) -> Float[Tensor, "b t d"]:
        """The vectors of the last layer."""
        return self.layers[-1]

    @property
    def mask(self) -> Int[Tensor, "b t"]:
        """1 at tokens and 0 at padding, as Hugging Face writes it."""
        return self.real.long()

    def __iter__(self) -> NoReturn:
        raise TypeError(
            "features are not to be unpacked: take what you need by its name, "
            "as in f.hidden, f.pooled, f.layers, f.ids, f.mask, f.tokens"
        )


def features(
    model: Model, tokenizer: Tokenizer, texts: str | Sequence[str], length: int | None = None
) -> Features:
    """What a BERT or a decoder makes of a text, or of several, padded to `length` or to the longest.

    BERT reads `[CLS] text [SEP]`, a decoder the text alone. Nothing is cut off: a text that is too long is a
    `Problem`, as is an empty one.
    """
    texts = [texts] if isinstance(texts, str) else list(texts)
    if not texts:
        raise Problem("there is no text: give at least one", "글이 없습니다. 하나 이상 주세요.")
    rows = [wrap(model, tokenizer, tokenizer.encode(text_of(text))) for text in texts]
    width = max(map(len, rows)) if length is None else length
    _check_lengths(rows, width, model.cfg.max_len)
    ids, real = pad(model, tokenizer, rows, width)
    layers, pooled = read(model, ids, real)
    pieces = tuple(tuple(map(tokenizer.piece, row)) for row in ids.tolist())
    return Features(ids, real, pieces, layers, pooled)


@torch.no_grad()
def read(
    model: Model, ids: Int[Tensor, "b t"], real: Bool[Tensor, "b t"]
) -> tuple[tuple[Float[Tensor, "b t d"], ...], Float[Tensor, "b d"] | None]:
    """The embeddings, what each block makes of them, and the pooled vector, if there is a pooler.

    A decoder's last layer comes with its final norm, as Hugging Face counts it.
    """
    if model.training:
        raise ValueError("the model is in training, and dropout blurs what it says: call model.eval() first")
    where = next(model.parameters()).device
    ids, real = ids.to(where), real.to(where)
    body = "bert." if isinstance(model, OnBERT) else ""
    names = [f"{body}dropout", *(f"{body}blocks.{i}" for i in range(model.cfg.n_layers))]
    with capture(model, *names, "norm") as seen:
        if isinstance(model, OnBERT):
            model.bert(ids, real)
        elif isinstance(model, GPTBody):
            model.hidden(ids, real)
        else:
            raise _not_for(model)
    layers = [seen[name] for name in names]
    if "norm" in seen:
        layers[-1] = seen["norm"]
    pooler = getattr(model, "pooler", None)
    return tuple(layers), None if pooler is None else pooler(layers[-1])


def wrap(model: Model, tokenizer: Tokenizer, words: list[int]) -> list[int]:
    """The ids of a text as the model is used to them."""
    if isinstance(model, OnBERT):
        return [tokenizer.cls_id, *words, tokenizer.sep_id]
    if isinstance(model, GPTBody):
        return words
    raise _not_for(model)


def pad(
    model: Model, tokenizer: Tokenizer, rows: Sequence[list[int]], width: int
) -> tuple[Int[Tensor, "b t"], Bool[Tensor, "b t"]]:
    """Rows of ids filled up to one width, and where they are real. A decoder may know no padding: any id will
    do where nobody looks."""
    known = model.cfg.pad_id if model.cfg.pad_id is not None else tokenizer.roles.get("pad")
    return padded(rows, 0 if known is None else known, width)


def _check_lengths(rows: Sequence[Sequence[int]], width: int, room: int) -> None:
    for number, row in enumerate(rows, 1):
        if len(row) > min(width, room):
            raise Problem(
                f"text {number} has {len(row)} tokens, and there is room for {min(width, room)}: "
                "write less, or give it more length",
                f"{number}번째 글이 {len(row)}토큰인데 {min(width, room)}토큰까지만 들어갑니다. "
                "글을 줄이거나 length를 늘려 주세요.",
            )
    if width > room:
        raise Problem(
            f"length={width}, but this model has {room} positions: choose at most {room}",
            f"length={width}인데 이 모델의 위치는 {room}개입니다. {room} 이하로 정해 주세요.",
        )


def _not_for(model: Model) -> Problem:
    name = type(model).__name__
    return Problem(
        f"features are taken from a BERT or a decoder, and this model is a {name}: name another one",
        f"특징은 BERT나 디코더 모델에서 뽑습니다. 이 모델은 {name}이니 다른 모델을 골라 주세요.",
    )
