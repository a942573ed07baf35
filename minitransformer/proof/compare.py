"""Run two models on one input, and compare every named activation, the scores, the loss, the gradients."""

import math
from typing import Any

import torch
from torch import Tensor, nn

from ..core.config import ModelConfig
from ..models.base import Model
from ..pretrained.save import family_and_architecture
from ..weights import Architecture
from ..weights.table import Row, expand
from .agreement import ACTIVATION_LIMIT, FLOAT32_LIMIT, GRADIENT_LIMIT, Agreement, Parity
from .capture import capture
from .probe import Probe
from .reference import learned
from .tasks import TASKS, scores_of_ids_alone


def compare(
    ours: Model, theirs: Any, probe: Probe, dtype: str, *, grad: bool, perturbed: tuple[str, ...] = ()
) -> Parity:
    """Run both models on the same probe, and compare what happens inside.

    Ids alone fill every position that a model has, so two that have not equally many agree on nothing there.
    """
    family, architecture = family_and_architecture(ours)
    task = TASKS[architecture.name]
    pairs = module_pairs(architecture, ours.cfg, theirs)
    with (
        torch.set_grad_enabled(grad),
        capture(ours, *[a for a, _ in pairs]) as seen,
        capture(theirs, *[b for _, b in pairs]) as expected,
    ):
        scores, loss = task.ours(ours, probe)
        their_scores, their_loss = task.theirs(theirs, probe)
    order = list(expected)
    pairs.sort(key=lambda pair: order.index(pair[1]))
    limit, loss_limit = (ACTIVATION_LIMIT,) * 2 if dtype == "float64" else (math.inf, FLOAT32_LIMIT)
    activations = [
        Agreement(a, in_deviations(real_part(seen[a], probe), real_part(expected[b], probe)), limit)
        if a in seen
        else Agreement(a, math.inf, limit)
        for a, b in pairs
    ]
    gradients = None
    if grad:
        loss.backward()
        their_loss.backward()
        gradients = compare_gradients(ours, theirs, GRADIENT_LIMIT if dtype == "float64" else math.inf)
    alone = Agreement("logits of ids alone", math.inf, limit)
    if ours.cfg.max_len == theirs.config.max_position_embeddings:
        with torch.no_grad():
            ids_alone = scores_of_ids_alone(ours, probe), scores_of_ids_alone(theirs, probe)
        alone = compare_scores(alone.name, *ids_alone)
    return Parity(
        family=family.model_type,
        architecture=architecture.name,
        parameters=sum(p.numel() for p in ours.parameters()),
        dtype=dtype,
        perturbed=perturbed,
        activations=(*activations, alone),
        logits=compare_scores("logits", real_part(scores, probe), real_part(their_scores, probe)),
        loss=Agreement("loss", largest(loss, their_loss, their_loss.abs()), loss_limit),
        gradients=gradients,
    )


def module_pairs(architecture: Architecture, cfg: ModelConfig, theirs: Any) -> list[tuple[str, str]]:
    """Our submodules and theirs, block by block; a bare body lacks the prefix of a model with a head."""
    known = dict(theirs.named_modules())

    def spelled(name: str) -> str:
        return name if name.partition(":")[0] in known else name.partition(".")[2]

    rows = expand([Row(a, b) for a, b in architecture.modules], cfg)
    return [(row.ours, spelled(row.theirs)) for row in rows]


def compare_gradients(ours: Model, theirs: Any, limit: float) -> tuple[Agreement, ...]:
    """Our gradients under their names, through the same table as the weights; one row a parameter.

    A parameter that received none agrees with nothing, nor does one that only one of the two has, or trains.
    """
    family, architecture = family_and_architecture(ours)
    table = {row.theirs: row.ours.split() for row in family.names(ours.cfg, architecture)}
    known = {name for names in table.values() for name in names}
    mine = dict(ours.named_parameters(remove_duplicate=False))  # a shared one under each of its names
    trained = {name: p for name, p in learned(theirs).items() if isinstance(p, nn.Parameter)}
    expected = {family.canonical(name): gradient_of(p) for name, p in trained.items()}
    untrained = {name for row, names in table.items() if row not in expected for name in names}
    only_ours = [name for name, _ in ours.named_parameters() if name not in known]
    only_theirs = [name for name in known if name not in mine]
    only_ours_learn = [name for name in untrained if name in mine and mine[name].requires_grad]
    strays = tuple(Agreement(name, math.inf, limit) for name in only_ours + only_theirs + only_ours_learn)
    if only_theirs:
        return strays
    seen = family.export({name: gradient_of(mine[name]) for name in known}, ours.cfg, architecture)
    floor = 1e-6 * max(g.std().item() for g in expected.values())
    return strays + tuple(
        Agreement(name, largest(seen[name], g, g.std().clamp(min=floor)), limit)
        for name, g in expected.items()
    )


def gradient_of(p: Tensor) -> Tensor:
    """The gradient, NaN where there is none."""
    return torch.full_like(p, math.nan) if p.grad is None else p.grad


def compare_scores(name: str, x: Tensor, y: Tensor) -> Agreement:
    """The scores, each precision with its own measure."""
    if y.dtype == torch.float64:
        return Agreement(name, in_deviations(x, y), ACTIVATION_LIMIT)
    return Agreement(name, largest(x, y, y.abs().max().clamp(min=1)), FLOAT32_LIMIT)


def real_part(x: Tensor, probe: Probe) -> Tensor:
    """The entries that belong to real tokens: what stands at padding means nothing in either model."""
    if x.ndim == 4:  # attention weights: (b, h, t, s)
        x = x.transpose(1, 2)
    real = probe.real if x.shape[1] == probe.real.shape[1] else probe.target_real
    return x[real] if x.ndim >= 3 else x


def in_deviations(x: Tensor, y: Tensor) -> float:
    """The largest difference, in standard deviations of y."""
    return largest(x, y, y.std())


def largest(x: Tensor, y: Tensor, unit: Tensor) -> float:
    """The largest difference; infinite where the two have not one shape, or it is not finite."""
    if x.shape != y.shape:
        return math.inf
    error = ((x - y).abs().max() / unit).item()
    return error if math.isfinite(error) else math.inf
