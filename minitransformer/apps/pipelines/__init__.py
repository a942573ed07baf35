"""The classic tasks: a text in, and out comes what the Hugging Face pipeline of that name would say."""

import logging
from pathlib import Path
from typing import Any

import torch

from ...core.parts import Parts
from ...models.onednn import by_onednn
from ...pretrained import load, load_generation
from .base import Pipeline
from .choosing import check_head, model_for, task_named
from .table import TASKS
from .writing import Writing

logger = logging.getLogger(__name__)


def pipeline(
    task: str,
    model: str | Path | None = None,
    *,
    batch_size: int = 8,
    truncate: bool = False,
    parts: Parts = Parts(),
    dtype: str | torch.dtype = torch.float32,
    device: str | torch.device = "cpu",
) -> Pipeline:
    """A task, done by a model from a folder or the hub.

    >>> pipeline("sentiment-analysis", "distilbert-base-uncased-finetuned-sst-2-english")("I hate this!")
    [{'label': 'NEGATIVE', 'score': 0.999…}]

    Without a model, the newest that training kept for the task, which is named in the log. A text with more
    words than the model has positions is refused, or, with `truncate`, loses its end. `Problem` for a task that
    nobody knows, and for a model that has not the head for it: none is ever drawn at random here.
    """
    task = task_named(task)
    name = model_for(task, model)
    if model is None:
        logger.warning("no model was named for %s: %s is taken", task, name)
    check_head(task, name)
    loaded, tokenizer = load(name, parts=parts, dtype=dtype, device=device)
    wanted = TASKS[task].pipeline
    more: dict[str, Any] = {"settings": load_generation(name)} if issubclass(wanted, Writing) else {}
    return wanted(by_onednn(loaded), tokenizer, batch_size=batch_size, truncate=truncate, **more)


__all__ = ["Pipeline", "pipeline"]
