"""What a comparison found, and how far apart the same function may be when it is computed twice."""

import math
from dataclasses import dataclass

ACTIVATION_LIMIT = 1e-10
"""Float64: the largest difference allowed, in standard deviations of the reference."""

GRADIENT_LIMIT = 1e-8
"""Float64, in standard deviations of the reference gradient; for one that is zero by mathematics (a key
bias), in millionths of the largest gradient's."""

FLOAT32_LIMIT = 1e-5
"""Float32: the largest difference of scores, in units of the largest score (at least 1)."""


@dataclass(frozen=True)
class Agreement:
    """One thing that was compared: `error` against what is allowed. What cannot be compared is infinite."""

    name: str
    error: float
    limit: float

    @property
    def agrees(self) -> bool:
        return math.isfinite(self.error) and self.error <= self.limit


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
