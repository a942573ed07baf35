"""The laws of minitransformer.functional, and its agreement with PyTorch's own functions in float64."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from transformers import GPTNeoXConfig
from transformers.models.gpt_neox.modeling_gpt_neox import GPTNeoXRotaryEmbedding, apply_rotary_pos_emb
from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding

from minitransformer import functional as F

SEEDS = st.integers(0, 2**16)
SIZES = st.integers(1, 5)
fast = settings(deadline=None, max_examples=25)


def draw(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def coin(seed: int, *shape: int) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed)) < 0.5


def leaf(seed: int, *shape: int) -> Tensor:
    return draw(seed, *shape).requires_grad_()


def close(a: Tensor, b: Tensor, atol: float = 1e-13) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=atol)


# softmax


@fast
@given(SEEDS, SIZES, SIZES, st.floats(0.01, 100))
def test_softmax_rows_are_probabilities(seed: int, rows: int, n: int, scale: float) -> None:
    p = F.softmax(draw(seed, rows, n) * scale)
    assert (p >= 0).all()
    close(p.sum(-1), torch.ones(rows, dtype=torch.float64))


@fast
@given(SEEDS, SIZES, st.floats(-50, 50))
def test_softmax_does_not_change_when_a_constant_is_added(seed: int, n: int, shift: float) -> None:
    x = draw(seed, 3, n)
    close(F.softmax(x + shift), F.softmax(x))


@fast
@given(SEEDS, SIZES, st.floats(0.01, 30))
def test_softmax_equals_torch(seed: int, n: int, scale: float) -> None:
    x = draw(seed, 2, 3, n) * scale
    close(F.softmax(x), torch.softmax(x, -1), 5e-15)


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
@pytest.mark.parametrize("top", [1e4, -1e4])
def test_softmax_does_not_overflow(dtype: torch.dtype, top: float) -> None:
    p = F.softmax(torch.tensor([top, top, top - 2e4], dtype=dtype))
    assert p.tolist() == [0.5, 0.5, 0.0]


def test_softmax_gradient_is_right() -> None:
    assert torch.autograd.gradcheck(F.softmax, (leaf(0, 3, 4),))


# masked softmax


@fast
@given(SEEDS, SIZES, SIZES)
def test_masked_places_get_exactly_nothing(seed: int, t: int, s: int) -> None:
    mask = coin(seed, t, s)
    assert (F.masked_softmax(draw(seed, 2, t, s), mask)[:, ~mask] == 0).all()


@fast
@given(SEEDS, SIZES, SIZES)
def test_masked_softmax_is_the_softmax_of_the_places_that_are_seen(seed: int, t: int, s: int) -> None:
    x, mask = draw(seed, t, s) * 5, coin(seed, t, s)
    mask[:, seed % s] = True
    got = F.masked_softmax(x, mask)
    for i in range(t):
        close(got[i, mask[i]], torch.softmax(x[i, mask[i]], -1), 5e-15)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_a_row_that_may_look_at_nothing_is_zero_and_so_is_its_gradient(dtype: torch.dtype) -> None:
    x = (draw(1, 3, 4) * torch.tensor([[300.0], [300.0], [1.0]])).to(dtype).requires_grad_()
    mask = torch.tensor([[True, True, False, False], [False] * 4, [True] * 4])
    p = F.masked_softmax(x, mask)
    assert (p[1] == 0).all()
    assert p.isfinite().all()
    (g,) = torch.autograd.grad((p * draw(2, 3, 4).to(dtype)).sum(), x)
    assert g.isfinite().all()
    assert (g[1] == 0).all()
    assert (g[2] != 0).any()


@pytest.mark.parametrize("poison", [1e30, -1e30, float("inf"), float("nan")])
def test_what_stands_at_a_masked_place_cannot_be_felt(poison: float) -> None:
    mask = torch.tensor([[True, False, True]])
    clean, poisoned = draw(3, 1, 3), draw(3, 1, 3)
    poisoned[0, 1] = poison
    assert torch.equal(F.masked_softmax(poisoned, mask), F.masked_softmax(clean, mask))


def test_a_full_mask_is_no_mask() -> None:
    x = draw(4, 2, 3, 3)
    assert torch.equal(F.masked_softmax(x, torch.ones(3, 3, dtype=torch.bool)), F.softmax(x))


# layer norm


@fast
@given(SEEDS, SIZES, st.integers(2, 8), st.sampled_from([1e-12, 1e-5, 0.1]))
def test_layer_norm_equals_torch(seed: int, rows: int, d: int, eps: float) -> None:
    x, w, b = draw(seed, 2, rows, d) * 3 + 1, draw(seed + 1, d), draw(seed + 2, d)
    want = nn.functional.layer_norm(x, (d,), w, b, eps)
    close(F.layer_norm(x, w, b, eps), want, 1e-9 if eps < 1e-9 else 1e-11)


def test_layer_norm_divides_the_variance_by_d_and_keeps_eps_inside_the_root() -> None:
    x = torch.tensor([[1.0, 3.0]], dtype=torch.float64)  # variance 1 when biased, 2 when not
    got = F.layer_norm(x, torch.ones(2).double(), torch.zeros(2).double(), 0.1)
    close(got, torch.tensor([[-1.0, 1.0]], dtype=torch.float64) / math.sqrt(1.1))


def test_layer_norm_scales_then_shifts() -> None:
    x, w, b = draw(0, 4, 3), draw(1, 3), draw(2, 3)
    plain = F.layer_norm(x, torch.ones_like(w), torch.zeros_like(b), 1e-5)
    close(F.layer_norm(x, w, b, 1e-5), plain * w + b)


def test_layer_norm_of_a_constant_is_its_shift() -> None:
    b = draw(2, 4)
    got = F.layer_norm(torch.full((2, 4), 7.0, dtype=torch.float64), draw(1, 4), b, 1e-5)
    close(got, b.expand(2, 4))


def test_layer_norm_gradient_is_right() -> None:
    inputs = (leaf(0, 3, 4), leaf(1, 4), leaf(2, 4))
    assert torch.autograd.gradcheck(lambda x, w, b: F.layer_norm(x, w, b, 0.1), inputs)


# rms norm


@fast
@given(SEEDS, SIZES, st.integers(1, 8), st.sampled_from([1e-12, 1e-5, 0.1]))
def test_rms_norm_equals_torch(seed: int, rows: int, d: int, eps: float) -> None:
    x, w = draw(seed, 2, rows, d) * 3 + 1, draw(seed + 1, d)
    close(F.rms_norm(x, w, eps), nn.functional.rms_norm(x, (d,), w, eps), 1e-11)


def test_rms_norm_keeps_eps_inside_the_root() -> None:
    got = F.rms_norm(torch.tensor([[3.0, 4.0]], dtype=torch.float64), torch.ones(2).double(), 0.5)
    close(got, torch.tensor([[3.0, 4.0]], dtype=torch.float64) / math.sqrt(13))  # (9 + 16) / 2 + 0.5


@fast
@given(SEEDS, SIZES, st.floats(0.1, 10), st.sampled_from([1.0, -1.0]))
def test_rms_norm_gives_root_mean_square_1_and_does_not_feel_the_scale(
    seed: int, d: int, scale: float, sign: float
) -> None:
    x, ones = draw(seed, 3, d) + 0.1, torch.ones(d, dtype=torch.float64)
    got = F.rms_norm(x, ones, 1e-30)
    close(got.square().mean(-1), torch.ones(3, dtype=torch.float64))
    close(F.rms_norm(sign * scale * x, ones, 1e-30), sign * got)


def test_rms_norm_keeps_the_mean_which_layer_norm_takes_away() -> None:
    x, w = torch.full((2, 4), 7.0, dtype=torch.float64), draw(1, 4)
    close(F.rms_norm(x, w, 1e-30), w.expand(2, 4))
    centred = x - x.mean(-1, keepdim=True) + draw(2, 2, 4)
    centred = centred - centred.mean(-1, keepdim=True)
    zero = torch.zeros(4, dtype=torch.float64)
    close(F.rms_norm(centred, w, 1e-5), F.layer_norm(centred, w, zero, 1e-5))


def test_rms_norm_gradient_is_right() -> None:
    assert torch.autograd.gradcheck(lambda x, w: F.rms_norm(x, w, 0.1), (leaf(0, 3, 4), leaf(1, 4)))


# activations

WIDE = torch.linspace(-8, 8, 4001, dtype=torch.float64)


def test_gelu_equals_torch() -> None:
    close(F.gelu(WIDE), nn.functional.gelu(WIDE), 1e-14)


def test_gelu_tanh_equals_torch() -> None:
    close(F.gelu_tanh(WIDE), nn.functional.gelu(WIDE, approximate="tanh"), 1e-14)


def test_the_two_gelus_are_near_each_other_and_not_the_same() -> None:
    distance = (F.gelu(WIDE) - F.gelu_tanh(WIDE)).abs().max()
    assert 4e-4 < distance <= 5e-4


def test_gelu_is_x_times_the_normal_cdf() -> None:
    cdf = torch.distributions.Normal(0.0, 1.0).cdf(WIDE)
    close(F.gelu(WIDE), WIDE * cdf, 1e-14)


def test_silu_equals_torch_and_the_formula() -> None:
    close(F.silu(WIDE), nn.functional.silu(WIDE), 1e-14)
    close(F.silu(WIDE), WIDE / (1 + (-WIDE).exp()), 1e-14)


def test_silu_has_its_one_minimum_where_it_should() -> None:
    """There x is -1 - W(1/e), where W is Lambert's, and silu(x) is -W(1/e)."""
    lambert = 0.278464542761073795109358739022980155439
    assert F.silu(torch.tensor([-1 - lambert], dtype=torch.float64)).item() == pytest.approx(
        -lambert, abs=1e-15
    )
    assert F.silu(WIDE).min() >= -lambert


@pytest.mark.parametrize("size", [1e4, 1e30])
def test_silu_does_not_overflow(size: float) -> None:
    assert F.silu(torch.tensor([size, -size])).tolist() == [pytest.approx(size), 0.0]


@pytest.mark.parametrize("f", [F.gelu, F.gelu_tanh, F.silu])
def test_activation_gradients_are_right(f: F.TensorFn) -> None:
    assert torch.autograd.gradcheck(f, (leaf(0, 12),))


def test_activations_are_called_by_the_fields_names() -> None:
    others = {"relu": torch.relu, "tanh": torch.tanh}
    assert {"gelu": F.gelu, "gelu_tanh": F.gelu_tanh, "silu": F.silu} | others == F.ACTIVATIONS


# heads


@fast
@given(SEEDS, SIZES, SIZES, SIZES, SIZES)
def test_split_and_merge_undo_each_other(seed: int, b: int, t: int, h: int, d_head: int) -> None:
    x = draw(seed, b, t, h * d_head)
    assert torch.equal(F.merge_heads(F.split_heads(x, h)), x)
    y = draw(seed, b, h, t, d_head)
    assert torch.equal(F.split_heads(F.merge_heads(y), h), y)


def test_channel_c_of_head_h_is_channel_h_times_d_head_plus_c() -> None:
    x = draw(0, 2, 5, 12)
    heads = F.split_heads(x, 3)
    assert heads.shape == (2, 3, 5, 4)
    for h in range(3):
        for c in range(4):
            assert torch.equal(heads[:, h, :, c], x[:, :, h * 4 + c])


def test_split_heads_takes_a_transposed_tensor() -> None:
    x = draw(0, 2, 12, 5).transpose(1, 2)
    assert torch.equal(F.split_heads(x, 3), F.split_heads(x.contiguous(), 3))


@fast
@given(SEEDS, SIZES, st.integers(1, 3), SIZES)
def test_neighbouring_queries_share_a_head_of_keys(seed: int, h_kv: int, group: int, s: int) -> None:
    x = draw(seed, 2, h_kv, s, 3)
    got = F.share_heads(x, h_kv * group)
    assert torch.equal(got, x.repeat_interleave(group, 1))
    for h in range(h_kv * group):
        assert torch.equal(got[:, h], x[:, h // group])


def test_with_as_many_heads_as_queries_every_head_keeps_its_own() -> None:
    x = draw(0, 2, 4, 3, 5)
    assert torch.equal(F.share_heads(x, 4), x)


def test_a_shared_head_learns_from_all_that_share_it() -> None:
    x, probe = leaf(0, 2, 2, 3, 4), draw(1, 2, 6, 3, 4)
    (g,) = torch.autograd.grad((F.share_heads(x, 6) * probe).sum(), x)
    close(g, probe.unflatten(1, (2, 3)).sum(2))


# attention


def qkv(seed: int, t: int = 3, s: int = 4, d_k: int = 5, d_v: int = 5) -> tuple[Tensor, Tensor, Tensor]:
    return draw(seed, 2, 3, t, d_k), draw(seed + 1, 2, 3, s, d_k), draw(seed + 2, 2, 3, s, d_v)


def mask_of_kind(kind: str, seed: int, t: int, s: int) -> Tensor | None:
    if kind == "none":
        return None
    if kind == "causal":
        return F.causal_mask(t, s)
    real = coin(seed, 2, s)
    real[:, -1] = True
    return F.padding_mask(real)


@fast
@given(SEEDS, SIZES, st.integers(0, 3), SIZES, SIZES, st.sampled_from(["none", "causal", "padding"]))
def test_attention_equals_torch(seed: int, t: int, more: int, d_k: int, d_v: int, kind: str) -> None:
    s = t + more
    q, k, v = qkv(seed, t, s, d_k, d_v)
    mask = mask_of_kind(kind, seed, t, s)
    want = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    close(F.scaled_dot_product_attention(q, k, v, mask)[0], want, 1e-12)


@fast
@given(SEEDS, SIZES, st.randoms(use_true_random=False))
def test_attention_does_not_care_about_the_order_of_the_keys(seed: int, s: int, shuffle) -> None:
    order = list(range(s))
    shuffle.shuffle(order)
    q, k, v = qkv(seed, s=s)
    mask = coin(seed, 3, s)
    out, weights = F.scaled_dot_product_attention(q, k, v, mask)
    moved, moved_weights = F.scaled_dot_product_attention(
        q, k[..., order, :], v[..., order, :], mask[:, order]
    )
    close(moved, out)
    close(moved_weights, weights[..., order])


def test_attention_treats_every_query_on_its_own() -> None:
    q, k, v = qkv(0)
    order = [2, 0, 1]
    out, _ = F.scaled_dot_product_attention(q, k, v)
    close(F.scaled_dot_product_attention(q[..., order, :], k, v)[0], out[..., order, :])


def test_attention_scores_are_divided_by_the_root_of_the_key_size() -> None:
    q, k, v = qkv(0, d_k=9, d_v=4)
    _, weights = F.scaled_dot_product_attention(q, k, v)
    close(weights, torch.softmax(q @ k.mT / 3, -1), 1e-14)


def test_attention_is_an_average_of_the_values() -> None:
    q, k, _ = qkv(0)
    v = torch.ones(2, 3, 4, 5, dtype=torch.float64)
    close(F.scaled_dot_product_attention(q, k, v)[0], torch.ones(2, 3, 3, 5, dtype=torch.float64))


def test_dropout_receives_exactly_the_weights_and_its_answer_is_used() -> None:
    seen: list[Tensor] = []

    def double(x: Tensor) -> Tensor:
        seen.append(x)
        return 2 * x

    q, k, v = qkv(0)
    mask = F.causal_mask(3, 4)
    plain, weights = F.scaled_dot_product_attention(q, k, v, mask)
    out, reported = F.scaled_dot_product_attention(q, k, v, mask, double)
    assert len(seen) == 1
    assert torch.equal(seen[0], weights)
    assert torch.equal(reported, weights)
    close(out, 2 * plain)


def test_a_query_that_may_look_at_nothing_gets_nothing() -> None:
    q, k, v = (x.requires_grad_() for x in qkv(0))
    mask = F.causal_mask(3, 4).clone()
    mask[1] = False
    out, _ = F.scaled_dot_product_attention(q, k, v, mask)
    assert (out[..., 1, :] == 0).all()
    for x in (q, k, v):
        assert torch.autograd.grad(out.square().sum(), x, retain_graph=True)[0].isfinite().all()


@pytest.mark.parametrize("kind", ["none", "causal", "padding"])
def test_attention_gradient_is_right(kind: str) -> None:
    inputs = tuple(x[:, :2].clone().requires_grad_() for x in qkv(0, 2, 3, 2, 3))
    mask = mask_of_kind(kind, 0, 2, 3)
    assert torch.autograd.gradcheck(lambda q, k, v: F.scaled_dot_product_attention(q, k, v, mask)[0], inputs)


@fast
@given(SEEDS, SIZES, st.integers(1, 3), st.integers(1, 3))
def test_attention_with_shared_heads_equals_torch(seed: int, t: int, h_kv: int, group: int) -> None:
    q, k, v = draw(seed, 2, h_kv * group, t, 5), draw(seed + 1, 2, h_kv, t, 5), draw(seed + 2, 2, h_kv, t, 5)
    mask = F.causal_mask(t, t)
    want = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
    shared = (F.share_heads(x, h_kv * group) for x in (k, v))
    close(F.scaled_dot_product_attention(q, *shared, mask)[0], want, 1e-12)


# masks and positions


@pytest.mark.parametrize(
    ("t", "s", "table"),
    [
        (1, 1, ["1"]),
        (3, 3, ["100", "110", "111"]),
        (1, 4, ["1111"]),
        (2, 4, ["1110", "1111"]),
    ],
)
def test_causal_mask_table(t: int, s: int, table: list[str]) -> None:
    got = F.causal_mask(t, s)
    assert got.dtype == torch.bool
    assert ["".join(str(int(x)) for x in row) for row in got] == table


@fast
@given(st.integers(1, 6), st.integers(0, 6))
def test_the_mask_of_the_last_positions_is_the_end_of_the_full_mask(t: int, past: int) -> None:
    assert torch.equal(F.causal_mask(t, past + t), F.causal_mask(past + t, past + t)[past:])


def test_causal_mask_stands_on_the_asked_device() -> None:
    assert F.causal_mask(2, 2, torch.device("meta")).device.type == "meta"


def test_padding_mask_has_one_row_for_all_heads_and_queries() -> None:
    real = torch.tensor([[True, True, False], [False, True, True]])
    mask = F.padding_mask(real)
    assert mask.shape == (2, 1, 1, 3)
    full = mask.expand(2, 4, 5, 3)
    for h in range(4):
        for t in range(5):
            assert torch.equal(full[:, h, t], real)


@pytest.mark.parametrize(
    ("real", "want"),
    [
        ([1, 1, 1], [0, 1, 2]),
        ([0, 0, 1, 1], [0, 0, 0, 1]),
        ([1, 1, 0, 0], [0, 1, 1, 1]),
        ([0, 1, 1, 0], [0, 0, 1, 1]),
        ([0, 0], [0, 0]),
    ],
)
def test_positions_count_the_real_tokens(real: list[int], want: list[int]) -> None:
    assert F.positions_of(torch.tensor([real, [1] * len(real)]).bool()).tolist() == [
        want,
        list(range(len(real))),
    ]


@fast
@given(st.integers(1, 5), st.integers(0, 4), st.integers(0, 4))
def test_real_tokens_are_numbered_from_0_wherever_padding_stands(n: int, left: int, right: int) -> None:
    real = torch.tensor([[False] * left + [True] * n + [False] * right])
    assert F.positions_of(real)[real].tolist() == list(range(n))


# sinusoids


@fast
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=4), st.integers(1, 9))
def test_sinusoids_are_the_papers_formula_with_all_the_sines_first(where: list[int], d: int) -> None:
    got = F.sinusoids(torch.tensor(where), d)
    assert got.dtype == torch.float32
    assert got.shape == (len(where), d)
    for row, position in zip(got.tolist(), where, strict=True):
        angles = [position / 10_000 ** (2 * i / d) for i in range((d + 1) // 2)]
        want = [math.sin(a) for a in angles] + [math.cos(a) for a in angles[: d // 2]]
        assert row == pytest.approx(want, abs=6e-8)  # half a unit in float32's last place


def test_the_first_position_is_known() -> None:
    assert F.sinusoids(torch.tensor([0]), 6).tolist() == [[0, 0, 0, 1, 1, 1]]


def test_the_fastest_wave_turns_by_1_and_the_slowest_hardly() -> None:
    (row,) = F.sinusoids(torch.tensor([1]), 512).tolist()
    assert (row[0], row[256]) == pytest.approx((math.sin(1), math.cos(1)))
    assert row[255] == pytest.approx(math.sin(1e-4 * 10_000 ** (2 / 512)), rel=1e-6)


@pytest.mark.parametrize("d", [6, 7, 16])
def test_sinusoids_are_to_the_last_bit_the_table_of_the_reference(d: int) -> None:
    table = MarianSinusoidalPositionalEmbedding(40, d).create_weight()
    assert torch.equal(F.sinusoids(torch.arange(40), d), table)


def test_sinusoids_of_each_row_are_those_of_its_own_positions() -> None:
    where = torch.tensor([[0, 1, 2], [0, 0, 1]])
    got = F.sinusoids(where, 6)
    for row in range(2):
        assert torch.equal(got[row], F.sinusoids(where[row], 6))


@fast
@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_how_alike_two_positions_are_depends_on_their_distance_only(a: int, b: int, shift: int) -> None:
    x = F.sinusoids(torch.tensor([a, b, a + shift, b + shift]), 16).double()
    close(x[0] @ x[1], x[2] @ x[3], 1e-5)
    close(x[0] @ x[0], torch.tensor(8.0).double(), 1e-5)


# rotation


def turned(x: Tensor, positions: Tensor, n_rotary: int, base: float) -> Tensor:
    """The same by complex numbers: channels i and i + n/2 are the two parts of one, times e^(i angle)."""
    a, b = x[..., : n_rotary // 2], x[..., n_rotary // 2 : n_rotary]
    speed = torch.tensor([base ** (-2 * i / n_rotary) for i in range(n_rotary // 2)], dtype=torch.float64)
    angle = positions[..., None, :, None].double() * speed
    z = torch.complex(a, b) * torch.polar(torch.ones_like(angle), angle)
    return torch.cat([z.real, z.imag, x[..., n_rotary:]], -1)


ROTARY = [(4, 2), (4, 4), (8, 2), (8, 6), (8, 8)]
rotary = st.sampled_from(ROTARY)
PLACES = st.integers(0, 50)


@fast
@given(SEEDS, rotary, st.sampled_from([100.0, 10_000.0]), st.lists(PLACES, min_size=3, max_size=3))
def test_rotation_is_a_product_of_complex_numbers(
    seed: int, sizes: tuple[int, int], base: float, where: list[int]
) -> None:
    """To seven digits: the angles are float32."""
    (d, n), positions = sizes, torch.tensor(where)
    x = draw(seed, 2, 3, 3, d)
    close(F.rotate(x, positions, n, base), turned(x, positions, n, base), 2e-5)


@pytest.mark.parametrize("positions", [torch.arange(5), torch.tensor([[0, 0, 1, 2, 3], [0, 1, 2, 3, 4]])])
@pytest.mark.parametrize(("d", "n"), ROTARY)
def test_rotation_is_to_the_last_digits_the_reference_s(d: int, n: int, positions: Tensor) -> None:
    said = {"hidden_size": 3 * d, "num_attention_heads": 3, "rotary_pct": n / d, "rotary_emb_base": 500.0}
    reference = GPTNeoXRotaryEmbedding(GPTNeoXConfig(**said))
    q, k = draw(0, 2, 3, 5, d), draw(1, 2, 3, 5, d)
    cos, sin = reference(q, positions.reshape(-1, 5))
    want = apply_rotary_pos_emb(q, k, cos, sin)
    for x, y in zip((q, k), want, strict=True):
        close(F.rotate(x, positions, n, 500.0), y, 1e-15)


@fast
@given(SEEDS, rotary, PLACES, PLACES, st.integers(0, 50))
def test_a_query_and_a_key_feel_only_how_far_apart_they_are(
    seed: int, sizes: tuple[int, int], asks: int, answers: int, shift: int
) -> None:
    d, n = sizes
    q, k = draw(seed, 1, 1, 1, d), draw(seed + 1, 1, 1, 1, d)

    def score(a: int, b: int) -> Tensor:
        return (
            F.rotate(q, torch.tensor([a]), n, 10_000.0) * F.rotate(k, torch.tensor([b]), n, 10_000.0)
        ).sum()

    close(score(asks, answers), score(asks + shift, answers + shift), 1e-4)


@pytest.mark.parametrize(("d", "n"), ROTARY)
def test_a_query_and_a_key_feel_how_far_apart_they_are(d: int, n: int) -> None:
    q, k = draw(0, 1, 1, 1, d).expand(1, 1, 9, d), draw(1, 1, 1, 1, d)
    scores = F.rotate(q, torch.arange(9), n, 10_000.0) @ k.mT
    assert len(scores.flatten().unique()) == 9


@fast
@given(SEEDS, rotary, PLACES)
def test_rotation_changes_no_pair_s_length_and_undoes_itself(
    seed: int, sizes: tuple[int, int], position: int
) -> None:
    d, n = sizes
    x = draw(seed, 2, 2, 1, d)
    got = F.rotate(x, torch.tensor([position]), n, 10_000.0)
    pairs = [y[..., :n].unflatten(-1, (2, n // 2)).square().sum(-2) for y in (x, got)]
    close(pairs[0], pairs[1], 1e-6)
    close(F.rotate(got, torch.tensor([-position]), n, 10_000.0), x, 1e-6)


@pytest.mark.parametrize(("d", "n"), ROTARY)
def test_the_first_position_is_not_turned_and_the_rest_of_the_channels_never(d: int, n: int) -> None:
    x = draw(0, 2, 3, 4, d)
    got = F.rotate(x, torch.arange(4), n, 10_000.0)
    assert torch.equal(got[:, :, 0], x[:, :, 0])
    assert torch.equal(got[..., n:], x[..., n:])
    assert (got[:, :, 1:, :n] != x[:, :, 1:, :n]).all()


def test_channel_i_is_paired_with_channel_i_plus_half() -> None:
    x = torch.zeros(1, 1, 1, 6, dtype=torch.float64)
    x[..., 1] = 1
    got = F.rotate(x, torch.tensor([3]), 4, 100.0)[0, 0, 0]
    want = [0, math.cos(0.3), 0, math.sin(0.3), 0, 0]  # the second of two speeds: 100^(-2/4) a step
    assert got.tolist() == pytest.approx(want, abs=1e-7)


def test_rotation_of_each_row_is_by_its_own_positions() -> None:
    x, where = draw(0, 2, 3, 4, 6), torch.tensor([[0, 1, 2, 3], [0, 0, 0, 1]])
    got = F.rotate(x, where, 4, 10_000.0)
    for row in range(2):
        assert torch.equal(got[row : row + 1], F.rotate(x[row : row + 1], where[row], 4, 10_000.0))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_rotation_keeps_the_kind_of_number(dtype: torch.dtype) -> None:
    assert F.rotate(draw(0, 1, 1, 3, 4).to(dtype), torch.arange(3), 4, 10_000.0).dtype == dtype


def test_rotation_gradient_is_right() -> None:
    where = torch.tensor([0, 5, 2])
    assert torch.autograd.gradcheck(lambda x: F.rotate(x, where, 4, 100.0), (leaf(0, 2, 2, 3, 6),))


# cross-entropy


@fast
@given(SEEDS, st.integers(1, 6), st.integers(1, 5), st.floats(0.1, 20))
def test_cross_entropy_equals_torch(seed: int, n: int, classes: int, scale: float) -> None:
    scores = (draw(seed, n, classes) * scale).requires_grad_()
    g = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, classes, (n,), generator=g)
    labels[1:][coin(seed, n - 1)] = F.IGNORE
    got, want = F.cross_entropy(scores, labels), nn.functional.cross_entropy(scores, labels)
    close(got, want, 1e-12)
    close(torch.autograd.grad(got, scores)[0], torch.autograd.grad(want, scores)[0])


def test_an_ignored_label_counts_neither_above_nor_below_the_line() -> None:
    scores, labels = draw(0, 4, 3), torch.tensor([2, F.IGNORE, 0, F.IGNORE])
    got = F.cross_entropy(scores, labels)
    close(got, F.cross_entropy(scores[[0, 2]], labels[[0, 2]]))
    p = torch.softmax(scores, -1)
    close(got, -(p[0, 2].log() + p[2, 0].log()) / 2)


@pytest.mark.parametrize("size", [1e4, 1e30])
def test_cross_entropy_does_not_overflow(size: float) -> None:
    scores = torch.tensor([[size, -size, 0.0], [size, -size, size]], requires_grad=True)
    labels = torch.tensor([1, 2])
    loss = F.cross_entropy(scores, labels)
    assert loss.item() == pytest.approx(size, rel=1e-4)
    g = torch.autograd.grad(loss, scores)[0]
    torch.testing.assert_close(g, torch.tensor([[0.5, -0.5, 0.0], [0.25, 0.0, -0.25]]))


@pytest.mark.parametrize("shift", [0.0, 1e3, -1e5, 1e8])
def test_cross_entropy_keeps_its_digits_when_all_scores_are_large(shift: float) -> None:
    loss = F.cross_entropy(torch.full((2, 3), shift), torch.tensor([0, 1]))
    assert loss.item() == pytest.approx(math.log(3), rel=1e-6)


def test_a_batch_in_which_no_label_counts_has_loss_0_and_gradient_0() -> None:
    scores = leaf(0, 3, 4)
    loss = F.cross_entropy(scores, torch.full((3,), F.IGNORE))
    assert loss.item() == 0
    assert torch.equal(torch.autograd.grad(loss, scores)[0], torch.zeros(3, 4).double())


def test_cross_entropy_of_a_uniform_guess_is_the_log_of_the_number_of_classes() -> None:
    loss = F.cross_entropy(torch.zeros(5, 7, dtype=torch.float64), torch.arange(5))
    assert loss.item() == pytest.approx(math.log(7), abs=1e-14)


def test_cross_entropy_gradient_is_right() -> None:
    labels = torch.tensor([1, F.IGNORE, 0])
    assert torch.autograd.gradcheck(lambda s: F.cross_entropy(s, labels), (leaf(0, 3, 4),))


def test_identity_returns_what_it_is_given() -> None:
    x = draw(0, 2)
    assert F.identity(x) is x
