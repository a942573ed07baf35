"""The optimiser and how its step size changes over a run."""

from torch import nn
from torch.optim import AdamW

BETAS = (0.9, 0.999)
EPS = 1e-8


def adamw(model: nn.Module, lr: float, weight_decay: float = 0.01) -> AdamW:
    """AdamW (Loshchilov and Hutter 2019); only matrices decay, gains and biases do not."""
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    vectors = [p for p in model.parameters() if p.ndim < 2]
    groups = [{"params": matrices, "weight_decay": weight_decay}, {"params": vectors, "weight_decay": 0.0}]
    return AdamW(groups, lr=lr, betas=BETAS, eps=EPS, fused=True)


def warmup_linear(done: float, warmup: float) -> float:
    """The share of the peak rate when a share `done` of the run is over: up to 1 during the warm-up,
    then straight down to 0 (Devlin et al. 2019, appendix A.2).

    >>> [warmup_linear(done, warmup=0.1) for done in (0.0, 0.05, 0.1, 0.55, 1.0)]
    [0.0, 0.5, 1.0, 0.5, 0.0]
    """
    if done < warmup:
        return done / warmup
    return max(0.0, (1.0 - done) / (1.0 - warmup))
