"""A transformer written by hand, proven against Hugging Face, and put to use.

The names below stand in reading order. Each is imported when it is first asked for, so that
`minitransformer --help` answers without waiting for torch.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "functional": "functional",
    "BlockConfig": "core.config",
    "GPTConfig": "core.config",
    "BERTConfig": "core.config",
    "Cache": "core.cache",
    "LayerNorm": "core.layers",
    "FeedForward": "core.layers",
    "MultiHeadAttention": "core.attention",
    "Parts": "core.parts",
    "EncoderBlock": "core.blocks",
    "DecoderBlock": "core.blocks",
    "DecoderOnlyBlock": "core.blocks",
    "GPT": "models.gpt",
    "BERT": "models.bert",
    "BERTForPreTraining": "models.bert_tasks",
    "BERTForMaskedWords": "models.bert_tasks",
    "BERTForClassification": "models.bert_tasks",
    "initialise": "models.init",
    "Problem": "errors",
    "load": "pretrained",
    "save": "pretrained",
    "mask_tokens": "text.masking",
    "generate": "generation.loop",
    "capture": "proof.capture",
    "parity": "proof.parity",
    "pipeline": "apps.pipelines",
    "features": "apps.features",
    "explore": "plots.explorer",
}

__all__ = [*_WHERE, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_WHERE[name]}")
    return module if name == _WHERE[name] else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
