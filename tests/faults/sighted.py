"""Faults written after reading the parity code, each aimed at a place where it might not look."""

from functools import partial

from faults.fault import BERT, GPT2, Fault

F, ATTENTION, BLOCKS, LAYERS = "functional.py", "core/attention.py", "core/blocks.py", "core/layers.py"
POSITIONS, GPT, BODY, HEADS = "core/positions.py", "models/gpt.py", "models/bert.py", "models/heads.py"
TABLE, GPT_TABLE, BERT_TABLE = "weights/table.py", "weights/gpt2.py", "weights/bert.py"
LOAD, LOSSES = "pretrained/load.py", "training/losses.py"

aimed = partial(Fault, seen_parity=True)

SIGHTED = (
    # only the gradient is wrong
    aimed(
        "no gradient through the attention weights",
        F,
        "dropout(weights) @ v",
        "dropout(weights.detach()) @ v",
    ),
    aimed("no gradient through the values", F, "dropout(weights) @ v", "dropout(weights) @ v.detach()"),
    aimed(
        "no gradient through the mean",
        F,
        "mean = x.mean(-1, keepdim=True)",
        "mean = x.mean(-1, keepdim=True).detach()",
    ),
    aimed("no gradient through the variance", F, "(variance + eps)", "(variance.detach() + eps)"),
    aimed(
        "no gradient through the normaliser",
        F,
        "exp / exp.sum(-1, keepdim=True)",
        "exp / exp.sum(-1, keepdim=True).detach()",
    ),
    aimed(
        "no gradient through the residual",
        BLOCKS,
        "x = x + sublayer(norm(x))",
        "x = x.detach() + sublayer(norm(x))",
        GPT2,
    ),
    aimed(
        "no gradient through the residual",
        BLOCKS,
        "norm(x + sublayer(x))",
        "norm(x.detach() + sublayer(x))",
        BERT,
    ),
    aimed(
        "the head does not teach the table",
        GPT,
        "return self.unembed(self.hidden(ids, real, cache))",
        "return self.hidden(ids, real, cache) @ self.unembed.weight.detach().T",
        GPT2,
    ),
    aimed(
        "no gradient for the first segment",
        BODY,
        "nn.Embedding(cfg.n_segments, cfg.d_model)",
        "nn.Embedding(cfg.n_segments, cfg.d_model, padding_idx=0)",
        BERT,
    ),
    aimed("the pooler does not teach the body", HEADS, "hidden[:, 0]", "hidden.detach()[:, 0]", BERT),
    aimed(
        "the padding's row is not taught",
        GPT,
        "nn.Embedding(cfg.vocab_size, cfg.d_model)",
        "nn.Embedding(cfg.vocab_size, cfg.d_model, padding_idx=cfg.pad_id)",
        GPT2,
    ),
    # right for the first row, the first block, the first segment
    aimed("the first row's mask for all rows", F, "real[:, None, None, :]", "real[:1, None, None, :]"),
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
    ),
    aimed(
        "the last word is the last but one",
        GPT,
        "self.embed(ids), where",
        "self.embed(ids.clamp(max=self.cfg.vocab_size - 2)), where",
        GPT2,
    ),
    # shared with the probe
    aimed("a mean for the normaliser's sum", F, "scores.exp().sum(-1).log()", "scores.exp().mean(-1).log()"),
    aimed(
        "positions counted from the end",
        F,
        "(real.cumsum(-1) - 1)",
        "(real.flip(-1).cumsum(-1).flip(-1) - 1)",
        GPT2,
    ),
    aimed("another number for IGNORE", F, "IGNORE = -100", "IGNORE = 0"),
    aimed(
        "the first label left out",
        LOSSES,
        "scores.flatten(0, 1), labels.flatten()",
        "scores[:, 1:].flatten(0, 1), labels[:, 1:].flatten()",
        BERT,
    ),
    aimed(
        "the last label left out",
        LOSSES,
        "scores[:, :-1].flatten(0, 1), ids[:, 1:]",
        "scores[:, :-2].flatten(0, 1), ids[:, 1:-1]",
        GPT2,
    ),
    # one norm of many, one activation of many
    aimed("another eps in the last norm only", GPT, "cfg.d_model, cfg.norm_eps)", "cfg.d_model, 1e-5)", GPT2),
    aimed(
        "another eps in the embedding norm only",
        BODY,
        "cfg.d_model, cfg.norm_eps)",
        "cfg.d_model, 1e-12)",
        BERT,
    ),
    aimed(
        "another eps in the word head only", HEADS, "cfg.d_model, cfg.norm_eps)", "cfg.d_model, 1e-12)", BERT
    ),
    aimed(
        "gelu in the word head, always",
        HEADS,
        "parts.activations[cfg.activation]",
        'parts.activations["gelu"]',
        BERT,
        reference="bert-relu",
    ),
    aimed(
        "gelu in the block, always",
        LAYERS,
        "activations[cfg.activation]",
        'activations["gelu"]',
        BERT,
        reference="bert-relu",
    ),
    aimed(
        "tanh gelu in the block, always",
        LAYERS,
        "activations[cfg.activation]",
        'activations["gelu_tanh"]',
        GPT2,
        reference="gpt2-relu",
    ),
    # a head that passes on too little
    aimed(
        "the pooled model forgets the segments",
        HEADS,
        "hidden = self.bert(ids, real, segments)\n        return hidden, ",
        "hidden = self.bert(ids, real)\n        return hidden, ",
        BERT,
        reference="bert-body",
    ),
    aimed(
        "the word model forgets the padding",
        HEADS,
        "self.words(self.bert(ids, real, segments))",
        "self.words(self.bert(ids, None, segments))",
        BERT,
        reference="bert-words",
    ),
    aimed(
        "the classifier forgets the segments",
        HEADS,
        "self.pooler(self.bert(ids, real, segments))))",
        "self.pooler(self.bert(ids, real))))",
        BERT,
        reference="bert-classifier",
    ),
    # reading
    aimed("weights rounded to 16 bits", LOAD, "tensor.to(torch.float32)", "tensor.half().to(torch.float32)"),
    aimed("loaded in training mode", LOAD, "return model.eval()", "return model"),
    aimed("every parameter frozen", LOAD, ".contiguous()))", ".contiguous(), requires_grad=False))"),
    aimed("the head is not tied after loading", LOAD, "    model.tie()\n", ""),
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
        "thirds written back in another order", TABLE, "torch.stack(parts)", "torch.stack(parts[::-1])", GPT2
    ),
    # dropout
    aimed(
        "no dropout after the attention",
        BLOCKS,
        "return self.dropout(self.attention(h, mask=mask, rotate=rotate, source=source))\n\n        def feed_forward",
        "return self.attention(h, mask=mask, rotate=rotate, source=source)\n\n        def feed_forward",
        witness="train",
    ),
    aimed(
        "dropout on the residual stream",
        BLOCKS,
        "x = x + sublayer(norm(x))",
        "x = x + sublayer(norm(nn.functional.dropout(x, 0.1, isinstance(norm, nn.Module) and norm.training)))",
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

IDENTITIES = (  # changes of source that are no faults: the function stays the same, and so does the verdict
    aimed(
        "key bias dropped: it adds the same to every score of a row, and softmax cannot see that",
        ATTENTION,
        "self.k(m)",
        "self.k(m) - self.k.bias",
    ),
    aimed(
        "scale split between queries and keys",
        F,
        "q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])",
        "(q / q.shape[-1] ** 0.25) @ (k / k.shape[-1] ** 0.25).transpose(-2, -1)",
    ),
    aimed(
        "no maximum subtracted: it only keeps exp from overflowing",
        F,
        "(x - x.amax(-1, keepdim=True)).exp()",
        "x.exp()",
    ),
    aimed("what padding says: nobody listens", F, ".masked_fill(~mask, 0.0)\n", "\n"),
)
