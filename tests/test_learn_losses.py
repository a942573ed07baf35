"""The exercises on losses, steps and texts whose references are their own do what the library, or PyTorch, does."""

from itertools import pairwise

import pytest
import torch

from minitransformer.apps.fewshot.prompt import Prompter
from minitransformer.apps.fewshot.templates import TEMPLATES, Template
from minitransformer.data.batching import dialogue_batches
from minitransformer.data.dialogue import DialogueIds
from minitransformer.data.records import Example
from minitransformer.functional import IGNORE
from minitransformer.learn.checking import examine
from minitransformer.learn.course import find
from minitransformer.learn.exercises.pretraining.mask_expected import EXPECTED
from minitransformer.learn.exercises.training.adamw_step import adamw_step
from minitransformer.learn.exercises.uses.dialogue_batch import dialogue_batch
from minitransformer.learn.exercises.uses.few_shot_prompt import few_shot_prompt
from minitransformer.learn.shares import ALPHA, surprise
from minitransformer.text.masking import Masked, mask_tokens

MASKING = find("mask_tokens")


def normal(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize(("lr", "eps", "decay"), [(0.1, 1e-8, 0.01), (0.3, 0.2, 0.4), (1e-3, 1e-6, 0.0)])
def test_ten_steps_by_hand_are_ten_steps_of_pytorchs_adamw(lr, eps, decay):
    learnt = torch.nn.Parameter(normal(0, 3, 5))
    optimiser = torch.optim.AdamW([learnt], lr=lr, betas=(0.9, 0.95), eps=eps, weight_decay=decay)
    weight, mean, square = learnt.detach().clone(), torch.zeros(3, 5).double(), torch.zeros(3, 5).double()
    for step in range(1, 11):
        learnt.grad = normal(step, 3, 5)
        optimiser.step()
        weight, mean, square = adamw_step(
            weight, normal(step, 3, 5), mean, square, step, lr, 0.9, 0.95, eps, decay
        )
        torch.testing.assert_close(weight, learnt.detach(), rtol=0, atol=1e-12)
        state = optimiser.state[learnt]
        torch.testing.assert_close(mean, state["exp_avg"], rtol=0, atol=1e-12)
        torch.testing.assert_close(square, state["exp_avg_sq"], rtol=0, atol=1e-12)


def test_a_batch_of_dialogues_is_the_librarys():
    encoded = [DialogueIds([4, 7, 8, 6, 9, 2], 4), DialogueIds([4, 7, 6, 8, 8, 9, 5, 2], 3)]
    [library] = list(dialogue_batches(encoded, 2, pad_id=1, max_len=64))
    own = dialogue_batch(encoded, pad_id=1)
    assert torch.equal(own.ids, library.ids)
    assert torch.equal(own.labels, library.labels)
    assert own.labels[0].tolist() == [IGNORE, IGNORE, IGNORE, 9, 2, IGNORE, IGNORE]


@pytest.mark.parametrize(
    "template", [*TEMPLATES.values(), Template("{text} ->  {label}!", "; "), Template("{text}\n{label}")]
)
@pytest.mark.parametrize("n", [0, 3])
def test_a_few_shot_prompt_is_the_librarys(template, n):
    shots = [Example("좋다", "긍정"), Example("{label}?", "부정"), Example("10점 ", "긍정")][:n]
    asked = Example("그저 그렇다", "부정")
    library = Prompter(template, ("긍정", "부정")).test(shots, asked)
    assert few_shot_prompt(template, shots, asked) == library


def masked(**change):
    def function(ids, *, mask_id, vocab_size, special_ids, generator, fraction=0.15, heads=None):
        known = {"mask_id": mask_id, "vocab_size": vocab_size, "special_ids": special_ids}
        torch.rand(change.get("skip", 0), generator=generator)
        found = mask_tokens(ids, **known, generator=generator, fraction=fraction, heads=heads)
        return change.get("then", lambda m: m)(found)

    return function


@pytest.mark.parametrize("skip", range(5))
def test_other_draws_of_a_right_masking_pass(skip):
    verdict = examine(MASKING, masked(skip=skip))
    assert verdict.passed, str(verdict)


ILL_FORMED = {
    "nothing": (lambda m: None, "returns nothing"),
    "a pair": (lambda m: (m.ids, m.labels), "returns (Tensor, Tensor)"),
    "other axes": (lambda m: Masked(m.ids[..., 1:], m.labels), "The shape of your ids is"),
    "floats": (lambda m: Masked(m.ids.float(), m.labels), "The dtype of your ids is float32"),
    "labels turned round": (lambda m: Masked(m.ids, m.labels.flip(-1)), "special tokens with a label"),
}


@pytest.mark.parametrize("name", ILL_FORMED)
def test_what_cannot_be_counted_is_told_in_a_sentence(name):
    then, words = ILL_FORMED[name]
    verdict = examine(MASKING, masked(then=then))
    assert verdict.state == "failed"
    assert verdict.mistakes == ()
    assert words in verdict.said.en


def test_a_masking_that_fails_on_long_texts_only_is_told_in_a_sentence():
    def function(ids, *, mask_id, vocab_size, special_ids, generator, fraction=0.15, heads=None):
        if ids.numel() > 1000:
            raise MemoryError
        known = {"mask_id": mask_id, "vocab_size": vocab_size, "special_ids": special_ids}
        return mask_tokens(ids, **known, generator=generator, fraction=fraction, heads=heads)

    verdict = examine(MASKING, function)
    assert verdict.state == "failed"
    assert "0 of 1000" in verdict.said.en


def test_pairs_that_cannot_be_counted_are_told_in_a_sentence():
    def function(documents, generator):
        return [(first, second, 0) for document in documents for first, second in pairwise(document)]

    verdict = examine(find("next_sentence_pairs"), function)
    assert verdict.state == "failed"
    assert verdict.mistakes == ()
    assert "lists of Pair: 0 of 1000" in verdict.said.en


def test_enough_is_counted_to_tell_nine_per_cent_from_ten():
    counted = {share.name.en: share for share in MASKING.shares(mask_tokens)}
    same = counted["chosen tokens shown unchanged"]
    assert same.trials > 60_000
    assert surprise(round(0.093 * same.trials), same.trials, same.expected) < ALPHA / 1000
    assert len(counted) == len(EXPECTED)
