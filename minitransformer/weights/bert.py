"""BERT and KoBERT on disk, with the heads that their checkpoints carry."""

from ..core.config import BERTConfig
from ..models.bert_tasks import (
    BERTForClassification,
    BERTForMaskedWords,
    BERTForNextSentence,
    BERTForPreTraining,
    BERTForSpans,
    BERTForTokens,
    BERTPooled,
)
from .family import Architecture, Family, Twin
from .fields import LABELS, Field, activation_field, label_ids, labels_field, problem_field
from .table import Row, both

BODY = (
    Row("bert.embed.weight", "bert.embeddings.word_embeddings.weight"),
    Row("bert.positions.table.weight", "bert.embeddings.position_embeddings.weight"),
    Row("bert.segments.weight", "bert.embeddings.token_type_embeddings.weight"),
    *both("bert.embed_norm", "bert.embeddings.LayerNorm"),
    *both("bert.blocks.{i}.attention.q", "bert.encoder.layer.{i}.attention.self.query"),
    *both("bert.blocks.{i}.attention.k", "bert.encoder.layer.{i}.attention.self.key"),
    *both("bert.blocks.{i}.attention.v", "bert.encoder.layer.{i}.attention.self.value"),
    *both("bert.blocks.{i}.attention.out", "bert.encoder.layer.{i}.attention.output.dense"),
    *both("bert.blocks.{i}.attention_norm", "bert.encoder.layer.{i}.attention.output.LayerNorm"),
    *both("bert.blocks.{i}.feed_forward.up", "bert.encoder.layer.{i}.intermediate.dense"),
    *both("bert.blocks.{i}.feed_forward.down", "bert.encoder.layer.{i}.output.dense"),
    *both("bert.blocks.{i}.feed_forward_norm", "bert.encoder.layer.{i}.output.LayerNorm"),
)
POOLER = both("pooler.dense", "bert.pooler.dense")
WORDS = (
    *both("words.dense", "cls.predictions.transform.dense"),
    *both("words.norm", "cls.predictions.transform.LayerNorm"),
    Row("words.unembed.bias", "cls.predictions.bias"),
)
FOLLOWS = both("follows", "cls.seq_relationship")
CLASSIFY = both("classify", "classifier")
ENDS = both("ends", "qa_outputs")

BODY_MODULES = (
    ("bert.embed", "bert.embeddings.word_embeddings"),
    ("bert.segments", "bert.embeddings.token_type_embeddings"),
    ("bert.embed_norm", "bert.embeddings.LayerNorm"),
    ("bert.blocks.{i}.attention.q", "bert.encoder.layer.{i}.attention.self.query"),
    ("bert.blocks.{i}.attention.k", "bert.encoder.layer.{i}.attention.self.key"),
    ("bert.blocks.{i}.attention.v", "bert.encoder.layer.{i}.attention.self.value"),
    ("bert.blocks.{i}.attention.weights", "bert.encoder.layer.{i}.attention.self:1"),
    ("bert.blocks.{i}.attention", "bert.encoder.layer.{i}.attention.output.dense"),
    ("bert.blocks.{i}.attention_norm", "bert.encoder.layer.{i}.attention.output.LayerNorm"),
    ("bert.blocks.{i}.feed_forward.up", "bert.encoder.layer.{i}.intermediate.dense"),
    ("bert.blocks.{i}.feed_forward", "bert.encoder.layer.{i}.output.dense"),
    ("bert.blocks.{i}", "bert.encoder.layer.{i}"),
)
POOLER_MODULES = (("pooler", "bert.pooler"),)
WORDS_MODULES = (
    ("words.norm", "cls.predictions.transform.LayerNorm"),
    ("words", "cls.predictions"),
)


BERT_FAMILY = Family(
    model_type="bert",
    config=BERTConfig,
    fields=(
        Field("d_model", "hidden_size"),
        Field("n_heads", "num_attention_heads"),
        Field("n_layers", "num_hidden_layers"),
        Field("d_ff", "intermediate_size"),
        Field("max_len", "max_position_embeddings", 512),
        Field("vocab_size", "vocab_size"),
        Field("n_segments", "type_vocab_size", 2),
        Field("norm_eps", "layer_norm_eps", 1e-12),
        Field("dropout", "hidden_dropout_prob", 0.1),
        Field("attention_dropout", "attention_probs_dropout_prob", 0.1),
        Field("pad_id", "pad_token_id", 0),
        Field("text_dropout", "classifier_dropout", None),
        Field("token_dropout", "classifier_dropout", None),
        labels_field(),
        problem_field(),
        activation_field("hidden_act", "gelu"),
    ),
    fixed={
        "position_embedding_type": "absolute",
        "is_decoder": False,
        "add_cross_attention": False,
        "tie_word_embeddings": True,
    },
    derived={"label2id": label_ids},
    body=BODY,
    architectures=(
        Architecture("BertModel", BERTPooled, BODY + POOLER, BODY_MODULES + POOLER_MODULES, prefix="bert."),
        Architecture("BertForMaskedLM", BERTForMaskedWords, BODY + WORDS, BODY_MODULES + WORDS_MODULES),
        Architecture(
            "BertForPreTraining",
            BERTForPreTraining,
            BODY + POOLER + WORDS + FOLLOWS,
            (*BODY_MODULES, *POOLER_MODULES, *WORDS_MODULES, ("follows", "cls.seq_relationship")),
        ),
        Architecture(
            "BertForSequenceClassification",
            BERTForClassification,
            BODY + POOLER + CLASSIFY,
            (*BODY_MODULES, *POOLER_MODULES, ("classify", "classifier")),
            labelled=CLASSIFY,
        ),
        Architecture(
            "BertForNextSentencePrediction",
            BERTForNextSentence,
            BODY + POOLER + FOLLOWS,
            (*BODY_MODULES, *POOLER_MODULES, ("follows", "cls.seq_relationship")),
        ),
        Architecture(
            "BertForTokenClassification",
            BERTForTokens,
            BODY + CLASSIFY,
            (*BODY_MODULES, ("classify", "classifier")),
            labelled=CLASSIFY,
        ),
        Architecture(
            "BertForQuestionAnswering",
            BERTForSpans,
            BODY + ENDS,
            (*BODY_MODULES, ("ends", "qa_outputs")),
            unsaid=LABELS,
        ),
    ),
    aliases={
        r"LayerNorm\.gamma$": "LayerNorm.weight",
        r"LayerNorm\.beta$": "LayerNorm.bias",
        r"^(?!bert\.|cls\.|classifier\.|qa_outputs\.)": "bert.",
    },
    ignored=(r"(bert\.)?embeddings\.position_ids",),
    twins=(
        Twin("cls.predictions.decoder.weight", "bert.embeddings.word_embeddings.weight"),
        Twin("cls.predictions.decoder.bias", "cls.predictions.bias"),
    ),
)
