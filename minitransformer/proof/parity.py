"""Compare two models: every named activation, the scores, the loss, and the gradient of every parameter."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor

from ..models.base import Model
from ..pretrained import load_model
from ..pretrained.files import read_config
from ..pretrained.hub import locate
from ..pretrained.save import family_and_architecture
from ..weights import Architecture
from .capture import capture
from .probe import TASKS, Probe, make_probe
from .reference import constant, read_reference, write_perturbed_constants, write_random_reference

ACTIVATION_LIMIT = 1e-10
"""Float64: the largest difference allowed, in standard deviations of the reference."""

GRADIENT_LIMIT = 1e-8
"""Float64, in standard deviations of the reference gradient; for one that is zero by mathematics (a key
bias), in millionths of the largest gradient's."""

FLOAT32_LIMIT = 1e-5
"""Float32: the largest difference of scores, in units of the largest score (at least 1)."""

DTYPES = {"float64": torch.float64, "float32": torch.float32}


@dataclass(frozen=True)
class Agreement:
    """One thing that was compared: `error` against what is allowed."""

    name: str
    error: float
    limit: float

    @property
    def agrees(self) -> bool:
        return self.error <= self.limit


@dataclass(frozen=True)
class Parity:
    """Everything that was compared."""

    family: str
    architecture: str
    parameters: int
    dtype: str
    perturbed: tuple[str, ...]
    activations: tuple[Agreement, ...]
    logits: Agreement
    loss: Agreement
    gradients: tuple[Agreement, ...] | None

    @property
    def agrees(self) -> bool:
        return all(row.agrees for row in (*self.activations, self.logits, self.loss, *(self.gradients or ())))


def parity(
    model: str | Path, *, dtype: Literal["float64", "float32"] = "float64", grad: bool = False, seed: int = 0
) -> Parity:
    """Compare a checkpoint as we read it with the same checkpoint as `transformers` reads it.

    Tensors that are constant are perturbed in a copy first, because nothing is proven by comparing zeros.
    """
    source = locate(model)
    generator = torch.Generator().manual_seed(seed)
    reference = read_reference(source, torch.float32)
    if not any(constant(p) for p in reference.parameters()):
        return compare_folder(source, dtype=dtype, grad=grad, generator=generator)
    with tempfile.TemporaryDirectory() as copy:
        changed = write_perturbed_constants(source, Path(copy), generator)
        return compare_folder(
            Path(copy), dtype=dtype, grad=grad, generator=generator, perturbed=tuple(changed)
        )


def parity_of_random(
    config: str | Path | Mapping[str, Any],
    *,
    dtype: Literal["float64", "float32"] = "float64",
    grad: bool = False,
    seed: int = 0,
    architecture: str | None = None,
) -> Parity:
    """Build and perturb a reference from a config.json (or its folder, or its content), and compare."""
    hf = config if isinstance(config, Mapping) else read_config(_folder_of(Path(config)))
    generator = torch.Generator().manual_seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        write_random_reference(hf, Path(folder), generator, architecture)
        return compare_folder(Path(folder), dtype=dtype, grad=grad, generator=generator)


def compare_folder(
    folder: Path, *, dtype: str, grad: bool, generator: torch.Generator, perturbed: tuple[str, ...] = ()
) -> Parity:
    """Load one checkpoint twice, ours and theirs, and compare the two."""
    ours = load_model(folder).to(DTYPES[dtype])
    theirs = read_reference(folder, DTYPES[dtype])
    if dull := [name for name, p in theirs.named_parameters() if constant(p)]:
        raise ValueError(f"constant in the reference, so nothing would be proven: {dull}")
    return compare(ours, theirs, make_probe(ours.cfg, generator), dtype, grad=grad, perturbed=perturbed)


def compare(
    ours: Model, theirs: Any, probe: Probe, dtype: str, *, grad: bool, perturbed: tuple[str, ...] = ()
) -> Parity:
    """Run both models on the same probe, and compare what happens inside."""
    family, architecture = family_and_architecture(ours)
    task = TASKS[architecture.name]
    pairs = module_pairs(architecture, ours.cfg.n_layers, theirs)
    with (
        torch.set_grad_enabled(grad),
        capture(ours, *[a for a, _ in pairs]) as seen,
        capture(theirs, *[b for _, b in pairs]) as expected,
    ):
        scores, loss = task.ours(ours, probe)
        their_scores, their_loss = task.theirs(theirs, probe)

    limit = ACTIVATION_LIMIT if dtype == "float64" else float("inf")
    order = list(seen)
    pairs.sort(key=lambda pair: order.index(pair[0]))
    activations = tuple(
        Agreement(a, in_deviations(real_part(seen[a], probe), real_part(expected[b], probe)), limit)
        for a, b in pairs
    )
    a, b = real_part(scores, probe), real_part(their_scores, probe)
    logits = Agreement("logits", in_deviations(a, b), limit)
    if dtype == "float32":
        logits = Agreement("logits", ((a - b).abs().max() / b.abs().max().clamp(min=1)).item(), FLOAT32_LIMIT)
    loss_limit = ACTIVATION_LIMIT if dtype == "float64" else FLOAT32_LIMIT
    loss_row = Agreement("loss", ((loss - their_loss).abs() / their_loss.abs()).item(), loss_limit)
    gradients = None
    if grad:
        loss.backward()
        their_loss.backward()
        gradients = compare_gradients(ours, theirs, GRADIENT_LIMIT if dtype == "float64" else float("inf"))
    return Parity(
        family=family.model_type,
        architecture=architecture.name,
        parameters=sum(p.numel() for p in ours.parameters()),
        dtype=dtype,
        perturbed=perturbed,
        activations=activations,
        logits=logits,
        loss=loss_row,
        gradients=gradients,
    )


def module_pairs(architecture: Architecture, n_layers: int, theirs: Any) -> list[tuple[str, str]]:
    """Our submodules and theirs, block by block; a bare body lacks the prefix of a model with a head."""
    known = dict(theirs.named_modules())

    def spelled(name: str) -> str:
        return name if name.partition(":")[0] in known else name.partition(".")[2]

    return [
        (a.replace("{i}", str(i)), spelled(b.replace("{i}", str(i))))
        for a, b in architecture.modules
        for i in (range(n_layers) if "{i}" in a else range(1))
    ]


def compare_gradients(ours: Model, theirs: Any, limit: float) -> tuple[Agreement, ...]:
    """Our gradients under their names, through the same table as the weights; one row a parameter."""
    family, architecture = family_and_architecture(ours)
    mine = {name: p.grad for name, p in ours.named_parameters() if p.grad is not None}
    seen = family.export(mine, ours.cfg, architecture)
    expected = {family.canonical(name): p.grad for name, p in theirs.named_parameters()}
    floor = 1e-6 * max(g.std().item() for g in expected.values())
    return tuple(
        Agreement(name, (seen[name] - g).abs().max().item() / max(g.std().item(), floor), limit)
        for name, g in expected.items()
    )


def real_part(x: Tensor, probe: Probe) -> Tensor:
    """The entries that belong to real tokens: what stands at padding means nothing in either model."""
    if x.shape[:2] == probe.real.shape:
        return x[probe.real]
    if x.ndim == 4:  # attention weights: (b, h, t, s)
        return x.transpose(1, 2)[probe.real]
    return x


def in_deviations(x: Tensor, y: Tensor) -> float:
    """The largest difference, in standard deviations of y; infinite where x is not finite."""
    error = ((x - y).abs().max() / y.std()).item()
    return error if error == error else float("inf")


def _folder_of(config: Path) -> Path:
    return config if config.is_dir() else config.parent
