"""Beyond one pass: the same losses while learning, the same dropout, the same loss as the reference's own."""

from pathlib import Path

import pytest
import torch
from faults.references import write
from faults.witnesses import train

from minitransformer.functional import IGNORE
from minitransformer.pretrained import load_model
from minitransformer.proof.probe import TASKS, make_probe
from minitransformer.proof.reference import read_reference
from minitransformer.training.losses import causal_lm_loss

everywhere = pytest.mark.parametrize("name", ["gpt2", "bert-body", "bert-words", "bert", "bert-classifier"])


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    names = ("gpt2", "bert-body", "bert-words", "bert", "bert-classifier")
    return {name: write(name, tmp_path_factory.mktemp(name)) for name in names}


def losses(model: torch.nn.Module, run, probe, steps: int = 10) -> list[float]:
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    curve = []
    for _ in range(steps):
        optimiser.zero_grad()
        _, loss = run(model, probe)
        loss.backward()
        optimiser.step()
        curve.append(loss.item())
    return curve


@everywhere
def test_ten_steps_of_learning_give_the_same_losses(name: str, folders) -> None:
    ours, theirs = load_model(folders[name]).double(), read_reference(folders[name], torch.float64)
    probe, task = make_probe(ours.cfg, torch.Generator().manual_seed(0)), TASKS[type(theirs).__name__]
    curve, expected = losses(ours, task.ours, probe), losses(theirs, task.theirs, probe)
    assert curve == pytest.approx(expected, rel=1e-9)
    assert curve[-1] < 0.97 * curve[0]


@everywhere
def test_one_seed_drops_the_same_numbers_in_both(name: str, folders) -> None:
    for what, error, _ in train(folders[name]):
        assert error <= 1e-10, what


@pytest.mark.parametrize("name", ["gpt2", "bert", "bert-classifier"])
def test_dropout_was_on_while_that_was_compared(name: str, folders) -> None:
    model = load_model(folders[name]).double().train()
    probe = make_probe(model.cfg, torch.Generator().manual_seed(0))
    with torch.random.fork_rng(), torch.no_grad():
        first, second = (model(probe.ids, probe.real) for _ in range(2))
    first, second = (x[0] if isinstance(x, tuple) else x for x in (first, second))
    assert (first - second).abs().max() > 1e-2


def test_the_causal_loss_is_the_one_the_reference_computes_itself(folders) -> None:
    """In float32, to which the reference casts its scores before the loss."""
    ours, theirs = load_model(folders["gpt2"]), read_reference(folders["gpt2"], torch.float32)
    ids = torch.randint(41, (3, 12), generator=torch.Generator().manual_seed(0))
    labels = ids.clone()
    labels[1, :5] = labels[2, 8:] = IGNORE
    with torch.no_grad():
        loss, expected = causal_lm_loss(ours(ids), labels), theirs(ids, labels=labels).loss
    assert loss.item() == pytest.approx(expected.item(), rel=1e-6)
