"""Every picture: a function from arrays to a matplotlib Figure, which `save` turns into a PNG."""

from .blocks import architecture
from .canvas import save
from .chances import emotion_bars, next_token
from .confusion import confusion_matrix
from .corruption import mlm_corruption
from .curves import comparison_curve, loss_curve, schedule
from .embedding import embeddings_sum
from .heads import attention_heads
from .lengths import token_lengths
from .masks import mask_token_against_mask_attention, masks
from .parity import parity_by_layer
from .places import loss_by_place
from .positions import position_codes
from .products import attention_products
from .reliability import calibration

__all__ = [
    "architecture",
    "attention_heads",
    "attention_products",
    "calibration",
    "comparison_curve",
    "confusion_matrix",
    "embeddings_sum",
    "emotion_bars",
    "loss_by_place",
    "loss_curve",
    "mask_token_against_mask_attention",
    "masks",
    "mlm_corruption",
    "next_token",
    "parity_by_layer",
    "position_codes",
    "save",
    "schedule",
    "token_lengths",
]
