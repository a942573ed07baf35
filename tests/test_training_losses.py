"""What is minimised, and how fast: equal to PyTorch's, on the positions that count."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import cross_entropy as torch_cross_entropy

from minitransformer.apps.size import Size
from minitransformer.apps.teach_chatbot import answer_loss, chatbot_task, new_chatbot
from minitransformer.core.config import GPTConfig
from minitransformer.data.batching import CausalBatch, dialogue_batches
from minitransformer.data.dialogue import encode_dialogue
from minitransformer.data.embedded import dialogues
from minitransformer.functional import IGNORE, cross_entropy
from minitransformer.models.gpt import GPT
from minitransformer.training.losses import causal_lm_loss, mlm_loss, smoothed_cross_entropy
from minitransformer.training.schedule import adamw, warmup_linear, warmup_root

VOCAB, PAD = 19, 3
some = settings(deadline=None, max_examples=25)


def draw(seed, *shape):
    g = torch.Generator().manual_seed(seed)
    scores = torch.randn(*shape, VOCAB, generator=g, dtype=torch.float64)
    return scores.requires_grad_(), torch.randint(VOCAB, shape, generator=g)


def same_with_gradient(ours, theirs, *leaves):
    torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-13)
    for a, b in zip(torch.autograd.grad(ours, leaves), torch.autograd.grad(theirs, leaves), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-10, atol=1e-13)


@torch.no_grad()
def make(**words):
    cfg = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": VOCAB, "n_layers": 2, "max_len": 24}
    model = GPT(GPTConfig(**cfg | words)).double().eval()
    g = torch.Generator().manual_seed(0)
    for p in model.parameters():
        p.normal_(0, 0.4, generator=g)
    return model


# losses


@some
@given(st.integers(0, 999), st.integers(1, 4), st.integers(2, 7))
def test_causal_loss_is_pytorchs_on_the_next_token(seed, b, t):
    scores, ids = draw(seed, b, t)
    same_with_gradient(
        causal_lm_loss(scores, ids),
        torch_cross_entropy(scores[:, :-1].reshape(-1, VOCAB), ids[:, 1:].reshape(-1)),
        scores,
    )


def test_causal_loss_leaves_out_what_is_ignored():
    scores, ids = draw(1, 2, 6)
    labels = ids.clone()
    labels[0, :3], labels[1, 5] = IGNORE, IGNORE
    theirs = torch_cross_entropy(scores[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=IGNORE)
    same_with_gradient(causal_lm_loss(scores, labels), theirs, scores)


def test_causal_loss_pairs_a_score_with_the_token_behind_it():
    scores = torch.zeros(1, 3, VOCAB)
    ids = torch.tensor([[5, 6, 7]])
    scores[0, 0, 6], scores[0, 1, 7] = 50.0, 50.0
    assert causal_lm_loss(scores, ids) < 1e-6


@some
@given(st.integers(0, 999), st.integers(1, 4), st.integers(1, 7))
def test_masked_word_loss_is_pytorchs_at_the_place_itself(seed, b, t):
    scores, labels = draw(seed, b, t)
    labels[0, 1:] = IGNORE
    theirs = torch_cross_entropy(scores.flatten(0, 1), labels.flatten(), ignore_index=IGNORE)
    same_with_gradient(mlm_loss(scores, labels), theirs, scores)


@pytest.mark.parametrize("loss", [causal_lm_loss, mlm_loss])
def test_where_nothing_counts_the_loss_is_0_and_so_is_its_gradient(loss):
    scores, ids = draw(1, 2, 3)
    value = loss(scores, torch.full_like(ids, IGNORE))
    assert value.item() == 0
    assert (torch.autograd.grad(value, scores)[0] == 0).all()


# label smoothing


@some
@given(st.integers(0, 999), st.integers(1, 9), st.floats(0, 0.9))
def test_smoothed_loss_is_pytorchs_with_its_gradient(seed, n, smoothing):
    scores, labels = draw(seed, n)
    labels[::3] = IGNORE
    if (labels == IGNORE).all():
        labels[0] = 5
    theirs = torch_cross_entropy(scores, labels, ignore_index=IGNORE, label_smoothing=smoothing)
    same_with_gradient(smoothed_cross_entropy(scores, labels, smoothing), theirs, scores)


def test_smoothed_loss_is_the_surprise_at_a_label_that_is_only_nearly_certain():
    scores, labels = draw(7, 4)
    wanted = torch.full_like(scores, 0.2 / VOCAB)
    for row, label in enumerate(labels):
        wanted[row, label] += 0.8
    by_hand = -(wanted * scores.log_softmax(-1)).sum(-1).mean()
    torch.testing.assert_close(smoothed_cross_entropy(scores, labels, 0.2), by_hand)


def test_without_smoothing_it_is_cross_entropy():
    scores, labels = draw(3, 5)
    assert torch.equal(smoothed_cross_entropy(scores, labels, 0.0), cross_entropy(scores, labels))


def test_a_smoothed_label_is_missed_least_where_it_is_likely_but_not_certain():
    labels, scores = torch.tensor([2]), torch.zeros(1, VOCAB)
    losses = []
    for score in (0.0, 5.0, 50.0):
        scores[0, 2] = score
        losses.append(smoothed_cross_entropy(scores, labels, 0.1).item())
    assert losses[1] == min(losses)


def test_where_nothing_counts_the_smoothed_loss_is_0_and_so_is_its_gradient():
    scores, labels = draw(1, 3)
    value = smoothed_cross_entropy(scores, torch.full_like(labels, IGNORE), 0.1)
    assert value.item() == 0
    assert (torch.autograd.grad(value, scores)[0] == 0).all()


# the answer's loss


def batch_of(*shapes, seed=0):
    """Right-padded dialogues of so many prompt and answer tokens."""
    g = torch.Generator().manual_seed(seed)
    width = max(asked + answered for asked, answered in shapes) - 1
    ids = torch.full((len(shapes), width), PAD)
    labels = torch.full_like(ids, IGNORE)
    for row, (asked, answered) in enumerate(shapes):
        whole = torch.randint(4, VOCAB, (asked + answered,), generator=g)
        ids[row, : len(whole) - 1] = whole[:-1]
        labels[row, asked - 1 : len(whole) - 1] = whole[asked:]
    return CausalBatch(ids, labels)


@some
@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), min_size=1, max_size=4), st.integers(0, 99))
def test_the_answers_loss_is_the_long_way_round_with_its_gradient(shapes, seed):
    model, batch = make(), batch_of(*shapes, seed=seed)
    scores = model(batch.ids)
    long = torch_cross_entropy(scores.flatten(0, 1), batch.labels.flatten(), ignore_index=IGNORE)
    same_with_gradient(answer_loss(model, batch), long, *model.parameters())


def test_padding_changes_neither_the_loss_nor_its_gradient():
    model, narrow = make(), batch_of((4, 3), (2, 3))
    wide = CausalBatch(
        nn.functional.pad(narrow.ids, (0, 5), value=PAD),
        nn.functional.pad(narrow.labels, (0, 5), value=IGNORE),
    )
    other = CausalBatch(torch.where(narrow.ids == PAD, 9, narrow.ids), narrow.labels)
    for padded in (wide, other):
        same_with_gradient(answer_loss(model, padded), answer_loss(model, narrow), *model.parameters())


def test_a_batch_is_the_mean_over_answer_tokens_not_over_dialogues():
    model = make()
    both = batch_of((3, 1), (2, 6))
    alone = [CausalBatch(both.ids[i : i + 1], both.labels[i : i + 1]) for i in range(2)]
    expected = (answer_loss(model, alone[0]) * 1 + answer_loss(model, alone[1]) * 6) / 7
    torch.testing.assert_close(answer_loss(model, both), expected)


@pytest.fixture(scope="module")
def chatbot():
    size = Size(d_model=16, n_layers=1, n_heads=2, vocab_size=900, max_len=64)
    return new_chatbot(dialogues()[:60], size, torch.Generator().manual_seed(0))


def test_the_end_of_the_answer_is_learnt_and_the_question_is_not(chatbot):
    model, tokenizer = chatbot
    whole = encode_dialogue(tokenizer, "안녕", "반가워요")
    (batch,) = dialogue_batches([whole], 1, tokenizer.pad_id, 64)
    learnt = batch.labels[batch.labels != IGNORE].tolist()
    assert learnt == [*tokenizer.encode("반가워요"), tokenizer.eos_id]
    model = model.eval()
    rows = []
    model.unembed.register_forward_pre_hook(lambda _m, x: rows.append(len(x[0])))
    answer_loss(model, batch)
    assert rows == [len(learnt)]


def test_the_heldout_loss_is_the_mean_over_all_answer_tokens_and_of_each_label(chatbot):
    model, tokenizer = chatbot
    model.eval()
    held = [d for d in dialogues() if d.label == 0][:70] + [d for d in dialogues() if d.label == 1][:9]
    task = chatbot_task(tokenizer, held[:5], held, batch_size=4, max_len=64)
    with torch.no_grad():
        seen = task.evaluate(model)
    nats = {0: [], 1: []}
    for d in held:
        ids = torch.tensor([encode_dialogue(tokenizer, d.question, d.answer).ids])
        start = encode_dialogue(tokenizer, d.question, d.answer).answer_start
        scores = model(ids[:, :-1])[0, start - 1 :].detach()
        nats[d.label] += torch_cross_entropy(scores, ids[0, start:], reduction="none").tolist()
    every = nats[0] + nats[1]
    assert seen["heldout_loss"] == pytest.approx(sum(every) / len(every), rel=1e-5)
    assert seen["perplexity"] == pytest.approx(torch.tensor(seen["heldout_loss"]).exp().item(), rel=1e-5)
    for label, part in nats.items():
        assert seen[f"heldout_loss_label_{label}"] == pytest.approx(sum(part) / len(part), rel=1e-5)


def test_an_epoch_of_a_chatbot_is_all_its_dialogues_in_the_generators_order(chatbot):
    _, tokenizer = chatbot
    task = chatbot_task(tokenizer, dialogues()[:30], dialogues()[30:40], batch_size=4, max_len=64)
    first, again, other = (task.batches(0, torch.Generator().manual_seed(s)) for s in (1, 1, 2))
    assert sum(len(b.ids) for b in first) == 30
    assert [b.ids.tolist() for b in first] == [b.ids.tolist() for b in again]
    assert [b.ids.tolist() for b in first] != [b.ids.tolist() for b in other]
    assert task.tokens(first[0]) == first[0].ids.shape[0] * first[0].ids.shape[1]


# the rate


def test_the_rate_climbs_and_then_falls_in_straight_lines():
    assert [warmup_linear(x, 0.25) for x in (0.0, 0.125, 0.25, 0.625, 1.0)] == [0, 0.5, 1, 0.5, 0]


@given(st.floats(0, 1), st.floats(0, 0.9))
def test_the_rate_stays_between_0_and_its_peak(done, warmup):
    assert 0 <= warmup_linear(done, warmup) <= 1
    if warmup > 0:
        assert warmup_linear(warmup, warmup) == pytest.approx(1)


def test_without_a_warmup_it_starts_at_its_peak():
    assert warmup_linear(0.0, 0.0) == 1.0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 0.9))
def test_before_the_peak_it_never_falls_and_after_it_never_climbs(a, b, warmup):
    a, b = sorted((a, b))
    if b < warmup:
        assert warmup_linear(a, warmup) <= warmup_linear(b, warmup)
    if a >= warmup:
        assert warmup_linear(a, warmup) >= warmup_linear(b, warmup)


@given(st.integers(1, 200_000), st.integers(1, 10_000), st.integers(1, 4096))
def test_the_original_rate_is_the_papers_equation(step, warmup, d_model):
    paper = d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)
    peak = (d_model * warmup) ** -0.5
    ours = peak * warmup_root(float(step), float(warmup))
    assert ours == pytest.approx(paper, rel=1e-12)


@given(st.floats(0, 1), st.floats(0.01, 0.9), st.floats(1, 1e6))
def test_the_original_rate_is_the_same_by_steps_and_by_the_share_of_the_run(done, warmup, steps):
    by_steps = warmup_root(done * steps, warmup * steps)
    assert by_steps == pytest.approx(warmup_root(done, warmup), rel=1e-9)
    assert 0 <= by_steps <= 1


def test_the_original_rate_falls_with_the_root_and_never_to_0():
    assert [warmup_root(x, 0.1) for x in (0.0, 0.05, 0.1, 0.4)] == [0, 0.5, 1, pytest.approx(0.5)]


# the optimiser


def test_matrices_decay_and_biases_and_norms_do_not():
    model = make()
    decays = {id(p): g["weight_decay"] for g in adamw(model, 1e-3, 0.03).param_groups for p in g["params"]}
    for name, p in model.named_parameters():
        spared = name.endswith("bias") or "norm" in name
        assert decays.pop(id(p)) == (0.0 if spared else 0.03), name
    assert decays == {}  # the shared table is in it once


def test_with_no_gradient_only_matrices_shrink():
    model = make()
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    optimiser = adamw(model, 0.5, 0.1)
    for p in model.parameters():
        p.grad = torch.zeros_like(p)
    optimiser.step()
    for name, p in model.named_parameters():
        torch.testing.assert_close(p, before[name] * (0.95 if p.ndim > 1 else 1.0))


def test_a_step_is_adamws():
    ours, theirs = make(), make()
    steps = adamw(ours, 0.01, 0.1), torch.optim.AdamW(theirs.parameters(), 0.01, (0.9, 0.999), 1e-8, 0.1)
    for p in theirs.parameters():
        if p.ndim < 2:
            p.requires_grad_(False)
    for seed in range(3):
        _, ids = draw(seed, 2, 6)
        for model, optimiser in zip((ours, theirs), steps, strict=True):
            optimiser.zero_grad()
            causal_lm_loss(model(ids), ids).backward()
            if model is ours:
                for p in model.parameters():
                    if p.ndim < 2:
                        p.grad = None
            optimiser.step()
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-9, atol=1e-12)
