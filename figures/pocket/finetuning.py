"""What the scripts beside this one share: a classifier on a pocket model's body, and a place for results."""

import json
from pathlib import Path

import torch

from minitransformer.apps.heads import ENCODERS, load_headed
from minitransformer.core.parts import Parts
from minitransformer.models.init import initialise

HERE = Path(__file__).parent


def taught(folder, labels, fresh=False, seed=0):
    """A classifier on the body in `folder`; with `fresh`, on one of the same shape that has read nothing."""
    generator = torch.Generator().manual_seed(seed)
    model, tokenizer = load_headed(
        str(folder), "SequenceClassification", labels, Parts.fused(), generator, ENCODERS
    )
    if fresh:
        initialise(model, generator)
    return model, tokenizer


def add_result(study, name, result):
    """Keep a result beside those that are there."""
    path = HERE / f"{study}.json"
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    found[name] = result
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
