"""A step on several batches: the same as one on all of their labels, whatever its precision, and nothing that is
no number gets through it."""

from dataclasses import replace

import pytest
import torch
from test_training_fit import (
    BATCH,
    DATA,
    PLAN,
    STEPS,
    TASK,
    Stop,
    interrupted,
    loss,
    make,
    same_weights,
    told,
)

from minitransformer.apps.size import Size
from minitransformer.apps.teach_chatbot import chatbot_task, new_chatbot
from minitransformer.apps.teach_masked import Masking, masked_task, new_masked
from minitransformer.data import embedded
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE, cross_entropy
from minitransformer.text.train import train_wordpiece
from minitransformer.training.checkpoint import newest
from minitransformer.training.fit import fit
from minitransformer.training.losses import counted
from minitransformer.training.plan import Progress, Task

LABELS = torch.where(torch.rand(DATA.shape, generator=torch.Generator().manual_seed(3)) < 0.6, IGNORE, DATA)


def spotty(model, rows):
    """Two means: over the labels that are left, of which every row has another number, and over the rows."""
    scores, labels = model(DATA[rows]), LABELS[rows]
    words = cross_entropy(scores[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
    return torch.stack([words, cross_entropy(scores[:, 0], labels.new_zeros(len(labels)))])


def cut_into(sizes):
    """The same 30 rows in the same order, in batches of these sizes."""

    def batches(_epoch, generator):
        return list(torch.randperm(30, generator=generator).split(sizes))

    return Task(
        batches=batches,
        loss=spotty,
        tokens=lambda rows: 9 * len(rows),
        evaluate=lambda model: {"heldout_loss": loss(model, DATA[:4]).item()},
        weights=lambda rows: [*counted(LABELS[rows, 1:]), len(rows)],
    )


def exact():
    return make(dropout=0.0).double()


# accumulation


def test_a_step_on_several_batches_is_one_step_on_all_of_their_labels():
    whole, pieces = exact(), exact()
    expected = fit(whole, cut_into([10, 10, 10]), PLAN)
    found = fit(pieces, cut_into([1, 7, 2, 5, 3, 2, 4, 4, 2]), replace(PLAN, accumulate=3))
    assert found.train_loss == pytest.approx(expected.train_loss, rel=1e-12)
    assert [look["heldout_loss"] for look in found.heldout] == pytest.approx(
        [look["heldout_loss"] for look in expected.heldout], rel=1e-12
    )
    for a, b in zip(whole.parameters(), pieces.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


def test_means_of_means_would_be_something_else():
    """Or the test above could not fail."""
    whole = fit(exact(), cut_into([10, 10, 10]), PLAN)
    unweighted = replace(cut_into([1, 7, 2, 5, 3, 2, 4, 4, 2]), weights=lambda _rows: (1, 1))
    found = fit(exact(), unweighted, replace(PLAN, accumulate=3))
    assert found.train_loss != pytest.approx(whole.train_loss, rel=1e-3)


def test_the_last_step_of_an_epoch_takes_what_is_left():
    steps: list[Progress] = []
    history = fit(make(), TASK, replace(PLAN, accumulate=2), on_step=steps.append)
    assert (history.steps, history.epochs) == (9, 3)
    assert [look["step"] for look in history.heldout] == [3.0, 6.0, 9.0]
    shares = [s.done for s in steps if s.heldout is None]
    assert shares == pytest.approx([(e + s) / 3 for e in range(3) for s in (0.4, 0.8, 1.0)])


ACCUMULATING = replace(PLAN, accumulate=2)


@pytest.fixture(scope="module")
def accumulated():
    model = make()
    return fit(model, TASK, ACCUMULATING), model


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("nth", [2, 4, 5, 6])
def test_an_interruption_in_the_middle_of_an_accumulation_leaves_no_trace(accumulated, nth, late, tmp_path):
    """The batches of the step that was cut short are drawn again, with the same dropout."""
    with pytest.raises(KeyboardInterrupt):
        fit(make(), replace(TASK, loss=interrupted(nth, loss, late)), ACCUMULATING, out=tmp_path)
    model = make()
    history = fit(model, TASK, ACCUMULATING, out=tmp_path, resume=True)
    assert told(history) == told(accumulated[0])
    assert same_weights(model, accumulated[1])


def test_a_run_is_not_taken_up_with_other_steps(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, ACCUMULATING, out=tmp_path, on_step=Stop(2))
    with pytest.raises(Problem, match="accumulate was 2, and now is 1"):
        fit(make(), TASK, PLAN, out=tmp_path, resume=True)


def test_tokens_of_all_batches_of_a_step_count(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def slow(model, ids):
        now[0] += 1.0
        return loss(model, ids)

    steps: list[Progress] = []
    fit(make(), replace(TASK, loss=slow), replace(PLAN, accumulate=5), on_step=steps.append)
    assert [s.tokens_per_second for s in steps if s.heldout is None] == [BATCH * 9.0] * 3


# what the tasks tell of their batches


def halves(batch, n):
    """The first rows of a batch, and the others."""
    parts = [
        {name: tensor[rows] for name, tensor in vars(batch).items()} for rows in (slice(n), slice(n, None))
    ]
    return [type(batch)(**part) for part in parts]


@torch.no_grad()
def whole_and_parts(task, model, batch):
    """The loss of a batch, and that which a step on its two unequal parts would report."""
    two = halves(batch, 2)
    weights = torch.tensor([task.weights(part) for part in two], dtype=torch.double)
    losses = torch.stack([task.loss(model, part).reshape(-1) for part in two])
    parts = (losses * weights / weights.sum(0).clamp(min=1)).sum()
    return task.loss(model, batch).sum().item(), parts.item()


TINY = Size(d_model=16, n_layers=1, n_heads=2, vocab_size=300, dropout=0.0)


def test_a_chatbots_answers_weigh_by_their_tokens():
    dialogues = embedded.dialogues()[:20]
    model, tokenizer = new_chatbot(dialogues, TINY, torch.Generator().manual_seed(0))
    task = chatbot_task(tokenizer, dialogues, dialogues, batch_size=10, max_len=64)
    for batch in task.batches(0, torch.Generator().manual_seed(0)):
        whole, parts = whole_and_parts(task, model, batch)
        assert parts == pytest.approx(whole, rel=1e-5)


@pytest.mark.parametrize("pairs", [True, False])
def test_hidden_words_weigh_by_words_and_next_sentences_by_pairs(pairs):
    documents = [(d.question, d.answer, d.question) for d in embedded.dialogues()[:40]]
    tokenizer = train_wordpiece((t for d in documents for t in d), 300)
    model = new_masked(tokenizer, TINY, torch.Generator().manual_seed(0), next_sentence=pairs)
    task = masked_task(Masking(tokenizer, 48, next_sentence=pairs), documents, documents, batch_size=12)
    for batch in task.batches(0, torch.Generator().manual_seed(0))[:3]:
        whole, parts = whole_and_parts(task, model, batch)
        assert parts == pytest.approx(whole, rel=1e-5)
        assert len(task.weights(batch)) == 2
        assert task.weights(batch)[1] == (len(batch.ids) if pairs else 0)


# bfloat16


SHORT = replace(PLAN, precision="bfloat16", lr=2e-2, epochs=6)


def test_in_bfloat16_products_are_short_and_weights_and_their_updates_are_not(tmp_path):
    model, products = make(), set()
    model.blocks[0].feed_forward.up.register_forward_hook(
        lambda *seen: products.add((model.training, seen[2].dtype))
    )
    history = fit(model, TASK, SHORT, out=tmp_path)
    assert products == {(True, torch.bfloat16), (False, torch.float32)}
    assert {p.dtype for p in model.parameters()} == {torch.float32}
    state = newest(tmp_path)[1].optimiser["state"]
    assert {each[name].dtype for each in state.values() for name in ("exp_avg", "exp_avg_sq")} == {
        torch.float32
    }
    assert history.train_loss[-1] < 0.7 * history.train_loss[0]
    plain = fit(make(), TASK, replace(SHORT, precision="float32"))
    assert history.train_loss != plain.train_loss
    assert history.train_loss[0] == pytest.approx(plain.train_loss[0], rel=0.02)


def test_a_run_in_bfloat16_goes_on_as_if_it_had_never_stopped(tmp_path):
    never, again = make(), make()
    history = fit(never, TASK, replace(SHORT, epochs=2))
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, replace(SHORT, epochs=2), out=tmp_path, on_step=Stop(4))
    assert told(fit(again, TASK, replace(SHORT, epochs=2), out=tmp_path, resume=True)) == told(history)
    assert same_weights(again, never)


# what is no number


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_names_step_batch_and_the_last_good_checkpoint(value, tmp_path):
    calls = []

    def explode(model, ids):
        calls.append(1)
        return loss(model, ids) * (value if len(calls) == 9 else 1.0)

    with pytest.raises(Problem) as problem:
        fit(make(), replace(TASK, loss=explode), ACCUMULATING, out=tmp_path)
    last = tmp_path / "checkpoints" / "step-00000004"
    assert f"step 5, batch 4 of epoch 2: the loss is {value}." in problem.value.en
    assert problem.value.en.endswith(f"The last good checkpoint is {last}.")
    assert f"5스텝(에포크 2의 배치 4)에서 손실이 {value}입니다" in problem.value.ko
    assert problem.value.ko.endswith(f"체크포인트: {last}")
    model, _ = newest(tmp_path)
    assert all(p.isfinite().all() for p in model.parameters())


def test_a_gradient_that_is_no_number_does_not_reach_the_weights_either(tmp_path):
    calls = []

    def explode(model, ids):
        calls.append(1)
        steep = (model.norm.bias.sum() * 0).sqrt()  # of 0: its slope is infinite
        return loss(model, ids) + (steep if len(calls) == 3 else 0)

    with pytest.raises(
        Problem, match="step 3, batch 3 of epoch 1: the length of the gradient is nan"
    ) as problem:
        fit(make(), replace(TASK, loss=explode), PLAN, out=tmp_path)
    assert "기울기의 크기가 nan입니다" in problem.value.ko
    model, state = newest(tmp_path)
    assert len(state.history["train_loss"]) == 2 < STEPS
    assert all(p.isfinite().all() for p in model.parameters())
