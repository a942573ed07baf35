"""The layers of a model as features of a text: which are taken (Devlin et al. 2019, table 7), and how."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from ..models.base import Model
from ..models.bert_tasks import OnBERT
from ..text.tokenizer import Tokenizer
from .features import pad, read, wrap

EMBEDDINGS = "embeddings"


@dataclass(frozen=True)
class Choice:
    """Which layers are taken, and whether they are weighed into one vector or stand side by side."""

    name: str
    korean: str
    layers: tuple[int, ...]
    weighed: bool
    paper: float  # BERT-base, named entities of CoNLL-2003, F1 on the development set

    def of(self, states: Float[Tensor, "n layers d"]) -> Float[Tensor, "n k c"]:
        """The vectors that a probe gets."""
        taken = states[:, list(self.layers)]
        return taken if self.weighed else taken.flatten(1)[:, None]


def choices(n_layers: int) -> tuple[Choice, ...]:
    """The six rows of the paper's table. A model with fewer than four layers gives what it has."""
    every = tuple(range(1, n_layers + 1))
    last_four = every[-4:]
    return (
        Choice(EMBEDDINGS, "임베딩", (0,), False, 91.0),
        Choice("second-to-last hidden", "끝에서 두 번째 층", (n_layers - 1,), False, 95.6),
        Choice("last hidden", "마지막 층", (n_layers,), False, 94.9),
        Choice("weighted sum of last four", "마지막 네 층의 가중합", last_four, True, 95.9),
        Choice("last four side by side", "마지막 네 층 이어 붙이기", last_four, False, 96.1),
        Choice("weighted sum of all layers", "모든 층의 가중합", every, True, 95.5),
    )


def sentence_vectors(
    model: Model,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    batch_size: int = 64,
    done: Callable[[int, int], None] = lambda _done, _of: None,
) -> Mapping[str, Float[Tensor, "n layers d"]]:
    """Every layer of every text as one vector, in two ways: the mean over its tokens, marks included; and
    [CLS], or a decoder's last token, which has read all. A text that is too long loses its end. `done` is told how
    many texts are read, and of how many."""
    room = model.cfg.max_len - len(wrap(model, tokenizer, []))
    rows = [wrap(model, tokenizer, tokenizer.encode(text)[:room]) for text in texts]
    means, ones = [], []
    for start in range(0, len(rows), batch_size):
        part = rows[start : start + batch_size]
        ids, real = pad(model, tokenizer, part, max(map(len, part)))
        states = torch.stack(read(model, ids, real)[0], 1).cpu()
        counted = real[:, None, :, None].to(states.dtype)
        means.append((states * counted).sum(2) / counted.sum(2))
        where = torch.zeros(len(part), dtype=torch.long) if isinstance(model, OnBERT) else real.sum(1) - 1
        ones.append(states[torch.arange(len(part)), :, where])
        done(start + len(part), len(rows))
    one = "[CLS]" if isinstance(model, OnBERT) else "last token"
    return {"mean": torch.cat(means), one: torch.cat(ones)}
