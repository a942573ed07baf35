"""Multi-head attention equals PyTorch's, head by head, and each of its slots does its one work."""

import pytest
import torch
from torch import Tensor, nn

from minitransformer import functional as F
from minitransformer.core.attention import MultiHeadAttention
from minitransformer.core.cache import KeysValues, Project
from minitransformer.core.config import BlockConfig

D, H, D_HEAD = 12, 3, 4


def draw(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
def perturb(module: nn.Module, seed: int = 0) -> nn.Module:
    """Random weights everywhere: fresh biases are small or 0 and would hide mistakes."""
    module.double()
    g = torch.Generator().manual_seed(seed)
    for p in module.parameters():
        p.normal_(0, 0.5, generator=g)
    return module


def make(**words: float) -> MultiHeadAttention:
    cfg = BlockConfig(d_model=D, n_heads=H, d_ff=8, wiring="pre", **words)
    return perturb(MultiHeadAttention(cfg))


@torch.no_grad()
def torchs(ours: MultiHeadAttention) -> nn.MultiheadAttention:
    theirs = nn.MultiheadAttention(D, H, batch_first=True, dtype=torch.float64)
    theirs.in_proj_weight.copy_(torch.cat([ours.q.weight, ours.k.weight, ours.v.weight]))
    theirs.in_proj_bias.copy_(torch.cat([ours.q.bias, ours.k.bias, ours.v.bias]))
    theirs.out_proj.load_state_dict(ours.out.state_dict())
    return theirs


def close(a: Tensor, b: Tensor) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


def seen_weights(m: MultiHeadAttention) -> list[Tensor]:
    seen: list[Tensor] = []
    m.weights.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    return seen


def contexts(m: MultiHeadAttention) -> list[Tensor]:
    """What the heads hand to the output projection, laid side by side."""
    seen: list[Tensor] = []
    m.out.register_forward_pre_hook(lambda _module, inputs: seen.append(inputs[0]))
    return seen


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("cross", [False, True])
def test_multi_head_attention_equals_torch(cross: bool, masked: bool) -> None:
    ours = make()
    theirs = torchs(ours)
    seen = seen_weights(ours)
    x = draw(1, 2, 4, D).requires_grad_()
    memory = draw(2, 2, 6, D).requires_grad_() if cross else None
    key = x if memory is None else memory
    mask = F.causal_mask(4, key.shape[1]) if masked else None
    got = ours(x, memory, mask)
    want, weights = theirs(x, key, key, attn_mask=None if mask is None else ~mask, average_attn_weights=False)
    close(got, want)
    close(seen[0], weights)
    inputs = [x] if memory is None else [x, memory]
    probe = draw(3, *got.shape)
    ours_grad = torch.autograd.grad((got * probe).sum(), [*inputs, *ours.parameters()])
    theirs_grad = torch.autograd.grad((want * probe).sum(), [*inputs, *theirs.parameters()])
    for a, b in zip(ours_grad[: len(inputs)], theirs_grad[: len(inputs)], strict=True):
        close(a, b)
    ours_by_name = dict(zip(dict(ours.named_parameters()), ours_grad[len(inputs) :], strict=True))
    theirs_by_name = dict(zip(dict(theirs.named_parameters()), theirs_grad[len(inputs) :], strict=True))
    for kind in ("weight", "bias"):
        close(torch.cat([ours_by_name[f"{n}.{kind}"] for n in "qkv"]), theirs_by_name[f"in_proj_{kind}"])
        close(ours_by_name[f"out.{kind}"], theirs_by_name[f"out_proj.{kind}"])


def test_key_padding_equals_torch() -> None:
    ours = make()
    real = torch.tensor([[True, True, True, False], [False, False, True, True]])
    x = draw(1, 2, 4, D)
    got = ours(x, mask=F.padding_mask(real))
    want, _ = torchs(ours)(x, x, x, key_padding_mask=~real)
    close(got, want)


@pytest.mark.parametrize("part", ["q", "k", "v"])
@pytest.mark.parametrize("head", range(H))
def test_each_head_attends_on_its_own(part: str, head: int) -> None:
    m = make()
    seen = contexts(m)
    x = draw(1, 2, 4, D)
    m(x)
    with torch.no_grad():
        getattr(m, part).weight[head * D_HEAD : (head + 1) * D_HEAD] += 1
    m(x)
    changed = (seen[0] != seen[1]).reshape(2, 4, H, D_HEAD).any(-1)
    for other in range(H):
        assert changed[..., other].all() if other == head else not changed[..., other].any()


def test_a_hook_on_weights_sees_one_distribution_for_each_head_and_query() -> None:
    m = make()
    seen = seen_weights(m)
    m(draw(1, 2, 4, D), draw(2, 2, 6, D))
    assert [w.shape for w in seen] == [(2, H, 4, 6)]
    close(seen[0].sum(-1), torch.ones(2, H, 4, dtype=torch.float64))


def test_the_weights_are_seen_before_dropout() -> None:
    m = make(attention_dropout=0.5).train()
    seen = seen_weights(m)
    m(draw(1, 2, 4, D))
    assert (seen[0] > 0).all()


def test_attention_dropout_falls_on_the_weights() -> None:
    m = make(attention_dropout=1.0).train()
    close(m(draw(1, 2, 4, D)), m.out.bias.expand(2, 4, D))


def test_attention_dropout_scales_up_the_weights_that_are_left() -> None:
    m = make(attention_dropout=0.5).train()
    seen, context = seen_weights(m), contexts(m)
    x = draw(1, 2, 4, D)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        m(x)
        torch.manual_seed(3)
        dropped = nn.functional.dropout(seen[0], 0.5)
    assert set((dropped / seen[0]).unique().tolist()) == {0.0, 2.0}
    close(context[0], F.merge_heads(dropped @ F.split_heads(m.v(x), H)))


def test_attention_dropout_is_silent_in_eval() -> None:
    x = draw(1, 2, 4, D)
    close(make(attention_dropout=0.9).eval()(x), make()(x))


def test_rotate_turns_queries_and_keys_and_not_values() -> None:
    m = make()
    seen, context = seen_weights(m), contexts(m)
    x = draw(1, 2, 4, D)
    shapes = []

    def triple(h: Tensor) -> Tensor:
        shapes.append(tuple(h.shape))
        return 3 * h

    m(x, rotate=triple)
    assert shapes == [(2, H, 4, D_HEAD)] * 2
    q, k, v = (F.split_heads(p(x), H) for p in (m.q, m.k, m.v))
    want = torch.softmax(9 * q @ k.mT / 2, -1)
    close(seen[0], want)
    close(context[0], F.merge_heads(want @ v))


@pytest.mark.parametrize("cross", [False, True])
def test_the_source_gets_what_is_attended_to_and_gives_the_keys_and_values(cross: bool) -> None:
    m = make()
    x, memory = draw(1, 2, 4, D), draw(2, 2, 6, D)
    other = draw(3, 2, 5, D)
    asked = []

    def source(project: Project, h: Tensor) -> KeysValues:
        asked.append(h)
        return project(other)

    got = m(x, memory if cross else None, source=source)
    assert asked[0] is (memory if cross else x)
    close(got, m(x, other))


def test_the_attend_slot_is_used_with_the_mask() -> None:
    got = []

    def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, dropout: F.TensorFn) -> tuple[Tensor, None]:
        got.append((mask, dropout))
        return v, None

    cfg = BlockConfig(d_model=D, n_heads=H, d_ff=8, wiring="pre")
    m = perturb(MultiHeadAttention(cfg, attend))
    x, mask = draw(1, 2, 4, D), F.causal_mask(4, 4)
    close(m(x, mask=mask), m.out(m.v(x)))
    assert got[0][0] is mask
    assert got[0][1] is m.dropout


# shared heads of keys and values


def shared(n_kv_heads: int, **words) -> MultiHeadAttention:
    return perturb(MultiHeadAttention(BlockConfig(
        d_model=24, n_heads=6, d_ff=8, wiring="pre", n_kv_heads=n_kv_heads, **words
    )))  # fmt: skip


@pytest.mark.parametrize("n_kv_heads", [1, 2, 3, 6])
def test_attention_with_shared_heads_equals_torch(n_kv_heads: int) -> None:
    m, x, mask = shared(n_kv_heads), draw(1, 2, 5, 24), F.causal_mask(5, 5)
    q, k, v = (
        project(x).unflatten(-1, (n, 4)).transpose(1, 2)
        for project, n in ((m.q, 6), (m.k, n_kv_heads), (m.v, n_kv_heads))
    )
    context = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
    close(m(x, mask=mask), m.out(context.transpose(1, 2).flatten(2)))


@pytest.mark.parametrize("n_kv_heads", [1, 2, 3, 6])
def test_fewer_heads_of_keys_and_values_have_fewer_weights(n_kv_heads: int) -> None:
    m = shared(n_kv_heads)
    assert m.k.weight.shape == m.v.weight.shape == (4 * n_kv_heads, 24)
    assert m.q.weight.shape == m.out.weight.shape == (24, 24)


@pytest.mark.parametrize("part", ["k", "v"])
def test_a_shared_head_is_felt_by_the_queries_side_by_side_that_share_it(part: str) -> None:
    m = shared(2)
    seen, x = contexts(m), draw(1, 2, 5, 24)
    m(x)
    with torch.no_grad():
        getattr(m, part).weight[4:8] += 1  # the second of two
    m(x)
    changed = (seen[0] != seen[1]).reshape(2, 5, 6, 4).any(-1)
    assert not changed[..., :3].any()
    assert changed[..., 3:].all()


def test_the_weights_of_every_query_are_seen_though_keys_are_shared() -> None:
    m = shared(2)
    seen = seen_weights(m)
    m(draw(1, 2, 5, 24))
    assert seen[0].shape == (2, 6, 5, 5)


def test_rotate_is_given_the_keys_as_few_as_they_are() -> None:
    m, shapes = shared(2), []

    def noted(h: Tensor) -> Tensor:
        shapes.append(tuple(h.shape))
        return h

    m(draw(1, 2, 5, 24), rotate=noted)
    assert sorted(shapes) == [(2, 2, 5, 4), (2, 6, 5, 4)]


@pytest.mark.parametrize("bias", [True, False])
def test_attention_has_the_biases_that_are_asked_for(bias: bool) -> None:
    names = {name for name, _ in shared(2, bias=bias).named_parameters()}
    weights = {f"{part}.weight" for part in ("q", "k", "v", "out")}
    assert names == weights | ({f"{part}.bias" for part in ("q", "k", "v", "out")} if bias else set())
