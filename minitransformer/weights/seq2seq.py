"""What Marian and BART share on disk: one encoder-decoder, named as fairseq named it."""

from .family import Twin
from .fields import Field
from .table import Row, both


def attention(ours: str, theirs: str) -> tuple[Row, ...]:
    """The four projections of one attention."""
    pairs = (("q", "q_proj"), ("k", "k_proj"), ("v", "v_proj"), ("out", "out_proj"))
    return tuple(row for a, b in pairs for row in both(f"{ours}.{a}", f"{theirs}.{b}"))


def feed_forward(ours: str, theirs: str) -> tuple[Row, ...]:
    """The two layers of a feed-forward network, and its norm."""
    return (
        *both(f"{ours}.feed_forward.up", f"{theirs}.fc1"),
        *both(f"{ours}.feed_forward.down", f"{theirs}.fc2"),
        *both(f"{ours}.feed_forward_norm", f"{theirs}.final_layer_norm"),
    )


READER, WRITER = "model.encoder.layers.{i}", "model.decoder.layers.{j}"

BLOCKS = (
    *attention("encoder.{i}.attention", f"{READER}.self_attn"),
    *both("encoder.{i}.attention_norm", f"{READER}.self_attn_layer_norm"),
    *feed_forward("encoder.{i}", READER),
    *attention("decoder.{j}.attention", f"{WRITER}.self_attn"),
    *both("decoder.{j}.attention_norm", f"{WRITER}.self_attn_layer_norm"),
    *attention("decoder.{j}.cross_attention", f"{WRITER}.encoder_attn"),
    *both("decoder.{j}.cross_attention_norm", f"{WRITER}.encoder_attn_layer_norm"),
    *feed_forward("decoder.{j}", WRITER),
)
SCORES = (
    Row("unembed.weight", "lm_head.weight", when="not tied"),
    Row("unembed.bias", "final_logits_bias", "1 v -> v"),
)

MODULES = (
    ("encoder.{i}.attention.q", f"{READER}.self_attn.q_proj"),
    ("encoder.{i}.attention.k", f"{READER}.self_attn.k_proj"),
    ("encoder.{i}.attention.weights", f"{READER}.self_attn:1"),
    ("encoder.{i}.attention", f"{READER}.self_attn"),
    ("encoder.{i}.attention_norm", f"{READER}.self_attn_layer_norm"),
    ("encoder.{i}.feed_forward.up", f"{READER}.fc1"),
    ("encoder.{i}.feed_forward", f"{READER}.fc2"),
    ("encoder.{i}", READER),
    ("decoder.{j}.attention.q", f"{WRITER}.self_attn.q_proj"),
    ("decoder.{j}.attention.k", f"{WRITER}.self_attn.k_proj"),
    ("decoder.{j}.attention.weights", f"{WRITER}.self_attn:1"),
    ("decoder.{j}.attention", f"{WRITER}.self_attn"),
    ("decoder.{j}.attention_norm", f"{WRITER}.self_attn_layer_norm"),
    ("decoder.{j}.cross_attention.q", f"{WRITER}.encoder_attn.q_proj"),
    ("decoder.{j}.cross_attention.k", f"{WRITER}.encoder_attn.k_proj"),
    ("decoder.{j}.cross_attention.v", f"{WRITER}.encoder_attn.v_proj"),
    ("decoder.{j}.cross_attention.weights", f"{WRITER}.encoder_attn:1"),
    ("decoder.{j}.cross_attention", f"{WRITER}.encoder_attn"),
    ("decoder.{j}.cross_attention_norm", f"{WRITER}.encoder_attn_layer_norm"),
    ("decoder.{j}.feed_forward.up", f"{WRITER}.fc1"),
    ("decoder.{j}.feed_forward", f"{WRITER}.fc2"),
    ("decoder.{j}", WRITER),
)

FIELDS = (
    Field("d_model", "d_model"),
    Field("n_heads", "encoder_attention_heads"),
    Field("n_layers", "encoder_layers"),
    Field("n_decoder_layers", "decoder_layers"),
    Field("d_ff", "encoder_ffn_dim"),
    Field("max_len", "max_position_embeddings", 1024),
    Field("vocab_size", "vocab_size"),
    Field("dropout", "dropout", 0.1),
    Field("attention_dropout", "attention_dropout", 0.0),
    Field("activation_dropout", "activation_dropout", 0.0),
    Field("scale_embeddings", "scale_embedding", False),
    Field("tied", "tie_word_embeddings", True),
    Field("bos_id", "bos_token_id", None),
)

ASSUMED = {
    "normalize_before": False,
    "add_final_layer_norm": False,
    "add_bias_logits": False,
    "encoder_layerdrop": 0.0,
    "decoder_layerdrop": 0.0,
}
REPEATS = {"decoder_attention_heads": "n_heads", "decoder_ffn_dim": "d_ff"}
DERIVED = {
    "decoder_attention_heads": lambda cfg: cfg.n_heads,
    "decoder_ffn_dim": lambda cfg: cfg.d_ff,
    "forced_eos_token_id": lambda cfg: cfg.eos_id,
    "is_encoder_decoder": lambda _cfg: True,
}


SHARED = "model.shared.weight"
TWINS = (  # files hold the shared table under any of its names, or under each
    Twin("model.encoder.embed_tokens.weight", SHARED, when="shared", kept="shared, not tied"),
    Twin("model.decoder.embed_tokens.weight", SHARED, when="shared", kept="shared, not tied"),
    Twin("lm_head.weight", SHARED, when="shared, tied"),
    Twin("lm_head.weight", "model.decoder.embed_tokens.weight", when="not shared, tied"),
)
