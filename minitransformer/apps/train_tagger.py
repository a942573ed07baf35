"""A whole tagger training run: split, teach, count whole names, compare with simpler methods, keep."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from ..core.parts import Parts
from ..data import catalogue
from ..data.tagging import Tagged, kinds_of, labels_of, read_tagged, split_tagged
from ..errors import Problem
from ..models.bert_tasks import BERTForTokens
from ..text.tokenizer import Tokenizer
from ..training.plan import Plan, Progress
from .heads import load_headed
from .run import Run, Trained, identify
from .size import Size
from .sources import existing, or_taught_model
from .tagger import Tagger, by_character, by_word, ceiling, score_names, seqeval
from .teach_tagger import new_tagger, tagger_task

KLUE = "klue_ner"
HELD_OUT = 0.1


def tagged_of(data: str) -> tuple[str, list[Tagged]]:
    """Sentences with names: `klue_ner`, or a file of the same form."""
    if data == KLUE:
        with or_taught_model("token-classification"):
            return data, read_tagged(catalogue.find(data) / "klue-ner-v1.1_dev.tsv")
    return data, read_tagged(existing(data, KLUE))


def train_tagger(
    sentences: Sequence[Tagged],
    out: Path,
    plan: Plan,
    *,
    source: Size | str,
    data_name: str,
    batch_size: int = 32,
    resume: bool = False,
    parts: Parts = Parts(),
    on_step: Callable[[Progress], None] = lambda _progress: None,
    language: str = "en",
) -> Trained:
    """Train on sentences with names from `source` (a size to start from nothing, or a pretrained model's name).

    Beside the scores stand those of two dictionaries of what was seen in training, and those of tags that would
    all be right. The model, its card and the loss curve are kept in `out`.
    """
    seqeval()  # now, not after an hour of training
    train, heldout = split_tagged(sentences, HELD_OUT, plan.seed)
    labels = labels_of(_kinds(train, heldout))
    model, tokenizer = _start(source, train, labels, torch.Generator().manual_seed(plan.seed), parts)
    task = tagger_task(
        tokenizer, labels, train, heldout, batch_size=batch_size, max_len=min(model.cfg.max_len, 256)
    )
    identity = identify(data_name, [train, heldout], source, batch_size, tokenizer)
    run = Run("tag", model, tokenizer, plan, out, identity, language)
    history = run.train(task, resume, on_step)
    texts = [s.text for s in heldout]
    found = score_names(Tagger(model, tokenizer).find(texts), heldout)
    beside = {
        name: score_names(map(find, texts), heldout)
        for name, find in {"words seen": by_word(train), "characters seen": by_character(train)}.items()
    }
    data: dict[str, Any] = {"name": data_name, "train": len(train), "heldout": len(heldout), "labels": labels}
    scores = {**found, "ceiling": ceiling(tokenizer, heldout)["f1"], "baselines": beside}
    metrics = run.write_down(history, data, scores)
    return Trained(out, history, metrics, math.log(len(labels)))


def _kinds(train: Sequence[Tagged], heldout: Sequence[Tagged]) -> list[str]:
    known, asked = kinds_of(train), kinds_of(heldout)
    if not known:
        raise Problem(
            "no training sentence has a name in it: mark some with B- and I- tags",
            "학습 문장에 표시된 이름이 하나도 없습니다. B-, I- 태그로 표시해 주세요.",
        )
    if absent := sorted(set(asked) - set(known)):
        names = ", ".join(absent)
        raise Problem(
            f"no training sentence has a name of the kind {names}: give more such sentences",
            f"{names} 종류의 이름이 학습 문장에 없습니다. 그런 문장을 더 넣어 주세요.",
        )
    return known


def _start(
    source: Size | str,
    train: Sequence[Tagged],
    labels: Sequence[str],
    generator: torch.Generator,
    parts: Parts,
) -> tuple[BERTForTokens, Tokenizer]:
    if isinstance(source, Size):
        return new_tagger([s.text for s in train], labels, source, generator, parts)
    model, tokenizer = load_headed(source, "TokenClassification", labels, parts, generator)
    assert isinstance(model, BERTForTokens)
    return model, tokenizer
