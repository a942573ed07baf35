"""GPT-2 and koGPT2 on disk: matrices stored transposed, query, key and value in one.

Files of 2021 also hold `attn.bias`, the causal mask, and `attn.masked_bias`, the number that stood for "may
not look". Both are constants that the code has always known, so they are left out by name; that koGPT2 has
the second is what transformers warns of as unexpected.
"""

from ..core.config import GPTConfig
from ..models.gpt import GPT, GPTForClassification
from .family import Architecture, Family, Twin
from .fields import Field, activation_field, label_ids, labels_field, problem_field
from .table import Row, both

QKV = "blocks.{i}.attention.q blocks.{i}.attention.k blocks.{i}.attention.v"

BODY = (
    Row("embed.weight", "transformer.wte.weight"),
    Row("positions.table.weight", "transformer.wpe.weight"),
    *both("blocks.{i}.attention_norm", "transformer.h.{i}.ln_1"),
    *both(QKV, "transformer.h.{i}.attn.c_attn", "m (qkv out) -> qkv out m", "(qkv out) -> qkv out"),
    *both("blocks.{i}.attention.out", "transformer.h.{i}.attn.c_proj", "m out -> out m"),
    *both("blocks.{i}.feed_forward_norm", "transformer.h.{i}.ln_2"),
    *both("blocks.{i}.feed_forward.up", "transformer.h.{i}.mlp.c_fc", "m out -> out m"),
    *both("blocks.{i}.feed_forward.down", "transformer.h.{i}.mlp.c_proj", "m out -> out m"),
    *both("norm", "transformer.ln_f"),
)

CLASSIFY = (Row("classify.weight", "score.weight"),)

MODULES = (
    ("embed", "transformer.wte"),
    ("dropout", "transformer.drop"),
    ("blocks.{i}.attention_norm", "transformer.h.{i}.ln_1"),
    ("blocks.{i}.attention.weights", "transformer.h.{i}.attn:1"),
    ("blocks.{i}.attention", "transformer.h.{i}.attn"),
    ("blocks.{i}.feed_forward_norm", "transformer.h.{i}.ln_2"),
    ("blocks.{i}.feed_forward.up", "transformer.h.{i}.mlp.c_fc"),
    ("blocks.{i}.feed_forward", "transformer.h.{i}.mlp"),
    ("blocks.{i}", "transformer.h.{i}"),
    ("norm", "transformer.ln_f"),
)

GPT2_FAMILY = Family(
    model_type="gpt2",
    config=GPTConfig,
    fields=(
        Field("d_model", "n_embd"),
        Field("n_heads", "n_head"),
        Field("n_layers", "n_layer"),
        Field("d_ff", "n_inner", None, lambda value, hf: value or 4 * hf["n_embd"]),
        Field("max_len", "n_positions"),
        Field("vocab_size", "vocab_size"),
        Field("norm_eps", "layer_norm_epsilon", 1e-5),
        Field("dropout", "resid_pdrop", 0.1),
        Field("attention_dropout", "attn_pdrop", 0.1),
        Field("embedding_dropout", "embd_pdrop", 0.1),
        Field("pad_id", "pad_token_id", None),
        Field("bos_id", "bos_token_id", None),
        Field("eos_id", "eos_token_id", None),
        labels_field(),
        problem_field(),
        activation_field("activation_function", "gelu_new"),
    ),
    fixed={
        "scale_attn_weights": True,
        "scale_attn_by_inverse_layer_idx": False,
        "reorder_and_upcast_attn": False,
        "add_cross_attention": False,
        "tie_word_embeddings": True,
    },
    body=BODY,
    architectures=(
        Architecture("GPT2LMHeadModel", GPT, BODY, MODULES),
        Architecture("GPT2Model", GPT, BODY, MODULES, prefix="transformer."),
        Architecture(
            "GPT2ForSequenceClassification",
            GPTForClassification,
            BODY + CLASSIFY,
            MODULES,
            labelled=CLASSIFY,
        ),
    ),
    derived={"label2id": label_ids},
    aliases={r"^(?!transformer\.|lm_head\.|score\.)": "transformer."},
    ignored=(r"(transformer\.)?h\.\d+\.attn\.(masked_)?bias",),
    twins=(Twin("lm_head.weight", "transformer.wte.weight"),),
)
