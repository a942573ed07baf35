"""A directory or a hub name in, a model and its tokenizer out."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from ..core.config import BERTConfig, ModelConfig
from ..core.parts import Parts
from ..errors import Problem
from ..models.base import Model
from ..models.init import initialise
from ..text.files import read_tokenizer
from ..text.tokenizer import Tokenizer
from ..weights import Architecture, Family, Row, family_of, named_architecture
from .files import read_config, read_tensors
from .hub import locate

logger = logging.getLogger(__name__)


def load(
    name: str | Path,
    *,
    architecture: str | None = None,
    labels: Sequence[str] = (),
    parts: Parts = Parts(),
    generator: torch.Generator | None = None,
) -> tuple[Model, Tokenizer]:
    """A model, in evaluation mode and float32, and the tokenizer that belongs to it.

    `name` is a directory or a name on the hub. `architecture` asks for another head than the one that
    config.json names (`labels` for its classes: other ones than the stored need a new classifier); what
    the checkpoint lacks for it is drawn fresh from `generator`, and logged. `Problem` says what is wrong
    with the files, or where to get them.
    """
    folder = locate(name)
    model = load_model(folder, architecture=architecture, labels=labels, parts=parts, generator=generator)
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


def load_model(
    name: str | Path,
    *,
    architecture: str | None = None,
    labels: Sequence[str] = (),
    parts: Parts = Parts(),
    generator: torch.Generator | None = None,
) -> Model:
    """The model alone; see `load`."""
    folder = locate(name)
    hf = read_config(folder)
    family = family_of(hf)
    wanted = family.architecture(architecture or named_architecture(hf))
    cfg = family.configure(hf)
    fresh: tuple[Row, ...] = ()
    if labels and isinstance(cfg, BERTConfig) and tuple(labels) != cfg.labels:
        cfg = replace(cfg, labels=tuple(labels))
        fresh = wanted.labelled
    imported = family.import_(read_tensors(folder), cfg, wanted, fresh)
    asked = {name for row in fresh for name in row.ours.split()}
    lacking = ", ".join(name for name in imported.missing if name not in asked)
    if lacking and architecture is None:
        raise Problem(
            f"the checkpoint lacks {lacking}: it is incomplete",
            f"체크포인트에 {lacking} 값이 없습니다. 불완전한 파일입니다.",
        )
    model = _build(family, wanted, cfg, parts, imported.tensors, imported.missing, generator)
    if imported.missing:
        logger.info("not in the checkpoint, drawn fresh: %s", ", ".join(imported.missing))
    if imported.aside:
        logger.info("in the checkpoint, not needed here: %s", ", ".join(imported.aside))
    return model.eval()


def _build(
    family: Family,
    architecture: Architecture,
    cfg: ModelConfig,
    parts: Parts,
    tensors: Mapping[str, Tensor],
    missing: tuple[str, ...],
    generator: torch.Generator | None,
) -> Model:
    with torch.device("cpu" if missing else "meta"):
        model = architecture.model(cfg, parts)
    if missing:
        initialise(model, generator or torch.Generator())
    expected = dict(model.named_parameters())
    for name, tensor in tensors.items():
        if tensor.shape != expected[name].shape:
            row = next(r for r in family.names(cfg, architecture) if name in r.ours.split())
            raise Problem(
                f"{row.theirs} holds {tuple(tensor.shape)} and config.json asks for "
                f"{tuple(expected[name].shape)}: the two files do not belong together",
                f"{row.theirs}의 크기는 {tuple(tensor.shape)}인데 config.json에는 "
                f"{tuple(expected[name].shape)}로 되어 있습니다. 서로 다른 모델의 파일입니다.",
            )
        owner, _, leaf = name.rpartition(".")
        setattr(model.get_submodule(owner), leaf, nn.Parameter(tensor.to(torch.float32).contiguous()))
    model.tie()
    return model
