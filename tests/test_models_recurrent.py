"""The models before the transformer: equal to PyTorch's GRU, blind to padding, and one step at a time as all at
once."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from minitransformer.core.cache import Cache
from minitransformer.generation.translate import translate
from minitransformer.models.gru import (
    GRU,
    FusedGRU,
    additive_attention,
    gated_step,
    initialise_recurrent,
    turned,
)
from minitransformer.models.recurrent import Attentive, Bottleneck, RecurrentConfig

PAD, EOS, START, VOCAB, HIDDEN = 0, 3, 2, 17, 10
BOTH = pytest.mark.parametrize("kind", [Bottleneck, Attentive])
some = settings(deadline=None, max_examples=20)


def drawn(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@torch.no_grad()
def make(kind, gru=GRU, **words):
    cfg = {"d_model": 6, "d_hidden": HIDDEN, "vocab_size": VOCAB, "max_len": 20, "pad_id": PAD}
    model = kind(RecurrentConfig(**cfg | words, start_id=START, eos_id=EOS), gru).double().eval()
    g = torch.Generator().manual_seed(1)
    for p in model.parameters():
        p.normal_(0, 0.5, generator=g)
    return model


def sentences(*lengths, seed=0):
    """Right-padded ids, and which of them are real."""
    g = torch.Generator().manual_seed(seed)
    ids = torch.randint(4, VOCAB, (len(lengths), max(lengths)), generator=g)
    real = torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]
    return ids.masked_fill(~real, PAD), real


def close(a, b):
    torch.testing.assert_close(a, b, rtol=1e-11, atol=1e-12)


# the unit


@torch.no_grad()
def fused_of(unit):
    """PyTorch's unit with our weights."""
    fused = FusedGRU(unit.x.in_features, unit.u.in_features).to(unit.x.weight.dtype)
    for ours, theirs in zip(unit.parameters(), ("weight_ih", "bias_ih", "weight_hh", "bias_hh"), strict=True):
        getattr(fused.inner, f"{theirs}_l0").copy_(ours)
    return fused


@some
@given(st.integers(1, 3), st.integers(1, 6), st.integers(1, 5), st.integers(1, 5), st.integers(0, 99))
def test_the_unit_by_hand_is_pytorchs_with_its_gradients(b, t, d, h, seed):
    unit = GRU(d, h).double()
    with torch.no_grad():
        for i, p in enumerate(unit.parameters()):
            p.copy_(drawn(*p.shape, seed=seed + i))
    fused = fused_of(unit)
    x, h0 = drawn(b, t, d, seed=seed).requires_grad_(), drawn(b, h, seed=seed + 9).requires_grad_()
    found = [
        (states, *torch.autograd.grad(states.square().sum(), (x, h0, *m.parameters())))
        for m in (unit, fused)
        for states in [m(x, h0)]
    ]
    order = [0, 1, 2, 3, 5, 4, 6]  # theirs has both weights before both biases
    for ours, theirs in zip([found[0][i] for i in order], found[1], strict=True):
        close(ours, theirs)


def test_a_step_is_the_papers_equations():
    x, u, h = drawn(2, 9, seed=1), drawn(2, 9, seed=2), drawn(2, 3, seed=3)
    r = 1 / (1 + torch.exp(-(x[:, 0:3] + u[:, 0:3])))
    z = 1 / (1 + torch.exp(-(x[:, 3:6] + u[:, 3:6])))
    candidate = torch.tanh(x[:, 6:9] + r * u[:, 6:9])
    close(gated_step(x, u, h), z * h + (1 - z) * candidate)


def test_an_open_update_gate_keeps_the_state_and_a_shut_one_forgets_it():
    h, zero = drawn(2, 3), torch.zeros(2, 9, dtype=torch.float64)
    kept, forgotten = zero.clone(), zero.clone()
    kept[:, 3:6], forgotten[:, 3:6] = 50.0, -50.0
    close(gated_step(kept, zero, h), h)
    close(gated_step(forgotten, zero, h), torch.zeros_like(h))


# additive attention


def test_additive_attention_is_the_long_way_round():
    q, k, v, score = drawn(2, 3, 5), drawn(2, 4, 5, seed=1), drawn(2, 4, 6, seed=2), drawn(5, seed=3)
    real = torch.tensor([[True, True, True, True], [True, True, False, False]])
    context, weights = additive_attention(q, k, v, score, real[:, None])
    for b in range(2):
        n = int(real[b].sum())
        for t in range(3):
            energies = torch.stack([score @ torch.tanh(q[b, t] + k[b, s]) for s in range(n)])
            shares = energies.exp() / energies.exp().sum()
            close(weights[b, t, :n], shares)
            assert (weights[b, t, n:] == 0).all()
            close(context[b, t], sum(shares[s] * v[b, s] for s in range(n)))


# reading


def test_turned_twice_is_itself_and_padding_stays_behind():
    ids, real = sentences(4, 1, 3)
    x = torch.where(real, ids, -7)[..., None].double()
    assert turned(x, real)[..., 0].tolist() == [
        [*row[:n].tolist()[::-1], *[-7] * (4 - n)] for row, n in zip(ids, (4, 1, 3), strict=True)
    ]
    assert torch.equal(turned(turned(x, real), real), x)


@BOTH
def test_the_readers_are_pytorchs_bidirectional_gru_over_packed_sentences(kind):
    model, (ids, real) = make(kind), sentences(5, 2, 4)
    theirs = nn.GRU(6, HIDDEN, batch_first=True, bidirectional=True).double()
    with torch.no_grad():
        for unit, end in ((model.forwards, "l0"), (model.backwards, "l0_reverse")):
            for ours, name in zip(
                unit.parameters(), ("weight_ih", "bias_ih", "weight_hh", "bias_hh"), strict=True
            ):
                getattr(theirs, f"{name}_{end}").copy_(ours)
    packed = pack_padded_sequence(
        model.source.embed(ids), real.sum(-1), batch_first=True, enforce_sorted=False
    )
    states, last = theirs(packed)
    states, _ = pad_packed_sequence(states, batch_first=True)
    memory = model.encode(ids, real)
    if kind is Attentive:
        close(memory[real], states[real])
    else:
        close(memory[:, 0], torch.cat([last[0], last[1]], -1))


@pytest.mark.parametrize("length", [1, 5, 20])
def test_without_attention_one_vector_is_kept_however_long_the_source(length):
    ids, real = sentences(length)
    assert make(Bottleneck).encode(ids, real).shape == (1, 1, 2 * HIDDEN)
    assert make(Attentive).encode(ids, real).shape == (1, length, 2 * HIDDEN)


@BOTH
def test_padding_changes_nothing(kind):
    model, (source, source_real), (target, target_real) = make(kind), sentences(5, 2), sentences(4, 3, seed=1)
    together = model(source, target, source_real, target_real)
    for row in range(2):
        alone = model(source[row : row + 1, source_real[row]], target[row : row + 1, target_real[row]])
        close(together[row : row + 1, target_real[row]], alone)
    other = source.masked_fill(~source_real, 9)
    close(model(other, target, source_real), together)


# writing


@BOTH
def test_the_kernel_in_the_slot_changes_nothing(kind):
    hand = make(kind)
    fast = copy.deepcopy(hand)
    for name in ("forwards", "backwards", "writer"):
        setattr(fast, name, fused_of(getattr(hand, name)))
    (source, real), (target, _) = sentences(5, 2), sentences(4, 4, seed=1)
    close(fast(source, target, real), hand(source, target, real))
    assert isinstance(make(kind, FusedGRU).writer, FusedGRU)


@BOTH
def test_no_word_sees_what_comes_after_it(kind):
    model, (source, real), (target, _) = make(kind), sentences(5, 2), sentences(6, 6, seed=1)
    changed = target.clone()
    changed[:, 4] = (changed[:, 4] - 4 + 1) % (VOCAB - 4) + 4
    before, after = model(source, target, real), model(source, changed, real)
    assert torch.equal(before[:, :4], after[:, :4])
    assert not torch.isclose(before[:, 4:], after[:, 4:]).all(-1).any()


@BOTH
@pytest.mark.parametrize("cuts", [(1, 1, 1, 1, 1), (2, 3), (1, 4)])
def test_in_pieces_from_the_cache_is_all_at_once(kind, cuts):
    model, (source, real), (target, _) = make(kind), sentences(5, 2), sentences(5, 5, seed=1)
    memory, cache = model.encode(source, real), Cache(1)
    pieces = [model.decode(piece, memory, real, None, cache) for piece in target.split(cuts, 1)]
    close(torch.cat(pieces, 1), model.decode(target, memory, real))
    assert len(cache) == 5


@BOTH
def test_every_word_of_the_source_reaches_every_word_of_the_target(kind):
    model, (source, real), (target, _) = make(kind), sentences(6, 6), sentences(3, 3, seed=1)
    before = model(source, target, real)
    for place in range(6):
        changed = source.clone()
        changed[:, place] = (changed[:, place] - 4 + 1) % (VOCAB - 4) + 4
        assert not torch.isclose(model(changed, target, real), before).all(-1).any(), place


def test_the_weights_of_attention_can_be_seen():
    model, (source, real), (target, _) = make(Attentive), sentences(5, 2), sentences(3, 3, seed=1)
    seen = []
    model.weights.register_forward_hook(lambda _m, _x, out: seen.append(out))
    model(source, target, real)
    assert seen[0].shape == (2, 1, 3, 5)
    close(seen[0].sum(-1), torch.ones(2, 1, 3, dtype=torch.float64))
    assert (seen[0][1, :, :, 2:] == 0).all()


@BOTH
def test_the_writer_of_translations_takes_them_as_they_are(kind):
    model = make(kind)
    sources = [[5, 6, 7, EOS], [8, EOS]]
    cached = translate(model, sources, max_new_tokens=7)
    assert cached == translate(model, sources, max_new_tokens=7, use_cache=False)
    assert cached == [translate(model, [s], max_new_tokens=7)[0] for s in sources]
    ids = torch.tensor([sources[1]])
    text = [START]
    for word in cached[1].ids:
        assert word == int(model(ids, torch.tensor([text]))[0, -1].argmax())
        text.append(word)
    beams = translate(model, sources, max_new_tokens=7, beams=3)
    assert beams == translate(model, sources, max_new_tokens=7, beams=3, use_cache=False)


# size, weights, input


@BOTH
def test_source_target_and_output_share_one_table(kind):
    model = make(kind)
    assert model.source.embed.weight is model.target.embed.weight
    assert model.unembed.weight is model.source.embed.weight


@BOTH
@pytest.mark.parametrize("gru", [GRU, FusedGRU])
def test_fresh_weights_hang_on_the_generator_alone(kind, gru):
    def fresh(seed):
        model = kind(make(kind).cfg, gru)
        initialise_recurrent(model, torch.Generator().manual_seed(seed))
        return model.state_dict()

    one, again, other = fresh(1), fresh(1), fresh(2)
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["begin.weight"], other["begin.weight"])
    for name, p in one.items():
        if p.ndim < 2:
            assert (p == 0).all(), name
        elif name.endswith(("u.weight", "weight_hh_l0")):
            for gate in p.chunk(3):
                torch.testing.assert_close(gate @ gate.T, torch.eye(HIDDEN), rtol=0, atol=1e-5)
        else:
            assert p.std().item() == pytest.approx(p.shape[-1] ** -0.5, rel=0.35), name
    assert (one["source.embed.weight"][PAD] == 0).all()


def test_a_state_needs_a_width():
    with pytest.raises(ValueError, match="d_hidden=0: must be at least 1"):
        make(Bottleneck, d_hidden=0)


@BOTH
def test_what_cannot_be_read_is_told(kind):
    model = make(kind)
    with pytest.raises(ValueError, match="sequence of 21 tokens, but this model has 20 positions"):
        model.encode(torch.full((1, 21), 5))
    with pytest.raises(ValueError, match=f"token id 99, but this model knows ids 0 to {VOCAB - 1}"):
        model(torch.tensor([[5]]), torch.tensor([[99]]))
