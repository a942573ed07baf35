"""Where a program of the symptom atlas differs from the right one: found by comparing, and without training."""

from dataclasses import replace

import torch
from atlas_measures import SHOWN
from atlas_task import Recipe, answer_of, batch_of, prompt_of
from torch.nn.utils import parameters_to_vector

STEPS = 20
"""So many are taken to compare two ways of taking them."""


def instruments(recipe, some):
    """Where the program differs from the right one, found without training, on loud random weights."""
    right, few = Recipe(), some[:16]
    judge, batch = loud(right), batch_of(few)
    with torch.no_grad(), recipe.in_place():
        mine = recipe.build()
        left = mine.load_state_dict(judge.state_dict(), strict=False)  # a wrong model may have fewer weights
        if left.missing_keys:
            raise ValueError(f"weights that the right model does not give: {left.missing_keys}")
        recipe.alter(mine)
        recipe.settle(mine)
        scores, leak = mine(batch.ids, batch.real), leak_of(mine)
        taken = recipe.batch(few)
    with torch.no_grad():
        true = judge(batch.ids, batch.real)
        own = recipe.loss(judge(taken.ids, taken.real), taken.labels)
        usual = right.loss(true, batch.labels)
    apart = (scores - true)[batch.real].abs().max() / true[batch.real].abs().max()
    return {
        "leak": leak,
        "parity": apart.item(),
        "loss_apart": (own - usual).item(),
        "start_apart": start_apart(recipe),
        "steps_apart": steps_apart(recipe, some),
    }


def loud(recipe):
    """A model in which everything matters: also biases and gains are drawn."""
    model, generator = recipe.build().eval(), torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0.0, 0.3, generator=generator)
    return model


def leak_of(model):
    """By how much earlier scores change when the last letter does: 0 where nobody looks ahead."""
    ids = torch.tensor([[*prompt_of(SHOWN[0]), *answer_of(SHOWN[0])[:-1]]])
    other = ids.clone()
    other[0, -1] = SHOWN[1][0]
    real = torch.ones_like(ids, dtype=torch.bool)
    torch.manual_seed(0)
    one = model(ids, real)[:, :-1]
    torch.manual_seed(0)
    return (one - model(other, real)[:, :-1]).abs().max().item()


def start_apart(recipe):
    """How far its first weights are from the right ones."""
    with recipe.in_place():
        mine = recipe.build().embed.weight
    return (mine - Recipe().build().embed.weight).abs().max().item()


def steps_apart(recipe, some):
    """Where some steps of its optimiser lead the right model on the right batches: how far from where the right
    optimiser does, in lengths of that way."""
    names = ("optimiser", "take_step", "next_words", "warmup")
    steered = replace(Recipe(), **{name: getattr(recipe, name) for name in names})
    if steered == Recipe():
        return 0.0
    ends = []
    for each in (Recipe(), steered):
        model = each.build()
        start = parameters_to_vector(model.parameters()).detach().clone()
        each.teach(model, STEPS, some)
        ends.append(parameters_to_vector(model.parameters()).detach() - start)
    return ((ends[1] - ends[0]).norm() / ends[0].norm()).item()
