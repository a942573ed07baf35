"""Faults written by someone who had read functional, core, models and weights, but nothing of the proof.

They were aimed at GPT-2 and BERT; what they were looked for in afterwards is every family they can touch.
"""

from faults.fault import (
    ALL,
    BART,
    BERT,
    BIASED,
    BOTH,
    CAUSAL,
    ENCODERS,
    GPT2,
    NEOX,
    POST,
    PRE,
    READERS,
    WRITERS,
    Fault,
)

F = "functional.py"
ATTENTION = "core/attention.py"
BLOCKS = "core/blocks.py"
LAYERS = "core/layers.py"
POSITIONS = "core/positions.py"
GPT = "models/gpt.py"
SIGHT = "models/sight.py"
BODY = "models/bert.py"
HEADS = "models/heads.py"
TASKS = "models/bert_tasks.py"
GPT_TABLE = "weights/gpt2.py"
BERT_TABLE = "weights/bert.py"
FIELDS = "weights/fields.py"
CACHE = "core/cache.py"
LOSSES = "training/losses.py"

SIZEABLE_EPS = GPT2 + NEOX + BERT + READERS  # DistilBERT's is 1e-12: forgotten, it moves nothing by 1e-10

ARITHMETIC = (
    Fault("scores not divided by sqrt(d)", F, " / math.sqrt(q.shape[-1])", "", ALL),
    Fault("sqrt(d_model) for sqrt(d_head)", F, "sqrt(q.shape[-1])", "sqrt(q.shape[1] * q.shape[-1])", ALL),
    Fault("d for sqrt(d)", F, "math.sqrt(q.shape[-1])", "q.shape[-1]", ALL),
    Fault("sqrt of the length for sqrt(d)", F, "sqrt(q.shape[-1])", "sqrt(k.shape[-2])", ALL),
    Fault(
        "softmax over the queries",
        F,
        "exp / exp.sum(-1, keepdim=True)",
        "exp / exp.sum(-2, keepdim=True)",
        ALL,
    ),
    Fault(
        "maximum over the queries", F, "(x - x.amax(-1, keepdim=True))", "(x - x.amax(-2, keepdim=True))", ALL
    ),
    Fault(
        "softmax in float32", F, "keepdim=True)).exp()\n", "keepdim=True)).float().exp().to(x.dtype)\n", ALL
    ),
    Fault(
        "mask inverted",
        F,
        "softmax(x.masked_fill(~mask, lowest)).masked_fill(~mask, 0.0)",
        "softmax(x.masked_fill(mask, lowest)).masked_fill(mask, 0.0)",
        ALL,
    ),
    Fault("masked scores 0, not lowest", F, "lowest = torch.finfo(x.dtype).min", "lowest = 0.0", ALL),
    Fault(
        "mask not used",
        F,
        "softmax(scores) if mask is None else masked_softmax(scores, mask)",
        "softmax(scores)",
        ALL,
    ),
    Fault("diagonal excluded", F, ".tril(s - t)", ".tril(s - t - 1)", WRITERS),
    Fault("one token of the future", F, ".tril(s - t)", ".tril(s - t + 1)", WRITERS),
    Fault("causal mask upside down", F, ".tril(s - t)", ".triu(s - t)", WRITERS),
    Fault(
        "padding masked as query, not key",
        F,
        "real[:, None, None, :]",
        "real[:, None, :, None]",
        CAUSAL + ENCODERS,
    ),
    Fault(
        "unbiased variance",
        F,
        "(x - mean).square().mean(-1, keepdim=True)",
        "x.var(-1, keepdim=True)",
        BIASED,
    ),
    Fault("eps outside the root", F, "(variance + eps).sqrt()", "(variance.sqrt() + eps)", SIZEABLE_EPS),
    Fault("eps forgotten", F, "(variance + eps).sqrt()", "variance.sqrt()", SIZEABLE_EPS),
    Fault("norm without gain", F, ".sqrt() * weight + bias", ".sqrt() + bias", BIASED),
    Fault("norm without bias", F, ".sqrt() * weight + bias", ".sqrt() * weight", BIASED),
    Fault("norm without centring", F, "return (x - mean) / (variance", "return x / (variance", BIASED),
    Fault(
        "mean over the positions",
        F,
        "mean = x.mean(-1, keepdim=True)",
        "mean = x.mean(-2, keepdim=True)",
        BIASED,
    ),
    Fault("tanh gelu for gelu", F, '"gelu": gelu,', '"gelu": gelu_tanh,', ENCODERS + BART + NEOX),
    Fault("gelu for tanh gelu", F, '"gelu_tanh": gelu_tanh,', '"gelu_tanh": gelu,', GPT2),
    Fault(
        "erf(x) for erf(x / sqrt 2)", F, "torch.erf(x / math.sqrt(2))", "torch.erf(x)", ENCODERS + BART + NEOX
    ),
    Fault("tanh gelu with a square", F, "x**3", "x**2", GPT2),
    Fault("2/pi for sqrt(2/pi)", F, "math.sqrt(2 / math.pi)", "(2 / math.pi)", GPT2),
    Fault(
        "heads split by view alone",
        F,
        "x.view(b, t, n_heads, d // n_heads).transpose(1, 2)",
        "x.view(b, n_heads, t, d // n_heads)",
        ALL,
    ),
    Fault(
        "heads interleaved",
        F,
        "x.view(b, t, n_heads, d // n_heads).transpose(1, 2)",
        "x.view(b, t, d // n_heads, n_heads).permute(0, 3, 1, 2)",
        ALL,
    ),
    Fault("heads merged without transpose", F, "x.transpose(1, 2).reshape(", "x.reshape(", ALL),
    Fault(
        "IGNORE counted as label 0",
        F,
        "scores, labels = scores[counts], labels[counts]",
        "labels = labels.clamp(min=0)",
        ALL,
    ),
    Fault("mean over all labels", F, "max(len(labels), 1)", "max(len(counts), 1)", ALL),
    Fault("sum of the loss, not mean", F, ".sum() / max(len(labels), 1)", ".sum()", ALL),
    Fault(
        "labels shifted by two",
        LOSSES,
        "scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten()",
        "scores[:, :-2].flatten(0, 1), ids[:, 2:].flatten()",
        CAUSAL,
    ),
    Fault(
        "labels not shifted",
        LOSSES,
        "scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten()",
        "scores.flatten(0, 1), ids.flatten()",
        CAUSAL,
    ),
    Fault(
        "masked words' labels shifted",
        LOSSES,
        "cross_entropy(scores.flatten(0, 1), labels.flatten())",
        "cross_entropy(scores[:, :-1].flatten(0, 1), labels[:, 1:].flatten())",
        BERT + READERS,
    ),
    Fault(
        "dropout on the context, not the weights",
        F,
        "return dropout(weights) @ v, weights",
        "return dropout(weights @ v), weights",
        ALL,
        "train",
    ),
)

WIRING = (
    Fault("queries from the key matrix", ATTENTION, "self.q(x)", "self.k(x)", BIASED),
    Fault("values from the key matrix", ATTENTION, "self.v(m)", "self.k(m)", ALL),
    Fault("query bias dropped", ATTENTION, "self.q(x)", "self.q(x) - self.q.bias", BIASED),
    Fault(
        "key without a bias",
        ATTENTION,
        "self.k = nn.Linear(cfg.d_model, cfg.kv_heads * cfg.d_head, bias=cfg.bias)",
        "self.k = nn.Linear(cfg.d_model, cfg.kv_heads * cfg.d_head, bias=False)",
        BOTH,
    ),
    Fault("value bias dropped", ATTENTION, "self.v(m)", "self.v(m) - self.v.bias", BIASED),
    Fault(
        "output bias dropped",
        ATTENTION,
        "self.out(F.merge_heads(context))",
        "self.out(F.merge_heads(context)) - self.out.bias",
        BIASED,
    ),
    Fault(
        "output projection skipped",
        ATTENTION,
        "self.out(F.merge_heads(context))",
        "F.merge_heads(context)",
        ALL,
    ),
    Fault(
        "one head for all",
        ATTENTION,
        "self.n_heads, self.n_kv_heads = cfg.n_heads, cfg.kv_heads",
        "self.n_heads, self.n_kv_heads = 1, 1",
        BIASED,
    ),
    Fault(
        "dropout rate of the block on the weights",
        ATTENTION,
        "cfg.attention_dropout)",
        "cfg.dropout)",
        ALL,
        "train",
    ),
    Fault(
        "first bias of the feed-forward dropped",
        LAYERS,
        "self.activation(self.up(x))",
        "self.activation(self.up(x) - self.up.bias)",
        BIASED,
    ),
    Fault(
        "second bias of the feed-forward dropped",
        LAYERS,
        "self.down(self.dropout(self.activation(self.up(x))))",
        "self.down(self.dropout(self.activation(self.up(x)))) - self.down.bias",
        BIASED,
    ),
    Fault("no activation", LAYERS, "self.activation(self.up(x))", "self.up(x)", BIASED),
    Fault(
        "eps 1e-6 whatever the config says",
        LAYERS,
        "F.layer_norm(x, self.weight, self.bias, self.eps)",
        "F.layer_norm(x, self.weight, self.bias, 1e-6)",
        BIASED,
    ),
    Fault("no residual", BLOCKS, "x = x + sublayer(norm(x))", "x = sublayer(norm(x))", PRE),
    Fault("no residual", BLOCKS, "x = norm(x + sublayer(x))", "x = norm(sublayer(x))", POST),
    Fault(
        "residual from the norm", BLOCKS, "x = x + sublayer(norm(x))", "x = norm(x) + sublayer(norm(x))", PRE
    ),
    Fault(
        "only the branch normalised", BLOCKS, "x = norm(x + sublayer(x))", "x = x + norm(sublayer(x))", POST
    ),
    Fault(
        "pre-norm and post-norm swapped",
        BLOCKS,
        '"pre": pre_norm, "post": post_norm',
        '"pre": post_norm, "post": pre_norm',
        PRE + POST,
    ),
    Fault(
        "the block's two norms swapped",
        BLOCKS,
        "[(self.attention_norm, attend), (self.feed_forward_norm, feed_forward)]",
        "[(self.feed_forward_norm, attend), (self.attention_norm, feed_forward)]",
        ALL,
    ),
    Fault(
        "feed-forward before attention",
        BLOCKS,
        "[(self.attention_norm, attend), (self.feed_forward_norm, feed_forward)]",
        "[(self.feed_forward_norm, feed_forward), (self.attention_norm, attend)]",
        PRE + POST,
    ),
    Fault(
        "no dropout after the feed-forward",
        BLOCKS,
        "return self.feed_forward_dropout(self.feed_forward(h))",
        "return self.feed_forward(h)",
        BIASED,
        "train",
    ),
    Fault("positions not added", POSITIONS, "x + self.table(positions)", "x", GPT2 + ENCODERS + BART),
    Fault(
        "the cache in the wrong order",
        CACHE,
        "self.keys.append(self.kv[0], k)",
        "self.keys.append(k, self.kv[0])",
        WRITERS,
        "cached",
    ),
    Fault(
        "the cache keeps the newest only", CACHE, "self.kv = k, v", "self.kv = project(x)", WRITERS, "cached"
    ),
)

MODELS = (
    Fault(
        "padding may be looked at", SIGHT, "return mask & F.padding_mask(real), F", "return mask, F", CAUSAL
    ),
    Fault(
        "causal or real, not and",
        SIGHT,
        "return mask & F.padding_mask(real), F",
        "return mask | F.padding_mask(real), F",
        WRITERS,
    ),
    Fault(
        "positions count the padding",
        SIGHT,
        "F.positions_of(real)[:, past:]",
        "torch.arange(past, past + t)",
        GPT2,
    ),
    Fault(
        "positions from 1 (padded)",
        F,
        "(real.cumsum(-1) - 1).clamp(min=0)",
        "real.cumsum(-1)",
        GPT2 + READERS,
    ),
    Fault(
        "positions from 1 (not padded)",
        SIGHT,
        "torch.arange(past, past + t,",
        "torch.arange(past + 1, past + t + 1,",
        GPT2 + READERS,
    ),
    Fault(
        "positions of new tokens from 0",
        SIGHT,
        "torch.arange(past, past + t,",
        "torch.arange(0, t,",
        WRITERS,
        "cached",
    ),
    Fault("last norm missing", GPT, "return self.norm(x)", "return x", CAUSAL),
    Fault("first block for every block", GPT, "x = block(x, mask", "x = self.blocks[0](x, mask", CAUSAL),
    Fault("embeddings times sqrt(d)", GPT, "self.embed(ids), where", "self.embed(ids) * 2.0, where", CAUSAL),
    Fault(
        "head is a copy of the table",
        GPT,
        "= self.embed.weight",
        "= nn.Parameter(self.embed.weight.detach().clone())",
        CAUSAL,
        variant="tied",
    ),
    Fault(
        "no gradient for one token's row",
        GPT,
        "nn.Embedding(cfg.vocab_size, cfg.d_model, padding_idx=still)",
        "nn.Embedding(cfg.vocab_size, cfg.d_model, padding_idx=0)",
        CAUSAL,
    ),
    Fault("no dropout on the embeddings", GPT, "x = self.dropout(x)", "pass", GPT2 + NEOX, "train"),
    Fault(
        "padding may be looked at", BODY, "None if real is None else F.padding_mask(real)", "None", ENCODERS
    ),
    Fault(
        "causal encoder",
        BODY,
        "F.padding_mask(real)",
        "F.padding_mask(real) & F.causal_mask(*2 * ids.shape[1:])",
        ENCODERS,
    ),
    Fault(
        "positions skip the padding",
        BODY,
        "self.positions(x, where)",
        "self.positions(x, where if real is None else F.positions_of(real))",
        ENCODERS,
    ),
    Fault(
        "positions from 1",
        BODY,
        "where = torch.arange(ids.shape[1],",
        "where = torch.arange(1, ids.shape[1] + 1,",
        ENCODERS,
    ),
    Fault("segments not added", BODY, " + self.segments(segments)", "", BERT),
    Fault(
        "every token in the first segment",
        BODY,
        "torch.zeros_like(ids) if segments is None else segments",
        "torch.zeros_like(ids)",
        BERT,
    ),
    Fault(
        "second segment where none is given",
        BODY,
        "torch.zeros_like(ids) if",
        "torch.ones_like(ids) if",
        BERT,
    ),
    Fault("embedding norm skipped", BODY, "self.dropout(self.embed_norm(x))", "self.dropout(x)", ENCODERS),
    Fault(
        "embedding norm before the positions",
        BODY,
        "self.positions(x, where)\n        x = self.dropout(self.embed_norm(x))",
        "self.positions(self.embed_norm(x), where)\n        x = self.dropout(x)",
        ENCODERS,
    ),
    Fault("last block skipped", BODY, "in self.blocks:", "in self.blocks[:-1]:", ENCODERS),
    Fault("gradient for the padding's row", BODY, ", padding_idx=cfg.pad_id", "", ENCODERS),
    Fault(
        "dropout before the embedding norm",
        BODY,
        "self.dropout(self.embed_norm(x))",
        "self.embed_norm(self.dropout(x))",
        ENCODERS,
        "train",
    ),
    Fault(
        "pooler takes the last token", HEADS, "hidden[:, 0]", "hidden[:, -1]", ENCODERS, variant="classifier"
    ),
    Fault("pooler takes the mean", HEADS, "hidden[:, 0]", "hidden.mean(1)", ENCODERS, variant="classifier"),
    Fault(
        "pooler without activation",
        HEADS,
        "self.activation(self.dense(hidden[:, 0]))",
        "self.dense(hidden[:, 0])",
        ENCODERS,
        variant="classifier",
    ),
    Fault(
        "word head: activation after norm",
        HEADS,
        "self.norm(self.activation(self.dense(hidden)))",
        "self.activation(self.norm(self.dense(hidden)))",
        ENCODERS,
    ),
    Fault(
        "word head without activation",
        HEADS,
        "self.activation(self.dense(hidden))",
        "self.dense(hidden)",
        ENCODERS,
    ),
    Fault(
        "word head without its bias",
        HEADS,
        "self.unembed(self.norm(self.activation(self.dense(hidden))))",
        "self.unembed(self.norm(self.activation(self.dense(hidden)))) - self.unembed.bias",
        ENCODERS,
    ),
    Fault(
        "next sentence without pooler",
        TASKS,
        "self.follows(self.pooler(hidden))",
        "self.follows(hidden[:, 0])",
        BERT,
    ),
    Fault(
        "word head is a copy of the table",
        TASKS,
        "2)\n"
        "        self.tie()\n"
        "\n"
        "    def tie(self) -> None:\n"
        '        """Make the output layer share the embedding table."""\n'
        "        self.words.unembed.weight = self.bert.embed.weight",
        "2)\n"
        "        self.tie()\n"
        "\n"
        "    def tie(self) -> None:\n"
        '        """Make the output layer share the embedding table."""\n'
        "        self.words.unembed.weight = "
        "nn.Parameter(self.bert.embed.weight.detach().clone())",
        BERT,
    ),
    Fault(
        "classifier without pooler",
        TASKS,
        "self.pooler(self.bert(ids, real, segments))))",
        "self.bert(ids, real, segments)[:, 0]))",
        ENCODERS,
        variant="classifier",
    ),
    Fault(
        "no dropout before the classifier",
        TASKS,
        "self.classify(self.dropout(self.pooler(self.bert(ids, real, segments))))",
        "self.classify(self.pooler(self.bert(ids, real, segments)))",
        ENCODERS,
        "train",
        variant="classifier",
    ),
)

TABLES = (
    Fault(
        "query and key swapped",
        GPT_TABLE,
        "blocks.{i}.attention.q blocks.{i}.attention.k",
        "blocks.{i}.attention.k blocks.{i}.attention.q",
        GPT2,
    ),
    Fault(
        "key and value swapped",
        GPT_TABLE,
        "blocks.{i}.attention.k blocks.{i}.attention.v",
        "blocks.{i}.attention.v blocks.{i}.attention.k",
        GPT2,
    ),
    Fault(
        "q, k, v interleaved",
        GPT_TABLE,
        '"m (qkv out) -> qkv out m", "(qkv out) -> qkv out"',
        '"m (out qkv) -> qkv out m", "(out qkv) -> qkv out"',
        GPT2,
    ),
    Fault(
        "q, k, v within each head",
        GPT_TABLE,
        '"m (qkv out) -> qkv out m", "(qkv out) -> qkv out"',
        '"m (h qkv out) -> qkv (h out) m", "(h qkv out) -> qkv (h out)"',
        GPT2,
    ),
    Fault(
        "c_attn not transposed", GPT_TABLE, '"m (qkv out) -> qkv out m"', '"m (qkv out) -> qkv m out"', GPT2
    ),
    Fault("c_proj not transposed", GPT_TABLE, 'attn.c_proj", "m out -> out m")', 'attn.c_proj")', GPT2),
    Fault("eps read under the wrong key", GPT_TABLE, '"layer_norm_epsilon"', '"layer_norm_eps"', GPT2),
    Fault("eps read under the wrong key", BERT_TABLE, '"layer_norm_eps"', '"layer_norm_epsilon"', BERT),
    Fault(
        "activation read under the wrong key",
        GPT_TABLE,
        '"activation_function"',
        '"activation"',
        GPT2,
        variant="relu",
    ),
    Fault(
        "activation read under the wrong key",
        BERT_TABLE,
        '"hidden_act"',
        '"activation"',
        BERT,
        variant="relu",
    ),
    Fault(
        "padding read under the wrong key", BERT_TABLE, '"pad_token_id", 0)', '"padding_token_id", 0)', BERT
    ),
    Fault(
        "gelu and tanh gelu swapped in the table",
        FIELDS,
        '{"gelu": "gelu", "gelu_tanh": "gelu_new",',
        '{"gelu": "gelu_new", "gelu_tanh": "gelu",',
        GPT2 + ENCODERS + BART + NEOX,
    ),
    Fault(
        "query and key swapped",
        BERT_TABLE,
        'attention.self.query"),\n'
        '    *both("bert.blocks.{i}.attention.k", "bert.encoder.layer.{i}.attention.self.key"),\n',
        'attention.self.key"),\n'
        '    *both("bert.blocks.{i}.attention.k", '
        '"bert.encoder.layer.{i}.attention.self.query"),\n',
        BERT,
    ),
    Fault(
        "the block's norms swapped in the table",
        BERT_TABLE,
        'attention.output.LayerNorm"),\n'
        '    *both("bert.blocks.{i}.feed_forward.up", '
        '"bert.encoder.layer.{i}.intermediate.dense"),\n'
        '    *both("bert.blocks.{i}.feed_forward.down", "bert.encoder.layer.{i}.output.dense"),\n'
        '    *both("bert.blocks.{i}.feed_forward_norm", '
        '"bert.encoder.layer.{i}.output.LayerNorm"),\n'
        ")",
        'output.LayerNorm"),\n'
        '    *both("bert.blocks.{i}.feed_forward.up", '
        '"bert.encoder.layer.{i}.intermediate.dense"),\n'
        '    *both("bert.blocks.{i}.feed_forward.down", "bert.encoder.layer.{i}.output.dense"),\n'
        '    *both("bert.blocks.{i}.feed_forward_norm", '
        '"bert.encoder.layer.{i}.attention.output.LayerNorm"),\n'
        ")",
        BERT,
    ),
    Fault(
        "attention dropout read under the wrong key",
        GPT_TABLE,
        '"attn_pdrop"',
        '"resid_pdrop"',
        GPT2,
        "train",
    ),
)

BLIND = (*ARITHMETIC, *WIRING, *MODELS, *TABLES)
