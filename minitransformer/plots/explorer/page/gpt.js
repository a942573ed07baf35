// GPT-2, read from the bottom up: models/gpt.py and core/ in JavaScript, under the same names.
// It reads one token at a time. What earlier tokens left behind, their keys and values, is in the cache;
// of later tokens there is nothing yet. So no causal mask is needed here: nobody can look ahead.

/** What a decoder remembers: in each block the keys and values of every token that it has read. */
class Cache {
  constructor(n_layers) {
    this.blocks = Array.from({ length: n_layers }, () => ({ keys: [], values: [] }));
  }

  get length() {
    return this.blocks[0].keys.length;
  }

  /** Forget all but the first n tokens. */
  keep(n) {
    for (const { keys, values } of this.blocks) keys.length = values.length = Math.min(n, keys.length);
  }
}

/** A layer's weights are found under its name, as in Python: `blocks.0.attention.q.weight`. */
class Linear {
  constructor(tensors, name) {
    this.weight = tensors[`${name}.weight`];
    this.bias = tensors[`${name}.bias`];
  }

  forward(x) {
    return linear(x, this.weight, this.bias);
  }
}

class LayerNorm {
  constructor(tensors, name, eps) {
    this.weight = tensors[`${name}.weight`];
    this.bias = tensors[`${name}.bias`];
    this.eps = eps;
  }

  forward(x) {
    return layer_norm(x, this.weight, this.bias, this.eps);
  }
}

/** Several attentions side by side, each in its own slice of the channels. */
class MultiHeadAttention {
  constructor(tensors, name, n_heads) {
    for (const part of ["q", "k", "v", "out"]) this[part] = new Linear(tensors, `${name}.${part}`);
    this.n_heads = n_heads;
    this.weights = []; // of the last token: one row for each head
  }

  forward(x, remembered) {
    remembered.keys.push(split_heads(this.k.forward(x), this.n_heads));
    remembered.values.push(split_heads(this.v.forward(x), this.n_heads));
    const attended = split_heads(this.q.forward(x), this.n_heads).map((q, head) =>
      scaled_dot_product_attention(
        q,
        remembered.keys.map((k) => k[head]),
        remembered.values.map((v) => v[head]),
      ),
    );
    this.weights = attended.map(([, weights]) => weights);
    return this.out.forward(merge_heads(attended.map(([context]) => context)));
  }
}

/** The same two-layer network at every position. */
class FeedForward {
  constructor(tensors, name) {
    this.up = new Linear(tensors, `${name}.up`);
    this.down = new Linear(tensors, `${name}.down`);
  }

  forward(x) {
    return this.down.forward(gelu_tanh(this.up.forward(x)));
  }
}

/** Attention, then feed-forward. Each reads a normalised copy of x, and adds what it finds to x itself. */
class DecoderOnlyBlock {
  constructor(tensors, name, cfg) {
    this.attention = new MultiHeadAttention(tensors, `${name}.attention`, cfg.n_heads);
    this.attention_norm = new LayerNorm(tensors, `${name}.attention_norm`, cfg.norm_eps);
    this.feed_forward = new FeedForward(tensors, `${name}.feed_forward`);
    this.feed_forward_norm = new LayerNorm(tensors, `${name}.feed_forward_norm`, cfg.norm_eps);
  }

  forward(x, remembered) {
    x = add(x, this.attention.forward(this.attention_norm.forward(x), remembered));
    return add(x, this.feed_forward.forward(this.feed_forward_norm.forward(x)));
  }
}

/** id ─► embed + position ─► block × n_layers ─► norm ─► a score for every token of the vocabulary */
class GPT {
  constructor(tensors, cfg) {
    this.cfg = cfg;
    this.embed = tensors["embed.weight"];
    this.positions = tensors["positions.table.weight"];
    this.blocks = Array.from(
      { length: cfg.n_layers },
      (_, i) => new DecoderOnlyBlock(tensors, `blocks.${i}`, cfg),
    );
    this.norm = new LayerNorm(tensors, "norm", cfg.norm_eps);
    this.unembed = tensors["unembed.weight"] ?? this.embed; // GPT-2 uses its embedding table again
  }

  /** Read one more token: the scores of the one after it, and every head's weights, block by block. */
  forward(id, cache) {
    const d = this.cfg.d_model;
    const row = (table, i) => table.subarray(i * d, (i + 1) * d);
    let x = add(row(this.embed, id), row(this.positions, cache.length));
    this.blocks.forEach((block, i) => (x = block.forward(x, cache.blocks[i])));
    return {
      scores: linear(this.norm.forward(x), this.unembed),
      weights: this.blocks.map((block) => block.attention.weights),
    };
  }
}
