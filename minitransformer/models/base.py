"""What all models share: a config, and a way to restore the weights that two layers have in common."""

from torch import nn

from ..core.config import ModelConfig


class Model(nn.Module):
    """A model that can be loaded, saved and compared."""

    def __init__(self, cfg: ModelConfig) -> None:
        super().__init__()
        self.cfg = cfg

    def tie(self) -> None:
        """Point shared weights at one tensor again, after they were replaced. Most heads share none."""
