"""What a page needs in order to run the model itself, where a page can."""

import json
from typing import Any

from torch import Tensor

from ...models.base import Model
from ...models.gpt import GPT
from ...text.byhand.base import PLAIN
from ...text.byhand.metaspace import APART, METASPACE
from ...text.tokenizer import Tokenizer
from .pack import packed_json, packed_tensors
from .tokens import MOST, start_of

READ = {"type": "Sequence", "pretokenizers": [METASPACE, APART]}
"""How tokenizer.js cuts a text into words."""

GPT2 = {"wiring": "pre", "norm": "layer", "feed_forward": "plain", "activation": "gelu_tanh"} | {
    "positions": "learned"
}
"""What gpt.js computes."""

WEIGHTS_THAT_FIT = 6_000_000


def live_parts(model: Model, tokenizer: Tokenizer) -> tuple[dict[str, Any], dict[str, str]] | None:
    """What the page must know of the model, and what is packed into it; None for a model that is too large
    or computes what the page does not."""
    words = bpe(tokenizer)
    if not isinstance(model, GPT) or words is None:
        return None
    cfg = model.cfg
    if any(getattr(cfg, name) != value for name, value in GPT2.items()) or cfg.kv_heads != cfg.n_heads:
        return None
    tensors = weights_of(model)
    if sum(tensor.numel() for tensor in tensors.values()) > WEIGHTS_THAT_FIT:
        return None
    weights, width = packed_tensors(tensors)
    sizes = {name: getattr(cfg, name) for name in ("d_model", "n_heads", "n_layers", "norm_eps")}
    about = {
        "cfg": {**sizes, "max_len": min(cfg.max_len, MOST)},
        "tensors": [[name, tensor.numel()] for name, tensor in tensors.items()],
        "width": width,
        "start": start_of(cfg, tokenizer),
        "end": tokenizer.roles.get("eos") if cfg.eos_id is None else cfg.eos_id,
    }
    return about, {"tokenizer": packed_json(words), "weights": weights}


def weights_of(model: GPT) -> dict[str, Tensor]:
    """Every weight under its name, each once, and no more positions than the page can use."""
    tensors = {name: t for name, t in model.state_dict().items() if t.is_floating_point()}
    if model.cfg.tied:
        del tensors["unembed.weight"]
    return {**tensors, "positions.table.weight": tensors["positions.table.weight"][:MOST]}


def bpe(tokenizer: Tokenizer) -> dict[str, Any] | None:
    """The tokenizer for tokenizer.js; None where that does not do what its description says."""
    said = json.loads(tokenizer.files().get("tokenizer.json", b"{}"))
    if said.get("pre_tokenizer") != READ or said["normalizer"] != {"type": "NFC"}:
        return None
    added, model = said["added_tokens"], dict(said["model"])
    merges = model.pop("merges", [])
    traits = {name: value for name, value in model.items() if value and name != "vocab"}
    if traits != {"type": "BPE", "unk_token": "<unk>"} or any(
        token[trait] for token in added for trait in PLAIN
    ):
        return None
    specials = [token["content"] for token in added]
    return {
        "pieces": [tokenizer.piece(i) for i in range(tokenizer.vocab_size)],
        "merges": [merge if isinstance(merge, str) else " ".join(merge) for merge in merges],
        "specials": sorted(specials, key=len, reverse=True),
        "controls": sorted(tokenizer.control_ids),
        "unknown": tokenizer.special("unk"),
    }
