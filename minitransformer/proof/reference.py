"""The reference: a Hugging Face model on disk whose every tensor says something.

A fresh Hugging Face model has all biases 0, all gains 1 and almost uniform attention; against such a
reference most mistakes are invisible. So it is perturbed, saved, and read back from disk by both sides.
"""

import math
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("DISABLE_SAFETENSORS_CONVERSION", "1")  # no request to the hub behind our back

import torch
import transformers

from ..errors import Problem
from ..pretrained.files import read_config
from ..weights import family_of, named_architecture


def write_random_reference(
    hf_config: Mapping[str, Any], folder: Path, generator: torch.Generator, architecture: str | None = None
) -> None:
    """Build the model that a config.json describes, perturb all of it, and save it as the hub would."""
    named = architecture or named_architecture(hf_config)
    family = family_of(hf_config)
    wanted = family.architecture(named)
    family.configure(hf_config)
    with quiet():
        settings = {k: v for k, v in hf_config.items() if k not in ("model_type", "transformers_version")}
        config = transformers.AutoConfig.for_model(family.model_type, **settings)
        model = getattr(transformers, wanted.name)(config)
    perturb(model, generator)
    with quiet():
        model.save_pretrained(folder)


def write_perturbed_constants(source: Path, folder: Path, generator: torch.Generator) -> list[str]:
    """Copy a checkpoint, with every tensor that is constant (a bias of zeros, a gain of ones) perturbed.

    Returns the names of those tensors: comparing them as they are would prove nothing.
    """
    model = read_reference(source, torch.float32)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    perturb(model, generator)
    changed = []
    with torch.no_grad():
        for name, p in model.named_parameters():
            if constant(before[name]):
                changed.append(name)
            else:
                p.copy_(before[name])
    with quiet():
        model.save_pretrained(folder)
    return changed


@torch.no_grad()
def perturb(model: torch.nn.Module, generator: torch.Generator) -> None:
    """Draw every parameter anew: gains 1 + 0.3 N, other vectors 0.2 N, tables 0.5 N, matrices 1.3/√d N."""

    def noise(x: torch.Tensor) -> torch.Tensor:
        return torch.randn(x.shape, generator=generator, dtype=x.dtype)

    gains = {id(m.weight) for m in model.modules() if isinstance(m, torch.nn.LayerNorm)}
    tables = {id(m.weight) for m in model.modules() if isinstance(m, torch.nn.Embedding)}
    for p in model.parameters():
        if id(p) in gains:
            p.copy_(1 + 0.3 * noise(p))
        elif id(p) in tables:
            p.copy_(0.5 * noise(p))
        elif p.ndim == 1:
            p.copy_(0.2 * noise(p))
        else:
            p.copy_(1.3 / math.sqrt(min(p.shape[0], p.shape[1])) * noise(p))


def read_reference(folder: Path, dtype: torch.dtype) -> Any:
    """The model of a directory as `transformers` loads it, with attention weights that can be seen."""
    hf = read_config(folder)
    family = family_of(hf)
    family.configure(hf)
    named = family.architecture(named_architecture(hf))
    name = next(a.name for a in family.architectures if a.model is named.model)  # GPT2Model: with its head
    try:
        with quiet():
            return getattr(transformers, name).from_pretrained(
                folder, dtype=dtype, attn_implementation="eager"
            )
    except (OSError, RuntimeError, ValueError) as e:
        reason = (str(e).splitlines() or [""])[0]
        raise Problem(
            f"transformers cannot load {folder} ({reason}): there is no reference to compare with",
            f"transformers가 {folder}을(를) 읽지 못합니다({reason}). 비교할 기준이 없습니다.",
        ) from e


def constant(x: torch.Tensor) -> bool:
    """True where all values are the same."""
    return bool((x == x.flatten()[0]).all())


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the reference's own progress bars and advice out of our output."""
    bars = transformers.utils.logging.is_progress_bar_enabled()
    level = transformers.utils.logging.get_verbosity()
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        transformers.utils.logging.set_verbosity(level)
        if bars:
            transformers.utils.logging.enable_progress_bar()
