"""What all models share: a config, and a way to restore the weights that two layers have in common."""

import torch
from torch import nn

from ..core.config import ModelConfig


class Model(nn.Module):
    """A model that can be loaded, saved and compared."""

    def __init__(self, cfg: ModelConfig) -> None:
        super().__init__()
        self.cfg = cfg

    @property
    def device(self) -> torch.device:
        """Where its weights lie, and where its input must lie too."""
        return next(self.parameters()).device

    def tie(self) -> None:
        """Point shared weights at one tensor again, after they were replaced. Most heads share none."""
