"""Temperature scaling: a classifier that is as often right as it is sure (Guo et al. 2017, section 4.2)."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.optimize import minimize_scalar
from torch import Tensor

from ..data.records import Labelled, pair_of
from ..functional import cross_entropy
from .classifier import Classifier

COLDEST, HOTTEST = 0.05, 20.0


def best_temperature(scores: Float[Tensor, "n classes"], labels: Int[Tensor, " n"]) -> float:
    """What all scores must be divided by for the least surprise at the right labels. Above 1: it was too sure."""

    def surprise(log: float) -> float:
        return float(cross_entropy(scores / float(np.exp(log)), labels))

    found = minimize_scalar(surprise, bounds=(np.log(COLDEST), np.log(HOTTEST)), method="bounded")
    return float(np.exp(found.x))


def calibrate(classifier: Classifier, aside: Sequence[Labelled]) -> float:
    """Find the temperature on texts that nothing was learnt from, and divide the last layer's weights by it.

    So whoever reads the file gets calibrated probabilities, and no label changes.
    """
    rows = classifier.probabilities([e.text for e in aside], pairs=[pair_of(e) for e in aside])
    logs = torch.tensor([[row[label] for label in classifier.labels] for row in rows]).clamp_min(1e-30).log()
    labels = torch.tensor([classifier.labels.index(e.label) for e in aside])
    temperature = best_temperature(logs, labels)
    with torch.no_grad():
        for parameter in classifier.model.classify.parameters():
            parameter.div_(temperature)
    return temperature
