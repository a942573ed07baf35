"""Marian on disk (the OPUS translation models): nothing for positions, which are computed.

Files of 2020 hold the table of sinusoids all the same. The first row of every translation is the padding
token's, whose embedding is zero: the decoder begins with its position alone.
"""

import torch

from ..core.families import MarianConfig
from ..functional import sinusoids
from ..models.seq2seq import Seq2Seq
from .family import Architecture, Family
from .fields import Field, activation_field
from .seq2seq import ASSUMED, BLOCKS, DERIVED, FIELDS, MODULES, REPEATS, SCORES, SHARED, TWINS
from .table import Row

BODY = (
    Row("source.embed.weight", SHARED, when="shared"),
    Row("source.embed.weight", "model.encoder.embed_tokens.weight", when="not shared"),
    Row("target.embed.weight", "model.decoder.embed_tokens.weight", when="not shared"),
    *BLOCKS,
)

MARIAN_FAMILY = Family(
    model_type="marian",
    config=MarianConfig,
    fields=(
        *FIELDS,
        Field("target_vocab_size", "decoder_vocab_size", None),
        Field("shared", "share_encoder_decoder_embeddings", True),
        Field("pad_id", "pad_token_id", 58100),
        Field("start_id", "decoder_start_token_id", 58100),
        Field("eos_id", "eos_token_id", 0),
        activation_field("activation_function", "gelu"),
    ),
    fixed={},
    assumed={**ASSUMED, "normalize_embedding": False, "static_position_embeddings": True},
    repeats=REPEATS,
    derived=DERIVED,
    body=BODY,
    architectures=(
        Architecture(
            "MarianMTModel",
            Seq2Seq,
            BODY + SCORES,
            MODULES,
        ),
    ),
    twins=TWINS,
    zeros=("unembed.bias",),
    constants={
        r"model\.(en|de)coder\.embed_positions\.weight": lambda cfg: sinusoids(
            torch.arange(cfg.max_len), cfg.d_model
        )
    },
)
