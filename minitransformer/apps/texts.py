"""What a GPT is taught from: documents, or their ids on disk, cut into what is learnt and what is held out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ..core.parts import Parts
from ..data.corpus import Document, split_documents
from ..data.language import Encoded
from ..data.token_file import TokenDocuments, TokenFile
from ..models.gpt import GPT
from ..text.tokenizer import Tokenizer
from .size import Size
from .starts import start_causal, start_on_tokens
from .teach_language import Texts, encode_texts

HELD, MOST_HELD = 0.05, 2000
"""The share of the documents that is held out, and how many of a large corpus."""

COUNTED = 1_000_000
"""On so many tokens of texts that lie on disk n-grams are counted: all counts would not fit into memory."""


@dataclass(frozen=True)
class Prepared:
    """A model that is to be taught, its texts, how many documents are learnt and held out, and what tells them
    from others."""

    model: GPT
    tokenizer: Tokenizer
    texts: Texts
    counts: tuple[int, int]
    rows: object


def prepare(
    documents: Sequence[Document] | TokenFile,
    source: Size | str,
    seed: int,
    generator: torch.Generator,
    parts: Parts,
) -> Prepared:
    """Cut and encode documents; of those that lie on disk as ids, nothing is read yet but where they are."""
    if isinstance(documents, TokenFile):
        model, tokenizer = start_on_tokens(source, documents, generator, parts)
        split = documents.split(held_share(len(documents.documents)), seed)
        texts = Texts(split.train, split.heldout, split.characters)
        return Prepared(model, tokenizer, texts, split.counts, documents.identity)
    train, heldout = cut(documents, seed)
    model, tokenizer = start_causal(source, train, generator, parts)
    texts = encode_texts(tokenizer, train, heldout)
    return Prepared(model, tokenizer, texts, (len(train), len(heldout)), [train, heldout])


def cut(documents: Sequence[Document], seed: int) -> tuple[list[Document], list[Document]]:
    """What is learnt and what is held out."""
    return split_documents(documents, held_share(len(documents)), seed)


def held_share(n: int) -> float:
    """The share of n documents that is held out."""
    return min(HELD, MOST_HELD / n)


def countable(learnt: Encoded, seed: int) -> list[list[int]]:
    """What n-grams are counted on: all documents, or, of those that lie on disk, no more than `COUNTED` tokens
    (but one document at least), drawn at random."""
    if not isinstance(learnt, TokenDocuments):
        return list(learnt)
    drawn = np.random.default_rng(seed).permutation(len(learnt))
    few = int(np.searchsorted(np.cumsum(learnt.lengths[drawn]), COUNTED, side="right"))
    return [learnt[i].tolist() for i in np.sort(drawn[: max(few, 1)]).tolist()]
