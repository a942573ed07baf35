"""The museum of real bugs: mistakes that were published, rebuilt small. Their authors shared their work, and others
looked closely; that is how they came to light, and nearly all of that code trains."""

from .answer_mask import EXHIBIT as ANSWER_MASK
from .character_bleu import EXHIBIT as CHARACTER_BLEU
from .double_shift import EXHIBIT as DOUBLE_SHIFT
from .eighty_one import EXHIBIT as EIGHTY_ONE
from .exhibit import Exhibit
from .future_seen import EXHIBIT as FUTURE_SEEN
from .idle_weights import EXHIBIT as IDLE_WEIGHTS
from .layer_norm import EXHIBIT as LAYER_NORM
from .next_sentence import EXHIBIT as NEXT_SENTENCE
from .own_answer import EXHIBIT as OWN_ANSWER
from .pad_queries import EXHIBIT as PAD_QUERIES
from .view_heads import EXHIBIT as VIEW_HEADS

EXHIBITS = (
    LAYER_NORM,
    VIEW_HEADS,
    PAD_QUERIES,
    FUTURE_SEEN,
    NEXT_SENTENCE,
    IDLE_WEIGHTS,
    EIGHTY_ONE,
    ANSWER_MASK,
    DOUBLE_SHIFT,
    OWN_ANSWER,
    CHARACTER_BLEU,
)

__all__ = ["EXHIBITS", "Exhibit"]
