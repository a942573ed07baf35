"""Faults against the five younger families, written after reading the parity code."""

from functools import partial

from faults.fault import (
    ALL,
    BART,
    CAUSAL,
    DISTILBERT,
    ENCODERS,
    GPT2,
    LLAMA,
    MARIAN,
    NEOX,
    READERS,
    ROTARY,
    Fault,
)

F, ATTENTION, BLOCKS, LAYERS = "functional.py", "core/attention.py", "core/blocks.py", "core/layers.py"
POSITIONS, CACHE, GPT, SIGHT = "core/positions.py", "core/cache.py", "models/gpt.py", "models/sight.py"
MODEL, BODY, HEADS, TASKS = "models/seq2seq.py", "models/bert.py", "models/heads.py", "models/bert_tasks.py"
SHARED_TABLE, FAMILY = "weights/seq2seq.py", "weights/family.py"
FIELDS = "weights/fields.py"
NEOX_TABLE, LLAMA_TABLE, DISTILBERT_TABLE = "weights/neox.py", "weights/llama.py", "weights/distilbert.py"

aimed = partial(Fault, seen_parity=True)

WHOLE = "return self.unembed(self.decode(target, self.encode(source, source_real), source_real, target_real))"

ONLY_GRADIENTS = (
    aimed(
        "keys and values are not taught",
        F,
        "expand(b, h_kv, n_heads // h_kv, s, d)",
        "detach().expand(b, h_kv, n_heads // h_kv, s, d)",
        ALL,
    ),
    aimed(
        "no gradient through what turns", F, "turning.chunk(2, -1)", "turning.detach().chunk(2, -1)", ROTARY
    ),
    aimed(
        "no gradient through the rms", F, "eps).sqrt() * weight\n", "eps).sqrt().detach() * weight\n", LLAMA
    ),
    aimed(
        "the gate is not taught",
        LAYERS,
        "self.activation(self.gate(x))",
        "self.activation(self.gate(x)).detach()",
        LLAMA,
    ),
    aimed("no gradient through the residual", BLOCKS, "in branches), x)", "in branches), x.detach())", NEOX),
    aimed(
        "the encoder is not taught",
        MODEL,
        WHOLE,
        WHOLE.replace("source_real), s", "source_real).detach(), s"),
        READERS,
    ),
    aimed(
        "only the last block teaches the encoder",
        MODEL,
        "x = block(x, memory,",
        "x = block(x, memory if j == len(self.decoder) - 1 else memory.detach(),",
        READERS,
    ),
    aimed(
        "the words' vectors are not taught",
        MODEL,
        "self.embed(ids) * self.scale",
        "self.embed(ids).detach() * self.scale",
        READERS,
    ),
    aimed(
        "the word head does not teach the table",
        TASKS,
        "return self.words(self.bert(ids, real, segments))",
        "y = self.words.norm(self.words.activation(self.words.dense(self.bert(ids, real, segments))))\n"
        "        return y @ self.words.unembed.weight.detach().T + self.words.unembed.bias",
        ENCODERS,
        variant="words",
    ),
    aimed(
        "the padding's row is taught",
        GPT,
        "nn.Embedding(cfg.vocab_size, cfg.d_model, padding_idx=still)",
        "nn.Embedding(cfg.vocab_size, cfg.d_model)",
        LLAMA,
    ),
    aimed(
        "gradient for the first position halved",
        POSITIONS,
        "x + self.table(positions), F",
        "x + self.table(positions + 0).mul(0.5) + self.table(positions).detach() * 0.5, F",
        GPT2 + ENCODERS + BART,
    ),
)

ONLY_THERE = (  # one place, one row, one piece
    aimed(
        "key bias dropped",
        ATTENTION,
        "rotate(F.split_heads(self.k(m), self.n_kv_heads))",
        "rotate(F.split_heads(self.k(m) - self.k.bias, self.n_kv_heads))",
        NEOX,
    ),
    aimed(
        "the first row's memory for all rows",
        BLOCKS,
        "h, memory, memory_mask, source=memory_source",
        "h, memory[:1].expand_as(memory), memory_mask, source=memory_source",
        READERS,
    ),
    aimed(
        "the last sinusoid is the last but one",
        POSITIONS,
        "F.sinusoids(positions, x.shape[-1])",
        "F.sinusoids(positions.clamp(max=31), x.shape[-1])",
        MARIAN,
    ),
    aimed(
        "the last turn is the last but one",
        POSITIONS,
        "positions=positions, n",
        "positions=positions.clamp(max=26), n",
        ROTARY,
    ),
    aimed(
        "the last source word is the last but one",
        MODEL,
        "self.embed(ids) * self.scale",
        "self.embed(ids.clamp(max=self.vocab_size - 2)) * self.scale",
        READERS,
    ),
    aimed(
        "the last word is the last but one",
        BODY,
        "self.embed(ids) +",
        "self.embed(ids.clamp(max=self.cfg.vocab_size - 2)) +",
        ENCODERS,
    ),
    aimed(
        "another eps in the embedding norm only",
        MODEL,
        "parts.norm(cfg) if",
        "parts.layer_norm(cfg.d_model, 1e-6) if",
        BART,
    ),
    aimed(
        "silu behind the gate, always",
        LAYERS,
        "activations[cfg.activation]\n\n    def forward",
        'activations["silu"]\n\n    def forward',
        LLAMA,
        variant="relu",
    ),
    aimed(
        "cosines of the turn in 16 bits",
        F,
        "angle.cos().to(x.dtype)",
        "angle.cos().half().to(x.dtype)",
        ROTARY,
    ),
    aimed("sinusoids in 16 bits", F, "-1).to(torch.float32)", "-1).half().to(torch.float32)", MARIAN),
    aimed(
        "decoder blocks from the last to the first",
        MODEL,
        "enumerate(self.decoder)",
        "enumerate(self.decoder[::-1])",
        READERS,
    ),
    aimed(
        "encoder blocks from the last to the first",
        MODEL,
        "in self.encoder:",
        "in self.encoder[::-1]:",
        READERS,
    ),
    aimed(
        "blocks from the last to the first",
        GPT,
        "enumerate(self.blocks)",
        "enumerate(self.blocks[::-1])",
        CAUSAL,
    ),
    aimed("blocks from the last to the first", BODY, "in self.blocks:", "in self.blocks[::-1]:", ENCODERS),
    aimed(
        "padding of the memory set to 0, not masked",
        BLOCKS,
        "self.cross_attention(h, memory, memory_mask, source=memory_source)",
        "self.cross_attention(h, memory if memory_mask is None else memory * memory_mask[:, 0, 0, :, None], None, "
        "source=memory_source)",
        READERS,
    ),
    aimed(
        "query and value swapped",
        SHARED_TABLE,
        '("q", "q_proj"), ("k", "k_proj"), ("v", "v_proj"), ("out", "out_proj")',
        '("q", "v_proj"), ("k", "k_proj"), ("v", "q_proj"), ("out", "out_proj")',
        READERS,
    ),
    aimed(
        "the output's bias left out",
        MODEL,
        WHOLE,
        WHOLE.replace("return self.unembed(", "return nn.functional.linear(").replace(
            "target_real))", "target_real), self.unembed.weight)"
        ),
        READERS,
    ),
    aimed(
        "h counted from the keys",
        FAMILY,
        '{"h": cfg.n_heads, "qkv": 3}',
        '{"h": cfg.n_layers, "qkv": 3}',
        NEOX,
    ),
    aimed(
        "the loss forgets the third label",
        F,
        "counts = labels != IGNORE",
        "counts = (labels != IGNORE) & (torch.arange(len(labels)) != 2)",
        ALL,
    ),
)

SPELLED = (
    aimed("masked scores lowered by 10 alone", F, "lowest = torch.finfo(x.dtype).min", "lowest = -10.0", ALL),
    aimed(
        "the first cosine left out, not the last",
        F,
        "angle.cos()[..., : d_model // 2]",
        "angle.cos()[..., -(d_model // 2) :]",
        MARIAN,
    ),
    aimed(
        "gelu_fast read as gelu",
        FIELDS,
        '"gelu_fast": "gelu_tanh"',
        '"gelu_fast": "gelu"',
        GPT2,
        variant="spelled",
    ),
    aimed(
        "gelu_pytorch_tanh read as gelu",
        FIELDS,
        '"gelu_pytorch_tanh": "gelu_tanh"',
        '"gelu_pytorch_tanh": "gelu"',
        NEOX,
        variant="spelled",
    ),
    aimed("swish read as gelu", FIELDS, '"swish": "silu"', '"swish": "gelu"', MARIAN),
    aimed(
        "the number of positions under the wrong key",
        NEOX_TABLE,
        '"max_position_embeddings", 2048',
        '"max_positions", 2048',
        NEOX,
    ),
    aimed(
        "the number of positions under the wrong key",
        LLAMA_TABLE,
        '"max_position_embeddings", 2048',
        '"max_positions", 2048',
        LLAMA,
    ),
    aimed(
        "the padding's word is 0",
        MODEL,
        "self.embed(ids) * self.scale",
        "self.embed(ids) * (ids != self.embed.padding_idx)[..., None] * self.scale",
        READERS,
    ),
    aimed(
        "the padding's word is 0",
        BODY,
        "self.embed(ids) +",
        "self.embed(ids) * (ids != self.cfg.pad_id)[..., None] +",
        ENCODERS,
    ),
    aimed(
        "the padding's word is 0",
        GPT,
        "self.embed(ids), where",
        "self.embed(ids) * (ids != self.cfg.pad_id)[..., None], where",
        CAUSAL,
    ),
)

CACHED = (
    aimed(
        "another beam's keys",
        CACHE,
        "self.kv[0][rows], self.kv[1][rows]",
        "self.kv[0], self.kv[1][rows]",
        CAUSAL + READERS,
        "cached",
    ),
    aimed("another beam's memory", CACHE, "(*self.blocks, *self.memories)", "self.blocks", READERS, "cached"),
    aimed(
        "new tokens counted from 0 where there is padding",
        SIGHT,
        "F.positions_of(real)[:, past:]",
        "F.positions_of(real[:, past:])",
        CAUSAL,
        "cached",
    ),
    aimed(
        "padding forgotten where there is a cache",
        SIGHT,
        "if real is None:",
        "if real is None or cache is not None:",
        CAUSAL,
        "cached",
    ),
    aimed(
        "memory's padding forgotten where there is a cache",
        MODEL,
        "memory_mask = None if source_real is None",
        "memory_mask = None if source_real is None or cache is not None",
        READERS,
        "cached",
    ),
    aimed(
        "the remembered memory holds keys for values",
        CACHE,
        "            self.kv = project(x)\n",
        "            self.kv = project(x)[0], project(x)[0]\n",
        READERS,
        "cached",
    ),
    aimed(
        "the cache keeps the oldest values",
        CACHE,
        "self.values.append(self.kv[1], v)",
        "self.values.append(self.kv[1], self.kv[1][..., -1:, :].expand_as(v))",
        CAUSAL + READERS,
        "cached",
    ),
    aimed(
        "the cache's keys turn once more",
        CACHE,
        "k, v = self.keys.append(self.kv[0], k)",
        "k, v = self.keys.append(self.kv[0].roll(1, -1), k)",
        CAUSAL + READERS,
        "cached",
    ),
)

DROPOUT = (
    aimed(
        "dropout behind the sum of the branches",
        BLOCKS,
        "in branches), x)",
        "in branches), nn.functional.dropout(x, 0.1, isinstance(branches[0][0], nn.Module) and branches[0][0].training))",
        NEOX,
        "train",
    ),
    aimed(
        "dropout of the weights of the cross-attention left out",
        BLOCKS,
        "self.cross_attention = parts.attention(cfg, parts.attend)",
        "self.cross_attention = parts.attention(cfg, parts.attend)\n        self.cross_attention.dropout = nn.Identity()",
        READERS,
        "train",
    ),
    aimed(
        "dropout between the layers under the wrong key",
        SHARED_TABLE,
        '"activation_dropout", "activation_dropout"',
        '"activation_dropout", "dropout"',
        READERS,
        "train",
    ),
    aimed(
        "attention dropout read under the wrong key",
        DISTILBERT_TABLE,
        '"attention_dropout", "attention_dropout"',
        '"attention_dropout", "dropout"',
        DISTILBERT,
        "train",
    ),
    aimed(
        "span dropout where there is none",
        TASKS,
        "nn.Dropout(cfg.span_dropout)",
        "nn.Dropout(cfg.dropout)",
        ENCODERS,
        "train",
        variant="spans",
    ),
)

YOUNGER = (*ONLY_GRADIENTS, *ONLY_THERE, *SPELLED, *CACHED, *DROPOUT)

SAME = (  # changes of source that are no faults: the function stays the same, and so does the verdict
    aimed(
        "two branches that do not wait for each other, in another order",
        BLOCKS,
        "[(self.attention_norm, attend), (self.feed_forward_norm, feed_forward)]",
        "[(self.feed_forward_norm, feed_forward), (self.attention_norm, attend)]",
        NEOX,
    ),
    aimed(
        "the memory projected anew each time",
        CACHE,
        "if self.kv is None:\n            self.kv = project(x)",
        "if True:\n            self.kv = project(x)",
        READERS,
        "cached",
    ),
    aimed(
        "every channel brought into another order before it turns",
        F,
        "torch.cat([a * cos - b * sin, b * cos + a * sin, still], -1)",
        "torch.cat([b * cos + a * sin, a * cos - b * sin, still], -1)",
        ROTARY,
    ),
    aimed("the same added to all channels, in front of a norm", BODY, "return 0.0", "return 1.0", DISTILBERT),
    aimed("masked scores -1e4, not lowest", F, "lowest = torch.finfo(x.dtype).min", "lowest = -1e4", ALL),
    aimed(
        "eps of 1e-12 outside the root", F, "(variance + eps).sqrt()", "(variance.sqrt() + eps)", DISTILBERT
    ),
)
