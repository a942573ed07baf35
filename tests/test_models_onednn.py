"""Computed by oneDNN, a product is the same product, and a model the same model."""

import pytest
import torch
import zoo
from shared_run import train
from torch import nn
from torch.autograd import forward_ad

from minitransformer.models import onednn
from minitransformer.models.onednn import OneDNNLinear, by_onednn
from minitransformer.pretrained import load_model, save


@pytest.fixture(autouse=True)
def every_product_is_worth_it(monkeypatch):
    monkeypatch.setattr(onednn, "WORTH", 1)
    monkeypatch.setattr(onednn, "WORTH_WITH_GRADIENT", 1)


@pytest.fixture
def asked(monkeypatch):
    """How many outputs each product had that oneDNN was asked for without a gradient."""
    widths, theirs = [], torch.ops.mkldnn._linear_pointwise

    def watched(x, weight, *more):
        widths.append(len(weight))
        return theirs(x, weight, *more)

    monkeypatch.setattr(torch.ops.mkldnn, "_linear_pointwise", watched)
    return widths


def twins(d_in, d_out, bias=True):
    plain = nn.Linear(d_in, d_out, bias=bias)
    quick = by_onednn(nn.Sequential(nn.Linear(d_in, d_out, bias=bias)))[0]
    quick.load_state_dict(plain.state_dict())
    return plain, quick


SHAPES = [(1, 7), (1, 1, 7), (4, 7), (2, 3, 7), (33, 7)]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_product_by_onednn_is_the_same_product(asked, bias, shape):
    plain, quick = twins(7, 5, bias)
    x = torch.randn(shape)
    with torch.no_grad():
        found = quick(x)
        expected = plain.double()(x.double())
    torch.testing.assert_close(found.double(), expected, rtol=0, atol=1e-6)
    assert asked == [5]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
def test_gradients_are_the_same(bias, shape):
    plain, quick = twins(7, 5, bias)
    given = torch.randn(shape)
    found = []
    for layer in (plain, quick):
        x = given.clone().requires_grad_()
        layer(x).sin().sum().backward()
        found.append([x.grad, *(p.grad for p in layer.parameters())])
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-5)


def test_a_gradient_goes_through_onednn_too(monkeypatch):
    plain, quick = twins(7, 5)
    x = torch.randn(4, 7)
    monkeypatch.setattr(
        onednn.nn.functional, "linear", lambda x, *_: torch.zeros(4, 5) if x.is_mkldnn else None
    )
    assert quick(x) is not None
    assert plain(x) is None


def test_a_view_into_a_larger_tensor_is_read_where_it_lies():
    plain, quick = twins(7, 5)
    x = torch.randn(2, 3, 7)
    with torch.no_grad():
        torch.testing.assert_close(quick(x[:, -1]), plain(x[:, -1]))
        torch.testing.assert_close(quick(x.transpose(0, 1)), plain(x.transpose(0, 1)))


@torch.no_grad()
def test_what_is_small_double_or_short_is_left_to_pytorch(monkeypatch, asked):
    _, quick = twins(7, 5)
    quick.double()(torch.randn(4, 7, dtype=torch.float64))
    with torch.autocast("cpu", torch.bfloat16):
        assert quick.float()(torch.randn(4, 7)).dtype == torch.bfloat16
    monkeypatch.setattr(onednn, "WORTH", 4 * 7 * 5)
    quick(torch.randn(3, 7))
    quick(torch.randn(7))
    assert asked == []
    quick(torch.randn(4, 7))
    assert asked == [5]


def test_a_single_vector_learns_too():
    plain, quick = twins(7, 5)
    for layer in (plain, quick):
        layer(torch.arange(7.0)).square().sum().backward()
    assert torch.equal(plain.weight.grad, quick.weight.grad)


def test_a_training_by_onednn_has_the_losses_of_one_without(monkeypatch):
    """`fit` computes by it: the layers are of its kind, and asked for."""
    asked, to_mkldnn = [], torch.Tensor.to_mkldnn
    monkeypatch.setattr(torch.Tensor, "to_mkldnn", lambda x: asked.append(x.shape) or to_mkldnn(x))
    by_it, model = train(None, epochs=2)
    assert asked
    assert {type(x) for x in model.modules() if isinstance(x, nn.Linear)} == {OneDNNLinear}
    asked.clear()
    monkeypatch.setattr(onednn, "READY", False)
    without, _ = train(None, epochs=2)
    assert not asked
    assert by_it.train_loss == pytest.approx(without.train_loss, rel=0, abs=1e-5)


@torch.no_grad()
def test_where_there_is_no_onednn_pytorch_computes(monkeypatch, asked):
    monkeypatch.setattr(onednn, "READY", False)
    plain, quick = twins(7, 5)
    x = torch.randn(4, 7)
    assert torch.equal(quick(x), plain(x))
    assert asked == []


@pytest.mark.parametrize("architecture", zoo.ONE_OF_EACH)
def test_a_model_by_onednn_is_saved_byte_for_byte_as_before(tmp_path, architecture):
    zoo.write(architecture, tmp_path / "theirs")
    for name, prepared in (("plain", lambda model: model), ("quick", by_onednn)):
        save(prepared(load_model(tmp_path / "theirs")), None, tmp_path / name)
    plain, quick = (tmp_path / name / "model.safetensors" for name in ("plain", "quick"))
    assert quick.read_bytes() == plain.read_bytes()


def test_a_gpt_by_onednn_says_and_learns_the_same_and_its_two_tables_stay_one(tmp_path):
    zoo.write("GPT2LMHeadModel", tmp_path)
    plain, quick = load_model(tmp_path), by_onednn(load_model(tmp_path))
    ids = torch.arange(6).view(2, 3)
    for model in (plain, quick):
        model(ids).square().mean().backward()
    with torch.no_grad():
        torch.testing.assert_close(quick(ids), plain(ids), rtol=0, atol=1e-5)
    for (name, ours), theirs in zip(quick.named_parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(ours.grad, theirs.grad, rtol=0, atol=1e-5, msg=name)
    assert quick.unembed.weight is quick.embed.weight
    assert quick.state_dict().keys() == plain.state_dict().keys()
    assert {type(x) for x in quick.modules() if isinstance(x, nn.Linear)} == {OneDNNLinear}


def test_an_input_of_another_width_is_told_as_pytorch_tells_it():
    _, quick = twins(7, 5)
    for chosen in (torch.enable_grad(), torch.no_grad()):
        with chosen, pytest.raises(RuntimeError, match="mat1 and mat2 shapes cannot be multiplied"):
            quick(torch.randn(4, 6))


def mapped(layer, x):
    return torch.func.vmap(layer)(x[None])


def gradient(layer, x):
    return torch.func.grad(lambda x: layer(x).sin().sum())(x)


def forward_gradient(layer, x):
    with torch.no_grad(), forward_ad.dual_level():
        return forward_ad.unpack_dual(layer(forward_ad.make_dual(x, torch.ones_like(x)))).tangent


@pytest.mark.filterwarnings("ignore:.*torch.jit.script.*deprecated:DeprecationWarning")  # PyTorch's own
@pytest.mark.parametrize("look", [mapped, gradient, forward_gradient])
def test_who_follows_the_single_operations_finds_those_of_pytorch(look):
    plain, quick = twins(7, 5)
    x = torch.randn(4, 7)
    torch.testing.assert_close(look(quick, x), look(plain, x))


@torch.no_grad()
@pytest.mark.parametrize("place", ["torch.compiler.is_compiling", "torch._C._is_tracing"])
def test_what_compiles_or_traces_finds_them_too(monkeypatch, asked, place):
    _, quick = twins(7, 5)
    monkeypatch.setattr(place, lambda: True)
    quick(torch.randn(4, 7))
    assert asked == []
