"""BART on disk: learned positions whose first two rows are never used, and a norm behind the embedding."""

from ..core.families import BARTConfig
from ..models.seq2seq import Seq2Seq
from .family import Architecture, Family
from .fields import Field, activation_field
from .seq2seq import ASSUMED, BLOCKS, DERIVED, FIELDS, MODULES, REPEATS, SCORES, SHARED, TWINS
from .table import Row, both

BODY = (
    Row("source.embed.weight", SHARED),
    Row("source.positions.table.weight", "model.encoder.embed_positions.weight"),
    *both("source.norm", "model.encoder.layernorm_embedding"),
    Row("target.positions.table.weight", "model.decoder.embed_positions.weight"),
    *both("target.norm", "model.decoder.layernorm_embedding"),
    *BLOCKS,
)
ENTRANCES = (
    ("source.norm", "model.encoder.layernorm_embedding"),
    ("target.norm", "model.decoder.layernorm_embedding"),
)

BART_FAMILY = Family(
    model_type="bart",
    config=BARTConfig,
    fields=(
        *FIELDS,
        Field("pad_id", "pad_token_id", 1),
        Field("start_id", "decoder_start_token_id", 2),
        Field("eos_id", "eos_token_id", 2),
        activation_field("activation_function", "gelu"),
    ),
    fixed={},
    assumed={**ASSUMED, "normalize_embedding": True, "static_position_embeddings": False},
    repeats=REPEATS,
    derived=DERIVED,
    body=BODY,
    architectures=(
        Architecture("BartForConditionalGeneration", Seq2Seq, BODY + SCORES, ENTRANCES + MODULES),
        Architecture("BartModel", Seq2Seq, BODY + SCORES, ENTRANCES + MODULES, prefix="model."),
    ),
    aliases={r"^(?!model\.|final_logits_bias|lm_head\.|classification_head\.)": "model."},
    ignored=(r"(model\.)?(en|de)coder\.version",),
    twins=TWINS,
    zeros=("unembed.bias",),
)
