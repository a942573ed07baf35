"""Llama on disk: no biases, a gate beside each feed-forward, and fewer heads of keys than of queries."""

from ..core.families import LlamaConfig
from ..models.gpt import GPT
from .family import Architecture, Family, Twin
from .fields import Field, activation_field, rotation
from .table import Row

LAYER = "model.layers.{i}"

BODY = (
    Row("embed.weight", "model.embed_tokens.weight"),
    Row("blocks.{i}.attention_norm.weight", f"{LAYER}.input_layernorm.weight"),
    Row("blocks.{i}.attention.q.weight", f"{LAYER}.self_attn.q_proj.weight"),
    Row("blocks.{i}.attention.k.weight", f"{LAYER}.self_attn.k_proj.weight"),
    Row("blocks.{i}.attention.v.weight", f"{LAYER}.self_attn.v_proj.weight"),
    Row("blocks.{i}.attention.out.weight", f"{LAYER}.self_attn.o_proj.weight"),
    Row("blocks.{i}.feed_forward_norm.weight", f"{LAYER}.post_attention_layernorm.weight"),
    Row("blocks.{i}.feed_forward.gate.weight", f"{LAYER}.mlp.gate_proj.weight"),
    Row("blocks.{i}.feed_forward.up.weight", f"{LAYER}.mlp.up_proj.weight"),
    Row("blocks.{i}.feed_forward.down.weight", f"{LAYER}.mlp.down_proj.weight"),
    Row("norm.weight", "model.norm.weight"),
    Row("unembed.weight", "lm_head.weight", when="not tied"),
)

MODULES = (
    ("embed", "model.embed_tokens"),
    ("blocks.{i}.attention_norm", f"{LAYER}.input_layernorm"),
    ("blocks.{i}.attention.q", f"{LAYER}.self_attn.q_proj"),
    ("blocks.{i}.attention.k", f"{LAYER}.self_attn.k_proj"),
    ("blocks.{i}.attention.v", f"{LAYER}.self_attn.v_proj"),
    ("blocks.{i}.attention", f"{LAYER}.self_attn"),
    ("blocks.{i}.feed_forward_norm", f"{LAYER}.post_attention_layernorm"),
    ("blocks.{i}.feed_forward.gate", f"{LAYER}.mlp.gate_proj"),
    ("blocks.{i}.feed_forward.up", f"{LAYER}.mlp.up_proj"),
    ("blocks.{i}.feed_forward", f"{LAYER}.mlp"),
    ("blocks.{i}", LAYER),
    ("norm", "model.norm"),
)

LLAMA_FAMILY = Family(
    model_type="llama",
    config=LlamaConfig,
    fields=(
        Field("d_model", "hidden_size"),
        Field("n_heads", "num_attention_heads"),
        Field("n_kv_heads", "num_key_value_heads", None),
        Field("n_layers", "num_hidden_layers"),
        Field("d_ff", "intermediate_size"),
        Field("max_len", "max_position_embeddings", 2048),
        Field("vocab_size", "vocab_size"),
        Field("norm_eps", "rms_norm_eps", 1e-6),
        Field("rotary_base", "rope_theta", None, rotation("rope_theta", 10_000.0)),
        Field("attention_dropout", "attention_dropout", 0.0),
        Field("tied", "tie_word_embeddings", False),
        Field("pad_id", "pad_token_id", None),
        Field("bos_id", "bos_token_id", None),
        Field("eos_id", "eos_token_id", None),
        activation_field("hidden_act", "silu"),
    ),
    fixed={"attention_bias": False, "mlp_bias": False, "rope_scaling": None},
    repeats={"head_dim": "d_head"},
    body=BODY,
    architectures=(Architecture("LlamaForCausalLM", GPT, BODY, MODULES),),
    ignored=(r".*\.rotary_emb\.inv_freq",),
    twins=(Twin("lm_head.weight", "model.embed_tokens.weight", when="tied"),),
)
