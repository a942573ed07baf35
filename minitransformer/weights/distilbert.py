"""DistilBERT on disk: BERT's blocks under other names, without segments, and with a pooler of its own."""

from ..core.families import DistilBERTConfig
from ..models.bert_tasks import (
    BERTFeatures,
    BERTForClassification,
    BERTForMaskedWords,
    BERTForSpans,
    BERTForTokens,
)
from .family import Architecture, Family, Twin
from .fields import LABELS, Field, activation_field, label_ids, labels_field, problem_field
from .table import Row, both

LAYER = "distilbert.transformer.layer.{i}"

BODY = (
    Row("bert.embed.weight", "distilbert.embeddings.word_embeddings.weight"),
    Row("bert.positions.table.weight", "distilbert.embeddings.position_embeddings.weight"),
    *both("bert.embed_norm", "distilbert.embeddings.LayerNorm"),
    *both("bert.blocks.{i}.attention.q", f"{LAYER}.attention.q_lin"),
    *both("bert.blocks.{i}.attention.k", f"{LAYER}.attention.k_lin"),
    *both("bert.blocks.{i}.attention.v", f"{LAYER}.attention.v_lin"),
    *both("bert.blocks.{i}.attention.out", f"{LAYER}.attention.out_lin"),
    *both("bert.blocks.{i}.attention_norm", f"{LAYER}.sa_layer_norm"),
    *both("bert.blocks.{i}.feed_forward.up", f"{LAYER}.ffn.lin1"),
    *both("bert.blocks.{i}.feed_forward.down", f"{LAYER}.ffn.lin2"),
    *both("bert.blocks.{i}.feed_forward_norm", f"{LAYER}.output_layer_norm"),
)
WORDS = (
    *both("words.dense", "vocab_transform"),
    *both("words.norm", "vocab_layer_norm"),
    Row("words.unembed.bias", "vocab_projector.bias"),
)
CLASSIFY = both("classify", "classifier")
ENDS = both("ends", "qa_outputs")

MODULES = (
    ("bert.embed", "distilbert.embeddings.word_embeddings"),
    ("bert.embed_norm", "distilbert.embeddings.LayerNorm"),
    ("bert.blocks.{i}.attention.q", f"{LAYER}.attention.q_lin"),
    ("bert.blocks.{i}.attention.k", f"{LAYER}.attention.k_lin"),
    ("bert.blocks.{i}.attention.v", f"{LAYER}.attention.v_lin"),
    ("bert.blocks.{i}.attention.weights", f"{LAYER}.attention:1"),
    ("bert.blocks.{i}.attention", f"{LAYER}.attention"),
    ("bert.blocks.{i}.attention_norm", f"{LAYER}.sa_layer_norm"),
    ("bert.blocks.{i}.feed_forward.up", f"{LAYER}.ffn.lin1"),
    ("bert.blocks.{i}.feed_forward", f"{LAYER}.ffn"),
    ("bert.blocks.{i}", LAYER),
)

DISTILBERT_FAMILY = Family(
    model_type="distilbert",
    config=DistilBERTConfig,
    fields=(
        Field("d_model", "dim"),
        Field("n_heads", "n_heads"),
        Field("n_layers", "n_layers"),
        Field("d_ff", "hidden_dim"),
        Field("max_len", "max_position_embeddings", 512),
        Field("vocab_size", "vocab_size"),
        Field("dropout", "dropout", 0.1),
        Field("attention_dropout", "attention_dropout", 0.1),
        Field("text_dropout", "seq_classif_dropout", 0.2),
        Field("token_dropout", "dropout", 0.1),
        Field("span_dropout", "qa_dropout", 0.1),
        Field("pad_id", "pad_token_id", 0),
        labels_field(),
        problem_field(),
        activation_field("activation", "gelu"),
    ),
    fixed={"tie_word_embeddings": True},
    derived={"label2id": label_ids},
    body=BODY,
    architectures=(
        Architecture("DistilBertModel", BERTFeatures, BODY, MODULES, prefix="distilbert."),
        Architecture(
            "DistilBertForMaskedLM",
            BERTForMaskedWords,
            BODY + WORDS,
            (*MODULES, ("words.norm", "vocab_layer_norm"), ("words", "vocab_projector")),
        ),
        Architecture(
            "DistilBertForSequenceClassification",
            BERTForClassification,
            BODY + both("pooler.dense", "pre_classifier") + CLASSIFY,
            (*MODULES, ("pooler.dense", "pre_classifier"), ("classify", "classifier")),
            labelled=CLASSIFY,
        ),
        Architecture(
            "DistilBertForTokenClassification",
            BERTForTokens,
            BODY + CLASSIFY,
            (*MODULES, ("classify", "classifier")),
            labelled=CLASSIFY,
        ),
        Architecture(
            "DistilBertForQuestionAnswering",
            BERTForSpans,
            BODY + ENDS,
            (*MODULES, ("ends", "qa_outputs")),
            unsaid=LABELS,
        ),
    ),
    aliases={r"^(?!distilbert\.|vocab_|pre_classifier\.|classifier\.|qa_outputs\.)": "distilbert."},
    ignored=(r"(distilbert\.)?embeddings\.position_ids",),
    twins=(Twin("vocab_projector.weight", "distilbert.embeddings.word_embeddings.weight"),),
)
