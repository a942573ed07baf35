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
    before = {name: p.detach().clone() for name, p in learned(model).items()}
    perturb(model, generator)
    changed = []
    with torch.no_grad():
        for name, p in learned(model).items():
            if constant(before[name]):
                changed.append(name)
            else:
                p.copy_(before[name])
    with quiet():
        model.save_pretrained(folder)
    return changed


def learned(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """What a checkpoint knows and the code does not: the parameters without a computed table of sinusoids,
    and the one buffer that was learnt."""
    computed = {id(p) for m in model.modules() if "Sinusoidal" in type(m).__name__ for p in m.parameters()}
    numbers = {name: p for name, p in model.named_parameters() if id(p) not in computed}
    return numbers | {name: b for name, b in model.named_buffers() if name == "final_logits_bias"}


@torch.no_grad()
def perturb(model: torch.nn.Module, generator: torch.Generator) -> None:
    """Draw every parameter anew: gains 1 + 0.3 N, other vectors 0.2 N, tables 0.5 N, matrices 1.3/√d N."""

    def noise(x: torch.Tensor) -> torch.Tensor:
        return torch.randn(x.shape, generator=generator, dtype=x.dtype)

    gains = {id(m.weight) for m in model.modules() if type(m).__name__.endswith("Norm")}
    tables = {id(m.weight) for m in model.modules() if isinstance(m, torch.nn.Embedding)}
    for p in learned(model).values():
        if id(p) in gains:
            p.copy_(1 + 0.3 * noise(p))
        elif id(p) in tables:
            p.copy_(0.5 * noise(p))
        elif p.ndim == 1 or len(p) == 1:
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
            model = getattr(transformers, name).from_pretrained(
                folder, dtype=dtype, attn_implementation=ATTENTION.get(family.model_type, "eager")
            )
            return in_full_precision(model) if dtype == torch.float64 else model
    except (OSError, RuntimeError, ValueError) as e:
        reason = (str(e).splitlines() or [""])[0]
        raise Problem(
            f"transformers cannot load {folder} ({reason}): there is no reference to compare with",
            f"transformers가 {folder}을(를) 읽지 못합니다({reason}). 비교할 기준이 없습니다.",
        ) from e


ATTENTION = {"gpt_neox": "sdpa", "llama": "sdpa"}
"""Which of the reference's attentions is compared: these two families' "eager" computes its softmax in
float32 whatever it is given, so there it is PyTorch's kernel, which shows no weights."""


def in_full_precision(model: Any) -> Any:
    """The same model with PyTorch's own RMSNorm, because the reference's computes in float32 whatever it is
    given. Nothing else is touched; in float32 the reference's own is compared."""
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if type(child).__name__ == "LlamaRMSNorm":
                exact = torch.nn.RMSNorm(len(child.weight), child.variance_epsilon)
                exact.weight = child.weight
                setattr(module, name, exact)
    return model


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
