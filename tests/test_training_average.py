"""Averaged weights: what is judged and kept is the running mean, and a resumed run goes on with it."""

from dataclasses import replace

import pytest
import torch
from test_training_fit import PLAN, TASK, Stop, make, same_weights, weights

from minitransformer.training.fit import fit

AVERAGED = replace(PLAN, average=0.9, keep="last")


def followed(plan):
    """A run, with the weights after every step."""
    after = []

    def note(progress):
        if progress.heldout is None:
            after.append(weights(model))

    model = make()
    history = fit(model, TASK, plan, on_step=note)
    return model, history, after


def test_what_is_kept_is_the_running_mean_of_the_weights_of_every_step():
    model, _, after = followed(AVERAGED)
    mean = dict(after[0])
    for n, step in enumerate(after[1:], start=1):
        share = min(0.9, (1 + n) / (10 + n))
        mean = {name: share * mean[name] + (1 - share) * step[name] for name in mean}
    assert not same_weights(model, after[-1])
    for name, kept in weights(model).items():
        torch.testing.assert_close(kept, mean[name], rtol=1e-5, atol=1e-6)


def test_what_is_looked_at_is_the_mean_and_what_learns_is_not():
    plain, averaged = followed(replace(PLAN, keep="last")), followed(AVERAGED)
    assert averaged[1].train_loss == plain[1].train_loss
    assert averaged[1].heldout != plain[1].heldout
    assert averaged[1].heldout[-1]["heldout_loss"] == TASK.evaluate(averaged[0])["heldout_loss"]


def test_the_best_of_the_means_is_kept():
    model, history, _ = followed(replace(AVERAGED, keep="best"))
    assert history.best["heldout_loss"] == TASK.evaluate(model)["heldout_loss"]


@pytest.mark.parametrize("keep", ["best", "last"])
def test_a_run_that_was_interrupted_goes_on_with_its_mean(tmp_path, keep):
    plan = replace(AVERAGED, keep=keep)
    whole, _, _ = followed(plan)
    with pytest.raises(KeyboardInterrupt):
        fit(make(), TASK, plan, out=tmp_path, on_step=Stop(8))
    model = make()
    fit(model, TASK, plan, out=tmp_path, resume=True)
    assert same_weights(model, whole)


def test_the_tied_table_is_still_one_tensor():
    model, _, _ = followed(AVERAGED)
    assert model.unembed.weight is model.embed.weight
