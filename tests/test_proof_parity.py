"""Parity: the same numbers inside, at the end and in every gradient, or it says that they are not."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import transformers
import zoo
from safetensors.torch import load_file, save_file

from minitransformer.core.config import Seq2SeqConfig
from minitransformer.pretrained import load_model
from minitransformer.proof.compare import compare
from minitransformer.proof.parity import Agreement, compare_folder, parity, parity_of_random
from minitransformer.proof.probe import make_probe
from minitransformer.proof.reference import constant, learned, quiet, read_reference

every_architecture = pytest.mark.parametrize("name", zoo.HEADED)
every_family = pytest.mark.parametrize("name", zoo.ONE_OF_EACH)
every_case = pytest.mark.parametrize(("name", "seed"), zoo.CASES)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> zoo.Folders:
    return zoo.Folders(tmp_path_factory)


def both(folder: Path):
    return load_model(folder).double(), read_reference(folder, torch.float64)


# what is drawn


@every_case
def test_no_two_sizes_of_a_draw_are_alike_and_heads_and_lengths_are_odd(name: str, seed: int) -> None:
    cfg = zoo.configured(name, seed)
    sizes = [cfg.d_model, cfg.n_heads, cfg.d_ff, cfg.vocab_size, cfg.max_len]
    sizes += [cfg.target_words] if isinstance(cfg, Seq2SeqConfig) and not cfg.shared else []
    assert len(set(sizes)) == len(sizes)
    assert cfg.n_heads % 2 == (seed < 2)
    assert make_probe(cfg, generator()).ids.shape[1] % 2 == 1
    if isinstance(cfg, Seq2SeqConfig):
        assert cfg.n_decoder_layers != cfg.n_layers


def test_an_input_as_long_as_the_model_and_a_vocabulary_to_its_end_are_tried() -> None:
    cfg = zoo.configured("MarianMTModel", 1)
    probe = make_probe(cfg, generator())
    for ids, vocab in ((probe.longest, cfg.vocab_size), (probe.longest_target, cfg.target_words)):
        assert ids.shape == (1, cfg.max_len)
        assert (ids.min(), ids.max()) == (0, vocab - 1)


# the same


@every_case
def test_the_two_are_the_same_function_in_float64(name: str, seed: int) -> None:
    found = parity_of_random(zoo.config(name, seed), grad=True, seed=seed)
    assert found.architecture == name
    assert max(row.error for row in (*found.activations, found.logits, found.loss)) <= 1e-10
    assert max(row.error for row in found.gradients) <= 1e-8
    assert found.agrees


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
@every_architecture
def test_thirty_draws_of_every_head_are_the_same_function_in_float64(name: str, seed: int) -> None:
    found = parity_of_random(zoo.config(name, seed), grad=True, seed=seed)
    assert max(row.error for row in (*found.activations, found.logits, found.loss)) <= 1e-10
    assert max(row.error for row in found.gradients) <= 1e-8


@every_architecture
def test_the_two_are_the_same_function_in_float32(name: str) -> None:
    found = parity_of_random(zoo.config(name, 1), dtype="float32", seed=1)
    assert max(found.logits.error, found.loss.error) <= 1e-5
    assert found.agrees
    assert found.gradients is None


@every_architecture
def test_every_tensor_of_the_checkpoint_has_a_gradient_that_is_compared(name: str, folders) -> None:
    found = parity(folders(name), grad=True)
    _, theirs = both(folders(name))
    trained = [x for x in learned(theirs).values() if isinstance(x, torch.nn.Parameter)]
    assert len(found.gradients) == len(trained)
    assert found.parameters == sum(x.numel() for x in learned(theirs).values())


INSIDE = ("attention", "attention_norm", "feed_forward.up", "feed_forward")
CROSS = ("cross_attention", "cross_attention.weights", "cross_attention_norm")


@every_architecture
def test_every_block_is_looked_into(name: str, folders) -> None:
    names = [row.name for row in parity(folders(name)).activations]
    assert len(names) == len(set(names))
    cfg = zoo.configured(name)
    hidden = () if name in ("GPTNeoXForCausalLM", "LlamaForCausalLM") else ("attention.weights",)
    encoder = {True: "encoder", "Bert" in name: "bert.blocks", name.startswith(("GPT", "Llama")): "blocks"}
    wanted = {f"{encoder[True]}.{i}.{x}" for i in range(cfg.n_layers) for x in (*INSIDE, *hidden)}
    if isinstance(cfg, Seq2SeqConfig):
        inside = (*INSIDE[:2], "attention.weights", *CROSS, *INSIDE[2:])
        wanted |= {f"decoder.{j}.{x}" for j in range(cfg.n_decoder_layers) for x in inside}
    assert wanted - set(names) == set()
    assert names[-1] == "logits of ids alone"


@pytest.mark.parametrize(("body", "head"), list(zip(zoo.BODIES, zoo.HEADS, strict=True)))
@pytest.mark.parametrize("fresh", [True, False])
def test_a_body_alone_is_compared_with_the_head_it_shares(
    body: str, head: str, fresh: bool, tmp_path: Path
) -> None:
    if fresh:
        said = {k: v for k, v in zoo.config(body).items() if k not in ("architectures", "model_type")}
        with quiet():
            kind = getattr(transformers, body)
            kind(kind.config_class(**said)).save_pretrained(tmp_path)
    else:
        zoo.write(body, tmp_path)
    found = parity(tmp_path, grad=True)
    assert found.agrees
    assert found.architecture == head
    assert ("final_logits_bias" in found.perturbed) == (body == "BartModel")


# constant tensors


@every_architecture
def test_no_tensor_of_a_random_reference_is_constant(name: str, folders) -> None:
    assert not [n for n, x in learned(both(folders(name))[1]).items() if constant(x)]


def test_a_reference_with_a_constant_tensor_is_refused(folders, tmp_path: Path) -> None:
    flatten(folders("GPT2LMHeadModel"), tmp_path, "transformer.h.1.ln_2.weight", 1.0)
    with pytest.raises(ValueError, match=r"nothing would be proven.*h\.1\.ln_2\.weight"):
        compare_folder(tmp_path, dtype="float64", grad=False, generator=generator())


@pytest.mark.parametrize(
    ("name", "tensor", "value"),
    [
        ("GPT2LMHeadModel", "transformer.h.1.ln_2.weight", 1.0),
        ("BertForPreTraining", "bert.encoder.layer.0.output.dense.bias", 0.0),
        ("DistilBertForMaskedLM", "vocab_projector.bias", 0.0),
        ("MarianMTModel", "final_logits_bias", 0.0),
        ("BartForConditionalGeneration", "model.decoder.layernorm_embedding.weight", 1.0),
        ("GPTNeoXForCausalLM", "gpt_neox.final_layer_norm.bias", 0.0),
        ("LlamaForCausalLM", "model.layers.1.input_layernorm.weight", 1.0),
    ],
)
def test_a_constant_tensor_of_a_checkpoint_is_perturbed_in_a_copy_and_named(
    name: str, tensor: str, value: float, folders, tmp_path: Path
) -> None:
    flatten(folders(name), tmp_path, tensor, value)
    before = (tmp_path / "model.safetensors").read_bytes()
    found = parity(tmp_path, grad=True)
    assert found.perturbed == (tensor,)
    assert found.agrees
    assert (tmp_path / "model.safetensors").read_bytes() == before


@every_family
def test_a_checkpoint_without_constant_tensors_is_compared_as_it_is(name: str, folders) -> None:
    assert parity(folders(name)).perturbed == ()


def flatten(source: Path, folder: Path, tensor: str, value: float) -> None:
    tensors = load_file(source / "model.safetensors")
    tensors[tensor] = torch.full_like(tensors[tensor], value)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_bytes((source / "config.json").read_bytes())


# not the same


@pytest.mark.parametrize(
    "name", [*zoo.ONE_OF_EACH, "BertModel", "BertForMaskedLM", "BertForSequenceClassification"]
)
def test_one_number_of_any_tensor_changed_by_a_millionth_is_seen(name: str, folders) -> None:
    ours, theirs = both(folders(name, **zoo.SHALLOW[zoo.FAMILY_OF[name]]))
    probe = make_probe(ours.cfg, generator())
    unseen = []
    for tensor, x in learned(theirs).items():
        before = x.detach().clone()
        with torch.no_grad():
            x.view(-1)[seen_at(tensor, x)] += 1e-6
        if compare(ours, theirs, probe, "float64", grad=False).agrees:
            unseen.append(tensor)
        x.data = before
    assert unseen == []
    assert compare(ours, theirs, probe, "float64", grad=False).agrees


def seen_at(tensor: str, x: torch.Tensor) -> int:
    """The first number; of BART's positions the first that is ever read."""
    return 2 * x.shape[1] if "embed_positions" in tensor else 0


@pytest.mark.parametrize(("value", "dtype"), [(math.nan, "float64"), (math.inf, "float32")])
@every_family
def test_what_is_not_finite_agrees_with_nothing(name: str, dtype: str, value: float, folders) -> None:
    ours = load_model(folders(name)).to(getattr(torch, dtype))
    theirs = read_reference(folders(name), getattr(torch, dtype))
    (up, *_) = [p for n, p in ours.named_parameters() if n.endswith("1.feed_forward.up.weight")]
    up.data[3] = value
    found = compare(ours, theirs, make_probe(ours.cfg, generator()), dtype, grad=True)
    assert not found.agrees
    assert not found.logits.agrees
    assert not all(row.agrees for row in found.gradients)


def test_an_agreement_that_is_not_finite_is_none_whatever_the_limit() -> None:
    assert Agreement("x", 1e-11, 1e-10).agrees
    assert not any(Agreement("x", e, math.inf).agrees for e in (math.nan, math.inf))


def test_one_row_that_disagrees_is_a_disagreement(folders) -> None:
    found = parity(folders("GPT2LMHeadModel"), grad=True)
    bad = Agreement("x", 1.0, 1e-10)
    assert not replace(found, activations=(*found.activations, bad)).agrees
    assert not replace(found, gradients=(*found.gradients, bad)).agrees
    assert not replace(found, logits=bad).agrees
    assert not replace(found, loss=bad).agrees


# a fresh model: eps matters most where the numbers are small


@every_family
def test_a_fresh_model_agrees_and_its_eps_can_be_seen(name: str, tmp_path: Path) -> None:
    said = {k: v for k, v in zoo.config(name).items() if k not in ("architectures", "model_type")}
    kind = getattr(transformers, name)
    with quiet(), torch.random.fork_rng():
        torch.manual_seed(0)
        kind(kind.config_class(**said)).save_pretrained(tmp_path)
    ours, theirs = both(tmp_path)
    probe = make_probe(ours.cfg, generator())
    assert compare(ours, theirs, probe, "float64", grad=False).agrees
    for norm in (m for m in ours.modules() if hasattr(m, "eps")):
        norm.eps = 1.01 * norm.eps + 1e-8
    assert compare(ours, theirs, probe, "float64", grad=False).logits.error > 1e-7
