"""Capture: what a module returned, by its name, and nothing left behind."""

import pytest
import torch
from torch import nn

from minitransformer.core.config import GPTConfig
from minitransformer.models.gpt import GPT
from minitransformer.proof.capture import capture


class Two(nn.Module):
    """Returns two things."""

    def forward(self, x):
        return x + 1, x + 2


class Failing(nn.Module):
    """Returns nothing."""

    def forward(self, x):
        raise RuntimeError("broken")


def gpt() -> GPT:
    return GPT(GPTConfig(d_model=8, n_heads=2, d_ff=12, vocab_size=11, n_layers=2, max_len=6)).eval()


def hooks(model: nn.Module) -> int:
    return sum(len(m._forward_hooks) for m in model.modules())


def test_a_name_is_recorded_as_it_was_returned() -> None:
    model, ids = gpt(), torch.tensor([[1, 2, 3]])
    with capture(model, "embed", "norm") as seen:
        model(ids)
    assert list(seen) == ["embed", "norm"]
    assert torch.equal(seen["embed"], model.embed(ids))
    assert torch.equal(seen["norm"], model.hidden(ids))


def test_a_star_stands_for_any_part_of_a_name() -> None:
    model = gpt()
    with capture(model, "blocks.*.attention", "*.weights") as seen:
        model(torch.tensor([[1, 2, 3]]))
    assert set(seen) == {f"blocks.{i}.attention{rest}" for i in (0, 1) for rest in ("", ".weights")}
    assert seen["blocks.1.attention.weights"].shape == (1, 2, 3, 3)


def test_of_several_outputs_the_first_is_recorded_and_the_second_when_asked_for() -> None:
    model = nn.Sequential(Two())
    with capture(model, "0", "0:1") as seen:
        model(torch.zeros(1))
    assert seen == {"0": torch.ones(1), "0:1": torch.full((1,), 2.0)}


def test_a_module_that_did_not_run_is_absent() -> None:
    with capture(gpt(), "norm", "no_such_module") as seen:
        pass
    assert seen == {}


def test_the_model_answers_as_before_and_no_hook_remains() -> None:
    model, ids = gpt(), torch.tensor([[1, 2, 3]])
    before = model(ids)
    with capture(model, "*"):
        assert hooks(model) == len(list(model.modules()))
        assert torch.equal(model(ids), before)
    assert hooks(model) == 0


def test_no_hook_remains_after_an_exception() -> None:
    model = nn.Sequential(Two(), Failing())
    with pytest.raises(RuntimeError, match="broken"), capture(model, "*"):
        model(torch.zeros(1))
    assert hooks(model) == 0
