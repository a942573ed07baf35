"""The smallest reader of features: logistic regression, which can weigh several layers against each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from torch import Tensor

from ..functional import cross_entropy

STRENGTHS = (0.001, 0.01, 0.1, 1.0)
"""What may be tried for C, the inverse of the penalty on large weights."""


@dataclass(frozen=True)
class Probe:
    """What was learnt: how every channel is brought to one scale, the share of each layer, and a score for
    every class."""

    mean: Float[Tensor, "k d"]
    deviation: Float[Tensor, "k d"]
    shares: Float[Tensor, " k"]
    weight: Float[Tensor, "d classes"]
    bias: Float[Tensor, " classes"]

    def predict(self, x: Float[Tensor, "n k d"]) -> list[int]:
        """The likeliest class of each text."""
        mixed = self.shares @ ((x.double() - self.mean) / self.deviation)
        return (mixed @ self.weight + self.bias).argmax(-1).tolist()


def fit_probe(x: Float[Tensor, "n k d"], labels: Int[Tensor, " n"], classes: int, strength: float) -> Probe:
    """Multinomial logistic regression on `k` vectors a text, mixed with learnt shares that add up to one
    (Peters et al. 2018, eq. 1). With one vector it is scikit-learn's, C being the strength."""
    x = x.double()
    mean, deviation = x.mean(0), x.std(0, unbiased=False).clamp_min(1e-6)
    n, k, d = x.shape
    layers = ((x - mean) / deviation).transpose(0, 1).reshape(k, n * d)
    logits = torch.zeros(k, dtype=x.dtype, requires_grad=True)
    weight = torch.zeros(d, classes, dtype=x.dtype, requires_grad=True)
    bias = torch.zeros(classes, dtype=x.dtype, requires_grad=True)
    learnt = [weight, bias, logits] if k > 1 else [weight, bias]
    optimiser = torch.optim.LBFGS(learnt, max_iter=200, tolerance_grad=1e-5, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        scores = (logits.softmax(-1) @ layers).view(n, d) @ weight + bias
        value = cross_entropy(scores, labels) + weight.square().sum() / (2 * strength * n)
        value.backward()
        return value

    with torch.enable_grad():
        optimiser.step(loss)
    return Probe(mean, deviation, logits.detach().softmax(-1), weight.detach(), bias.detach())


def choose_strength(
    x: Float[Tensor, "n k d"], labels: Int[Tensor, " n"], classes: int, seed: int = 0
) -> float:
    """The strength with the best macro-F1 on a fifth of the training texts, held out for this alone."""
    learnt, held = train_test_split(
        list(range(len(x))), test_size=0.2, random_state=seed, stratify=labels.tolist()
    )
    return max(
        STRENGTHS, key=lambda c: _f1(fit_probe(x[learnt], labels[learnt], classes, c), x[held], labels[held])
    )


def probe_f1(
    x: Float[Tensor, "n k d"],
    labels: Int[Tensor, " n"],
    classes: int,
    train: Sequence[int],
    held: Sequence[int],
) -> tuple[float, Probe]:
    """The macro-F1 on the held-out texts of a probe taught on the others, and the probe."""
    learnt, asked = list(train), list(held)
    strength = choose_strength(x[learnt], labels[learnt], classes)
    probe = fit_probe(x[learnt], labels[learnt], classes, strength)
    return _f1(probe, x[asked], labels[asked]), probe


def _f1(probe: Probe, x: Float[Tensor, "n k d"], labels: Int[Tensor, " n"]) -> float:
    return macro_f1(labels.tolist(), probe.predict(x), probe.bias.numel())


def macro_f1(truth: Sequence[int], said: Sequence[int], classes: int) -> float:
    """The mean over the classes of F1, in which every class counts the same."""
    return float(f1_score(truth, said, labels=list(range(classes)), average="macro", zero_division=0))
