"""What a leak does to a model that has learnt to copy and nothing else; and the length of texts in a picture."""

import importlib
import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from prompted import LABELS

from minitransformer.apps.fewshot.experiment import Experiment
from minitransformer.apps.fewshot.templates import TEMPLATES
from minitransformer.apps.size import Size
from minitransformer.data.records import Example
from minitransformer.models.gpt import GPT
from minitransformer.plots.lengths import token_lengths
from minitransformer.training.fit import fit
from minitransformer.training.plan import Plan

TINY = Size(d_model=32, n_layers=1, n_heads=2, vocab_size=80, max_len=128)


@pytest.fixture(scope="module")
def study():
    folder = str(Path(__file__).parent.parent / "figures")
    sys.path.insert(0, folder)
    import fewshot_models

    yield fewshot_models
    sys.path.remove(folder)


@pytest.fixture(scope="module")
def compared(study):
    """Labels drawn at random: there is nothing to understand, and only the label before to go by."""
    random = np.random.default_rng(0)
    texts = [a + b for a in "가나다라마바사아자차카타파하" for b in "고노도로모보소오조초코토포호"]
    examples = [
        Example(text, LABELS[i]) for text, i in zip(texts, random.integers(2, size=len(texts)), strict=True)
    ]
    taught, asked = examples[40:], examples[:40]
    lines = [line for e in taught for line in study.worded([e]).splitlines()]
    tokenizer = study.line_tokenizer(lines, TINY.vocab_size)
    rows = [[tokenizer.bos_id, *tokenizer.encode(text)] for text in study.neighbours(taught, 200, agree=1.0)]
    names = [i for label in LABELS for i in tokenizer.encode(f" {label}")]
    model = study.new_gpt(GPT, tokenizer, TINY)
    task = study.reading_task(tokenizer, rows[20:], rows[:20], 8, only=names)
    fit(model, task, Plan(lr=2e-2, epochs=3, keep="last"))
    made = Experiment(model, tokenizer, TEMPLATES["emotion"], LABELS, asked, taught, shots=0, guessing=0.5)
    return {name: made.run(slips) for name, slips in (("honest", ()), ("leak", ("leak",)))}


@pytest.mark.parametrize(("page", "begins"), [("README.md", "300 reviews"), ("README.ko.md", "영화평 300개")])
def test_the_picture_of_the_slips_has_the_numbers_of_the_table_and_names_how_many_examples(
    study, page, begins
):
    root = Path(study.__file__).parent.parent
    runs = json.loads((root / "figures" / "study_fewshot.json").read_text("utf-8"))["runs"]
    drawn = importlib.import_module("study_fewshot").draw(runs, "en").axes[3]
    table = (root / page).read_text("utf-8").split(f"| {begins}", 1)[1].split("\n\n", 1)[0]
    told = re.findall(r"\| \**(0\.\d{3})\** \| (0\.\d{3}) – (0\.\d{3}) \|", table)
    assert [f"{bar.get_height():.3f}" for bar in drawn.patches] == [accuracy for accuracy, _, _ in told]
    found = runs["slips/2"]
    likelihood = [found[name]["likelihood"] for name in ("honest", "newline", "leak", "hangul-only")]
    assert [tuple(f"{s[k]:.3f}" for k in ("accuracy", "low", "high")) for s in likelihood] == told
    assert drawn.get_title().endswith(", 2 examples")


def test_a_leak_makes_a_model_that_only_copies_look_wise_and_the_honest_prompt_does_not(compared):
    for way in ("likelihood", "generation"):
        honest, leak = compared["honest"].scores[way], compared["leak"].scores[way]
        assert honest.verdict == "no better"
        assert leak.verdict == "better"
        assert leak.accuracy > 0.9


def test_documents_are_of_one_opinion_nine_times_in_ten(study):
    examples = [Example("가", "긍정"), Example("나", "부정")]
    pairs = agree = 0
    for text in study.neighbours(examples, 400):
        labels = [line for line in text.splitlines() if line.startswith("감정")]
        assert 3 <= len(labels) <= 8
        pairs += len(labels) - 1
        agree += sum(a == b for a, b in pairwise(labels))
    assert agree / pairs == pytest.approx(0.9, abs=0.02)


def test_only_the_labels_count_for_the_copier_and_every_word_for_a_reader(study):
    tokenizer = study.line_tokenizer(["문장: 가", "감정: 긍정", "감정: 부정"], 60)
    row = [tokenizer.bos_id, *tokenizer.encode("문장: 가\n감정: 긍정\n")]
    (name,) = tokenizer.encode(" 긍정")
    model = study.new_gpt(GPT, tokenizer, TINY).eval()
    log_p = model(torch.tensor([row])).log_softmax(-1)[0]
    surprise = [-log_p[t - 1, row[t]] for t in range(1, len(row))]
    for only, expected in (
        (None, surprise),
        ([name], [s for s, i in zip(surprise, row[1:], strict=True) if i == name]),
    ):
        task = study.reading_task(tokenizer, [row], [row], 1, only)
        (batch,) = task.batches(0, torch.Generator())
        assert task.loss(model, batch).item() == pytest.approx(torch.stack(expected).mean().item(), rel=1e-5)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_lengths_of_texts_are_drawn_with_their_numbers(language):
    figure = token_lengths([1, 2, 3, 4, 40], 25, language=language)
    legend = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert [any(number in text for text in legend) for number in ("10.00", "11.2", "25", "80")] == [True] * 4
    assert sum(bar.get_height() for bar in figure.axes[0].patches) == 5
    assert figure.get_label() == (
        "Tokens of 5 texts: mean 10.00, 80th percentile 11.2, most 40. 80.0% have at most 25."
    )
    assert "limit" not in str(token_lengths([3]).get_label())


def test_a_negative_length_is_named():
    with pytest.raises(ValueError, match="-1"):
        token_lengths([3, -1])
