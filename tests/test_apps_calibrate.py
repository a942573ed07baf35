"""A classifier that is as often right as it is sure."""

import pytest
import torch

from minitransformer.apps import run as run_app
from minitransformer.apps import train_classifier as classifier_app
from minitransformer.apps.calibrate import best_temperature, calibrate
from minitransformer.apps.classifier import Classifier
from minitransformer.apps.scores import score
from minitransformer.apps.size import Size
from minitransformer.apps.teach_classifier import BODIES
from minitransformer.apps.train_classifier import train_classifier
from minitransformer.data.records import Example
from minitransformer.pretrained import load
from minitransformer.training.plan import Plan

LABELS = ("가", "나", "다")
MINIATURE = Size(d_model=32, n_layers=1, n_heads=2, vocab_size=60, dropout=0.0)


@pytest.mark.parametrize("factor", [0.25, 1.0, 3.0])
def test_the_temperature_undoes_what_scores_were_multiplied_with(factor):
    generator = torch.Generator().manual_seed(0)
    honest = 2 * torch.randn(20_000, 3, generator=generator)
    labels = torch.multinomial(honest.softmax(-1), 1, generator=generator).squeeze(1)
    assert best_temperature(honest * factor, labels) == pytest.approx(factor, rel=0.05)


def overconfident(body):
    """A classifier whose scores are drawn, and far too large: right in half of all cases, and always sure."""
    generator = torch.Generator().manual_seed(0)
    texts = [f"{word} {i}" for i in range(60) for word in LABELS]
    model, tokenizer = BODIES[body](texts, LABELS, MINIATURE, generator)
    with torch.no_grad():
        for parameter in model.classify.parameters():
            parameter *= 200
    classifier = Classifier(model.eval(), tokenizer)
    said = [max(row, key=row.__getitem__) for row in classifier.probabilities(texts)]
    truth = [label if i % 2 else LABELS[i % 3] for i, label in enumerate(said)]
    return classifier, [Example(*pair) for pair in zip(texts, truth, strict=True)]


@pytest.mark.parametrize("body", ["bert", "gpt"])
def test_a_classifier_that_was_too_sure_is_less_so_and_says_the_same(body):
    classifier, aside = overconfident(body)
    texts, truth = [e.text for e in aside], [e.label for e in aside]
    before = classifier.probabilities(texts)
    temperature = calibrate(classifier, aside)
    after = classifier.probabilities(texts)
    assert temperature > 1.3
    for a, b in zip(before, after, strict=True):
        cooled = torch.tensor(list(a.values()), dtype=torch.double).clamp_min(1e-30).log() / temperature
        assert list(b.values()) == pytest.approx(cooled.softmax(-1).tolist(), abs=1e-3)
    assert score(after, truth, LABELS).accuracy == score(before, truth, LABELS).accuracy
    assert score(after, truth, LABELS).ece < score(before, truth, LABELS).ece - 0.1


def test_a_run_keeps_the_calibrated_model_and_writes_the_temperature_down(tmp_path, monkeypatch):
    for module in (run_app, classifier_app):
        monkeypatch.setattr(module, "save_picture", lambda *_: None)
    rows = [Example(f"{label} {i}", label) for i in range(20) for label in LABELS]
    plan, words = Plan(lr=5e-3, epochs=2), {"kind": "classify", "source": MINIATURE, "data_name": "rows"}
    plain = train_classifier(rows, rows, LABELS, tmp_path / "plain", plan, **words)
    found = train_classifier(rows, rows, LABELS, tmp_path / "cooled", plan, aside=rows[:30], **words)
    assert "temperature" not in plain.metrics
    assert found.metrics["temperature"] != pytest.approx(1.0, abs=0.1)
    assert found.metrics["accuracy"] == plain.metrics["accuracy"]
    before, after = (
        Classifier(*load(tmp_path / name)).probabilities([rows[0].text])[0] for name in ("plain", "cooled")
    )
    logs = torch.tensor(list(before.values())).log() / found.metrics["temperature"]
    assert list(after.values()) == pytest.approx(logs.softmax(-1).tolist(), abs=1e-4)
