"""The optimiser and how its step size changes over a run."""

from collections.abc import Sequence

from torch import nn
from torch.optim import AdamW

from .layerwise import Group

BETAS = (0.9, 0.999)
EPS = 1e-8


def adamw(
    model: nn.Module, lr: float, weight_decay: float = 0.01, groups: Sequence[Group] | None = None
) -> AdamW:
    """AdamW (Loshchilov and Hutter 2019); only matrices decay, gains and biases do not. Without groups, all
    parameters learn alike."""
    made = []
    for group in groups or [Group(list(model.parameters()))]:
        pace = {"rate": group.rate, "wakes": group.wakes} if groups else {}
        matrices = [p for p in group.parameters if p.ndim >= 2]
        vectors = [p for p in group.parameters if p.ndim < 2]
        made.append({"params": matrices, "weight_decay": weight_decay, **pace})
        made.append({"params": vectors, "weight_decay": 0.0, **pace})
    return AdamW(made, lr=lr, betas=BETAS, eps=EPS, fused=True)


def warmup_linear(done: float, warmup: float) -> float:
    """The share of the peak rate when a share `done` of the run is over: up to 1 during the warm-up,
    then straight down to 0 (Devlin et al. 2019, appendix A.2).

    >>> [warmup_linear(done, warmup=0.1) for done in (0.0, 0.05, 0.1, 0.55, 1.0)]
    [0.0, 0.5, 1.0, 0.5, 0.0]
    """
    if done < warmup:
        return done / warmup
    return max(0.0, (1.0 - done) / (1.0 - warmup))


def warmup_root(now: float, warmup: float) -> float:
    """The share of the peak rate in the original transformer: straight up during the warm-up, then down with
    the root of the steps (Vaswani et al. 2017, eq. 3). Steps and shares of the run will do alike.

    >>> [warmup_root(step, warmup=4000.0) for step in (0.0, 1000.0, 4000.0, 16000.0)]
    [0.0, 0.25, 1.0, 0.5]
    """
    return now / warmup if now < warmup else (warmup / now) ** 0.5


SCHEDULES = {"linear": warmup_linear, "root": warmup_root}
