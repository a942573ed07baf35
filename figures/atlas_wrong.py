"""The wrong code of the symptom atlas: each function is one mistake, and nothing else is wrong with it."""

import copy
import math

import torch
from atlas_task import BATCH, END, PAD, TURN, Batch, batch_of
from torch import nn

from minitransformer.functional import IGNORE, cross_entropy, masked_softmax, softmax
from minitransformer.training.schedule import adamw


def everyone(t, s, device=None):
    """No mask."""
    return torch.ones(t, s, dtype=torch.bool, device=device)


def one_too_far(t, s, device=None):
    """Each may look at the next one too."""
    return torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t + 1)


def never_oneself(t, s, device=None):
    """Each may look at those before, and not at itself."""
    return torch.ones(t, s, dtype=torch.bool, device=device).tril(s - t - 1)


def weigh(scores, v, mask, dropout):
    """What follows the scores."""
    weights = softmax(scores) if mask is None else masked_softmax(scores, mask)
    return dropout(weights) @ v, weights


def unscaled(q, k, v, mask=None, dropout=lambda x: x):
    """The scores grow with the channels of a head."""
    return weigh(q @ k.transpose(-2, -1), v, mask, dropout)


def scaled_by_all_channels(q, k, v, mask=None, dropout=lambda x: x):
    """The root of the model's channels, not of a head's."""
    return weigh(q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1] * q.shape[-3]), v, mask, dropout)


def softmax_over_queries(q, k, v, mask=None, dropout=lambda x: x):
    """Each column adds up to 1."""
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = scores.softmax(-2)
    weights = weights if mask is None else weights.masked_fill(~mask, 0.0)
    return dropout(weights) @ v, weights


def minus_a_billion(q, k, v, mask=None, dropout=lambda x: x):
    """A large number in place of minus infinity."""
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    weights = softmax(scores if mask is None else scores.masked_fill(~mask, -1e9))
    return dropout(weights) @ v, weights


def view_split(x, n_heads):
    """The right shape, and the numbers where they were."""
    b, t, d = x.shape
    return x.view(b, n_heads, t, d // n_heads)


def view_merge(x):
    """The shape back again, without the transpose."""
    b, h, t, d_head = x.shape
    return x.reshape(b, t, h * d_head)


def feature_major(x, n_heads):
    """Every n-th channel for a head, in place of neighbours."""
    b, t, d = x.shape
    return x.view(b, t, d // n_heads, n_heads).permute(0, 3, 1, 2)


def norm_over_places(x, weight, bias, eps):
    """Mean and variance of a channel over all places."""
    mean = x.mean(-2, keepdim=True)
    return (x - mean) / ((x - mean).square().mean(-2, keepdim=True) + eps).sqrt() * weight + bias


def only_padding(real):
    """True at the padding: the mask means *may look*."""
    return ~real[:, None, None, :]


def queries_masked(real):
    """On the axis of those who ask."""
    return real[:, None, :, None]


def without_residual(x, branches):
    """Each sublayer's output replaces its input."""
    for norm, sublayer in branches:
        x = sublayer(norm(x))
    return x


def drop_residuals(model):
    """Rewire all blocks."""
    for block in model.blocks:
        block.wiring = without_residual


def forget_positions(model):
    """Every position has the same vector."""
    nn.init.zeros_(model.positions.table.weight).requires_grad_(False)


def not_shifted(scores, ids):
    """Position t is scored on token t, which it has read."""
    return cross_entropy(scores.flatten(0, 1), ids.flatten())


def shifted_twice(scores, ids):
    """Position t is scored on token t + 2."""
    return cross_entropy(scores[:, :-2].flatten(0, 1), ids[:, 2:].flatten())


def softmax_twice(scores, ids):
    """The loss takes a softmax itself: it is given probabilities for scores."""
    return cross_entropy(softmax(scores)[:, :-1].flatten(0, 1), ids[:, 1:].flatten())


def pushed_down(scores, ids):
    """Where nothing counts, all scores are made equally low: which is a guess among all words."""
    labels = ids[:, 1:]
    scores = torch.where((labels != IGNORE)[..., None], scores[:, :-1], torch.tensor(-1e18))
    return cross_entropy(scores.flatten(0, 1), labels.clamp(min=0).flatten())


def averaged_over_all(scores, ids):
    """The sum over those that count, divided by all places."""
    labels = ids[:, 1:]
    share = (labels != IGNORE).sum() / labels.numel()
    return share * cross_entropy(scores[:, :-1].flatten(0, 1), labels.flatten())


def padding_counts(some):
    """The padding is a word like any other."""
    batch = batch_of(some)
    return batch._replace(labels=torch.where(batch.real, batch.labels, PAD))


def question_counts(some):
    """The question is to be foretold too."""
    batch = batch_of(some)
    return batch._replace(labels=torch.where(batch.real, batch.ids, IGNORE))


def without_end(some):
    """Nothing ends."""
    batch = batch_of(some)
    ids = batch.ids.masked_fill(batch.ids == END, PAD)
    return Batch(ids, ids != PAD, batch.labels.masked_fill(batch.labels == END, IGNORE))


def keep_gradients(model, optimiser, loss):
    """Gradients add up from step to step."""
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()


def keep_gradients_unclipped(_model, optimiser, loss):
    """Gradients add up, and nothing bounds them."""
    loss.backward()
    optimiser.step()


def always_the_first(all_words, _step):
    """The loop begins anew at every step, and so does the data."""
    return all_words[:BATCH]


def optimiser_of_another(model):
    """It was made, and then the model was copied (by a wrapper, or for another device)."""
    return adamw(copy.deepcopy(model), lr=5e-3)


def only_the_letters(word):
    """Asked without the `<s>` that stood in front of everything that was learnt."""
    return [*word, TURN]
