"""A directory or a hub name in, a model and its tokenizer out."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from ..core.config import ModelConfig
from ..core.parts import Parts
from ..errors import Problem
from ..models.base import Model
from ..text.files import read_tokenizer
from ..text.tokenizer import Tokenizer
from ..weights import Row, family_of, named_architecture
from .build import build, settling
from .files import GENERATION, read_config, read_tensors
from .hub import locate
from .place import device_of, dtype_of

logger = logging.getLogger(__name__)


def load(
    name: str | Path,
    *,
    architecture: str | None = None,
    labels: Sequence[str] = (),
    parts: Parts = Parts(),
    generator: torch.Generator | None = None,
    dtype: str | torch.dtype = torch.float32,
    device: str | torch.device = "cpu",
) -> tuple[Model, Tokenizer]:
    """A model, in evaluation mode, and the tokenizer that belongs to it.

    `name` is a directory or a name on the hub. `architecture` asks for another head than the one that
    config.json names (`labels` for its classes: other ones than the stored need a new classifier); what
    the checkpoint lacks for it is drawn fresh from `generator`, and logged. Whatever the file is written in,
    each tensor becomes `dtype` on `device` in its turn: a large model needs room for itself, not twice.
    `Problem` says what is wrong with the files, or where to get them.
    """
    folder = locate(name)
    model = load_model(
        folder,
        architecture=architecture,
        labels=labels,
        parts=parts,
        generator=generator,
        dtype=dtype,
        device=device,
    )
    tokenizer = read_tokenizer(folder)
    if tokenizer.vocab_size > model.cfg.vocab_size:
        raise Problem(
            f"the tokenizer has {tokenizer.vocab_size} pieces and the embedding {model.cfg.vocab_size} rows: "
            "they do not belong together",
            f"토크나이저의 조각은 {tokenizer.vocab_size}개인데 임베딩은 {model.cfg.vocab_size}행입니다. "
            "서로 다른 모델의 파일입니다.",
        )
    return model, tokenizer


def load_tokenizer(name: str | Path) -> Tokenizer:
    """The tokenizer alone."""
    return read_tokenizer(locate(name))


def load_generation(name: str | Path) -> dict[str, Any]:
    """How its authors meant a model to write: its generation_config.json, or, of old ones, its config.json."""
    folder = locate(name)
    settings = folder / GENERATION
    return read_config(settings if settings.exists() else folder)


def load_model(
    name: str | Path,
    *,
    architecture: str | None = None,
    labels: Sequence[str] = (),
    parts: Parts = Parts(),
    generator: torch.Generator | None = None,
    dtype: str | torch.dtype = torch.float32,
    device: str | torch.device = "cpu",
) -> Model:
    """The model alone; see `load`."""
    settle = settling(dtype_of(dtype), device_of(device))
    folder = locate(name)
    hf = read_config(folder)
    family = family_of(hf)
    wanted = family.architecture(architecture or named_architecture(hf))
    cfg = family.configure(hf)
    fresh: tuple[Row, ...] = ()
    if labels and tuple(labels) != cfg.labels:
        cfg = replace(cfg, labels=tuple(labels), problem_type=ModelConfig.problem_type)
        fresh = wanted.labelled
    imported = family.import_(read_tensors(folder), cfg, wanted, fresh, settle)
    asked = {name for row in fresh for name in row.ours.split()}
    lacking = ", ".join(name for name in imported.missing if name not in asked)
    if lacking and architecture is None:
        raise Problem(
            f"the checkpoint lacks {lacking}: it is incomplete",
            f"체크포인트에 {lacking} 값이 없습니다. 불완전한 파일입니다.",
        )
    model = build(family, wanted, cfg, parts, imported, generator, settle)
    if imported.missing:
        logger.info("not in the checkpoint, drawn fresh: %s", ", ".join(imported.missing))
    if imported.aside:
        logger.info("in the checkpoint, not needed here: %s", ", ".join(imported.aside))
    return model.eval()
