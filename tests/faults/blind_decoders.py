"""Faults against GPT-NeoX, Llama and GPT's classifier, by someone who had not read the proof's code."""

from faults.fault import GPT2, LLAMA, MARIAN, NEOX, ROTARY, Fault

F, ATTENTION, BLOCKS, LAYERS = "functional.py", "core/attention.py", "core/blocks.py", "core/layers.py"
POSITIONS, CONFIG, GPT = "core/positions.py", "core/config.py", "models/gpt.py"
NEOX_TABLE, LLAMA_TABLE = "weights/neox.py", "weights/llama.py"

NORM = (
    Fault(
        "rms: eps outside the root",
        F,
        "(x.square().mean(-1, keepdim=True) + eps).sqrt()",
        "(x.square().mean(-1, keepdim=True).sqrt() + eps)",
        LLAMA,
    ),
    Fault(
        "rms: mean subtracted",
        F,
        "return x / (x.square()",
        "return (x - x.mean(-1, keepdim=True)) / (x.square()",
        LLAMA,
    ),
    Fault("rms: no gain", F, "+ eps).sqrt() * weight\n", "+ eps).sqrt()\n", LLAMA),
    Fault("rms: gain 1 + weight", F, "+ eps).sqrt() * weight\n", "+ eps).sqrt() * (1 + weight)\n", LLAMA),
    Fault("rms: sum for mean", F, "(x.square().mean(-1", "(x.square().sum(-1", LLAMA),
    Fault("rms: over the positions", F, "(x.square().mean(-1", "(x.square().mean(-2", LLAMA),
    Fault("rms: in float32", F, "return x / (x.square()", "return x / (x.float().square()", LLAMA),
    Fault(
        "rms: eps 1e-6 always",
        LAYERS,
        "F.rms_norm(x, self.weight, self.eps)",
        "F.rms_norm(x, self.weight, 1e-6)",
        LLAMA,
    ),
    Fault(
        "rms: eps under the wrong key", LLAMA_TABLE, '"rms_norm_eps", 1e-6', '"layer_norm_eps", 1e-6', LLAMA
    ),
    Fault(
        "eps read under the wrong key",
        NEOX_TABLE,
        '"layer_norm_eps", 1e-5',
        '"layer_norm_epsilon", 1e-5',
        NEOX,
    ),
)

NETWORK = (
    Fault("sigmoid for silu", F, "return x * torch.sigmoid(x)", "return torch.sigmoid(x)", LLAMA + MARIAN),
    Fault("quick gelu for silu", F, "torch.sigmoid(x)", "torch.sigmoid(1.702 * x)", LLAMA + MARIAN),
    Fault("gelu for silu", F, '"silu": silu,', '"silu": gelu,', LLAMA + MARIAN),
    Fault(
        "silu on the wrong branch",
        LAYERS,
        "self.activation(self.gate(x)) * self.up(x)",
        "self.gate(x) * self.activation(self.up(x))",
        LLAMA,
    ),
    Fault(
        "silu of the product",
        LAYERS,
        "self.activation(self.gate(x)) * self.up(x)",
        "self.activation(self.gate(x) * self.up(x))",
        LLAMA,
    ),
    Fault(
        "gate added, not multiplied",
        LAYERS,
        "self.activation(self.gate(x)) * self.up(x)",
        "self.activation(self.gate(x)) + self.up(x)",
        LLAMA,
    ),
    Fault(
        "gate and up swapped in the table",
        LLAMA_TABLE,
        'mlp.gate_proj.weight"),\n    Row("blocks.{i}.feed_forward.up.weight", f"{LAYER}.mlp.up_proj.weight")',
        'mlp.up_proj.weight"),\n    Row("blocks.{i}.feed_forward.up.weight", f"{LAYER}.mlp.gate_proj.weight")',
        LLAMA,
    ),
)

TURNING = (
    Fault(
        "rotary: switched off", GPT, "block(x, mask, rotate=rotate, source", "block(x, mask, source", ROTARY
    ),
    Fault(
        "rotary: neighbours paired, not halves",
        F,
        "a, b = turning.chunk(2, -1)",
        "a, b = turning[..., ::2], turning[..., 1::2]",
        ROTARY,
    ),
    Fault(
        "rotary: turned backwards",
        F,
        "[a * cos - b * sin, b * cos + a * sin, still]",
        "[a * cos + b * sin, b * cos - a * sin, still]",
        ROTARY,
    ),
    Fault("rotary: a minus forgotten", F, "a * cos - b * sin", "a * cos + b * sin", ROTARY),
    Fault(
        "rotary: sine and cosine swapped",
        F,
        "cos, sin = angle.cos()",
        "sin, cos = angle.cos()",
        ROTARY,
    ),
    Fault(
        "rotary: all channels turn",
        CONFIG,
        "return int(self.d_head * self.rotary_fraction)",
        "return self.d_head",
        NEOX,
    ),
    Fault(
        "rotary: the last channels turn",
        F,
        "turning, still = x[..., :n_rotary], x[..., n_rotary:]",
        "turning, still = x[..., -n_rotary:], x[..., :-n_rotary]",
        NEOX,
    ),
    Fault("rotary: wavelengths of the whole head", F, "(steps / n_rotary)", "(steps / x.shape[-1])", NEOX),
    Fault("rotary: base 10000 always", POSITIONS, "base=self.base)", "base=10_000.0)", ROTARY),
    Fault(
        "rotary: wavelengths half as far apart",
        F,
        "torch.arange(0, n_rotary, 2,",
        "torch.arange(0, n_rotary // 2,",
        ROTARY,
    ),
    Fault("rotary: wavelengths inverted", F, "(1.0 / base ** (", "(1.0 * base ** (", ROTARY),
    Fault(
        "rotary: angles in float64",
        F,
        "device=x.device, dtype=torch.float32)",
        "device=x.device, dtype=torch.float64)",
        ROTARY,
    ),
    Fault(
        "rotary: keys not turned",
        ATTENTION,
        "return rotate(F.split_heads(self.k(m), self.n_kv_heads)),",
        "return F.split_heads(self.k(m), self.n_kv_heads),",
        ROTARY,
    ),
    Fault(
        "rotary: queries not turned",
        ATTENTION,
        "q = rotate(F.split_heads(self.q(x), self.n_heads))",
        "q = F.split_heads(self.q(x), self.n_heads)",
        ROTARY,
    ),
    Fault(
        "rotary: values turned too",
        ATTENTION,
        "F.split_heads(\n                self.v(m), self.n_kv_heads\n            )",
        "rotate(F.split_heads(self.v(m), self.n_kv_heads))",
        ROTARY,
    ),
    Fault(
        "rotary: queries turned before the heads are split",
        ATTENTION,
        "q = rotate(F.split_heads(self.q(x), self.n_heads))",
        "q = F.split_heads(rotate(self.q(x)[:, None])[:, 0], self.n_heads)",
        ROTARY,
    ),
    Fault(
        "rotary: base read under the wrong key",
        LLAMA_TABLE,
        '"rope_theta", None, rotation("rope_theta",',
        '"rope_base", None, rotation("rope_base",',
        LLAMA,
    ),
    Fault(
        "rotary: base read under the wrong key",
        NEOX_TABLE,
        '"rotary_emb_base", None, rotation("rope_theta",',
        '"rotary_base", None, rotation("rotary_base",',
        NEOX,
    ),
    Fault(
        "rotary: share read under the wrong key",
        NEOX_TABLE,
        '"rotary_pct", None, rotation("partial_rotary_factor",',
        '"rotary_percent", None, rotation("rotary_percent",',
        NEOX,
    ),
)

WIRING = (
    Fault(
        "key and value heads tiled, not repeated",
        F,
        "x[:, :, None].expand(b, h_kv, n_heads // h_kv, s, d)",
        "x[:, None].expand(b, n_heads // h_kv, h_kv, s, d)",
        LLAMA,
    ),
    Fault("sequential, not parallel", BLOCKS, '"parallel": parallel}', '"parallel": pre_norm}', NEOX),
    Fault(
        "parallel with one norm for both",
        BLOCKS,
        "sum((sublayer(norm(x)) for norm, sublayer in branches), x)",
        "sum((sublayer(branches[0][0](x)) for _, sublayer in branches), x)",
        NEOX,
    ),
    Fault(
        "parallel with a residual for each branch",
        BLOCKS,
        "sum((sublayer(norm(x)) for norm, sublayer in branches), x)",
        "sum((x + sublayer(norm(x)) for norm, sublayer in branches), 0.0 * x)",
        NEOX,
    ),
    Fault(
        "parallel without a residual",
        BLOCKS,
        "for norm, sublayer in branches), x)",
        "for norm, sublayer in branches), 0.0 * x)",
        NEOX,
    ),
    Fault(
        "always parallel",
        NEOX_TABLE,
        'return "parallel" if parallel else "pre"',
        'return "parallel"',
        NEOX,
        variant="sequential",
    ),
    Fault(
        "parallel and sequential swapped",
        NEOX_TABLE,
        'return "parallel" if parallel else "pre"',
        'return "pre" if parallel else "parallel"',
        NEOX,
    ),
    Fault(
        "q, k, v as thirds",
        NEOX_TABLE,
        '"(h qkv d) m -> qkv (h d) m",\n        "(h qkv d) -> qkv (h d)"',
        '"(qkv h d) m -> qkv (h d) m",\n        "(qkv h d) -> qkv (h d)"',
        NEOX,
    ),
    Fault(
        "q, k, v as thirds in the bias alone",
        NEOX_TABLE,
        '"(h qkv d) -> qkv (h d)"',
        '"(qkv h d) -> qkv (h d)"',
        NEOX,
    ),
    Fault(
        "key and value swapped",
        NEOX_TABLE,
        "blocks.{i}.attention.k blocks.{i}.attention.v",
        "blocks.{i}.attention.v blocks.{i}.attention.k",
        NEOX,
    ),
    Fault(
        "key and value swapped",
        LLAMA_TABLE,
        'self_attn.k_proj.weight"),\n    Row("blocks.{i}.attention.v.weight", f"{LAYER}.self_attn.v_proj.weight")',
        'self_attn.v_proj.weight"),\n    Row("blocks.{i}.attention.v.weight", f"{LAYER}.self_attn.k_proj.weight")',
        LLAMA,
    ),
    Fault(
        "activation read under the wrong key",
        NEOX_TABLE,
        '"hidden_act", "gelu"',
        '"activation_function", "gelu"',
        NEOX,
        variant="relu",
    ),
    Fault(
        "activation read under the wrong key",
        LLAMA_TABLE,
        '"hidden_act", "silu"',
        '"activation_function", "silu"',
        LLAMA,
        variant="relu",
    ),
    Fault("tied whatever the config says", GPT, "if self.cfg.tied:", "if True:", ROTARY),
    Fault(
        "embedding dropout read under the wrong key",
        NEOX_TABLE,
        '"embedding_dropout", "hidden_dropout"',
        '"embedding_dropout", "embedding_dropout"',
        NEOX,
        "train",
    ),
    Fault(
        "attention dropout under the wrong key",
        LLAMA_TABLE,
        '"attention_dropout", "attention_dropout"',
        '"attention_dropout", "attn_dropout"',
        LLAMA,
        "train",
    ),
    Fault(
        "attention dropout under the wrong key",
        NEOX_TABLE,
        '"attention_dropout", "attention_dropout"',
        '"attention_dropout", "hidden_dropout"',
        NEOX,
        "train",
    ),
)

LAST = "last = ids.shape[1] - 1 - real.flip(-1).int().argmax(-1)"
CLASSIFIER = (
    Fault(
        "the last column decides",
        GPT,
        LAST,
        "last = torch.full_like(ids[:, 0], ids.shape[1] - 1)",
        GPT2,
        variant="classifier",
    ),
    Fault(
        "as many as are real, from the left", GPT, LAST, "last = real.sum(-1) - 1", GPT2, variant="classifier"
    ),
    Fault("the first token decides", GPT, LAST, "last = real.int().argmax(-1)", GPT2, variant="classifier"),
    Fault(
        "the last token but one decides",
        GPT,
        LAST,
        LAST.replace("1 - real", "2 - real"),
        GPT2,
        variant="classifier",
    ),
    Fault(
        "the classifier forgets the padding",
        GPT,
        "hidden = self.hidden(ids, real)",
        "hidden = self.hidden(ids)",
        GPT2,
        variant="classifier",
    ),
    Fault(
        "all tokens decide together",
        GPT,
        "self.classify(hidden[torch.arange(len(ids), device=ids.device), last])",
        "self.classify(hidden.mean(1))",
        GPT2,
        variant="classifier",
    ),
)

DECODERS = (*NORM, *NETWORK, *TURNING, *WIRING, *CLASSIFIER)
