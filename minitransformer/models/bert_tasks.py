"""What BERT is used for: its body, and a head for each task (Devlin et al. 2019, figures 1 and 4)."""

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from ..core.config import BERTConfig
from ..core.parts import Parts
from .base import Model
from .bert import BERT
from .heads import MaskedWordHead, Pooler
from .limits import check_labels

Ids = Int[Tensor, "b t"]
Real = Bool[Tensor, "b t"] | None
Segments = Int[Tensor, "b t"] | None


class OnBERT(Model):
    """A model whose body is BERT."""

    cfg: BERTConfig

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg)
        self.bert = BERT(cfg, parts)


class BERTFeatures(OnBERT):
    """The body alone: a vector for every token."""

    def forward(self, ids: Ids, real: Real = None, segments: Segments = None) -> Float[Tensor, "b t d"]:
        return self.bert(ids, real, segments)


class BERTPooled(OnBERT):
    """The body and its pooler: token vectors and a sentence vector. What the hub calls BertModel."""

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg, parts)
        self.pooler = Pooler(cfg, parts)

    def forward(
        self, ids: Ids, real: Real = None, segments: Segments = None
    ) -> tuple[Float[Tensor, "b t d"], Float[Tensor, "b d"]]:
        hidden = self.bert(ids, real, segments)
        return hidden, self.pooler(hidden)


class BERTForMaskedWords(OnBERT):
    """Which word stands behind [MASK]?"""

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg, parts)
        self.words = MaskedWordHead(cfg, parts)
        self.tie()

    def tie(self) -> None:
        """Make the output layer share the embedding table."""
        self.words.unembed.weight = self.bert.embed.weight

    def forward(self, ids: Ids, real: Real = None, segments: Segments = None) -> Float[Tensor, "b t vocab"]:
        return self.words(self.bert(ids, real, segments))


class BERTForNextSentence(OnBERT):
    """Does the second sentence follow the first? The first of the two scores says that it does."""

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg, parts)
        self.pooler = Pooler(cfg, parts)
        self.follows = nn.Linear(cfg.d_model, 2)

    def forward(self, ids: Ids, real: Real = None, segments: Segments = None) -> Float[Tensor, "b 2"]:
        return self.follows(self.pooler(self.bert(ids, real, segments)))


class BERTForPreTraining(OnBERT):
    """Both tasks BERT was trained on: the masked words, and does the second sentence follow the first?"""

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg, parts)
        self.words = MaskedWordHead(cfg, parts)
        self.pooler = Pooler(cfg, parts)
        self.follows = nn.Linear(cfg.d_model, 2)
        self.tie()

    def tie(self) -> None:
        """Make the output layer share the embedding table."""
        self.words.unembed.weight = self.bert.embed.weight

    def forward(
        self, ids: Ids, real: Real = None, segments: Segments = None
    ) -> tuple[Float[Tensor, "b t vocab"], Float[Tensor, "b 2"]]:
        hidden = self.bert(ids, real, segments)
        return self.words(hidden), self.follows(self.pooler(hidden))


class BERTForClassification(OnBERT):
    """Which label fits this text, or this pair of texts?"""

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg, parts)
        check_labels(cfg)
        self.pooler = Pooler(cfg, parts)
        self.dropout = nn.Dropout(cfg.dropout if cfg.text_dropout is None else cfg.text_dropout)
        self.classify = nn.Linear(cfg.d_model, len(cfg.labels))

    def forward(self, ids: Ids, real: Real = None, segments: Segments = None) -> Float[Tensor, "b classes"]:
        return self.classify(self.dropout(self.pooler(self.bert(ids, real, segments))))


class BERTForTokens(OnBERT):
    """Which label fits each token? (Names of people and places, say.)"""

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg, parts)
        check_labels(cfg)
        self.dropout = nn.Dropout(cfg.dropout if cfg.token_dropout is None else cfg.token_dropout)
        self.classify = nn.Linear(cfg.d_model, len(cfg.labels))

    def forward(self, ids: Ids, real: Real = None, segments: Segments = None) -> Float[Tensor, "b t classes"]:
        return self.classify(self.dropout(self.bert(ids, real, segments)))


class BERTForSpans(OnBERT):
    """Where in the text does the answer begin, and where does it end? Two scores for every token."""

    def __init__(self, cfg: BERTConfig, parts: Parts = Parts()) -> None:
        super().__init__(cfg, parts)
        self.dropout = nn.Dropout(cfg.span_dropout)
        self.ends = nn.Linear(cfg.d_model, 2)

    def forward(self, ids: Ids, real: Real = None, segments: Segments = None) -> Float[Tensor, "b t 2"]:
        return self.ends(self.dropout(self.bert(ids, real, segments)))
