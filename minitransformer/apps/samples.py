"""What a language model has to say while it is taught: it rambles, or fills in the blank."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch

from ..data.corpus import Document
from ..functional import softmax
from ..generation.choose import sample
from ..generation.loop import generate
from ..generation.processors import temperature, top_k
from ..models.base import Model
from ..models.gpt import GPT
from ..text.tokenizer import Tokenizer
from ..training.plan import Progress
from .teach_masked import MaskedModel

BLANK = "___"
BLANKS = {
    "ko": ("오늘은 날씨가 정말 ___.", "이 영화는 정말 ___.", "너무 ___ 눈물이 났어요."),
    "en": ("I am very ___ today.", "He went to the ___ with his friend.", "This is the ___ of the king."),
}
"""Sentences that were written for this project, by language."""


def ramble(model: GPT, tokenizer: Tokenizer, seed: int = 0, n: int = 3, length: int = 40) -> list[str]:
    """What it says unasked, from the start token on: drawn from the forty likeliest words."""
    with speaking(model):
        written = generate(
            model,
            [[tokenizer.eos_id if model.cfg.bos_id is None else model.cfg.bos_id]] * n,
            max_new_tokens=length,
            choose=sample(torch.Generator().manual_seed(seed)),
            processors=[temperature(0.9), top_k(min(40, model.cfg.vocab_size))],
            eos_id=tokenizer.eos_id,
        )
    return [tokenizer.decode(text.ids).strip() for text in written]


@torch.inference_mode()
def fill_in(model: MaskedModel, tokenizer: Tokenizer, sentences: Sequence[str], k: int = 3) -> list[str]:
    """Each sentence with the likeliest words for its blank, each with its probability."""
    told = []
    with speaking(model):
        for sentence in sentences:
            before, _, behind = sentence.partition(BLANK)
            ids = [tokenizer.cls_id, *tokenizer.encode(before), tokenizer.mask_id]
            ids += [*tokenizer.encode(behind), tokenizer.sep_id]
            place = ids.index(tokenizer.mask_id)
            hidden = model.bert(torch.tensor([ids], device=model.device))
            best = softmax(model.words(hidden[0, place])).topk(k)
            words = zip(best.values.tolist(), best.indices.tolist(), strict=True)
            guesses = ", ".join(f"{tokenizer.piece(i)} {p:.0%}" for p, i in words)
            told.append(f"{sentence} → {guesses}")
    return told


def language_of(documents: Sequence[Document], look: int = 1000) -> str:
    """`ko` where Hangul outnumbers the Latin alphabet."""
    text = "".join(t for document in documents[:look] for t in document)
    return "ko" if len(re.findall("[가-힣]", text)) * 2 > len(re.findall("[A-Za-z]", text)) else "en"


def after_every_look(
    on_step: Callable[[Progress], None], say: Callable[[], list[str]], tell: Callable[[int, list[str]], None]
) -> Callable[[Progress], None]:
    """Call `on_step`, and after every look at held-out texts tell the epoch and what the model says now."""

    def told(step: Progress) -> None:
        on_step(step)
        if step.heldout is not None:
            tell(step.epoch, say())

    return told


@contextmanager
def speaking(model: Model) -> Iterator[None]:
    """Without dropout, for as long as it speaks."""
    was = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(was)
