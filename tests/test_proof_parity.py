"""Parity: the same numbers inside, at the end and in every gradient, or it says that they are not."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import transformers
from faults.references import GPT2_CONFIG, REFERENCES, write
from safetensors.torch import load_file, save_file

from minitransformer.pretrained import load_model
from minitransformer.proof.compare import compare
from minitransformer.proof.parity import Agreement, compare_folder, parity, parity_of_random
from minitransformer.proof.probe import make_probe
from minitransformer.proof.reference import constant, quiet, read_reference

ARCHITECTURES = {
    "gpt2": "GPT2LMHeadModel",
    "bert-body": "BertModel",
    "bert-words": "BertForMaskedLM",
    "bert": "BertForPreTraining",
    "bert-classifier": "BertForSequenceClassification",
}
everywhere = pytest.mark.parametrize("name", ARCHITECTURES)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: write(name, tmp_path_factory.mktemp(name)) for name in ARCHITECTURES}


def both(folder: Path):
    return load_model(folder).double(), read_reference(folder, torch.float64)


# the same


@everywhere
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_two_are_the_same_function_in_float64(name: str, seed: int) -> None:
    found = parity_of_random(REFERENCES[name], grad=True, seed=seed)
    assert found.architecture == ARCHITECTURES[name]
    assert max(row.error for row in (*found.activations, found.logits, found.loss)) <= 1e-10
    assert max(row.error for row in found.gradients) <= 1e-8
    assert found.agrees


@everywhere
@pytest.mark.parametrize("seed", [0, 1])
def test_the_two_are_the_same_function_in_float32(name: str, seed: int) -> None:
    found = parity_of_random(REFERENCES[name], dtype="float32", seed=seed)
    assert max(found.logits.error, found.loss.error) <= 1e-5
    assert found.agrees
    assert found.gradients is None


@everywhere
def test_every_tensor_of_the_checkpoint_has_a_gradient_that_is_compared(name: str, folders) -> None:
    found = parity(folders[name], grad=True)
    _, theirs = both(folders[name])
    assert len(found.gradients) == len(list(theirs.parameters()))
    assert found.parameters == sum(p.numel() for p in theirs.parameters())


@everywhere
def test_every_block_is_looked_into(name: str, folders) -> None:
    names = [row.name for row in parity(folders[name]).activations]
    assert len(names) == len(set(names))
    prefix = "" if name == "gpt2" else "bert."
    for inside in ("attention.weights", "attention", "attention_norm", "feed_forward.up", "feed_forward"):
        assert {f"{prefix}blocks.{i}.{inside}" for i in (0, 1)} <= set(names)
    assert names[-1] == "logits of ids alone"


def test_a_body_alone_is_compared_with_the_head_it_shares(tmp_path: Path) -> None:
    config = transformers.GPT2Config(**{k: v for k, v in GPT2_CONFIG.items() if k != "architectures"})
    transformers.GPT2Model(config).save_pretrained(tmp_path)
    found = parity(tmp_path)
    assert found.agrees
    assert found.architecture == "GPT2LMHeadModel"


def test_an_input_as_long_as_the_model_and_a_vocabulary_to_its_end_are_tried(folders) -> None:
    cfg = load_model(folders["gpt2"]).cfg
    probe = make_probe(cfg, generator())
    assert probe.longest.shape == (1, cfg.max_len)
    assert (probe.longest.min(), probe.longest.max()) == (0, cfg.vocab_size - 1)


# constant tensors


@everywhere
def test_no_tensor_of_a_random_reference_is_constant(name: str, folders) -> None:
    assert not [n for n, p in both(folders[name])[1].named_parameters() if constant(p)]


def test_a_reference_with_a_constant_tensor_is_refused(folders, tmp_path: Path) -> None:
    flatten(folders["gpt2"], tmp_path, "transformer.h.1.ln_2.weight", 1.0)
    with pytest.raises(ValueError, match=r"nothing would be proven.*h\.1\.ln_2\.weight"):
        compare_folder(tmp_path, dtype="float64", grad=False, generator=generator())


@pytest.mark.parametrize(
    ("name", "tensor", "value"),
    [("gpt2", "transformer.h.1.ln_2.weight", 1.0), ("bert", "bert.encoder.layer.0.output.dense.bias", 0.0)],
)
def test_a_constant_tensor_of_a_checkpoint_is_perturbed_in_a_copy_and_named(
    name: str, tensor: str, value: float, folders, tmp_path: Path
) -> None:
    flatten(folders[name], tmp_path, tensor, value)
    before = (tmp_path / "model.safetensors").read_bytes()
    found = parity(tmp_path, grad=True)
    assert found.perturbed == (tensor,)
    assert found.agrees
    assert (tmp_path / "model.safetensors").read_bytes() == before


def test_a_checkpoint_without_constant_tensors_is_compared_as_it_is(folders) -> None:
    assert parity(folders["gpt2"]).perturbed == ()


def flatten(source: Path, folder: Path, tensor: str, value: float) -> None:
    tensors = load_file(source / "model.safetensors")
    tensors[tensor] = torch.full_like(tensors[tensor], value)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_bytes((source / "config.json").read_bytes())


# not the same


@everywhere
def test_one_number_of_any_tensor_changed_by_a_millionth_is_seen(name: str, folders) -> None:
    ours, theirs = both(folders[name])
    probe = make_probe(ours.cfg, generator())
    unseen = []
    for tensor, p in theirs.named_parameters():
        before = p.detach().clone()
        with torch.no_grad():
            p.view(-1)[0] += 1e-6
        if compare(ours, theirs, probe, "float64", grad=False).agrees:
            unseen.append(tensor)
        p.data = before
    assert unseen == []
    assert compare(ours, theirs, probe, "float64", grad=False).agrees


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", ["gpt2", "bert"])
def test_what_is_not_finite_agrees_with_nothing(name: str, dtype: str, value: float, folders) -> None:
    ours = load_model(folders[name]).to(getattr(torch, dtype))
    theirs = read_reference(folders[name], getattr(torch, dtype))
    block = ours.blocks[1] if name == "gpt2" else ours.bert.blocks[1]
    block.feed_forward.up.bias.data[3] = value
    found = compare(ours, theirs, make_probe(ours.cfg, generator()), dtype, grad=True)
    assert not found.agrees
    assert not found.logits.agrees
    assert not all(row.agrees for row in found.gradients)


def test_an_agreement_that_is_not_finite_is_none_whatever_the_limit() -> None:
    assert Agreement("x", 1e-11, 1e-10).agrees
    assert not any(Agreement("x", e, math.inf).agrees for e in (math.nan, math.inf))


def test_one_row_that_disagrees_is_a_disagreement(folders) -> None:
    found = parity(folders["gpt2"], grad=True)
    bad = Agreement("x", 1.0, 1e-10)
    assert not replace(found, activations=(*found.activations, bad)).agrees
    assert not replace(found, gradients=(*found.gradients, bad)).agrees
    assert not replace(found, logits=bad).agrees
    assert not replace(found, loss=bad).agrees


# a fresh model: eps matters most where the numbers are small


@pytest.mark.parametrize("name", ["gpt2", "bert"])
def test_a_fresh_model_agrees_and_its_eps_can_be_seen(name: str, tmp_path: Path) -> None:
    settings = {k: v for k, v in REFERENCES[name].items() if k != "model_type"}
    with quiet(), torch.random.fork_rng():
        torch.manual_seed(0)
        config = transformers.AutoConfig.for_model(REFERENCES[name]["model_type"], **settings)
        getattr(transformers, ARCHITECTURES[name])(config).save_pretrained(tmp_path)
    ours, theirs = both(tmp_path)
    probe = make_probe(ours.cfg, generator())
    assert compare(ours, theirs, probe, "float64", grad=False).agrees
    for norm in (m for m in ours.modules() if hasattr(m, "eps")):
        norm.eps *= 1.01
    assert compare(ours, theirs, probe, "float64", grad=False).logits.error > 1e-6
