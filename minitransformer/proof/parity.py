"""Is a checkpoint, as we read it, the same function as `transformers` makes of it?"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import torch

from ..core.config import ModelConfig
from ..core.parts import Parts
from ..pretrained import load_model
from ..pretrained.files import read_config
from ..pretrained.hub import locate
from .agreement import Agreement, Parity
from .compare import compare
from .probe import Probe, make_probe
from .reference import constant, learned, read_reference, write_perturbed_constants, write_random_reference

__all__ = ["Agreement", "Parity", "compare_folder", "parity", "parity_of_random"]

DTYPES = {"float64": torch.float64, "float32": torch.float32}


def parity(
    model: str | Path,
    *,
    dtype: Literal["float64", "float32"] = "float64",
    grad: bool = False,
    seed: int = 0,
    parts: Parts = Parts(),
    probing: Callable[[ModelConfig, torch.Generator], Probe] = make_probe,
) -> Parity:
    """Compare a checkpoint as we read it, made of these parts, with the same as `transformers` reads it.

    Tensors that are constant are perturbed in a copy first, because nothing is proven by comparing zeros.
    """
    source = locate(model)
    generator = torch.Generator().manual_seed(seed)
    reference = read_reference(source, torch.float32)
    if not any(constant(x) for x in learned(reference).values()):
        return compare_folder(
            source, dtype=dtype, grad=grad, generator=generator, parts=parts, probing=probing
        )
    with tempfile.TemporaryDirectory() as copy:
        changed = write_perturbed_constants(source, Path(copy), generator)
        return compare_folder(
            Path(copy),
            dtype=dtype,
            grad=grad,
            generator=generator,
            perturbed=tuple(changed),
            parts=parts,
            probing=probing,
        )


def parity_of_random(
    config: str | Path | Mapping[str, Any],
    *,
    dtype: Literal["float64", "float32"] = "float64",
    grad: bool = False,
    seed: int = 0,
    architecture: str | None = None,
) -> Parity:
    """Build and perturb a reference from a config file (or its folder, or its content), and compare."""
    hf = config if isinstance(config, Mapping) else read_config(Path(config))
    generator = torch.Generator().manual_seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        write_random_reference(hf, Path(folder), generator, architecture)
        return compare_folder(Path(folder), dtype=dtype, grad=grad, generator=generator)


def compare_folder(
    folder: Path,
    *,
    dtype: str,
    grad: bool,
    generator: torch.Generator,
    perturbed: tuple[str, ...] = (),
    parts: Parts = Parts(),
    probing: Callable[[ModelConfig, torch.Generator], Probe] = make_probe,
) -> Parity:
    """Load one checkpoint twice, ours and theirs, and compare the two."""
    ours = load_model(folder, parts=parts).to(DTYPES[dtype])
    theirs = read_reference(folder, DTYPES[dtype])
    if dull := [name for name, x in learned(theirs).items() if constant(x)]:
        raise ValueError(f"constant in the reference, so nothing would be proven: {dull}")
    return compare(ours, theirs, probing(ours.cfg, generator), dtype, grad=grad, perturbed=perturbed)
