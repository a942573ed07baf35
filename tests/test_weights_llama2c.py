"""llama2.c's own files: the same model as its Hugging Face folder, and nothing else is taken for one."""

import struct
from pathlib import Path
from typing import Any

import pytest
import torch
import zoo
from loopback_hub import refused, write
from torch import Tensor

from minitransformer.pretrained import load, load_model
from minitransformer.weights.llama2c import read_body, read_header

LLAMA = "LlamaForCausalLM"
WORDS = {"rms_norm_eps": 1e-5, "rope_parameters": {"rope_type": "default", "rope_theta": 10_000.0}}
WORDS |= {"hidden_act": "silu", "pad_token_id": None, "attention_dropout": 0.0}


def neighbours(w: Tensor, d_head: int) -> Tensor:
    """Row by row: where halves were paired, neighbours are."""
    heads = w.unflatten(0, (-1, d_head))
    rows = [heads[:, half * (d_head // 2) + i] for i in range(d_head // 2) for half in (0, 1)]
    return torch.stack(rows, 1).flatten(0, 1)


def as_llama2c(theirs: Any) -> bytes:
    """What llama2.c's export writes of a Hugging Face model."""
    c, tensors = theirs.config, zoo.stored(theirs)
    d_head = c.hidden_size // c.num_attention_heads
    sizes = [c.hidden_size, c.intermediate_size, c.num_hidden_layers, c.num_attention_heads]
    vocab = c.vocab_size if c.tie_word_embeddings else -c.vocab_size
    header = struct.pack("<7i", *sizes, c.num_key_value_heads, vocab, c.max_position_embeddings)

    def each(kind: str) -> list[Tensor]:
        found = [tensors[f"model.layers.{i}.{kind}.weight"] for i in range(c.num_hidden_layers)]
        return [neighbours(x, d_head) if kind[-6:] in ("q_proj", "k_proj") else x for x in found]

    body = [tensors["model.embed_tokens.weight"], *each("input_layernorm")]
    for part in ("q", "k", "v", "o"):
        body += each(f"self_attn.{part}_proj")
    body += each("post_attention_layernorm")
    for part in ("gate", "down", "up"):
        body += each(f"mlp.{part}_proj")
    body += [tensors["model.norm.weight"], torch.full((c.max_position_embeddings, d_head), 7.0)]
    body += [] if c.tie_word_embeddings else [tensors["lm_head.weight"]]
    return header + b"".join(x.contiguous().numpy().tobytes() for x in body)


@pytest.fixture(params=zoo.DRAWS)
def theirs(request: pytest.FixtureRequest) -> Any:
    return zoo.reference(LLAMA, request.param, **WORDS)


def test_one_file_is_the_same_model_as_the_folder(tmp_path: Path, theirs: Any) -> None:
    (tmp_path / "story.bin").write_bytes(as_llama2c(theirs))
    folder = load_model(write(tmp_path / "hf", theirs.config, zoo.stored(theirs)))
    for name in (tmp_path / "story.bin", str(tmp_path / "story.bin")):
        ours = load_model(name)
        assert ours.cfg == folder.cfg
        assert ours.cfg.tied == theirs.config.tie_word_embeddings
        for (n, p), q in zip(ours.named_parameters(), folder.parameters(), strict=True):
            assert torch.equal(p, q), n
    assert zoo.difference(ours, theirs) <= 1e-12


def test_the_tensors_are_those_of_the_checkpoint_to_the_last_bit(theirs: Any) -> None:
    read, expected = read_body(as_llama2c(theirs)), zoo.stored(theirs)
    assert read.keys() == expected.keys()
    for name, x in expected.items():
        assert torch.equal(read[name], x), name
        assert read[name].is_contiguous()


@pytest.mark.parametrize("n", [-400, -4, -1, 1, 4])
def test_a_file_that_is_not_as_long_as_its_sizes_say_is_refused(tmp_path: Path, n: int) -> None:
    data = as_llama2c(zoo.reference(LLAMA, **WORDS))
    cut = data[:n] if n < 0 else data + bytes(n)
    (tmp_path / "story.bin").write_bytes(cut)
    with refused(str(len(data)), str(len(cut)), "cut off"):
        load_model(tmp_path / "story.bin")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"short",
        b"ak42" + bytes(300),
        bytes(28),
        struct.pack("<7i", 8, 8, 1, -2, 2, 16, 4),
        struct.pack("<7i", 8, 8, 1, 3, 3, 16, 4),
        b"PK\x03\x04" + bytes(60),
    ],
)
def test_what_does_not_begin_with_the_sizes_of_a_model_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "story.bin").write_bytes(data)
    with refused("no file of llama2.c"):
        load_model(tmp_path / "story.bin")


def test_sizes_that_no_file_could_hold_cost_no_memory(tmp_path: Path) -> None:
    huge = struct.pack("<7i", 2**16, 2**16, 2**20, 2**8, 2**8, 2**20, 2**16)
    (tmp_path / "story.bin").write_bytes(huge + bytes(100))
    with refused("cut off"):
        load_model(tmp_path / "story.bin")


def test_sizes_that_fit_no_model_are_named(tmp_path: Path) -> None:
    (tmp_path / "story.bin").write_bytes(struct.pack("<7i", 8, 8, 1, 4, 3, 16, 4))
    with refused("n_heads=4", "n_kv_heads=3"):
        load_model(tmp_path / "story.bin")


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with refused("nothing at", "story.bin"):
        load_model(tmp_path / "story.bin")


def test_a_single_file_has_no_tokenizer(tmp_path: Path) -> None:
    (tmp_path / "story.bin").write_bytes(as_llama2c(zoo.reference(LLAMA, **WORDS)))
    with refused("story.bin", "no tokenizer"):
        load(tmp_path / "story.bin")


def test_an_output_layer_of_its_own_is_told_by_a_negative_vocabulary() -> None:
    said = [read_header(struct.pack("<7i", 8, 8, 1, 2, 2, vocab, 4)) for vocab in (16, -16)]
    assert [(s["vocab_size"], s["tie_word_embeddings"]) for s in said] == [(16, True), (16, False)]
