"""The training loop: it learns, keeps what was best, ends on time, and goes on as if it had never stopped."""

import copy
import logging
import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import torch
import transformers

import minitransformer.training.checkpoint as checkpoint_module
from minitransformer.core.config import BERTConfig, GPTConfig
from minitransformer.errors import Problem
from minitransformer.functional import cross_entropy
from minitransformer.models.bert_tasks import BERTForClassification
from minitransformer.models.gpt import GPT
from minitransformer.models.init import initialise
from minitransformer.pretrained import load, load_model, save, sums
from minitransformer.proof.reference import quiet
from minitransformer.text.train import train_bpe
from minitransformer.training.checkpoint import KEPT, newest
from minitransformer.training.fit import fit
from minitransformer.training.interrupt import finished_first
from minitransformer.training.losses import causal_lm_loss
from minitransformer.training.plan import History, Plan, Progress, Task

PLAN = Plan(lr=5e-3, epochs=3, seed=7)
N, BATCH = 30, 6
STEPS = PLAN.epochs * N // BATCH
DATA = (torch.arange(N)[:, None] * 3 + torch.arange(9) * 2) % 13  # every row goes up in twos


def make(dropout: float = 0.2, **words) -> GPT:
    cfg = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": 13, "n_layers": 2, "max_len": 9}
    drops = dict.fromkeys(("dropout", "attention_dropout", "embedding_dropout"), dropout)
    model = GPT(GPTConfig(**cfg | drops | words))
    initialise(model, torch.Generator().manual_seed(1), std=0.2)
    return model


def batches(_epoch, generator):
    return list(DATA[torch.randperm(N, generator=generator)].split(BATCH))


def loss(model, ids):
    return causal_lm_loss(model(ids), ids)


TASK = Task(
    batches=batches,
    loss=loss,
    tokens=lambda ids: ids.numel(),
    evaluate=lambda model: {"heldout_loss": loss(model, DATA[:4]).item(), "more": 1.0},
)


def weights(model):
    return {name: p.detach().clone() for name, p in model.named_parameters()}


def same_weights(a, b):
    a, b = (x if isinstance(x, dict) else weights(x) for x in (a, b))
    return a.keys() == b.keys() and all(torch.equal(a[k], b[k]) for k in a)


def told(history: History):
    """A history without its clock."""
    return history.train_loss, history.heldout, history.epochs


def checkpoints(out: Path):
    return sorted(f.name for f in (out / "checkpoints").iterdir())


@pytest.fixture(scope="module")
def whole():
    """A run that was never interrupted."""
    model = make()
    return fit(model, TASK, PLAN), model


# learning


def test_the_loss_goes_down():
    model = make(dropout=0.0)
    history = fit(model, TASK, replace(PLAN, epochs=10, lr=3e-2))
    assert history.train_loss[0] > 2
    assert history.train_loss[-1] < 0.5 * history.train_loss[0]
    assert history.heldout[-1]["heldout_loss"] < 0.5 * history.heldout[0]["heldout_loss"]


def test_every_epoch_sees_every_batch_in_an_order_of_its_own():
    seen, epochs = [], []

    def watch(epoch, generator):
        epochs.append(epoch)
        return batches(epoch, generator)

    def note(model, ids):
        seen.append(ids)
        return loss(model, ids)

    history = fit(make(), replace(TASK, batches=watch, loss=note), PLAN)
    assert epochs == [0, 1, 2]
    assert history.steps == len(seen) == STEPS
    per_epoch = [torch.cat(seen[i : i + 5]) for i in (0, 5, 10)]
    every = sorted(DATA.tolist())
    assert [sorted(rows.tolist()) for rows in per_epoch] == [every] * 3
    assert not torch.equal(per_epoch[0], per_epoch[1])


def test_the_history_holds_a_loss_a_step_and_a_look_an_epoch(whole):
    history, _ = whole
    assert (history.steps, history.epochs) == (STEPS, 3)
    assert [look["step"] for look in history.heldout] == [5.0, 10.0, 15.0]
    assert all(look.keys() == {"step", "heldout_loss", "more"} for look in history.heldout)
    assert history.seconds > 0
    assert History(**history.to_json()) == history


def test_a_seed_gives_one_run_and_another_seed_another(whole):
    again, other = make(), make()
    assert told(fit(again, TASK, PLAN)) == told(whole[0])
    assert same_weights(again, whole[1])
    assert fit(other, TASK, replace(PLAN, seed=8)).train_loss != whole[0].train_loss


def test_the_model_trains_with_dropout_and_is_looked_at_and_left_without():
    modes = {"train": set(), "look": set()}

    def note(model, ids):
        modes["train"].add((model.training, torch.is_grad_enabled()))
        return loss(model, ids)

    def look(model):
        modes["look"].add((model.training, torch.is_inference_mode_enabled()))
        return {"heldout_loss": 1.0}

    model = make()
    fit(model, replace(TASK, loss=note, evaluate=look), PLAN)
    assert modes == {"train": {(True, True)}, "look": {(False, True)}}
    assert not model.training


def test_no_global_randomness_is_used_or_moved(whole):
    torch.manual_seed(123)
    before = torch.get_rng_state()
    model = make()
    torch.set_rng_state(before)
    history = fit(model, TASK, PLAN)
    assert torch.equal(torch.get_rng_state(), before)
    assert history.train_loss == whole[0].train_loss


def test_global_randomness_is_given_back_after_an_interruption(tmp_path):
    model, before = make(), torch.get_rng_state()
    with pytest.raises(KeyboardInterrupt):
        fit(model, TASK, PLAN, out=tmp_path, on_step=Stop(3))
    assert torch.equal(torch.get_rng_state(), before)


# the best


def test_the_weights_that_were_best_on_held_out_data_are_left():
    looks, states = iter([3.0, 1.0, 2.0, 1.0, 5.0]), []

    def look(model):
        states.append(weights(model))
        return {"heldout_loss": next(looks)}

    model = make()
    history = fit(model, replace(TASK, evaluate=look), replace(PLAN, epochs=5))
    assert history.best == {"step": 10.0, "heldout_loss": 1.0}
    assert same_weights(model, states[1])
    assert not same_weights(model, states[3])
    assert model.unembed.weight is model.embed.weight


def test_a_run_that_learns_by_heart_leaves_what_it_knew_before_it_did():
    """What is held out goes down in threes: the better the training data is known, the worse."""
    contrary = (-3 * torch.arange(9) % 13)[None]
    task = replace(TASK, evaluate=lambda model: {"heldout_loss": loss(model, contrary).item()})
    model = make(dropout=0.0)
    history = fit(model, task, replace(PLAN, epochs=12, lr=1e-2))
    losses = [look["heldout_loss"] for look in history.heldout]
    assert losses[-1] > min(losses) + 0.5
    assert loss(model, contrary).item() == pytest.approx(min(losses), rel=1e-6)


# the plan


def test_the_rate_follows_the_plan():
    steps: list[Progress] = []
    fit(make(), TASK, replace(PLAN, lr=0.01, warmup=0.2), on_step=steps.append)
    trained = [s for s in steps if s.heldout is None]
    shares = [(i + 1) / STEPS for i in range(STEPS)]
    assert [s.done for s in trained] == pytest.approx(shares)
    assert [s.lr for s in trained] == pytest.approx([0.01 * min(x / 0.2, (1 - x) / 0.8) for x in shares])
    assert [s.step for s in trained] == list(range(1, STEPS + 1))
    assert [s.epoch for s in trained] == [i // 5 for i in range(STEPS)]
    assert all(s.tokens_per_second > 0 for s in trained)


def test_the_rate_falls_with_the_root_where_the_plan_says_so():
    steps: list[Progress] = []
    fit(make(), TASK, replace(PLAN, lr=0.01, warmup=0.2, schedule="root"), on_step=steps.append)
    shares = [(i + 1) / STEPS for i in range(STEPS)]
    rates = [s.lr for s in steps if s.heldout is None]
    assert rates == pytest.approx([0.01 * min(x / 0.2, (0.2 / x) ** 0.5) for x in shares])


def test_a_look_is_told_too():
    steps: list[Progress] = []
    history = fit(make(), TASK, PLAN, on_step=steps.append)
    looks = [s for s in steps if s.heldout is not None]
    assert [s.heldout for s in looks] == history.heldout
    assert [(s.step, s.epoch, s.done) for s in looks] == [(5, 1, 1 / 3), (10, 2, 2 / 3), (15, 3, 1.0)]
    assert [s.loss for s in steps if s.heldout is None] == history.train_loss


def norms(clip, scale):
    """The length of the gradient that each step was taken with."""
    model, seen = make(dropout=0.0), []
    task = replace(TASK, loss=lambda m, ids: scale * loss(m, ids))

    def note(_progress):
        seen.append(torch.cat([p.grad.flatten() for p in model.parameters()]).norm().item())

    fit(model, task, replace(PLAN, epochs=1, clip=clip), on_step=note)
    return seen


def test_a_long_gradient_is_cut_to_the_clip_and_a_short_one_is_not():
    assert norms(clip=0.5, scale=100.0) == pytest.approx([0.5] * 6, rel=1e-4)
    assert max(norms(clip=1.0, scale=1e-3)) < 0.1
    assert min(norms(clip=1e9, scale=100.0)) > 10


def test_weight_decay_is_the_plans():
    strong, none = make(0.0), make(0.0)
    fit(strong, TASK, replace(PLAN, weight_decay=20.0))
    fit(none, TASK, replace(PLAN, weight_decay=0.0))
    assert strong.blocks[0].attention.q.weight.norm() < 0.7 * none.blocks[0].attention.q.weight.norm()


class Clock:
    """A clock that moves only when the loss is computed."""

    def __init__(self, monkeypatch, seconds):
        self.now, self.seconds = 100.0, seconds
        monkeypatch.setattr("time.monotonic", lambda: self.now)
        self.task = replace(TASK, loss=self.loss)

    def loss(self, model, ids):
        self.now += self.seconds
        return loss(model, ids)


def test_the_minutes_end_the_run_in_the_middle_of_an_epoch_with_a_look(monkeypatch):
    clock = Clock(monkeypatch, seconds=10)
    history = fit(make(), clock.task, replace(PLAN, epochs=100, minutes=70 / 60))
    assert (history.steps, history.epochs, history.seconds) == (7, 1, 70.0)
    assert [look["step"] for look in history.heldout] == [5.0, 7.0]


def test_with_minutes_the_rate_falls_to_0_by_the_clock(monkeypatch):
    clock, steps = Clock(monkeypatch, seconds=10), []
    fit(make(), clock.task, replace(PLAN, epochs=100, minutes=100 / 60, warmup=0.2), on_step=steps.append)
    rates = [s.lr for s in steps if s.heldout is None]
    assert len(rates) == 10
    assert rates[2] == pytest.approx(PLAN.lr)
    assert all(a > b for a, b in pairwise(rates[2:]))
    assert rates[-1] == pytest.approx(PLAN.lr / 8)
    assert steps[-1].done == 1.0


def test_a_resumed_run_has_only_the_minutes_that_were_left(monkeypatch, tmp_path):
    clock, plan = Clock(monkeypatch, seconds=10), replace(PLAN, epochs=100, minutes=70 / 60)
    with pytest.raises(KeyboardInterrupt):
        fit(make(), clock.task, plan, out=tmp_path, on_step=Stop(3))
    clock.now += 5000
    history = fit(make(), clock.task, plan, out=tmp_path, resume=True)
    assert (history.steps, history.seconds) == (7, 70.0)


def test_a_checkpoint_is_written_every_few_minutes(monkeypatch, tmp_path):
    clock, seen = Clock(monkeypatch, seconds=40), []
    plan = replace(PLAN, checkpoint_minutes=1.0)

    def look(_progress):
        seen.append(checkpoints(tmp_path) if (tmp_path / "checkpoints").exists() else [])

    fit(make(), clock.task, plan, out=tmp_path, on_step=look)
    newest_seen = [names[-1] for names in seen if names]
    assert list(dict.fromkeys(newest_seen)) == [f"step-{n:08d}" for n in (2, 4, 6, 8, 10, 12, 14)]
    assert checkpoints(tmp_path)[-1] == "step-00000015"


def test_resuming_late_writes_no_checkpoint_at_once(monkeypatch, tmp_path):
    clock, plan = Clock(monkeypatch, seconds=40), replace(PLAN, checkpoint_minutes=2.0)
    with pytest.raises(KeyboardInterrupt):
        fit(make(), clock.task, plan, out=tmp_path, on_step=Stop(9))
    seen = []
    fit(
        make(),
        clock.task,
        plan,
        out=tmp_path,
        resume=True,
        on_step=lambda p: seen.append(checkpoints(tmp_path)[-1]),
    )
    assert seen[1] == "step-00000008"


# interrupted, and taken up again


class Stop:
    """Ctrl-C when the n-th progress is told (looks count too)."""

    def __init__(self, n):
        self.left = n

    def __call__(self, _progress):
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


def resumed(out, **words):
    """A fresh model, whose own weights must not matter, taken up from `out`."""
    model = make()
    with torch.no_grad():
        for p in model.parameters():
            p.fill_(0.5)
    torch.manual_seed(99)
    return fit(model, TASK, PLAN, out=out, resume=True, **words), model


def as_if_never_stopped(whole, out, **words):
    history, model = resumed(out, **words)
    assert told(history) == told(whole[0])
    assert same_weights(model, whole[1])


@pytest.mark.parametrize("told_before", [1, 2, 4, 5, 6, 7, 8, 11, 12, 13, 17, 18])
def test_a_run_that_was_interrupted_goes_on_as_if_it_never_had_been(whole, told_before, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, PLAN, out=tmp_path, on_step=Stop(told_before))
    as_if_never_stopped(whole, tmp_path)


def test_it_may_be_interrupted_again_and_again(whole, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, PLAN, out=tmp_path, on_step=Stop(2))
    for _ in range(7):
        with pytest.raises(KeyboardInterrupt):
            resumed(tmp_path, on_step=Stop(2))
    as_if_never_stopped(whole, tmp_path)


def interrupted(nth, function, late=False):
    """The function, with a Ctrl-C in its n-th call: before its work, or after it."""
    calls = []

    def call(*args):
        calls.append(1)
        if len(calls) == nth and not late:
            raise KeyboardInterrupt
        result = function(*args)
        if len(calls) == nth:
            raise KeyboardInterrupt
        return result

    return call


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("nth", [1, 4, 6, 15])
def test_an_interruption_while_the_loss_is_computed_leaves_no_trace(whole, nth, late, tmp_path):
    """Dropout has been drawn by then; it has to be drawn again, the same."""
    task = replace(TASK, loss=interrupted(nth, loss, late))
    with pytest.raises(KeyboardInterrupt):
        fit(make(), task, PLAN, out=tmp_path)
    as_if_never_stopped(whole, tmp_path)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_an_interruption_while_it_is_looked_at_leaves_no_trace(whole, nth, late, tmp_path):
    task = replace(TASK, evaluate=interrupted(nth, TASK.evaluate, late))
    with pytest.raises(KeyboardInterrupt):
        fit(make(), task, PLAN, out=tmp_path)
    as_if_never_stopped(whole, tmp_path)


def test_a_last_look_that_was_interrupted_is_made_up_for_though_time_is_up(monkeypatch, tmp_path):
    clock, plan = Clock(monkeypatch, seconds=10), replace(PLAN, minutes=0.5)
    task = replace(clock.task, evaluate=interrupted(1, TASK.evaluate))
    with pytest.raises(KeyboardInterrupt):
        fit(make(), task, plan, out=tmp_path)
    history = fit(make(), clock.task, plan, out=tmp_path, resume=True)
    assert [look["step"] for look in history.heldout] == [3.0]


@pytest.fixture
def ctrl_c():
    """Python's own answer to Ctrl-C, also where the tests run as a job in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_in_the_middle_of_an_update_waits_for_its_end(whole, monkeypatch, tmp_path):
    step, calls = torch.optim.AdamW.step, []

    def signalled(self, *args):
        calls.append(1)
        if len(calls) == 8:
            signal.raise_signal(signal.SIGINT)
        return step(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr(torch.optim.AdamW, "step", signalled)
        with pytest.raises(KeyboardInterrupt):
            fit(make(), TASK, PLAN, out=tmp_path)
    assert newest(tmp_path)[1].batch == 3
    as_if_never_stopped(whole, tmp_path)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_while_the_best_weights_are_noted_waits_for_the_end_of_the_look(whole, monkeypatch, tmp_path):
    deepcopy = copy.deepcopy

    def signalled(state):
        patch.setattr(copy, "deepcopy", deepcopy)
        signal.raise_signal(signal.SIGINT)
        return deepcopy(state)

    with monkeypatch.context() as patch:
        patch.setattr(copy, "deepcopy", signalled)
        with pytest.raises(KeyboardInterrupt):
            fit(make(), TASK, PLAN, out=tmp_path)
    assert newest(tmp_path)[1].batch == 0
    as_if_never_stopped(whole, tmp_path)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_is_held_back_until_the_block_is_done_and_works_again_after():
    done, before = [], signal.getsignal(signal.SIGINT)

    def work():
        with finished_first():
            signal.raise_signal(signal.SIGINT)
            done.append(1)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == [1]
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(ZeroDivisionError), finished_first():
        _ = 1 / 0
    assert signal.getsignal(signal.SIGINT) is before


def test_a_run_in_another_thread_is_no_worse(whole):
    model = make()
    with ThreadPoolExecutor(1) as pool:
        history = pool.submit(fit, model, TASK, PLAN).result()
    assert told(history) == told(whole[0])


def test_a_finished_run_that_is_resumed_has_nothing_left_to_do(whole, tmp_path):
    fit(make(), TASK, PLAN, out=tmp_path)
    history, model = resumed(tmp_path, on_step=Stop(1))
    assert told(history) == told(whole[0])
    assert same_weights(model, whole[1])
    assert not model.training


def test_a_longer_plan_goes_on_from_where_the_shorter_one_ended(tmp_path):
    fit(make(), TASK, PLAN, out=tmp_path)
    history = fit(make(), TASK, replace(PLAN, epochs=4), out=tmp_path, resume=True)
    assert (history.steps, history.epochs) == (20, 4)


def test_the_best_weights_of_before_the_interruption_are_not_forgotten(tmp_path):
    looks, states = iter([1.0, 3.0, 2.0]), []

    def look(model):
        states.append(weights(model))
        return {"heldout_loss": next(looks)}

    task = replace(TASK, evaluate=look)
    with pytest.raises(KeyboardInterrupt):
        fit(make(), task, PLAN, out=tmp_path, on_step=Stop(9))
    model = make()
    history = fit(model, task, PLAN, out=tmp_path, resume=True)
    assert history.best["step"] == 5.0
    assert same_weights(model, states[0])


# checkpoints


def stopped(out, n=8, **words):
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, replace(PLAN, **words), out=out, on_step=Stop(n))


@pytest.mark.parametrize("out", [None, "nowhere"])
def test_resuming_without_a_checkpoint_is_a_problem(out, tmp_path):
    with pytest.raises(Problem, match=r"no checkpoint in .* without --resume") as problem:
        fit(make(), TASK, PLAN, out=tmp_path / out if out else None, resume=True)
    assert "--resume 없이" in problem.value.ko


def test_a_checkpoint_of_another_size_is_a_problem(tmp_path):
    stopped(tmp_path)
    with pytest.raises(Problem, match="another size") as problem:
        fit(make(d_ff=24), TASK, PLAN, out=tmp_path, resume=True)
    assert "--resume 없이" in problem.value.ko


RUN = {"data": "mine.csv", "batch_size": 6}


@pytest.mark.parametrize(
    ("run", "plan", "named"),
    [
        ({"data": "other.csv"}, {}, ("data", "mine.csv", "other.csv")),
        ({"batch_size": 5}, {}, ("batch_size", "6", "5")),
        ({}, {"seed": 8}, ("seed", "7", "8")),
        ({}, {"lr": 0.5}, ("lr", "0.005", "0.5")),
        ({}, {"warmup": 0.2}, ("warmup", "0.06", "0.2")),
        ({}, {"schedule": "root"}, ("schedule", "linear", "root")),
        ({}, {"weight_decay": 0.3}, ("weight_decay", "0.01", "0.3")),
        ({}, {"clip": 2.0}, ("clip", "1.0", "2.0")),
    ],
    ids=lambda x: str(x)[:30],
)
def test_a_checkpoint_of_another_run_is_not_taken_up_and_both_values_are_told(run, plan, named, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, PLAN, out=tmp_path, run=RUN, on_step=Stop(8))
    with pytest.raises(Problem) as problem:
        fit(make(), TASK, replace(PLAN, **plan), out=tmp_path, run=RUN | run, resume=True)
    name, was, now = named
    assert f"another run: {name} was {was}, and now is {now}. " in problem.value.en
    assert f"({name}: {was} → {now})" in problem.value.ko
    assert checkpoints(tmp_path) == ["step-00000007"]


def test_all_that_differs_is_told(tmp_path):
    fit(make(), TASK, PLAN, out=tmp_path, run=RUN)
    with pytest.raises(Problem, match="batch_size was 6, and now is None; seed was 7, and now is 9"):
        fit(make(), TASK, replace(PLAN, seed=9), out=tmp_path, run={"data": "mine.csv"}, resume=True)


def test_the_end_of_a_run_and_what_is_kept_may_be_another_when_it_is_taken_up(tmp_path):
    fit(make(), TASK, PLAN, out=tmp_path, run=RUN)
    plan = replace(PLAN, epochs=5, minutes=60.0, checkpoint_minutes=1.0, keep="last")
    assert fit(make(), TASK, plan, out=tmp_path, run=RUN, resume=True).epochs == 5


def test_a_checkpoint_without_a_note_of_its_run_is_taken_up_still(whole, tmp_path):
    stopped(tmp_path)
    path = tmp_path / "checkpoints" / "step-00000007" / "training.pt"
    state = torch.load(path, weights_only=True)
    assert state.pop("run")
    torch.save(state, path)
    sums.write(path.parent, [f.name for f in path.parent.iterdir() if f.name != sums.NAME])
    as_if_never_stopped(whole, tmp_path)


def test_a_loss_that_is_no_number_ends_the_run_before_it_reaches_the_weights(tmp_path):
    calls, before = [], []

    def explode(model, ids):
        calls.append(1)
        if len(calls) == 4:
            before.append(weights(model))
            return loss(model, ids) * float("inf")
        return loss(model, ids)

    model = make()
    with pytest.raises(Problem, match="step 4, batch 4 of epoch 1: the loss is inf") as problem:
        fit(model, replace(TASK, loss=explode), PLAN, out=tmp_path)
    good = tmp_path / "checkpoints" / "step-00000003"
    assert good.is_dir()
    assert problem.value.en.endswith(f"lower --lr. The last good checkpoint is {good}.")
    assert "4스텝(에포크 1의 배치 4)에서 손실이 inf입니다" in problem.value.ko
    assert "--lr을 낮춰" in problem.value.ko
    assert problem.value.ko.endswith(f"마지막으로 온전한 체크포인트: {good}")
    assert same_weights(model, before[0])
    assert same_weights(newest(tmp_path)[0], before[0])


def test_only_the_newest_checkpoints_stay(tmp_path):
    fit(make(), TASK, replace(PLAN, checkpoint_minutes=0.0), out=tmp_path)
    assert KEPT == 2
    assert checkpoints(tmp_path) == ["step-00000014", "step-00000015"]


def test_a_run_without_a_folder_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fit(make(), TASK, replace(PLAN, epochs=1))
    assert list(tmp_path.iterdir()) == []


def test_a_run_started_afresh_in_an_old_folder_is_the_one_that_is_resumed(whole, tmp_path):
    fit(make(), TASK, replace(PLAN, epochs=6, checkpoint_minutes=0.0), out=tmp_path)
    stopped(tmp_path)
    assert newest(tmp_path)[1].batch == 2
    as_if_never_stopped(whole, tmp_path)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path):
    path.write_bytes(b"")


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Checkpoints of steps 6 and 7, made one after the other."""
    out = tmp_path_factory.mktemp("pair")
    stopped(out, n=8, checkpoint_minutes=0.0)
    assert checkpoints(out) == ["step-00000006", "step-00000007"]
    return out


@pytest.fixture
def last(pair, tmp_path):
    """The newer one of a copy of the pair in `tmp_path`."""
    shutil.copytree(pair, tmp_path, dirs_exist_ok=True)
    return tmp_path / "checkpoints" / "step-00000007"


DAMAGES = pytest.mark.parametrize("damage", [cut, empty, flip, Path.unlink])


@DAMAGES
@pytest.mark.parametrize("name", ["training.pt", "model.safetensors", "config.json"])
def test_a_damaged_checkpoint_is_passed_over_for_the_one_before(whole, damage, name, last, tmp_path, caplog):
    damage(last / name)
    with caplog.at_level(logging.WARNING):
        _, state = newest(tmp_path)
    assert state.batch == 1
    assert "step-00000007 is not whole" in caplog.text
    as_if_never_stopped(whole, tmp_path)


@pytest.mark.parametrize("damage", [cut, empty, Path.unlink])
@pytest.mark.parametrize("name", ["training.pt", "model.safetensors"])
def test_it_is_passed_over_without_its_checksums_too(damage, name, last, tmp_path):
    (last / "SHA256SUMS").unlink()
    damage(last / name)
    assert newest(tmp_path)[1].batch == 1


def test_checksums_that_were_cut_short_are_damage_too(last, tmp_path):
    noted = (last / "SHA256SUMS").read_text("utf-8").splitlines(keepends=True)
    for lines in (noted[:-1], noted[:1], []):
        (last / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
        assert newest(tmp_path)[1].batch == 1


def test_when_all_are_damaged_there_is_none(last, tmp_path):
    for folder in last.parent.iterdir():
        cut(folder / "training.pt")
    with pytest.raises(Problem, match="no checkpoint"):
        newest(tmp_path)


def test_a_half_written_folder_is_no_checkpoint(last, tmp_path):
    aside = last.parent / ".new-abc"
    shutil.copytree(last.with_name("step-00000006"), aside)
    os.utime(aside)
    assert newest(tmp_path)[1].batch == 2


@pytest.mark.parametrize("save_elsewhere", [False, True])
def test_what_a_killed_run_left_half_written_goes_with_a_later_write(save_elsewhere, tmp_path):
    folder = tmp_path if save_elsewhere else tmp_path / "checkpoints"
    stale, busy = folder / ".new-stale", folder / ".new-busy"
    for aside in (stale, busy):
        aside.mkdir(parents=True)
        (aside / "model.safetensors").write_bytes(b"half")
        os.utime(aside, (1e9, 1e9))
    os.utime(stale / "model.safetensors", (1e9, 1e9))
    if save_elsewhere:
        save(make(), None, tmp_path)
    else:
        stopped(tmp_path)
    assert not stale.exists()
    assert (busy / "model.safetensors").read_bytes() == b"half"  # another process is at it
    assert [p for p in folder.glob(".new-*") if p != busy] == []


def full_disk(*_args):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("place", ["write_model", "torch.save", "put"])
def test_a_full_disk_is_a_problem_and_leaves_the_earlier_checkpoint(whole, place, monkeypatch, tmp_path):
    stopped(tmp_path, n=3)
    before = checkpoints(tmp_path)
    with monkeypatch.context() as patch:
        if place == "put":
            patch.setattr("minitransformer.pretrained.disk.os.fsync", full_disk)
        else:
            patch.setattr(f"minitransformer.training.checkpoint.{place}", full_disk)
        with pytest.raises(Problem, match="No space left") as problem:
            resumed(tmp_path)
    assert "make room" in problem.value.en
    assert "공간" in problem.value.ko
    assert checkpoints(tmp_path) == before == ["step-00000003"]
    as_if_never_stopped(whole, tmp_path)


def test_a_disk_that_fills_up_while_the_state_is_written_is_told_as_such(monkeypatch, tmp_path):
    """PyTorch's own writer, given a path, tells a full disk as a RuntimeError with no word of it."""
    monkeypatch.setattr(checkpoint_module, "STATE", "/dev/full")
    if not Path("/dev/full").exists():
        monkeypatch.setattr(checkpoint_module.torch, "save", full_disk)
    with pytest.raises(Problem, match="No space left"):
        fit(make(), TASK, replace(PLAN, epochs=1), out=tmp_path)
    assert list((tmp_path / "checkpoints").iterdir()) == []


def test_transformers_loads_a_checkpoint_and_says_the_same(tmp_path):
    tokenizer = train_bpe(["안녕 반가워 " * 3], 13)
    assert tokenizer.vocab_size == 13
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, PLAN, out=tmp_path, tokenizer=tokenizer, on_step=Stop(8))
    folder = tmp_path / "checkpoints" / "step-00000007"
    with quiet():
        theirs, report = transformers.AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
    assert not any(report.values())
    ours, again = load(folder)
    torch.testing.assert_close(theirs.eval()(DATA).logits, ours(DATA), rtol=0, atol=1e-5)
    text = "반가워 안녕"
    read = transformers.AutoTokenizer.from_pretrained(folder)
    assert read.encode(text, add_special_tokens=False) == tokenizer.encode(text) == again.encode(text)


def test_a_checkpoint_holds_the_weights_of_its_step_not_the_best(tmp_path):
    at = {}
    model = make()

    def note(p):
        at[p.step] = weights(model)
        if p.step == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(model, TASK, PLAN, out=tmp_path, on_step=note)
    saved, state = newest(tmp_path)
    assert same_weights(saved, at[7])
    assert torch.equal(state.best_weights["embed.weight"], at[5]["embed.weight"])
    assert same_weights(load_model(tmp_path / "checkpoints" / "step-00000007"), at[7])


# not only a GPT


def test_a_classifier_goes_on_as_if_it_had_never_stopped_too(tmp_path):
    cfg = BERTConfig(
        d_model=12, n_heads=3, d_ff=20, vocab_size=13, n_layers=1, max_len=9, dropout=0.2, labels=("가", "나")
    )

    def fresh():
        model = BERTForClassification(cfg)
        initialise(model, torch.Generator().manual_seed(1), std=0.2)
        return model

    def classes(model, ids):
        return cross_entropy(model(ids), ids[:, 0] % 2)

    task = replace(TASK, loss=classes, evaluate=lambda m: {"heldout_loss": classes(m, DATA[:4]).item()})
    never, again = fresh(), fresh()
    history = fit(never, task, PLAN)
    with pytest.raises(KeyboardInterrupt):
        fit(fresh(), task, PLAN, out=tmp_path, on_step=Stop(8))
    assert told(fit(again, task, PLAN, out=tmp_path, resume=True)) == told(history)
    assert same_weights(again, never)
