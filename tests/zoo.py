"""One small model of each architecture, as the hub would hold it: no two of its sizes alike, no setting at
its default, no tensor constant."""

import random
import tempfile
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from safetensors.torch import load_file
from torch import Tensor

from minitransformer.core.config import ModelConfig
from minitransformer.proof.reference import in_full_precision, perturb, quiet, write_random_reference
from minitransformer.weights import FAMILIES

FAMILY_OF = {a.name: f.model_type for f in FAMILIES.values() for a in f.architectures}
BODIES, HEADS = ("GPT2Model", "BartModel"), ("GPT2LMHeadModel", "BartForConditionalGeneration")
"""Bare bodies, and the class that they are read into because it has them below its head."""

HEADED = tuple(name for name in FAMILY_OF if name not in BODIES)
ONE_OF_EACH = (
    "GPT2LMHeadModel",
    "BertForPreTraining",
    "DistilBertForMaskedLM",
    "MarianMTModel",
    "BartForConditionalGeneration",
    "GPTNeoXForCausalLM",
    "LlamaForCausalLM",
)
DECODERS = ("GPT2LMHeadModel", "GPTNeoXForCausalLM", "LlamaForCausalLM")
WRITERS = ("MarianMTModel", "BartForConditionalGeneration")
DRAWS = (0, 1, 2)
CASES = [(name, seed) for name in ONE_OF_EACH for seed in DRAWS]
CASES += [(name, n % 3) for n, name in enumerate(HEADED) if name not in ONE_OF_EACH]
"""Three draws of every family, and every head at least once."""


SHALLOW: Mapping[str, dict[str, Any]] = {
    "gpt2": {"n_layer": 1},
    "bert": {"num_hidden_layers": 1},
    "distilbert": {"n_layers": 1},
    "marian": {"encoder_layers": 1, "decoder_layers": 1},
    "bart": {"encoder_layers": 1, "decoder_layers": 1},
    "gpt_neox": {"num_hidden_layers": 1},
    "llama": {"num_hidden_layers": 1},
}
"""One block in each stack, where every tensor is looked at on its own."""


def config(architecture: str, seed: int = 0, **settings: Any) -> dict[str, Any]:
    """A config.json for this architecture. Three draws in a row have two odd numbers of heads."""
    draw = random.Random(f"{architecture} {seed}")
    n_heads = draw.choice([2, 4, 6] if seed % 3 == 2 else [3, 5, 7])
    d_head = draw.choice({"gpt_neox": [8], "llama": [4, 8]}.get(FAMILY_OF[architecture], [3, 4, 5]))
    sizes = _distinct(draw, n_heads, n_heads * d_head)
    said: dict[str, Any] = {"model_type": FAMILY_OF[architecture], "architectures": [architecture]}
    if architecture.endswith("Classification"):
        said["id2label"] = {str(i): f"label {i}" for i in range(3)}
        said["label2id"] = {f"label {i}": i for i in range(3)}
    return said | _SETTINGS[FAMILY_OF[architecture]](draw, seed, sizes) | settings


def _distinct(draw: random.Random, n_heads: int, d_model: int) -> Iterator[int]:
    """d_model, then widths that are in no simple relation to each other."""
    taken = {n_heads, d_model}
    yield n_heads
    yield d_model
    for n in count():
        low, high = [(33, 60), (61, 80), (13, 24)][n] if n < 3 else (9, 24)
        size = draw.choice([x for x in range(low, high) if x not in taken and x % n_heads and x % 2])
        taken.add(size)
        yield size


def _gpt2(draw: random.Random, seed: int, sizes: Iterator[int]) -> dict[str, Any]:
    n_heads, d_model, d_ff, vocab, length = (next(sizes) for _ in range(5))
    return {
        "n_head": n_heads,
        "n_embd": d_model,
        "n_inner": d_ff,
        "vocab_size": vocab,
        "n_positions": length,
        "n_layer": 2 + seed % 2,
        "layer_norm_epsilon": 3e-4,
        "activation_function": ["gelu_new", "gelu", "relu"][seed % 3],
        "resid_pdrop": 0.15,
        "attn_pdrop": 0.25,
        "embd_pdrop": 0.3,
        "pad_token_id": draw.randrange(3, vocab),
        "bos_token_id": 1,
        "eos_token_id": 2,
    }


def _bert(draw: random.Random, seed: int, sizes: Iterator[int]) -> dict[str, Any]:
    n_heads, d_model, d_ff, vocab, length = (next(sizes) for _ in range(5))
    return {
        "num_attention_heads": n_heads,
        "hidden_size": d_model,
        "intermediate_size": d_ff,
        "vocab_size": vocab,
        "max_position_embeddings": length,
        "num_hidden_layers": 2 + seed % 2,
        "type_vocab_size": 3,
        "layer_norm_eps": 2e-5,
        "hidden_act": ["gelu", "relu", "gelu_new"][seed % 3],
        "hidden_dropout_prob": 0.15,
        "attention_probs_dropout_prob": 0.25,
        "classifier_dropout": 0.3,
        "pad_token_id": draw.randrange(3, vocab),
    }


def _distilbert(draw: random.Random, seed: int, sizes: Iterator[int]) -> dict[str, Any]:
    n_heads, d_model, d_ff, vocab, length = (next(sizes) for _ in range(5))
    return {
        "n_heads": n_heads,
        "dim": d_model,
        "hidden_dim": d_ff,
        "vocab_size": vocab,
        "max_position_embeddings": length,
        "n_layers": 2 + seed % 2,
        "activation": ["gelu", "relu", "gelu"][seed % 3],
        "dropout": 0.15,
        "attention_dropout": 0.25,
        "seq_classif_dropout": 0.3,
        "qa_dropout": 0.35,
        "pad_token_id": draw.randrange(3, vocab),
    }


def _seq2seq(seed: int, sizes: Iterator[int]) -> dict[str, Any]:
    n_heads, d_model, d_ff, vocab, length = (next(sizes) for _ in range(5))
    return {
        "encoder_attention_heads": n_heads,
        "decoder_attention_heads": n_heads,
        "d_model": d_model,
        "encoder_ffn_dim": d_ff,
        "decoder_ffn_dim": d_ff,
        "vocab_size": vocab,
        "max_position_embeddings": length,
        "encoder_layers": 2 + seed % 2,
        "decoder_layers": 3 - seed % 2,
        "dropout": 0.15,
        "attention_dropout": 0.25,
        "activation_dropout": 0.3,
        "bos_token_id": 3,
        "eos_token_id": 4,
        "forced_eos_token_id": 4,
    }


def _marian(draw: random.Random, seed: int, sizes: Iterator[int]) -> dict[str, Any]:
    """One vocabulary; two of different sizes; two, with an output layer of its own."""
    said = _seq2seq(seed, sizes)
    pad = draw.randrange(5, 24)
    return said | {
        "decoder_vocab_size": said["vocab_size"] if seed % 3 == 0 else next(sizes) + 20,
        "share_encoder_decoder_embeddings": seed % 3 == 0,
        "tie_word_embeddings": seed % 3 < 2,
        "scale_embedding": seed % 3 < 2,
        "activation_function": ["swish", "gelu", "relu"][seed % 3],
        "pad_token_id": pad,
        "decoder_start_token_id": pad,
    }


def _bart(draw: random.Random, seed: int, sizes: Iterator[int]) -> dict[str, Any]:
    return _seq2seq(seed, sizes) | {
        "scale_embedding": seed % 3 == 1,
        "activation_function": ["gelu", "relu", "gelu_new"][seed % 3],
        "pad_token_id": draw.randrange(5, 24),
        "decoder_start_token_id": 4,
    }


def _neox(draw: random.Random, seed: int, sizes: Iterator[int]) -> dict[str, Any]:
    n_heads, d_model, d_ff, vocab, length = (next(sizes) for _ in range(5))
    return {
        "num_attention_heads": n_heads,
        "hidden_size": d_model,
        "intermediate_size": d_ff,
        "vocab_size": vocab,
        "max_position_embeddings": length,
        "num_hidden_layers": 2 + seed % 2,
        "layer_norm_eps": 3e-4,
        "use_parallel_residual": seed % 3 != 1,
        "rotary_pct": [0.5, 1.0, 0.75][seed % 3],
        "rotary_emb_base": [10_000, 500, 3000.0][seed % 3],
        "tie_word_embeddings": seed % 3 == 2,
        "hidden_act": ["gelu", "gelu", "gelu_new"][seed % 3],
        "hidden_dropout": 0.15,
        "attention_dropout": 0.25,
        "pad_token_id": draw.randrange(3, vocab),
        "bos_token_id": 1,
        "eos_token_id": 2,
    }


def _llama(draw: random.Random, seed: int, sizes: Iterator[int]) -> dict[str, Any]:
    """As many heads of keys as of queries; one for all; one for every two."""
    n_heads, d_model, d_ff, vocab, length = (next(sizes) for _ in range(5))
    return {
        "num_attention_heads": n_heads,
        "num_key_value_heads": [n_heads, 1, n_heads // 2][seed % 3],
        "hidden_size": d_model,
        "intermediate_size": d_ff,
        "vocab_size": vocab,
        "max_position_embeddings": length,
        "num_hidden_layers": 2 + seed % 2,
        "rms_norm_eps": 3e-4,
        "rope_parameters": {"rope_type": "default", "rope_theta": [10_000.0, 500.0, 3000.0][seed % 3]},
        "tie_word_embeddings": seed % 3 == 1,
        "hidden_act": ["silu", "silu", "gelu"][seed % 3],
        "attention_dropout": 0.25,
        "pad_token_id": draw.randrange(3, vocab),
        "bos_token_id": 1,
        "eos_token_id": 2,
    }


_SETTINGS = {
    "gpt2": _gpt2,
    "bert": _bert,
    "distilbert": _distilbert,
    "marian": _marian,
    "bart": _bart,
    "gpt_neox": _neox,
    "llama": _llama,
}


def configured(architecture: str, seed: int = 0, **settings: Any) -> ModelConfig:
    """The same as our config."""
    said = config(architecture, seed, **settings)
    return FAMILIES[said["model_type"]].configure(said)


def write(architecture: str, folder: Path, seed: int = 0, **settings: Any) -> Path:
    """A perturbed reference, as `save_pretrained` leaves it."""
    said = config(architecture, seed, **settings)
    write_random_reference(said, folder, torch.Generator().manual_seed(seed))
    return folder


class Folders:
    """The folder of each reference, written when it is first asked for."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self.factory = factory
        self.written: dict[str, Path] = {}

    def __call__(self, architecture: str, seed: int = 0, **settings: Any) -> Path:
        key = f"{architecture} {seed} {settings}"
        if key not in self.written:
            self.written[key] = write(architecture, self.factory.mktemp(architecture), seed, **settings)
        return self.written[key]


def reference(architecture: str, seed: int = 0, **settings: Any) -> Any:
    """The same, in memory: a Hugging Face model in evaluation mode."""
    said = config(architecture, seed, **settings)
    kind = said.pop("model_type")
    with quiet():
        model = getattr(transformers, architecture)(transformers.AutoConfig.for_model(kind, **said))
    draw_weights(model, seed)
    return model.eval()


def draw_weights(theirs: Any, seed: int) -> None:
    """So that no tensor is constant."""
    perturb(theirs, torch.Generator().manual_seed(seed))


def stored(theirs: Any) -> dict[str, Tensor]:
    """The tensors of a checkpoint under their names on disk."""
    with tempfile.TemporaryDirectory() as folder, quiet():
        theirs.save_pretrained(folder)
        return {name: x.clone() for name, x in load_file(Path(folder) / "model.safetensors").items()}


@torch.no_grad()
def difference(ours: Any, theirs: Any) -> float:
    """The largest difference of what the two models make of texts without padding, in float64."""
    vocab = min(ours.cfg.vocab_size, getattr(ours.cfg, "target_words", ours.cfg.vocab_size))
    ids, target = (torch.randint(vocab, (2, n), generator=torch.Generator().manual_seed(n)) for n in (11, 7))
    said: Mapping[str, Tensor] = {"decoder_input_ids": target} if hasattr(ours, "decode") else {}
    with quiet():
        out = in_full_precision(theirs.double())(input_ids=ids, **said, return_dict=False)
    mine = ours.double()(ids, *said.values())
    mine = mine if isinstance(mine, tuple) else (mine,)
    expected = (torch.stack(out[:2], -1),) if hasattr(ours, "ends") else out[: len(mine)]
    assert [x.shape for x in mine] == [x.shape for x in expected]
    return max((x - y).abs().max().item() for x, y in zip(mine, expected, strict=True))
