"""Faults against Marian and BART, written by someone who had not read the proof's code."""

from faults.fault import BART, MARIAN, READERS, WRITERS, Fault

F, BLOCKS, LAYERS, POSITIONS = "functional.py", "core/blocks.py", "core/layers.py", "core/positions.py"
MODEL, SIGHT = "models/seq2seq.py", "models/sight.py"
TABLE, MARIAN_TABLE, BART_TABLE = "weights/seq2seq.py", "weights/marian.py", "weights/bart.py"

SINES = "torch.cat([angle.sin(), angle.cos()[..., : d_model // 2]], -1)"
ENTRY = "x, _ = self.positions(self.embed(ids) * self.scale, where)"

ENTRANCE = (
    Fault(
        "cosines first", F, SINES, "torch.cat([angle.cos(), angle.sin()[..., : d_model // 2]], -1)", MARIAN
    ),
    Fault(
        "sines and cosines in turn",
        F,
        SINES,
        "torch.stack([angle.sin(), angle.cos()], -1).flatten(-2)[..., :d_model]",
        MARIAN,
    ),
    Fault(
        "wavelengths up to 10000 itself",
        F,
        "dtype=torch.float64) / d_model",
        "dtype=torch.float64) / (d_model - 2)",
        MARIAN,
    ),
    Fault("wavelengths up to 1000", F, "wavelength = 10_000 **", "wavelength = 1_000 **", MARIAN),
    Fault(
        "sinusoids computed in float32",
        F,
        "dtype=torch.float64) / d_model",
        "dtype=torch.float32) / d_model",
        MARIAN,
    ),
    Fault("sinusoids kept in float64", F, "-1).to(torch.float32)", "-1)", MARIAN),
    Fault("embedding not scaled", MODEL, "self.embed(ids) * self.scale", "self.embed(ids)", MARIAN),
    Fault(
        "positions scaled too",
        MODEL,
        ENTRY,
        "x = self.positions(self.embed(ids), where)[0] * self.scale",
        MARIAN,
    ),
    Fault("scaled by d, not its root", MODEL, "math.sqrt(cfg.d_model) if", "float(cfg.d_model) if", MARIAN),
    Fault("scaled whatever the config says", MODEL, " if cfg.scale_embeddings else 1.0", "", BART),
    Fault(
        "scale read under the wrong key",
        TABLE,
        '"scale_embedding", False',
        '"scale_embeddings", False',
        MARIAN,
    ),
    Fault(
        "positions not added", POSITIONS, "x + F.sinusoids(positions, x.shape[-1]).to(x.dtype)", "x", MARIAN
    ),
    Fault("embedding norm missing", MODEL, "self.dropout(self.norm(x))", "self.dropout(x)", BART),
    Fault(
        "embedding norm before the positions",
        MODEL,
        f"{ENTRY}\n        return self.dropout(self.norm(x))",
        "x, _ = self.positions(self.norm(self.embed(ids) * self.scale), where)\n        return self.dropout(x)",
        BART,
    ),
    Fault("positions from the first free row", POSITIONS, "positions + self.FREE", "positions", BART),
    Fault("positions from the second free row", POSITIONS, "positions + self.FREE", "positions + 1", BART),
    Fault(
        "source positions skip the padding",
        MODEL,
        "torch.arange(source.shape[1], device=source.device))",
        "torch.arange(source.shape[1]) if source_real is None else F.positions_of(source_real))",
        READERS,
    ),
    Fault("gradient for the padding's row", MODEL, ", padding_idx=cfg.pad_id", "", READERS),
)

SEEING = (
    Fault(
        "no causal mask",
        SIGHT,
        "mask = F.causal_mask(t, past + t, ids.device)",
        "mask = torch.ones_like(F.causal_mask(t, past + t, ids.device))",
        WRITERS,
    ),
    Fault(
        "no mask in the decoder",
        MODEL,
        "block(x, memory, mask, memory_mask,",
        "block(x, memory, None, memory_mask,",
        READERS,
    ),
    Fault(
        "no memory mask",
        BLOCKS,
        "h, memory, memory_mask, source=memory_source",
        "h, memory, source=memory_source",
        READERS,
    ),
    Fault(
        "no memory mask in the model",
        MODEL,
        "block(x, memory, mask, memory_mask,",
        "block(x, memory, mask, None,",
        READERS,
    ),
    Fault(
        "cross-attention attends the target",
        BLOCKS,
        "h, memory, memory_mask, source=memory_source",
        "h, h, mask, source=memory_source",
        READERS,
    ),
    Fault("encoder looks at the padding", MODEL, "x = block(x, mask)", "x = block(x)", READERS),
    Fault(
        "causal encoder",
        MODEL,
        "x = block(x, mask)",
        "x = block(x, F.causal_mask(*2 * source.shape[1:]) & (True if mask is None else mask))",
        READERS,
    ),
    Fault(
        "memory is the embedded source",
        MODEL,
        "            x = block(x, mask)\n",
        "            block(x, mask)\n",
        READERS,
    ),
    Fault("memory before the last block", MODEL, "in self.encoder:", "in self.encoder[:-1]:", READERS),
    Fault(
        "first decoder block for all",
        MODEL,
        "x = block(x, memory,",
        "x = self.decoder[0](x, memory,",
        READERS,
    ),
)

WIRING = (
    Fault(
        "cross-attention before self-attention",
        BLOCKS,
        "(self.attention_norm, attend),\n                (self.cross_attention_norm, cross_attend),",
        "(self.cross_attention_norm, cross_attend),\n                (self.attention_norm, attend),",
        READERS,
    ),
    Fault(
        "norms of cross-attention and feed-forward swapped",
        BLOCKS,
        "(self.cross_attention_norm, cross_attend),\n                (self.feed_forward_norm, feed_forward),",
        "(self.feed_forward_norm, cross_attend),\n                (self.cross_attention_norm, feed_forward),",
        READERS,
    ),
    Fault(
        "self-attention's norm behind the cross-attention",
        BLOCKS,
        "(self.cross_attention_norm, cross_attend)",
        "(self.attention_norm, cross_attend)",
        READERS,
    ),
    Fault(
        "no residual around the cross-attention",
        BLOCKS,
        "return self.dropout(self.cross_attention(h, memory, memory_mask, source=memory_source))",
        "return self.dropout(self.cross_attention(h, memory, memory_mask, source=memory_source)) - h",
        READERS,
    ),
    Fault(
        "cross-attention left out",
        BLOCKS,
        "                (self.cross_attention_norm, cross_attend),\n",
        "",
        READERS,
    ),
    Fault(
        "self-attention for cross-attention",
        BLOCKS,
        "self.cross_attention(h, memory",
        "self.attention(h, memory",
        READERS,
    ),
    Fault(
        "final_logits_bias ignored",
        MODEL,
        "return self.unembed(self.decode(target, self.encode(source, source_real), source_real, target_real))",
        "return self.unembed(self.decode(target, self.encode(source, source_real), source_real, target_real))"
        " - self.unembed.bias",
        READERS,
    ),
    Fault(
        "the output's bias learns",
        MODEL,
        "self.unembed.bias.requires_grad_(False)",
        "self.unembed.bias.requires_grad_(True)",
        READERS,
    ),
    Fault(
        "output is a copy of the table",
        MODEL,
        "self.unembed.weight = self.target.embed.weight",
        "self.unembed.weight = nn.Parameter(self.target.embed.weight.detach().clone())",
        READERS,
    ),
    Fault(
        "target is a copy of the table",
        MODEL,
        "self.target.embed.weight = self.source.embed.weight",
        "self.target.embed.weight = nn.Parameter(self.source.embed.weight.detach().clone())",
        READERS,
    ),
    Fault(
        "one table whatever the config says",
        MODEL,
        "if self.cfg.shared:",
        "if self.cfg.tied:",
        MARIAN,
        variant="separate",
    ),
)

TABLES = (
    Fault(
        "query and key swapped",
        TABLE,
        '("q", "q_proj"), ("k", "k_proj")',
        '("q", "k_proj"), ("k", "q_proj")',
        READERS,
    ),
    Fault(
        "key and value swapped",
        TABLE,
        '("k", "k_proj"), ("v", "v_proj")',
        '("k", "v_proj"), ("v", "k_proj")',
        READERS,
    ),
    Fault(
        "value and output swapped",
        TABLE,
        '("v", "v_proj"), ("out", "out_proj")',
        '("v", "out_proj"), ("out", "v_proj")',
        READERS,
    ),
    Fault(
        "self- and cross-attention swapped",
        TABLE,
        '*attention("decoder.{j}.attention", f"{WRITER}.self_attn"),\n'
        '    *both("decoder.{j}.attention_norm", f"{WRITER}.self_attn_layer_norm"),\n'
        '    *attention("decoder.{j}.cross_attention", f"{WRITER}.encoder_attn"),',
        '*attention("decoder.{j}.attention", f"{WRITER}.encoder_attn"),\n'
        '    *both("decoder.{j}.attention_norm", f"{WRITER}.self_attn_layer_norm"),\n'
        '    *attention("decoder.{j}.cross_attention", f"{WRITER}.self_attn"),',
        READERS,
    ),
    Fault(
        "embedding norms swapped",
        BART_TABLE,
        '*both("source.norm", "model.encoder.layernorm_embedding"),\n'
        '    Row("target.positions.table.weight", "model.decoder.embed_positions.weight"),\n'
        '    *both("target.norm", "model.decoder.layernorm_embedding"),',
        '*both("source.norm", "model.decoder.layernorm_embedding"),\n'
        '    Row("target.positions.table.weight", "model.decoder.embed_positions.weight"),\n'
        '    *both("target.norm", "model.encoder.layernorm_embedding"),',
        BART,
    ),
    Fault(
        "the two tables of positions swapped",
        BART_TABLE,
        '"model.encoder.embed_positions.weight"),\n    *both("source.norm", '
        '"model.encoder.layernorm_embedding"),\n    Row("target.positions.table.weight", '
        '"model.decoder.embed_positions.weight")',
        '"model.decoder.embed_positions.weight"),\n    *both("source.norm", '
        '"model.encoder.layernorm_embedding"),\n    Row("target.positions.table.weight", '
        '"model.encoder.embed_positions.weight")',
        BART,
    ),
    Fault(
        "activation read under the wrong key",
        BART_TABLE,
        '"activation_function", "gelu"',
        '"hidden_act", "gelu"',
        BART,
        variant="relu",
    ),
    Fault(
        "activation read under the wrong key",
        MARIAN_TABLE,
        '"activation_function", "gelu"',
        '"hidden_act", "gelu"',
        MARIAN,
    ),
)

DROPOUT = (
    Fault(
        "no dropout on the embeddings", MODEL, "self.dropout(self.norm(x))", "self.norm(x)", READERS, "train"
    ),
    Fault(
        "dropout before the embedding norm",
        MODEL,
        "self.dropout(self.norm(x))",
        "self.norm(self.dropout(x))",
        BART,
        "train",
    ),
    Fault(
        "no dropout after the cross-attention",
        BLOCKS,
        "self.dropout(self.cross_attention(h, memory, memory_mask, source=memory_source))",
        "self.cross_attention(h, memory, memory_mask, source=memory_source)",
        READERS,
        "train",
    ),
    Fault(
        "no dropout in the feed-forward",
        LAYERS,
        "self.dropout(self.activation(self.up(x)))",
        "self.activation(self.up(x))",
        READERS,
        "train",
    ),
    Fault(
        "dropout before the activation",
        LAYERS,
        "self.dropout(self.activation(self.up(x)))",
        "self.activation(self.dropout(self.up(x)))",
        READERS,
        "train",
    ),
    Fault(
        "dropout rates swapped in the table",
        TABLE,
        '"dropout", "dropout", 0.1),\n    Field("attention_dropout", "attention_dropout"',
        '"dropout", "attention_dropout", 0.1),\n    Field("attention_dropout", "dropout"',
        READERS,
        "train",
    ),
)

SEQ2SEQ = (*ENTRANCE, *SEEING, *WIRING, *TABLES, *DROPOUT)
