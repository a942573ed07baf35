"""What is put on top of BERT's body: the pooler, the two pre-training heads, the classifier."""

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from ..core.config import BERTConfig
from ..core.parts import Parts
from .base import Model
from .bert import BERT


class Pooler(nn.Module):
    """One vector for the whole sequence: a linear layer and tanh on the first token, [CLS]."""

    def __init__(self, cfg: BERTConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(cfg.d_model, cfg.d_model)

    def forward(self, hidden: Float[Tensor, "b t d"]) -> Float[Tensor, "b d"]:
        return self.dense(hidden[:, 0]).tanh()


class MaskedWordHead(nn.Module):
    """A score for every word at every position, through BERT's own embedding table (Devlin et al. 3.1).

    The output layer has a bias of its own but borrows its weight: `BERT` and head share one table.
    """

    def __init__(self, cfg: BERTConfig, parts: Parts) -> None:
        super().__init__()
        self.dense = nn.Linear(cfg.d_model, cfg.d_model)
        self.activation = parts.activations[cfg.activation]
        self.norm = parts.layer_norm(cfg.d_model, cfg.norm_eps)
        self.unembed = nn.Linear(cfg.d_model, cfg.vocab_size)

    def forward(self, hidden: Float[Tensor, "*n d"]) -> Float[Tensor, "*n vocab"]:
        return self.unembed(self.norm(self.activation(self.dense(hidden))))


class BERTPooled(Model):
    """The body and its pooler: token vectors and a sentence vector. What the hub calls BertModel."""

    cfg: BERTConfig

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg)
        self.bert = BERT(cfg, parts)
        self.pooler = Pooler(cfg)

    def forward(
        self,
        ids: Int[Tensor, "b t"],
        real: Bool[Tensor, "b t"] | None = None,
        segments: Int[Tensor, "b t"] | None = None,
    ) -> tuple[Float[Tensor, "b t d"], Float[Tensor, "b d"]]:
        hidden = self.bert(ids, real, segments)
        return hidden, self.pooler(hidden)


class BERTForMaskedWords(Model):
    """Which word stands behind [MASK]?"""

    cfg: BERTConfig

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg)
        self.bert = BERT(cfg, parts)
        self.words = MaskedWordHead(cfg, parts)
        self.tie()

    def tie(self) -> None:
        """Make the output layer share the embedding table."""
        self.words.unembed.weight = self.bert.embed.weight

    def forward(
        self,
        ids: Int[Tensor, "b t"],
        real: Bool[Tensor, "b t"] | None = None,
        segments: Int[Tensor, "b t"] | None = None,
    ) -> Float[Tensor, "b t vocab"]:
        return self.words(self.bert(ids, real, segments))


class BERTForPreTraining(Model):
    """Both tasks BERT was trained on: the masked words, and does the second sentence follow the first?"""

    cfg: BERTConfig

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg)
        self.bert = BERT(cfg, parts)
        self.pooler = Pooler(cfg)
        self.words = MaskedWordHead(cfg, parts)
        self.follows = nn.Linear(cfg.d_model, 2)
        self.tie()

    def tie(self) -> None:
        """Make the output layer share the embedding table."""
        self.words.unembed.weight = self.bert.embed.weight

    def forward(
        self,
        ids: Int[Tensor, "b t"],
        real: Bool[Tensor, "b t"] | None = None,
        segments: Int[Tensor, "b t"] | None = None,
    ) -> tuple[Float[Tensor, "b t vocab"], Float[Tensor, "b 2"]]:
        hidden = self.bert(ids, real, segments)
        return self.words(hidden), self.follows(self.pooler(hidden))


class BERTForClassification(Model):
    """Which label fits this text? Pooler, dropout, one linear layer (Devlin et al. 2019, figure 4)."""

    cfg: BERTConfig

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg)
        if len(cfg.labels) < 2:
            raise ValueError(f"a classifier needs at least 2 labels, not {len(cfg.labels)}")
        self.bert = BERT(cfg, parts)
        self.pooler = Pooler(cfg)
        self.dropout = nn.Dropout(cfg.dropout)
        self.classify = nn.Linear(cfg.d_model, len(cfg.labels))

    def forward(
        self,
        ids: Int[Tensor, "b t"],
        real: Bool[Tensor, "b t"] | None = None,
        segments: Int[Tensor, "b t"] | None = None,
    ) -> Float[Tensor, "b classes"]:
        return self.classify(self.dropout(self.pooler(self.bert(ids, real, segments))))
