"""Shared out among the cores, a product is the same product, and a model the same model."""

import pytest
import torch
import zoo
from torch import nn

from minitransformer.generation.loop import generate
from minitransformer.models.cores import FEW, OnAllCores, on_all_cores
from minitransformer.pretrained import load_model, save


@pytest.fixture(params=[1, 2, 3])
def cores(request):
    """As many threads; five outputs and more cannot be dealt out evenly among all of these."""
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


on_any_number = pytest.mark.usefixtures("cores")


def shared_out(layer):
    layer.__class__ = OnAllCores
    return layer


@on_any_number
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(7,), (1, 7), (1, 1, 7), (4, 7), (2, 3, 7), (FEW + 1, 7)])
@pytest.mark.parametrize("outputs", [2, 5, 6])
def test_a_product_shared_out_is_the_same_product(bias, shape, outputs):
    layer = nn.Linear(7, outputs, bias=bias).double()
    x = torch.randn(shape, dtype=torch.float64)
    expected = layer(x)
    with torch.no_grad():
        found = shared_out(layer)(x)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-12)


def test_few_rows_are_shared_out_and_many_are_not(monkeypatch, cores):
    asked, whole = [], torch.bmm
    monkeypatch.setattr(torch, "bmm", lambda x, w: asked.append(len(x)) or whole(x, w))
    layer = shared_out(nn.Linear(4, 6))
    with torch.no_grad():
        for rows in (1, FEW, FEW + 1):
            layer(torch.ones(rows, 4))
    assert asked == [cores] * 2 * (cores > 1)


@on_any_number
def test_gradients_pass_as_ever():
    layer, other = nn.Linear(4, 6), nn.Linear(4, 6)
    other.load_state_dict(layer.state_dict())
    for one in (layer, shared_out(other)):
        one(torch.arange(4.0)).square().sum().backward()
    assert torch.equal(layer.weight.grad, other.weight.grad)


@pytest.mark.parametrize("architecture", zoo.ONE_OF_EACH)
def test_a_model_on_all_cores_is_saved_byte_for_byte_as_before(tmp_path, architecture):
    zoo.write(architecture, tmp_path / "theirs")
    for name, prepared in (("plain", lambda model: model), ("shared", on_all_cores)):
        save(prepared(load_model(tmp_path / "theirs")), None, tmp_path / name)
    plain, shared = (tmp_path / name / "model.safetensors" for name in ("plain", "shared"))
    assert shared.read_bytes() == plain.read_bytes()


@on_any_number
@torch.no_grad()
def test_a_gpt_on_all_cores_says_the_same_and_its_two_tables_stay_one(tmp_path):
    zoo.write("GPT2LMHeadModel", tmp_path)
    plain, shared = load_model(tmp_path).double(), on_all_cores(load_model(tmp_path).double())
    ids = torch.arange(6).view(2, 3)
    torch.testing.assert_close(shared(ids), plain(ids), rtol=0, atol=1e-12)
    assert shared.unembed.weight is shared.embed.weight
    assert shared.state_dict().keys() == plain.state_dict().keys()
    assert {type(x) for x in shared.modules() if isinstance(x, nn.Linear)} == {OnAllCores}
    assert generate(shared, [[1, 2], [3]], max_new_tokens=5) == generate(
        plain, [[1, 2], [3]], max_new_tokens=5
    )
