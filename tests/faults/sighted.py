"""Faults written after reading the parity code, each aimed at a place where it might not look."""

from functools import partial

from faults.fault import ALL, BART, BERT, BIASED, CAUSAL, ENCODERS, GPT2, NEOX, POST, PRE, READERS, Fault

F = "functional.py"
ATTENTION = "core/attention.py"
BLOCKS = "core/blocks.py"
LAYERS = "core/layers.py"
POSITIONS = "core/positions.py"
GPT = "models/gpt.py"
BODY = "models/bert.py"
HEADS = "models/heads.py"
TASKS = "models/bert_tasks.py"
GPT_TABLE = "weights/gpt2.py"
BERT_TABLE = "weights/bert.py"
TABLE = "weights/table.py"
LOSSES = "training/losses.py"
LOAD = "pretrained/load.py"
BUILD = "pretrained/build.py"

aimed = partial(Fault, seen_parity=True)

SIGHTED = (
    aimed(
        "no gradient through the attention weights",
        F,
        "dropout(weights) @ v",
        "dropout(weights.detach()) @ v",
        ALL,
    ),
    aimed("no gradient through the values", F, "dropout(weights) @ v", "dropout(weights) @ v.detach()", ALL),
    aimed(
        "no gradient through the mean",
        F,
        "mean = x.mean(-1, keepdim=True)",
        "mean = x.mean(-1, keepdim=True).detach()",
        BIASED,
    ),
    aimed("no gradient through the variance", F, "(variance + eps)", "(variance.detach() + eps)", BIASED),
    aimed(
        "no gradient through the normaliser",
        F,
        "exp / exp.sum(-1, keepdim=True)",
        "exp / exp.sum(-1, keepdim=True).detach()",
        ALL,
    ),
    aimed(
        "no gradient through the residual",
        BLOCKS,
        "x = x + sublayer(norm(x))",
        "x = x.detach() + sublayer(norm(x))",
        PRE,
    ),
    aimed(
        "no gradient through the residual",
        BLOCKS,
        "norm(x + sublayer(x))",
        "norm(x.detach() + sublayer(x))",
        POST,
    ),
    aimed(
        "the head does not teach the table",
        GPT,
        "return self.unembed(self.hidden(ids, real, cache))",
        "return self.hidden(ids, real, cache) @ self.unembed.weight.detach().T",
        CAUSAL,
    ),
    aimed(
        "no gradient for the first segment",
        BODY,
        "nn.Embedding(cfg.n_segments, cfg.d_model)",
        "nn.Embedding(cfg.n_segments, cfg.d_model, padding_idx=0)",
        BERT,
    ),
    aimed(
        "the pooler does not teach the body",
        HEADS,
        "hidden[:, 0]",
        "hidden.detach()[:, 0]",
        ENCODERS,
        variant="classifier",
    ),
    aimed(
        "the padding's row is not taught",
        GPT,
        "nn.Embedding(cfg.vocab_size, cfg.d_model, padding_idx=still)",
        "nn.Embedding(cfg.vocab_size, cfg.d_model, padding_idx=cfg.pad_id)",
        GPT2 + NEOX,
    ),
    aimed("the first row's mask for all rows", F, "real[:, None, None, :]", "real[:1, None, None, :]", ALL),
    aimed(
        "the first row's positions for all rows",
        F,
        "(real.cumsum(-1) - 1).clamp(min=0)",
        "(real.cumsum(-1) - 1).clamp(min=0)[:1]",
        GPT2,
    ),
    aimed(
        "the third segment is the second",
        BODY,
        "self.segments(segments)",
        "self.segments(segments.clamp(max=1))",
        BERT,
    ),
    aimed(
        "the last position is the last but one",
        POSITIONS,
        "self.table(positions)",
        "self.table(positions.clamp(max=self.table.num_embeddings - 2))",
        GPT2 + ENCODERS + BART,
    ),
    aimed(
        "the last word is the last but one",
        GPT,
        "self.embed(ids), where",
        "self.embed(ids.clamp(max=self.cfg.vocab_size - 2)), where",
        CAUSAL,
    ),
    aimed(
        "a mean for the normaliser's sum", F, "scores.exp().sum(-1).log()", "scores.exp().mean(-1).log()", ALL
    ),
    aimed(
        "positions counted from the end",
        F,
        "(real.cumsum(-1) - 1)",
        "(real.flip(-1).cumsum(-1).flip(-1) - 1)",
        GPT2 + READERS,
    ),
    aimed("another number for IGNORE", F, "IGNORE = -100", "IGNORE = 0", ALL),
    aimed(
        "the first label left out",
        LOSSES,
        "scores.flatten(0, 1), labels.flatten()",
        "scores[:, 1:].flatten(0, 1), labels[:, 1:].flatten()",
        BERT + READERS,
    ),
    aimed(
        "the last label left out",
        LOSSES,
        "scores[:, :-1].flatten(0, 1), ids[:, 1:]",
        "scores[:, :-2].flatten(0, 1), ids[:, 1:-1]",
        CAUSAL,
    ),
    aimed(
        "another eps in the last norm only",
        GPT,
        "self.norm = parts.norm(cfg)",
        'self.norm = {"layer": parts.layer_norm, "rms": parts.rms_norm}[cfg.norm](cfg.d_model, 1e-5)',
        CAUSAL,
    ),
    aimed(
        "another eps in the embedding norm only",
        BODY,
        "self.embed_norm = parts.norm(cfg)",
        "self.embed_norm = parts.layer_norm(cfg.d_model, 1e-5)",
        ENCODERS,
    ),
    aimed(
        "another eps in the word head only",
        HEADS,
        "self.norm = parts.norm(cfg)",
        "self.norm = parts.layer_norm(cfg.d_model, 1e-5)",
        ENCODERS,
    ),
    aimed(
        "gelu in the word head, always",
        HEADS,
        "parts.activations[cfg.activation]",
        'parts.activations["gelu"]',
        ENCODERS,
        variant="relu",
    ),
    aimed(
        "gelu in the block, always",
        LAYERS,
        "activations[cfg.activation]\n        self.dropout",
        'activations["gelu"]\n        self.dropout',
        BIASED,
        variant="relu",
    ),
    aimed(
        "tanh gelu in the block, always",
        LAYERS,
        "activations[cfg.activation]\n        self.dropout",
        'activations["gelu_tanh"]\n        self.dropout',
        GPT2,
        variant="relu",
    ),
    aimed(
        "the pooled model forgets the segments",
        TASKS,
        "hidden = self.bert(ids, real, segments)\n        return hidden, ",
        "hidden = self.bert(ids, real)\n        return hidden, ",
        BERT,
        variant="body",
    ),
    aimed(
        "the word model forgets the padding",
        TASKS,
        "self.words(self.bert(ids, real, segments))",
        "self.words(self.bert(ids, None, segments))",
        ENCODERS,
        variant="words",
    ),
    aimed(
        "the classifier forgets the segments",
        TASKS,
        "self.pooler(self.bert(ids, real, segments))))",
        "self.pooler(self.bert(ids, real))))",
        BERT,
        variant="classifier",
    ),
    aimed("weights rounded to 16 bits", BUILD, ".copy_(x)", ".copy_(x.half())", ALL),
    aimed("loaded in training mode", LOAD, "return model.eval()", "return model", ALL),
    aimed(
        "every parameter frozen", BUILD, "nn.Parameter(tensor, trained)", "nn.Parameter(tensor, False)", ALL
    ),
    aimed("the head is not tied after loading", BUILD, "    model.tie()\n", "", ALL, variant="tied"),
    aimed(
        "the inner size is always four times",
        GPT_TABLE,
        "lambda value, hf: value or 4",
        "lambda value, hf: 4",
        GPT2,
    ),
    aimed(
        "layers and heads swapped",
        GPT_TABLE,
        'Field("n_heads", "n_head"),\n        Field("n_layers", "n_layer")',
        'Field("n_heads", "n_layer"),\n        Field("n_layers", "n_layer")',
        GPT2,
    ),
    aimed(
        "thirds written back in another order",
        TABLE,
        "torch.stack(parts)",
        "torch.stack(parts[::-1])",
        GPT2 + NEOX,
    ),
    aimed(
        "no dropout after the attention",
        BLOCKS,
        "return self.attention_dropout(self.attention(h, mask=mask, rotate=rotate, source=source))",
        "return self.attention(h, mask=mask, rotate=rotate, source=source)",
        GPT2 + BERT + READERS + NEOX,
        "train",
    ),
    aimed(
        "dropout on the residual stream",
        BLOCKS,
        "x = x + sublayer(norm(x))",
        "x = x + sublayer(norm(nn.functional.dropout(x, 0.1, isinstance(norm, nn.Module) and "
        "norm.training)))",
        GPT2,
        "train",
    ),
    aimed(
        "dropout rates swapped in the table",
        BERT_TABLE,
        '"hidden_dropout_prob", 0.1),\n        Field("attention_dropout", "attention_probs_dropout_prob"',
        '"attention_probs_dropout_prob", 0.1),\n        Field("attention_dropout", "hidden_dropout_prob"',
        BERT,
        "train",
    ),
)

IDENTITIES = (
    aimed(
        "key bias dropped: it adds the same to every score of a row, and softmax cannot see that",
        ATTENTION,
        "self.k(m)",
        "self.k(m) - self.k.bias",
        GPT2 + POST,
    ),
    aimed(
        "scale split between queries and keys",
        F,
        "q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])",
        "(q / q.shape[-1] ** 0.25) @ (k / k.shape[-1] ** 0.25).transpose(-2, -1)",
        ALL,
    ),
    aimed(
        "no maximum subtracted: it only keeps exp from overflowing",
        F,
        "(x - x.amax(-1, keepdim=True)).exp()",
        "x.exp()",
        ALL,
    ),
    aimed("what padding says: nobody listens", F, ".masked_fill(~mask, 0.0)\n", "\n", ALL),
)
