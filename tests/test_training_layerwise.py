"""Layers learn at their own pace: which, how fast, from when on, and just so when a run is taken up again."""

from dataclasses import replace

import pytest
import torch
from test_training_fit import PLAN, STEPS, TASK, Stop, make, same_weights, told, weights

from minitransformer.core.config import BERTConfig
from minitransformer.models.bert_tasks import BERTForClassification
from minitransformer.training.fit import fit
from minitransformer.training.layerwise import DECAY, Group, discriminative, layers, set_pace, unfreezing
from minitransformer.training.schedule import adamw


def names_of(model, groups):
    known = {id(p): name for name, p in model.named_parameters()}
    return [{known[id(p)] for p in group} for group in groups]


def bert():
    words = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": 13, "n_layers": 3, "max_len": 9}
    return BERTForClassification(BERTConfig(**words, labels=("가", "나")))


@pytest.mark.parametrize("model", [make(), bert()], ids=["gpt", "bert"])
def test_layers_are_the_embeddings_each_block_and_the_top(model):
    bottom, *blocks, top = names_of(model, layers(model))
    assert len(blocks) == model.cfg.n_layers
    for i, block in enumerate(blocks):
        assert block == {n for n in dict(model.named_parameters()) if f"blocks.{i}." in n}
    assert all("embed" in n or "positions" in n or "segments" in n for n in bottom)
    assert not any("embed" in n or "blocks" in n for n in top)
    assert bottom.union(top, *blocks) == set(dict(model.named_parameters()))
    assert sum(map(len, layers(model))) == len(list(model.parameters()))


def test_each_layer_learns_slower_than_the_one_above_it():
    groups = discriminative(make())
    assert [group.rate for group in groups] == [DECAY**-i for i in range(4)]
    assert [g.wakes for g in groups] == [0.0] * 4
    assert [g.wakes for g in unfreezing(groups, over=0.6)] == pytest.approx([0.0, 0.2, 0.4, 0.6])
    assert [g.rate for g in unfreezing(groups)] == [g.rate for g in groups]


def test_a_first_step_moves_each_layer_by_its_share():
    """A first step of AdamW is as long as the rate, whatever the gradient."""
    model = make(dropout=0.0)
    before = weights(model)
    task = replace(TASK, groups=discriminative)
    moved = {}

    def note(progress):
        moved.setdefault(
            "at", {n: (p.detach() - before[n]).abs().max().item() for n, p in model.named_parameters()}
        )
        moved.setdefault("lr", progress.lr)

    fit(model, task, replace(PLAN, weight_decay=0.0), on_step=note)
    names = {id(p): n for n, p in model.named_parameters()}
    for group in discriminative(model):
        longest = max(moved["at"][names[id(p)]] for p in group.parameters)
        assert longest == pytest.approx(moved["lr"] * group.rate, rel=2e-3)


def test_a_frozen_layer_keeps_every_bit_gets_no_gradient_and_wakes_on_time():
    model, start = make(), None
    task = replace(TASK, groups=lambda m: unfreezing(discriminative(m), over=0.6))
    groups = unfreezing(discriminative(model), over=0.6)
    names = names_of(model, [g.parameters for g in groups])
    start, seen = weights(model), []

    def note(progress):
        if progress.heldout is None:
            now = weights(model)
            seen.append(
                (progress.done, [any(not torch.equal(now[n], start[n]) for n in group) for group in names])
            )
            for group, members in zip(groups, names, strict=True):
                if progress.done < group.wakes:
                    assert all(model.get_parameter(n).grad is None for n in members)

    fit(model, task, replace(PLAN, keep="last"), on_step=note)
    assert len(seen) == STEPS
    for done, moved in seen:
        assert moved == [done >= group.wakes for group in groups]
    assert all(p.requires_grad for p in model.parameters())


def test_what_never_learns_is_not_woken():
    model = make()
    (fixed,) = model.positions.parameters()
    fixed.requires_grad_(False)
    before = fixed.clone()
    fit(model, replace(TASK, groups=lambda m: unfreezing(discriminative(m))), PLAN)
    assert torch.equal(fixed, before)
    assert not fixed.requires_grad


def test_without_groups_a_run_is_what_it_was():
    plain, alike = make(), make()
    history = fit(plain, TASK, PLAN)
    same = fit(alike, replace(TASK, groups=lambda m: [Group(list(m.parameters()))]), PLAN)
    assert told(history) == told(same)
    assert same_weights(plain, alike)
    assert all(g.keys() == adamw(make(), 1.0).param_groups[0].keys() for g in adamw(make(), 0.1).param_groups)


@pytest.mark.parametrize("n", [3, 7, 10, 13])
def test_a_run_that_was_stopped_in_any_phase_ends_bit_equal(n, tmp_path):
    task = replace(TASK, groups=lambda m: unfreezing(discriminative(m), over=0.7))
    whole, again, stopped = make(), make(), make()
    history = fit(whole, task, PLAN)
    with pytest.raises(KeyboardInterrupt):
        fit(stopped, task, PLAN, out=tmp_path, on_step=Stop(n))
    assert all(p.requires_grad for p in stopped.parameters())
    assert told(fit(again, task, PLAN, out=tmp_path, resume=True)) == told(history)
    assert same_weights(again, whole)


def test_the_pace_of_a_group_is_set_for_the_moment():
    model = make()
    optimiser = adamw(model, 1.0, groups=[Group(list(model.parameters()), 0.5, 0.3)])
    for done, awake in ((0.0, False), (0.29, False), (0.3, True), (1.0, True), (0.1, False)):
        set_pace(optimiser, 0.8, done)
        assert all(p.requires_grad == awake for p in model.parameters())
        assert [g["lr"] for g in optimiser.param_groups] == [0.4, 0.4]
