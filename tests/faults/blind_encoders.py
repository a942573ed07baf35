"""Faults against DistilBERT and the heads on an encoder, by someone who had not read the proof's code."""

from faults.fault import BERT, DISTILBERT, ENCODERS, Fault

FAMILIES, TASKS = "core/families.py", "models/bert_tasks.py"
TABLE = "weights/distilbert.py"

TOKENS = "self.classify(self.dropout(self.bert(ids, real, segments)))"
SPANS = "self.ends(self.dropout(self.bert(ids, real, segments)))"

ON_HEADS = (
    Fault(
        "pooler with tanh",
        FAMILIES,
        'pooler_activation: Activations = "relu"',
        'pooler_activation: Activations = "tanh"',
        DISTILBERT,
        variant="classifier",
    ),
    Fault(
        "pooler with gelu",
        FAMILIES,
        'pooler_activation: Activations = "relu"',
        'pooler_activation: Activations = "gelu"',
        DISTILBERT,
        variant="classifier",
    ),
    Fault("span ends swapped", TASKS, SPANS, f"{SPANS}.flip(-1)", ENCODERS, variant="spans"),
    Fault(
        "the spans forget the padding", TASKS, SPANS, SPANS.replace("real", "None"), ENCODERS, variant="spans"
    ),
    Fault(
        "the spans forget the segments", TASKS, SPANS, SPANS.replace(", segments", ""), BERT, variant="spans"
    ),
    Fault("the spans' bias dropped", TASKS, SPANS, f"{SPANS} - self.ends.bias", ENCODERS, variant="spans"),
    Fault(
        "the tokens forget the padding",
        TASKS,
        TOKENS,
        TOKENS.replace("real", "None"),
        ENCODERS,
        variant="tokens",
    ),
    Fault(
        "the tokens forget the segments",
        TASKS,
        TOKENS,
        TOKENS.replace(", segments", ""),
        BERT,
        variant="tokens",
    ),
    Fault(
        "tokens labelled by the token before",
        TASKS,
        TOKENS,
        f"{TOKENS}.roll(1, 1)",
        ENCODERS,
        variant="tokens",
    ),
    Fault(
        "next sentence: yes and no swapped",
        TASKS,
        "self.follows(self.pooler(self.bert(ids, real, segments)))",
        "self.follows(self.pooler(self.bert(ids, real, segments))).flip(-1)",
        BERT,
        variant="next",
    ),
)

ON_TABLE = (
    Fault(
        "query and key swapped",
        TABLE,
        'attention.q_lin"),\n    *both("bert.blocks.{i}.attention.k", f"{LAYER}.attention.k_lin"),',
        'attention.k_lin"),\n    *both("bert.blocks.{i}.attention.k", f"{LAYER}.attention.q_lin"),',
        DISTILBERT,
    ),
    Fault(
        "the block's norms swapped in the table",
        TABLE,
        'sa_layer_norm"),\n    *both("bert.blocks.{i}.feed_forward.up", f"{LAYER}.ffn.lin1"),\n'
        '    *both("bert.blocks.{i}.feed_forward.down", f"{LAYER}.ffn.lin2"),\n'
        '    *both("bert.blocks.{i}.feed_forward_norm", f"{LAYER}.output_layer_norm"),',
        'output_layer_norm"),\n    *both("bert.blocks.{i}.feed_forward.up", f"{LAYER}.ffn.lin1"),\n'
        '    *both("bert.blocks.{i}.feed_forward.down", f"{LAYER}.ffn.lin2"),\n'
        '    *both("bert.blocks.{i}.feed_forward_norm", f"{LAYER}.sa_layer_norm"),',
        DISTILBERT,
    ),
    Fault(
        "activation read under the wrong key",
        TABLE,
        '"activation", "gelu"',
        '"hidden_act", "gelu"',
        DISTILBERT,
        variant="relu",
    ),
    Fault(
        "padding read under the wrong key", TABLE, '"pad_token_id", 0)', '"padding_token_id", 0)', DISTILBERT
    ),
)

ON_DROPOUT = (
    Fault(
        "dropout after the attention",
        FAMILIES,
        "drops_attended: bool = False",
        "drops_attended: bool = True",
        DISTILBERT,
        "train",
    ),
    Fault(
        "classifier dropout under the wrong key",
        TABLE,
        '"seq_classif_dropout", 0.2',
        '"dropout", 0.2',
        DISTILBERT,
        "train",
        variant="classifier",
    ),
    Fault(
        "span dropout under the wrong key",
        TABLE,
        '"qa_dropout", 0.1',
        '"dropout", 0.1',
        DISTILBERT,
        "train",
        variant="spans",
    ),
    Fault(
        "token dropout under the wrong key",
        TABLE,
        '"token_dropout", "dropout", 0.1',
        '"token_dropout", "seq_classif_dropout", 0.1',
        DISTILBERT,
        "train",
        variant="tokens",
    ),
    Fault(
        "no dropout before the spans",
        TASKS,
        SPANS,
        "self.ends(self.bert(ids, real, segments))",
        DISTILBERT,
        "train",
        variant="spans",
    ),
    Fault(
        "no dropout before the tokens",
        TASKS,
        TOKENS,
        "self.classify(self.bert(ids, real, segments))",
        ENCODERS,
        "train",
        variant="tokens",
    ),
)

ON_ENCODERS = (*ON_HEADS, *ON_TABLE, *ON_DROPOUT)
