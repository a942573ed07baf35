"""A whole pre-training run: split, learn or load the tokenizer, teach, sample, compare with n-grams, keep."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch

from ..core.parts import Parts
from ..data.corpus import Document
from ..data.token_file import TokenFile
from ..training.plan import History, Plan, Progress
from .diagnose import diagnose_causal, diagnose_masked
from .ngrams import Unigram, baselines, between_ends
from .run import Run, Trained, identify
from .samples import BLANKS, after_every_look, fill_in, language_of, ramble
from .size import Size
from .starts import start_masked
from .teach_language import encode_documents, next_word_task
from .teach_masked import Masking, guessing, masked_task
from .texts import countable, cut, prepare

EXAMINED = 20
"""So many batches are examined before the training starts: do they hide and ask what they should?"""

Tell = Callable[[int, list[str]], None]


def silent(_epoch: int, _said: list[str]) -> None:
    """Nobody listens."""


def train_causal(
    documents: Sequence[Document] | TokenFile,
    out: Path,
    plan: Plan,
    *,
    source: Size | str,
    data_name: str,
    packed: bool = True,
    batch_size: int = 32,
    resume: bool = False,
    parts: Parts = Parts(),
    on_step: Callable[[Progress], None] = lambda _progress: None,
    tell: Tell = silent,
    language: str = "en",
) -> Trained:
    """Teach the next word, from `source`: a size to start from nothing, or the name of a GPT that is to get to
    know other texts. It rambles after every look; beside its perplexity stand those of two n-gram models."""
    generator = torch.Generator().manual_seed(plan.seed)
    ready = prepare(documents, source, plan.seed, generator, parts)
    model, tokenizer, texts = ready.model, ready.tokenizer, ready.texts
    max_len = min(model.cfg.max_len, 1024)
    task = next_word_task(tokenizer, texts, batch_size=batch_size, max_len=max_len, packed=packed)
    batches = task.batches(0, torch.Generator().manual_seed(0))[:EXAMINED]
    identity = identify(data_name, ready.rows, source, batch_size, tokenizer) | {"packed": packed}
    run = Run("clm", model, tokenizer, plan, out, identity, language)
    say = partial(ramble, model, tokenizer, plan.seed)
    history = run.train(task, resume, after_every_look(on_step, say, tell))
    learnt = countable(texts.learnt, plan.seed)
    held = [list(map(int, ids)) for ids in texts.held]
    scores: dict[str, Any] = {
        "baselines": baselines(learnt, held, tokenizer.eos_id, model.cfg.vocab_size),
        "samples": say(),
        "batches": [finding.en for finding in diagnose_causal(batches, tokenizer.pad_id)],
    }
    if len(learnt) < len(texts.learnt):
        scores["baseline_tokens"] = sum(map(len, learnt))
    return _kept(run, history, data_name, ready.counts, scores, math.log(model.cfg.vocab_size))


def train_masked(
    documents: Sequence[Document],
    out: Path,
    plan: Plan,
    *,
    source: Size | str,
    data_name: str,
    whole_words: bool = False,
    next_sentence: bool = True,
    batch_size: int = 32,
    resume: bool = False,
    parts: Parts = Parts(),
    on_step: Callable[[Progress], None] = lambda _progress: None,
    tell: Tell = silent,
    language: str = "en",
) -> Trained:
    """Teach hidden words and next sentences, from `source`: a size to start from nothing, or the name of a BERT
    that is to get to know other texts. It fills in blanks after every look; beside its accuracy stands that of
    whoever always says the most frequent word."""
    train, heldout = cut(documents, plan.seed)
    generator = torch.Generator().manual_seed(plan.seed)
    model, tokenizer = start_masked(source, train, generator, parts, next_sentence)
    objective = Masking(tokenizer, min(model.cfg.max_len, 512), whole_words, next_sentence)
    task = masked_task(objective, train, heldout, batch_size)
    batches = task.batches(0, torch.Generator().manual_seed(0))[:EXAMINED]
    identity = identify(data_name, [train, heldout], source, batch_size, tokenizer)
    identity |= {"whole_words": whole_words, "next_sentence": next_sentence}
    run = Run("mlm", model, tokenizer, plan, out, identity, language)
    say = partial(fill_in, model, tokenizer, BLANKS[language_of(documents)])
    history = run.train(task, resume, after_every_look(on_step, say, tell))
    encoded = between_ends(encode_documents(tokenizer, train), tokenizer.sep_id)
    favourite = Unigram([text[:-1] for text in encoded], model.cfg.vocab_size).favourite
    scores = {
        "baselines": {"most frequent word": guessing(objective.fixed(heldout), favourite)},
        "samples": say(),
        "batches": [finding.en for finding in diagnose_masked(batches, tokenizer, whole_words)],
    }
    counts = len(train), len(heldout)
    return _kept(run, history, data_name, counts, scores, math.log(model.cfg.vocab_size))


def _kept(
    run: Run,
    history: History,
    data_name: str,
    counts: tuple[int, int],
    scores: dict[str, Any],
    guessing_loss: float,
) -> Trained:
    data = {"name": data_name, "train": counts[0], "heldout": counts[1], "unit": "documents"}
    return Trained(run.out, history, run.write_down(history, data, scores), guessing_loss)
