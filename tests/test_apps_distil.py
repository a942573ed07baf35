"""A student that learns from what another method thinks."""

import pytest
import torch

from minitransformer.apps.classifier import Classifier
from minitransformer.apps.distil import distillation_task
from minitransformer.apps.size import Size
from minitransformer.apps.teach_classifier import class_loss, classifier_task, new_classifier
from minitransformer.data.records import Example
from minitransformer.functional import cross_entropy
from minitransformer.training.fit import fit
from minitransformer.training.losses import soft_cross_entropy
from minitransformer.training.plan import Plan

LABELS = ("가", "나", "다")
MINIATURE = Size(d_model=32, n_layers=1, n_heads=2, vocab_size=60, dropout=0.0)
TEXTS = ["비가 오는 날", "눈이 오는 밤", "해가 뜨는 아침 바다", "달이 지는 산"]
GIVEN = {"batch_size": 2, "max_len": 40, "corruption": 0.0}


def miniature():
    return new_classifier(TEXTS, LABELS, MINIATURE, torch.Generator().manual_seed(0))


def test_a_target_with_all_in_one_place_is_a_label():
    scores = torch.randn(6, 3, generator=torch.Generator().manual_seed(0))
    labels = torch.tensor([0, 1, 2, 2, 1, 0])
    found = soft_cross_entropy(scores, torch.eye(3)[labels])
    assert found.item() == pytest.approx(cross_entropy(scores, labels).item(), abs=1e-6)


def test_the_surprise_is_least_where_the_scores_say_what_the_targets_say():
    targets = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
    scores = targets.log().requires_grad_()
    soft_cross_entropy(scores, targets).backward()
    assert scores.grad.abs().max() < 1e-6
    surer = (2 * targets.log()).requires_grad_()
    soft_cross_entropy(surer, targets).backward()
    assert surer.grad[0, 0] > 0.01


def test_a_student_of_labels_has_the_loss_of_who_learns_the_labels():
    model, tokenizer = miniature()
    examples = [Example(text, LABELS[i % 3]) for i, text in enumerate(TEXTS)]
    targets = torch.eye(3)[[LABELS.index(e.label) for e in examples]]
    soft = distillation_task(tokenizer, LABELS, TEXTS, targets, examples, **GIVEN)
    hard = classifier_task(tokenizer, LABELS, examples, examples, **GIVEN)
    for a, b in zip(*(t.batches(0, torch.Generator().manual_seed(1)) for t in (soft, hard)), strict=True):
        assert torch.equal(a.ids, b.ids)
        assert soft.loss(model, a).item() == pytest.approx(class_loss(model, b).item(), abs=1e-6)
    assert soft.evaluate(model) == hard.evaluate(model)


def test_a_student_says_of_every_text_what_its_teacher_said():
    model, tokenizer = miniature()
    targets = torch.tensor([[0.8, 0.1, 0.1], [0.2, 0.6, 0.2], [0.05, 0.05, 0.9], [0.4, 0.3, 0.3]])
    task = distillation_task(tokenizer, LABELS, TEXTS, targets, [Example(TEXTS[0], "가")], **GIVEN)
    fit(model, task, Plan(lr=1e-2, epochs=120, keep="last"))
    said = [list(row.values()) for row in Classifier(model, tokenizer).probabilities(TEXTS)]
    assert torch.allclose(torch.tensor(said), targets, atol=0.05)
