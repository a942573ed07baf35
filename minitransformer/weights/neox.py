"""GPT-NeoX on disk (pythia, polyglot-ko, KoAlpaca): query, key and value in one matrix, head by head.

Files call the output layer `embed_out`; transformers 5 calls its module `lm_head`. Masks and the
frequencies of the rotation, which older files hold, are constants that the code has always known.
"""

from typing import Any

from ..core.families import NeoXConfig
from ..models.gpt import GPT
from .family import Architecture, Family, Twin
from .fields import Field, Json, activation_field, rotation
from .table import Row, both

LAYER = "gpt_neox.layers.{i}"
QKV = "blocks.{i}.attention.q blocks.{i}.attention.k blocks.{i}.attention.v"

BODY = (
    Row("embed.weight", "gpt_neox.embed_in.weight"),
    *both("blocks.{i}.attention_norm", f"{LAYER}.input_layernorm"),
    *both(
        QKV,
        f"{LAYER}.attention.query_key_value",
        "(h qkv d) m -> qkv (h d) m",
        "(h qkv d) -> qkv (h d)",
    ),
    *both("blocks.{i}.attention.out", f"{LAYER}.attention.dense"),
    *both("blocks.{i}.feed_forward_norm", f"{LAYER}.post_attention_layernorm"),
    *both("blocks.{i}.feed_forward.up", f"{LAYER}.mlp.dense_h_to_4h"),
    *both("blocks.{i}.feed_forward.down", f"{LAYER}.mlp.dense_4h_to_h"),
    *both("norm", "gpt_neox.final_layer_norm"),
    Row("unembed.weight", "embed_out.weight", when="not tied"),
)

MODULES = (
    ("embed", "gpt_neox.embed_in"),
    ("blocks.{i}.attention_norm", f"{LAYER}.input_layernorm"),
    ("blocks.{i}.attention", f"{LAYER}.attention"),
    ("blocks.{i}.feed_forward_norm", f"{LAYER}.post_attention_layernorm"),
    ("blocks.{i}.feed_forward.up", f"{LAYER}.mlp.dense_h_to_4h"),
    ("blocks.{i}.feed_forward", f"{LAYER}.mlp"),
    ("blocks.{i}", LAYER),
    ("norm", "gpt_neox.final_layer_norm"),
)


def read_wiring(parallel: Any, _config: Json) -> str:
    """Their yes or no to the parallel residual."""
    return "parallel" if parallel else "pre"


NEOX_FAMILY = Family(
    model_type="gpt_neox",
    config=NeoXConfig,
    fields=(
        Field("d_model", "hidden_size"),
        Field("n_heads", "num_attention_heads"),
        Field("n_layers", "num_hidden_layers"),
        Field("d_ff", "intermediate_size"),
        Field("max_len", "max_position_embeddings", 2048),
        Field("vocab_size", "vocab_size"),
        Field("norm_eps", "layer_norm_eps", 1e-5),
        Field("wiring", "use_parallel_residual", True, read_wiring, lambda wiring: wiring == "parallel"),
        Field("rotary_fraction", "rotary_pct", None, rotation("partial_rotary_factor", 0.25)),
        Field("rotary_base", "rotary_emb_base", None, rotation("rope_theta", 10_000.0)),
        Field("dropout", "hidden_dropout", 0.0),
        Field("embedding_dropout", "hidden_dropout", 0.0),
        Field("attention_dropout", "attention_dropout", 0.0),
        Field("tied", "tie_word_embeddings", False),
        Field("pad_id", "pad_token_id", None),
        Field("bos_id", "bos_token_id", None),
        Field("eos_id", "eos_token_id", None),
        activation_field("hidden_act", "gelu"),
    ),
    fixed={"attention_bias": True, "rope_scaling": None},
    body=BODY,
    architectures=(Architecture("GPTNeoXForCausalLM", GPT, BODY, MODULES),),
    aliases={r"^lm_head\.": "embed_out."},
    ignored=(r".*\.rotary_emb\.inv_freq", r".*\.attention\.(masked_)?bias"),
    twins=(Twin("embed_out.weight", "gpt_neox.embed_in.weight", when="tied"),),
)
