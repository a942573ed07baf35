"""The blocks equal PyTorch's, gradients of every parameter included; dropout and masks stand in place."""

from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Tensor, nn

from minitransformer import functional as F
from minitransformer.core.blocks import DecoderBlock, DecoderOnlyBlock, EncoderBlock
from minitransformer.core.config import BlockConfig
from minitransformer.core.layers import FeedForward, GatedFeedForward, LayerNorm, RMSNorm
from minitransformer.core.parts import Parts

D, H, D_FF = 12, 3, 20
WIRINGS = ["pre", "post"]
TORCH_ACTIVATIONS = {
    "gelu": nn.functional.gelu,
    "gelu_tanh": partial(nn.functional.gelu, approximate="tanh"),
    "relu": nn.functional.relu,
    "silu": nn.functional.silu,
}
ENCODER_NAMES = {
    "attention_norm": "norm1",
    "feed_forward.up": "linear1",
    "feed_forward.down": "linear2",
    "feed_forward_norm": "norm2",
}
DECODER_NAMES = ENCODER_NAMES | {"cross_attention_norm": "norm2", "feed_forward_norm": "norm3"}
ATTENTIONS = {"attention": "self_attn", "cross_attention": "multihead_attn"}

Block = EncoderBlock | DecoderBlock
Get = Callable[[nn.Module, str], Tensor]


def draw(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def close(a: Tensor, b: Tensor) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


def config(wiring: str = "pre", **words) -> BlockConfig:
    return BlockConfig(d_model=D, n_heads=H, d_ff=D_FF, wiring=wiring, **words)


@torch.no_grad()
def make(kind: type[Block], cfg: BlockConfig, seed: int = 0) -> Block:
    """A block whose every parameter is random: fresh biases and gains would hide mistakes."""
    block = kind(cfg, Parts()).double()
    g = torch.Generator().manual_seed(seed)
    for p in block.parameters():
        p.normal_(0, 0.4, generator=g)
    return block


def in_torchs_names(block: Block, get: Get) -> dict[str, Tensor]:
    """`get` of each of our parameters (its value, or its gradient), under the name PyTorch gives it."""
    is_decoder = isinstance(block, DecoderBlock)
    names = DECODER_NAMES if is_decoder else ENCODER_NAMES
    out = {}
    for kind in ("weight", "bias"):
        for ours, theirs in names.items():
            out[f"{theirs}.{kind}"] = get(block.get_submodule(ours), kind)
        for ours, theirs in list(ATTENTIONS.items())[: 2 if is_decoder else 1]:
            parts = [get(block.get_submodule(f"{ours}.{p}"), kind) for p in "qkv"]
            out[f"{theirs}.in_proj_{kind}"] = torch.cat(parts)
            out[f"{theirs}.out_proj.{kind}"] = get(block.get_submodule(f"{ours}.out"), kind)
    return out


def torchs(block: Block, cfg: BlockConfig) -> nn.Module:
    kind = nn.TransformerDecoderLayer if isinstance(block, DecoderBlock) else nn.TransformerEncoderLayer
    theirs = kind(
        D,
        H,
        D_FF,
        dropout=0.0,
        activation=TORCH_ACTIVATIONS[cfg.activation],
        layer_norm_eps=cfg.norm_eps,
        batch_first=True,
        norm_first=cfg.wiring == "pre",
        dtype=torch.float64,
    )
    theirs.load_state_dict(in_torchs_names(block, lambda m, kind: getattr(m, kind).detach()))
    return theirs


def assert_same_gradients(ours: Block, theirs: nn.Module, got: Tensor, want: Tensor) -> None:
    probe = draw(77, *got.shape)
    (got * probe).sum().backward()
    (want * probe).sum().backward()
    mine = in_torchs_names(ours, lambda m, kind: getattr(m, kind).grad)
    assert mine.keys() == dict(theirs.named_parameters()).keys()
    for name, p in theirs.named_parameters():
        close(mine[name], p.grad)


@pytest.mark.parametrize("activation", ["gelu", "gelu_tanh", "relu", "silu"])
@pytest.mark.parametrize("wiring", WIRINGS)
def test_encoder_block_equals_torch(wiring: str, activation: str) -> None:
    cfg = config(wiring, activation=activation, norm_eps=1e-3)
    ours = make(EncoderBlock, cfg)
    theirs = torchs(ours, cfg)
    x, y = draw(1, 2, 5, D).requires_grad_(), draw(1, 2, 5, D).requires_grad_()
    real = torch.tensor([[True] * 5, [True, True, True, False, False]])
    got, want = ours(x, F.padding_mask(real)), theirs(y, src_key_padding_mask=~real)
    close(got, want)
    assert_same_gradients(ours, theirs, got, want)
    close(x.grad, y.grad)


@pytest.mark.parametrize("wiring", WIRINGS)
def test_decoder_only_block_equals_torch_under_a_causal_mask(wiring: str) -> None:
    cfg = config(wiring)
    ours = make(DecoderOnlyBlock, cfg)
    theirs = torchs(ours, cfg)
    x, mask = draw(1, 2, 5, D), F.causal_mask(5, 5)
    got, want = ours(x, mask), theirs(x, src_mask=~mask)
    close(got, want)
    assert_same_gradients(ours, theirs, got, want)


@pytest.mark.parametrize("activation", ["gelu", "relu"])
@pytest.mark.parametrize("wiring", WIRINGS)
def test_decoder_block_equals_torch(wiring: str, activation: str) -> None:
    cfg = config(wiring, activation=activation, norm_eps=1e-3)
    ours = make(DecoderBlock, cfg)
    theirs = torchs(ours, cfg)
    x, y = draw(1, 2, 4, D).requires_grad_(), draw(1, 2, 4, D).requires_grad_()
    memory, memory2 = draw(2, 2, 6, D).requires_grad_(), draw(2, 2, 6, D).requires_grad_()
    mask = F.causal_mask(4, 4)
    real = torch.tensor([[True] * 6, [True, True, False, True, False, False]])
    got = ours(x, memory, mask, F.padding_mask(real))
    want = theirs(y, memory2, tgt_mask=~mask, memory_key_padding_mask=~real)
    close(got, want)
    assert_same_gradients(ours, theirs, got, want)
    close(x.grad, y.grad)
    close(memory.grad, memory2.grad)


# the decoder-only block


def test_decoder_only_block_is_the_encoder_block_line_for_line() -> None:
    assert DecoderOnlyBlock.__bases__ == (EncoderBlock,)
    assert [name for name, value in vars(DecoderOnlyBlock).items() if callable(value)] == []
    assert [name for name in vars(DecoderOnlyBlock) if not name.startswith("__")] == []


@pytest.mark.parametrize("wiring", [*WIRINGS, "parallel"])
def test_a_causal_mask_lets_nothing_leak_from_the_future(wiring: str) -> None:
    block, t = make(DecoderOnlyBlock, config(wiring)), 5
    mask = F.causal_mask(t, t)
    jacobian = torch.autograd.functional.jacobian(lambda x: block(x, mask), draw(1, 1, t, D))
    felt = jacobian[0, :, :, 0].abs().amax((1, 3))
    assert torch.equal(felt > 0, mask)
    assert (felt[~mask] == 0).all()


def test_the_decoder_block_leaks_nothing_from_the_future_either() -> None:
    block, t, memory = make(DecoderBlock, config()), 4, draw(2, 1, 3, D)
    mask = F.causal_mask(t, t)
    jacobian = torch.autograd.functional.jacobian(lambda x: block(x, memory, mask), draw(1, 1, t, D))
    assert torch.equal(jacobian[0, :, :, 0].abs().amax((1, 3)) > 0, mask)


def test_without_a_mask_every_position_feels_every_other() -> None:
    block = make(EncoderBlock, config())
    jacobian = torch.autograd.functional.jacobian(block, draw(1, 1, 4, D))
    assert (jacobian[0, :, :, 0].abs().amax((1, 3)) > 0).all()


# dropout


def run(block: Block, x: Tensor) -> Tensor:
    return block(x, draw(2, 2, 3, D)) if isinstance(block, DecoderBlock) else block(x)


@pytest.mark.parametrize("wiring", ["pre", "parallel"])
@pytest.mark.parametrize("kind", [EncoderBlock, DecoderBlock])
def test_dropout_falls_on_the_sublayers_and_never_on_the_residual(kind: type[Block], wiring: str) -> None:
    x = draw(1, 2, 4, D)
    assert torch.equal(run(make(kind, config(wiring, dropout=1.0)).train(), x), x)


@pytest.mark.parametrize("wiring", ["pre", "post"])
def test_where_what_was_attended_is_not_dropped_the_feed_forward_still_is(wiring: str) -> None:
    """DistilBERT."""
    x, block = draw(1, 2, 4, D), make(EncoderBlock, config(wiring, dropout=1.0, drops_attended=False)).train()
    pre = wiring == "pre"
    attended = x + block.attention(block.attention_norm(x) if pre else x)
    want = attended if pre else block.feed_forward_norm(block.attention_norm(attended))
    close(block(x), want)


@pytest.mark.parametrize("kind", [EncoderBlock, DecoderBlock])
def test_activation_dropout_falls_between_the_two_layers_of_the_feed_forward(kind: type[Block]) -> None:
    """BART and Marian."""
    block, given = make(kind, config(activation_dropout=1.0)).train(), []
    block.feed_forward.down.register_forward_pre_hook(lambda _m, inputs: given.append(inputs[0]))
    run(block, draw(1, 2, 4, D))
    assert (given[0] == 0).all()
    assert block.dropout.p == 0 if kind is DecoderBlock else block.feed_forward_dropout.p == 0


def test_activation_dropout_falls_behind_the_activation() -> None:
    layer, given = FeedForward(config(activation_dropout=0.5)).double().train(), []
    layer.dropout.register_forward_pre_hook(lambda _m, inputs: given.append(inputs[0]))
    x = draw(1, 2, 4, D)
    layer(x)
    close(given[0], nn.functional.gelu(layer.up(x)))


def test_in_post_norm_dropout_falls_before_the_sum_is_normalised() -> None:
    x, block = draw(1, 2, 4, D), make(EncoderBlock, config("post", dropout=1.0)).train()
    assert torch.equal(block(x), block.feed_forward_norm(block.attention_norm(x)))


@pytest.mark.parametrize("kind", [EncoderBlock, DecoderBlock])
def test_dropout_is_silent_in_eval(kind: type[Block]) -> None:
    x = draw(1, 2, 4, D)
    dropped = make(kind, config(dropout=0.9, attention_dropout=0.9)).eval()
    assert torch.equal(run(dropped, x), run(make(kind, config()), x))


@pytest.mark.parametrize("wiring", WIRINGS)
def test_dropout_is_given_what_each_sublayer_says(wiring: str) -> None:
    block, given, said = make(DecoderBlock, config(wiring)), [], []
    block.dropout.register_forward_pre_hook(lambda _m, inputs: given.append(inputs[0]))
    for sublayer in (block.attention, block.cross_attention, block.feed_forward):
        sublayer.register_forward_hook(lambda _m, _inputs, output: said.append(output))
    run(block, draw(1, 2, 4, D))
    assert len(given) == 3
    assert all(a is b for a, b in zip(given, said, strict=True))


# memory


def test_cross_attention_reads_the_memory() -> None:
    block, x, memory = make(DecoderBlock, config()), draw(1, 1, 4, D), draw(2, 1, 3, D)
    jacobian = torch.autograd.functional.jacobian(lambda m: block(x, m), memory)
    assert (jacobian[0, :, :, 0].abs().amax((1, 3)) > 0).all()


def test_masked_memory_cannot_be_felt() -> None:
    block, x = make(DecoderBlock, config()), draw(1, 2, 4, D)
    real = torch.tensor([[True, True, False], [False, True, True]])
    memory, other = draw(2, 2, 3, D), draw(2, 2, 3, D)
    other[~real] = 1e3
    mask = F.padding_mask(real)
    assert torch.equal(block(x, memory, memory_mask=mask), block(x, other, memory_mask=mask))


def test_a_row_whose_memory_is_all_padding_stays_finite() -> None:
    block, x, memory = make(DecoderBlock, config()), draw(1, 2, 4, D), draw(2, 2, 3, D)
    real = torch.tensor([[False] * 3, [True] * 3])
    out = block(x, memory, memory_mask=F.padding_mask(real))
    out.sum().backward()
    assert out.isfinite().all()
    assert all(p.grad.isfinite().all() for p in block.parameters())


def test_only_self_attention_is_rotated() -> None:
    block, x, memory = make(DecoderBlock, config()), draw(1, 2, 4, D), draw(2, 2, 3, D)
    turned: list[int] = []

    def rotate(h: Tensor) -> Tensor:
        turned.append(h.shape[2])
        return h

    block(x, memory, rotate=rotate)
    assert turned == [4, 4]


# parallel


def test_in_parallel_every_sublayer_reads_the_same_x_through_its_own_norm() -> None:
    block, x, mask = make(EncoderBlock, config("parallel")), draw(1, 2, 4, D), F.causal_mask(4, 4)
    attended = block.attention(block.attention_norm(x), mask=mask)
    close(block(x, mask), x + attended + block.feed_forward(block.feed_forward_norm(x)))


def test_in_parallel_a_decoder_block_has_three_that_read_the_same() -> None:
    block, x, memory = make(DecoderBlock, config("parallel")), draw(1, 2, 4, D), draw(2, 2, 3, D)
    want = x + block.attention(block.attention_norm(x))
    want = want + block.cross_attention(block.cross_attention_norm(x), memory)
    close(block(x, memory), want + block.feed_forward(block.feed_forward_norm(x)))


def test_the_wirings_are_three_different_functions() -> None:
    x, mask = draw(1, 2, 4, D), F.causal_mask(4, 4)
    outs = [make(EncoderBlock, config(wiring))(x, mask) for wiring in ("pre", "post", "parallel")]
    for i in range(3):
        assert (outs[i] - outs[i - 1]).abs().max() > 1e-2


# llama's words


def test_a_block_in_llamas_words_is_made_of_its_parts() -> None:
    cfg = config(norm="rms", feed_forward="gated", activation="silu", bias=False, norm_eps=1e-3)
    block, x, mask = make(EncoderBlock, cfg), draw(1, 2, 4, D), F.causal_mask(4, 4)
    assert not any(name.endswith("bias") for name, _ in block.named_parameters())
    gate, up, down = (getattr(block.feed_forward, name).weight for name in ("gate", "up", "down"))

    def normalised(h: Tensor, norm: nn.Module) -> Tensor:
        return nn.functional.rms_norm(h, (D,), norm.weight, 1e-3)

    x1 = x + block.attention(normalised(x, block.attention_norm), mask=mask)
    h = normalised(x1, block.feed_forward_norm)
    close(block(x, mask), x1 + (nn.functional.silu(h @ gate.T) * (h @ up.T)) @ down.T)


# the small layers


def test_layer_norm_module_equals_torch() -> None:
    ours, theirs = LayerNorm(D, 0.1).double(), nn.LayerNorm(D, 0.1, dtype=torch.float64)
    assert ours.state_dict().keys() == theirs.state_dict().keys()
    x = draw(1, 2, 4, D)
    close(ours(x), theirs(x))
    for p, name in [(p, n) for m in (ours, theirs) for n, p in m.named_parameters()]:
        p.data = draw(len(name), D)
    close(ours(x), theirs(x))


@pytest.mark.parametrize("activation", ["gelu", "gelu_tanh", "relu", "silu"])
def test_feed_forward_is_up_activation_down(activation: str) -> None:
    layer, x = FeedForward(config(activation=activation)).double(), draw(1, 2, 4, D)
    assert layer.up.weight.shape == (D_FF, D)
    close(layer(x), layer.down(TORCH_ACTIVATIONS[activation](layer.up(x))))


def test_feed_forward_sees_every_position_on_its_own() -> None:
    layer, x = FeedForward(config()).double(), draw(1, 2, 4, D)
    close(layer(x)[:, [2, 0]], layer(x[:, [2, 0]]))


def test_rms_norm_module_equals_torch() -> None:
    ours, theirs = RMSNorm(D, 0.1).double(), nn.RMSNorm(D, 0.1, dtype=torch.float64)
    assert ours.state_dict().keys() == theirs.state_dict().keys()
    x = draw(1, 2, 4, D)
    close(ours(x), theirs(x))
    for p in (ours.weight, theirs.weight):
        p.data = draw(7, D)
    close(ours(x), theirs(x))


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("activation", ["gelu", "silu"])
def test_in_a_gated_feed_forward_one_layer_decides_how_much_of_another_passes(
    activation: str, bias: bool
) -> None:
    layer, x = GatedFeedForward(config(activation=activation, bias=bias)).double(), draw(1, 2, 4, D)
    assert layer.gate.weight.shape == layer.up.weight.shape == (D_FF, D)
    assert (layer.gate.bias is not None, layer.down.bias is not None) == (bias, bias)
    close(layer(x), layer.down(TORCH_ACTIVATIONS[activation](layer.gate(x)) * layer.up(x)))
    close(layer(x)[:, [2, 0]], layer(x[:, [2, 0]]))


@pytest.mark.parametrize("bias", [True, False])
def test_a_feed_forward_has_the_biases_that_are_asked_for(bias: bool) -> None:
    names = {name for name, _ in FeedForward(config(bias=bias)).named_parameters()}
    assert names == {"up.weight", "down.weight"} | ({"up.bias", "down.bias"} if bias else set())
