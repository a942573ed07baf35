"""One set of weights, four ways to compute with it: by hand, with PyTorch's kernels, and transformers' two."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers

from ...core.parts import Parts
from ...models.base import Model
from ...models.onednn import by_onednn
from ...pretrained import load_model
from ..reference import quiet

KOGPT2 = {"vocab_size": 51200, "n_positions": 1024, "n_embd": 768, "n_layer": 12, "n_head": 12}
BERT_BASE = {"vocab_size": 32000}
KERNELS = ("eager", "sdpa")


@dataclass(frozen=True)
class Twins:
    """The hand-written model, the same with PyTorch's kernels, both as those that talk are prepared, and the
    reference; all in float32."""

    by_hand: Model
    fused: Model
    theirs: Any

    def reference(self, kernel: str) -> Any:
        """The reference with one of its kernels for attention."""
        self.theirs.set_attn_implementation(kernel)
        return self.theirs


def twins(architecture: str, config: Mapping[str, Any], seed: int = 0) -> Twins:
    """Random weights of one size, written by the reference and read by us. The two of ours share them, and with
    them what an optimiser keeps of each."""
    with quiet(), tempfile.TemporaryDirectory() as folder, torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model_class = getattr(transformers, architecture)
        theirs = model_class(model_class.config_class(**config)).eval()
        theirs.save_pretrained(folder)
        by_hand = load_model(Path(folder))
        fused = load_model(Path(folder), parts=Parts.fused())
    for name, p in by_hand.named_parameters():
        owner, _, leaf = name.rpartition(".")
        setattr(fused.get_submodule(owner), leaf, p)
    fused.tie()
    return Twins(by_onednn(by_hand), by_onednn(fused), theirs)
