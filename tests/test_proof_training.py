"""Beyond one pass: the same losses while learning, the same dropout, the same loss as the reference's own."""

from contextlib import AbstractContextManager
from unittest import mock

import pytest
import torch
import zoo
from torch import Tensor, nn

from minitransformer.functional import IGNORE
from minitransformer.pretrained import load_model
from minitransformer.proof.compare import real_part
from minitransformer.proof.probe import Probe, make_probe
from minitransformer.proof.reference import read_reference
from minitransformer.proof.tasks import TASKS
from minitransformer.training.losses import causal_lm_loss

every_case = pytest.mark.parametrize(("name", "seed"), zoo.CASES)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> zoo.Folders:
    return zoo.Folders(tmp_path_factory)


def pair(folder):
    ours, theirs = load_model(folder).double(), read_reference(folder, torch.float64)
    return ours, theirs, make_probe(ours.cfg, torch.Generator().manual_seed(0))


# ten steps


def losses(model: nn.Module, run, probe: Probe, steps: int = 10) -> list[float]:
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    curve = []
    for _ in range(steps):
        optimiser.zero_grad()
        _, loss = run(model, probe)
        loss.backward()
        optimiser.step()
        curve.append(loss.item())
    return curve


def one_tensor(model: nn.Module) -> list[set[str]]:
    """The names of each tensor that has several."""
    names: dict[int, set[str]] = {}
    for name, p in model.named_parameters(remove_duplicate=False):
        names.setdefault(id(p), set()).add(name)
    return [shared for shared in names.values() if len(shared) > 1]


TABLE, WORDS = "bert.embed.weight", "words.unembed.weight"
SOURCE, TARGET, SCORES = "source.embed.weight", "target.embed.weight", "unembed.weight"
TIED = {
    "GPT2LMHeadModel": [{"embed.weight", SCORES}] * 3,
    "BertForMaskedLM": [{TABLE, WORDS}] * 3,
    "BertForPreTraining": [{TABLE, WORDS}] * 3,
    "DistilBertForMaskedLM": [{TABLE, WORDS}] * 3,
    "MarianMTModel": [{SOURCE, TARGET, SCORES}, {TARGET, SCORES}, None],
    "BartForConditionalGeneration": [{SOURCE, TARGET, SCORES}] * 3,
    "GPTNeoXForCausalLM": [None, None, {"embed.weight", SCORES}],
    "LlamaForCausalLM": [None, {"embed.weight", SCORES}, None],
}
"""What is one tensor in each of the three draws; heads that are not named here have none."""


@every_case
def test_ten_steps_of_learning_give_the_same_losses_and_leave_what_is_tied_tied(
    name: str, seed: int, folders
) -> None:
    ours, theirs, probe = pair(folders(name, seed))
    task, before = TASKS[name], {n: p.detach().clone() for n, p in ours.named_parameters()}
    curve, expected = losses(ours, task.ours, probe), losses(theirs, task.theirs, probe)
    assert curve == pytest.approx(expected, rel=1e-10, abs=0)
    assert curve[-1] < 0.97 * curve[0]
    tied = TIED.get(name, [None] * 3)[seed]
    assert one_tensor(ours) == ([tied] if tied else [])
    still = {n for n, p in ours.named_parameters() if torch.equal(p, before[n])}
    assert still == ({"unembed.bias"} if name in zoo.WRITERS else set())


# dropout


def without_layerdrop() -> AbstractContextManager[object]:
    """The reference's encoder-decoders draw a number for each layer they might skip, though they skip none;
    it would put the random numbers out of step."""
    return mock.patch.object(torch, "rand", return_value=torch.ones(()))


@torch.no_grad()
def with_dropout(model: nn.Module, run, probe: Probe) -> tuple[Tensor, Tensor]:
    with torch.random.fork_rng(), without_layerdrop():
        torch.manual_seed(0)
        scores, loss = run(model.train(), probe)
    return real_part(scores, probe), loss


@every_case
def test_one_seed_drops_the_same_numbers_in_both(name: str, seed: int, folders) -> None:
    """The same scores come out only where both draw in the same places, in the same order, with the same
    probabilities, and all of those differ."""
    ours, theirs, probe = pair(folders(name, seed))
    scores, loss = with_dropout(ours, TASKS[name].ours, probe)
    their_scores, their_loss = with_dropout(theirs, TASKS[name].theirs, probe)
    assert (scores - their_scores).abs().max() <= 1e-10
    assert (loss - their_loss).abs() <= 1e-10
    silent, _ = TASKS[name].ours(ours.eval(), probe)
    assert (scores - real_part(silent, probe)).abs().max() > 1e-2


# the loss itself


@pytest.mark.parametrize("name", zoo.DECODERS)
def test_the_causal_loss_is_the_one_the_reference_computes_itself(name: str, folders) -> None:
    """In float32, to which the reference casts its scores before the loss."""
    ours, theirs = load_model(folders(name)), read_reference(folders(name), torch.float32)
    ids = torch.randint(ours.cfg.vocab_size, (3, 12), generator=torch.Generator().manual_seed(0))
    labels = ids.clone()
    labels[1, :5] = labels[2, 8:] = IGNORE
    with torch.no_grad():
        loss, expected = causal_lm_loss(ours(ids), labels), theirs(ids, labels=labels).loss
    assert loss.item() == pytest.approx(expected.item(), rel=1e-6)
