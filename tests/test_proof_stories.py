"""On weights that were really trained: karpathy's stories260K, a Llama of 260,032 parameters that tells stories."""

import hashlib
import os
from pathlib import Path

import pytest
import torch
import zoo

from minitransformer.generation.loop import generate
from minitransformer.pretrained import load, load_model
from minitransformer.proof.compare import compare
from minitransformer.proof.parity import parity
from minitransformer.proof.probe import make_probe
from minitransformer.proof.reference import quiet, read_reference

pytestmark = pytest.mark.data

TEXT = "beeb5cb46785efee81a8545300b31e396b595e5ce6f3b77db201545501981d14"
"""SHA-256 of the 464 characters that karpathy/llama2.c expects of 200 greedy tokens, in its test_all.py."""


@pytest.fixture(scope="module")
def stories() -> Path:
    return Path(os.environ["MINITRANSFORMER_DATA"]) / "stories260k"


def test_the_trained_weights_are_the_same_function(stories: Path) -> None:
    found = parity(stories / "hf", grad=True)
    assert found.perturbed == ()
    assert found.parameters == 260_032
    assert max(row.error for row in (*found.activations, found.logits, found.loss)) <= 1e-10
    assert max(row.error for row in found.gradients) <= 1e-8
    assert found.agrees


def test_the_trained_weights_are_the_same_function_in_float32(stories: Path) -> None:
    found = parity(stories / "hf", dtype="float32")
    assert found.logits.error <= 1e-5
    assert found.agrees


def test_llama2c_s_file_and_the_hugging_face_folder_are_one_model(stories: Path) -> None:
    file, folder = load_model(str(stories / "stories260K.bin")), load_model(stories / "hf")
    assert file.cfg == folder.cfg
    for (name, p), q in zip(file.named_parameters(), folder.parameters(), strict=True):
        assert torch.equal(p, q), name
    theirs = read_reference(stories / "hf", torch.float64)
    probe = make_probe(file.cfg, torch.Generator().manual_seed(0))
    assert compare(file.double(), theirs, probe, "float64", grad=True).agrees
    assert zoo.difference(file, theirs) <= 1e-10


@pytest.mark.parametrize(("file", "use_cache"), [("hf", True), ("hf", False), ("stories260K.bin", True)])
def test_200_greedy_words_are_the_published_story(stories: Path, file: str, use_cache: bool) -> None:
    _, tokenizer = load(stories / "hf")
    model = load_model(stories / file)
    (written,) = generate(model, [[1]], max_new_tokens=200, eos_id=2, use_cache=use_cache)
    assert (len(written.ids), written.reason) == (200, "length")
    text = tokenizer.decode([1, *written.ids]).strip()
    assert (len(text), hashlib.sha256(text.encode()).hexdigest()) == (464, TEXT)


def test_200_greedy_words_are_those_of_the_reference(stories: Path) -> None:
    theirs = read_reference(stories / "hf", torch.float32)
    start = torch.tensor([[1]])
    with quiet():
        expected = theirs.generate(
            start, attention_mask=torch.ones_like(start), do_sample=False, max_new_tokens=200, pad_token_id=0
        )
    (written,) = generate(load_model(stories / "hf"), [[1]], max_new_tokens=200)
    assert [1, *written.ids] == expected[0].tolist()
