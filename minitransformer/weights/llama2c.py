"""A model of llama2.c (Karpathy 2023): seven numbers, then every tensor in float32, one kind after another.

There a query turns neighbouring channels by its position, here and at Hugging Face the two halves of a head:
the rows of queries and keys are laid out anew, and the scores stay what they were.
"""

import struct
from math import prod
from typing import Any

import torch
from einops import rearrange
from torch import Tensor

from ..errors import Problem

HEADER = struct.Struct("<7i")
SUFFIX = ".bin"
LAYER = "model.layers.{i}"
FREQUENCIES = "frequencies"
"""Of the rotation: they are stored, and computed here."""


def read_header(data: bytes) -> dict[str, Any]:
    """The config.json that the first bytes stand for; `Problem` where they stand for none."""
    numbers = HEADER.unpack_from(data) if len(data) >= HEADER.size else (0,) * 7
    d, d_ff, layers, heads, kv_heads, vocab, length = numbers
    if min(d, d_ff, layers, heads, kv_heads, abs(vocab), length) < 1 or d % heads:
        raise Problem(
            "this is no file of llama2.c: its first seven numbers are not the sizes of a model",
            "llama2.c 파일이 아닙니다. 처음 일곱 숫자가 모델의 크기가 아닙니다.",
        )
    return {
        "model_type": "llama",
        "hidden_size": d,
        "intermediate_size": d_ff,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "vocab_size": abs(vocab),
        "max_position_embeddings": length,
        "rms_norm_eps": 1e-5,
        "tie_word_embeddings": vocab > 0,  # a negative size: the output layer has a table of its own
        "bos_token_id": 1,
        "eos_token_id": 2,
    }


def read_body(data: bytes) -> dict[str, Tensor]:
    """Its tensors under the names of a Hugging Face checkpoint; `Problem` where the file has another size."""
    d, d_ff, layers, heads, kv_heads, vocab, length = HEADER.unpack_from(data)
    tables, d_head = 1 if vocab > 0 else 2, d // heads
    kinds = (  # how many, and the shape of each
        ("model.embed_tokens", 1, (abs(vocab), d)),
        (f"{LAYER}.input_layernorm", layers, (d,)),
        (f"{LAYER}.self_attn.q_proj", layers, (d, d)),
        (f"{LAYER}.self_attn.k_proj", layers, (kv_heads * d_head, d)),
        (f"{LAYER}.self_attn.v_proj", layers, (kv_heads * d_head, d)),
        (f"{LAYER}.self_attn.o_proj", layers, (d, d)),
        (f"{LAYER}.post_attention_layernorm", layers, (d,)),
        (f"{LAYER}.mlp.gate_proj", layers, (d_ff, d)),
        (f"{LAYER}.mlp.down_proj", layers, (d, d_ff)),
        (f"{LAYER}.mlp.up_proj", layers, (d_ff, d)),
        ("model.norm", 1, (d,)),
        (FREQUENCIES, 1, (length, d_head)),
        ("lm_head", tables - 1, (abs(vocab), d)),
    )
    counts = [n * prod(shape) for _, n, shape in kinds]
    wanted = HEADER.size + 4 * sum(counts)
    if len(data) != wanted:
        raise Problem(
            f"its sizes ask for {wanted} bytes and it has {len(data)}: cut off, or no file of llama2.c",
            f"크기대로라면 {wanted}바이트인데 {len(data)}바이트입니다. 잘렸거나 llama2.c 파일이 아닙니다.",
        )
    numbers = torch.frombuffer(bytearray(data[HEADER.size :]), dtype=torch.float32).split(counts)
    return {
        f"{name.format(i=i)}.weight": _in_halves(x, d_head) if name.endswith(("q_proj", "k_proj")) else x
        for (name, n, shape), kind in zip(kinds, numbers, strict=True)
        for i, x in enumerate(kind.view(n, *shape))
        if name != FREQUENCIES
    }


def _in_halves(x: Tensor, d_head: int) -> Tensor:
    """Channels 0 2 4 … 1 3 5 … of each head, where neighbours were paired."""
    return rearrange(x, "(h half two) m -> (h two half) m", two=2, half=d_head // 2).contiguous()
