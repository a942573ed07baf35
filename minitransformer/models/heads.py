"""The small networks that stand on top of BERT's body: one for the whole text, one for each word."""

from jaxtyping import Float
from torch import Tensor, nn

from ..core.config import BERTConfig
from ..core.parts import Parts


class Pooler(nn.Module):
    """One vector for the whole sequence: a linear layer and tanh on the first token, [CLS]."""

    def __init__(self, cfg: BERTConfig, parts: Parts) -> None:
        super().__init__()
        self.dense = nn.Linear(cfg.d_model, cfg.d_model)
        self.activation = parts.activations[cfg.pooler_activation]

    def forward(self, hidden: Float[Tensor, "b t d"]) -> Float[Tensor, "b d"]:
        return self.activation(self.dense(hidden[:, 0]))


class MaskedWordHead(nn.Module):
    """A score for every word at every position, through BERT's own embedding table (Devlin et al. 3.1).

    The output layer has a bias of its own but borrows its weight: `BERT` and head share one table.
    """

    def __init__(self, cfg: BERTConfig, parts: Parts) -> None:
        super().__init__()
        self.dense = nn.Linear(cfg.d_model, cfg.d_model)
        self.activation = parts.activations[cfg.activation]
        self.norm = parts.norm(cfg)
        self.unembed = nn.Linear(cfg.d_model, cfg.vocab_size)

    def forward(self, hidden: Float[Tensor, "*n d"]) -> Float[Tensor, "*n vocab"]:
        return self.unembed(self.norm(self.activation(self.dense(hidden))))
