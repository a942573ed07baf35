"""The loss microscope: its parts add up, and each slip is named where it is made and nowhere else."""

import io
import math

import pytest
import torch
from rich.console import Console
from torch.nn.functional import cross_entropy

from minitransformer.apps.teach_masked import Masking
from minitransformer.data import embedded
from minitransformer.data.batching import dialogue_batches
from minitransformer.data.dialogue import encode_dialogue
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE
from minitransformer.learn import microscope
from minitransformer.text.train import train_bpe, train_wordpiece


@pytest.fixture(scope="module")
def dialogues():
    return embedded.dialogues()[:200]


@pytest.fixture(scope="module")
def tokenizer(dialogues):
    return train_bpe((text for d in dialogues for text in (d.question, d.answer)), 500)


@pytest.fixture(scope="module")
def batch(dialogues, tokenizer):
    encoded = [encode_dialogue(tokenizer, d.question, d.answer) for d in dialogues[:6]]
    return next(iter(dialogue_batches(encoded, 6, tokenizer.pad_id, 64)))


def scores_for(labels, words, seed=0):
    return torch.randn(*labels.shape, words, generator=torch.Generator().manual_seed(seed))


def named(slide):
    return [finding.name for finding in slide.findings]


def adds_up(slide, scores, labels):
    parts = sum(place.part for row in slide.rows for place in row)
    theirs = cross_entropy(scores.double().flatten(0, -2), labels.flatten(), ignore_index=IGNORE).item()
    assert parts == pytest.approx(slide.loss, abs=1e-6)
    assert slide.loss == pytest.approx(theirs, abs=1e-6)


# good batches


def test_it_speaks_the_language_that_is_asked_for(batch, tokenizer):
    scores = scores_for(batch.labels, tokenizer.vocab_size)
    english, korean = (
        microscope(batch.ids, batch.labels, scores, tokenizer, language=language) for language in ("en", "ko")
    )
    assert english.summary.startswith("loss ")
    assert korean.summary.startswith("손실 ")


def test_the_parts_of_a_causal_batch_add_up_and_nothing_is_wrong(batch, tokenizer):
    scores = scores_for(batch.labels, tokenizer.vocab_size)
    slide = microscope(batch.ids, batch.labels, scores, tokenizer)
    adds_up(slide, scores, batch.labels)
    assert named(slide) == []
    first = slide.rows[0]
    assert [place.counts for place in first] == (batch.labels[0] != IGNORE).tolist()
    assert first[0].input == "<s>"
    assert [p.target for p in first if p.counts][-1] == "</s>"
    assert all(place.part == 0 and place.target == "" for place in first if not place.counts)


def test_the_parts_of_a_batch_of_hidden_words_add_up(dialogues):
    words = train_wordpiece((d.question for d in dialogues), 400)
    batch = Masking(words, 40).fixed([(d.question, d.answer) for d in dialogues[:30]])[0]
    scores = scores_for(batch.labels, words.vocab_size)
    slide = microscope(batch.ids, batch.labels, scores, words, kind="masked")
    adds_up(slide, scores, batch.labels)
    assert named(slide) == []


def test_the_parts_of_a_batch_of_classes_add_up():
    ids, labels = torch.arange(12).reshape(3, 4), torch.tensor([0, 2, 1])
    scores = scores_for(labels, 3)
    slide = microscope(ids, labels, scores, kind="class")
    adds_up(slide, scores, labels)
    assert [place.target for place in slide.rows[0]] == ["0", "2", "1"]
    assert slide.rows[0][1].input == "4 5 6 7"


def test_hugging_faces_labels_are_moved_here(batch, tokenizer):
    ids = batch.ids
    labels = torch.where(ids == tokenizer.pad_id, IGNORE, ids)
    scores = scores_for(ids, tokenizer.vocab_size)
    slide = microscope(ids, labels, scores, shift=True)
    theirs = cross_entropy(
        scores[:, :-1].double().flatten(0, 1), labels[:, 1:].flatten(), ignore_index=IGNORE
    )
    assert slide.loss == pytest.approx(theirs.item(), abs=1e-6)
    assert named(slide) == []


def test_a_batch_of_ones_own_needs_no_tokenizer():
    ids, labels = torch.tensor([[5, 6, 7]]), torch.tensor([[6, 7, 8]])
    slide = microscope(ids, labels, scores_for(labels, 9))
    assert [(p.input, p.target) for p in slide.rows[0]] == [("5", "6"), ("6", "7"), ("7", "8")]


# slips


def everything(batch, tokenizer):
    """Labels at every place: the prompt, and the padding behind the end."""
    following = torch.cat([batch.ids[:, 1:], torch.full_like(batch.ids[:, :1], tokenizer.pad_id)], 1)
    return torch.where(batch.labels == IGNORE, following, batch.labels)


def test_padding_in_the_loss_is_named_with_its_share(batch, tokenizer):
    labels = everything(batch, tokenizer)
    slide = microscope(batch.ids, labels, scores_for(labels, tokenizer.vocab_size), tokenizer)
    assert "pads in the loss" in named(slide)
    n = int((labels == tokenizer.pad_id).sum())
    assert f"{n} of {labels.numel()} places" in slide.findings[0].en


def test_the_prompt_in_the_loss_is_named(batch, tokenizer):
    whole = torch.where(
        everything(batch, tokenizer) == tokenizer.pad_id, IGNORE, everything(batch, tokenizer)
    )
    slide = microscope(batch.ids, whole, scores_for(whole, tokenizer.vocab_size), tokenizer)
    assert named(slide) == ["prompt in the loss"]


def test_an_end_that_is_never_asked_for_is_named(batch, tokenizer):
    labels = torch.where(batch.labels == tokenizer.eos_id, IGNORE, batch.labels)
    slide = microscope(batch.ids, labels, scores_for(labels, tokenizer.vocab_size), tokenizer)
    assert named(slide) == ["no end"]
    assert "6 of 6 texts" in slide.findings[0].en


@pytest.mark.parametrize(("moved", "name"), [(0, "not shifted"), (2, "double shift")])
def test_labels_that_were_moved_too_often_or_not_at_all_are_named(moved, name):
    ids = torch.randint(9, 400, (4, 20), generator=torch.Generator().manual_seed(0))
    labels = torch.full_like(ids, IGNORE)
    labels[:, : 20 - moved] = ids[:, moved:]
    assert named(microscope(ids, labels, scores_for(labels, 400))) == [name]


def test_a_mask_on_the_scores_adds_ln_v_at_every_masked_place(batch, tokenizer):
    """The published chatbots multiply the scores of the prompt away, and keep its places in the loss."""
    labels = everything(batch, tokenizer)
    scores = scores_for(labels, tokenizer.vocab_size)
    scores[batch.labels == IGNORE] = -1e18
    slide = microscope(batch.ids, labels, scores, tokenizer)
    n = int((batch.labels == IGNORE).sum())
    inflation = n * math.log(tokenizer.vocab_size) / labels.numel() / slide.loss
    assert named(slide)[0] == "ln V inflation"
    assert f"{n} places" in slide.findings[0].en
    assert f"{inflation:.0%} of the loss" in slide.findings[0].en


def test_labels_everywhere_are_named(dialogues):
    words = train_wordpiece((d.question for d in dialogues), 400)
    batch = Masking(words, 40).fixed([(d.question, d.answer) for d in dialogues[:30]])[0]
    labels = torch.where(batch.real, batch.ids, IGNORE)
    slide = microscope(batch.ids, labels, scores_for(labels, words.vocab_size), words, kind="masked")
    assert named(slide) == ["labels everywhere"]


def test_a_printed_loss_of_another_mean_is_explained(batch, tokenizer):
    scores = scores_for(batch.labels, tokenizer.vocab_size)
    right = microscope(batch.ids, batch.labels, scores, tokenizer)
    n = int((batch.labels != IGNORE).sum())
    slide = microscope(batch.ids, batch.labels, scores, tokenizer, loss=right.loss * n / batch.labels.numel())
    assert named(slide) == ["another loss"]
    assert f"a mean over {batch.labels.numel()}.0 places instead of {n}" in slide.findings[0].en
    assert named(microscope(batch.ids, batch.labels, scores, tokenizer, loss=right.loss)) == []


@pytest.mark.parametrize(
    ("ids", "labels", "scores", "said"),
    [
        (
            torch.zeros(1, 3, dtype=torch.long),
            torch.zeros(1, 4, dtype=torch.long),
            torch.zeros(1, 4, 5),
            "belong",
        ),
        (
            torch.zeros(1, 3, dtype=torch.long),
            torch.zeros(1, 3, dtype=torch.long),
            torch.zeros(1, 2, 5),
            "belong",
        ),
        (torch.zeros(1, 3, dtype=torch.long), torch.full((1, 3), 5), torch.zeros(1, 3, 5), "has no score"),
        (
            torch.zeros(1, 3, dtype=torch.long),
            torch.full((1, 3), -1),
            torch.zeros(1, 3, 5),
            "-1 has no score",
        ),
    ],
)
def test_what_does_not_belong_together_is_told(ids, labels, scores, said):
    with pytest.raises(Problem, match=said):
        microscope(ids, labels, scores)


# to look at


def test_a_slide_is_shown_in_a_terminal_a_notebook_and_a_picture(batch, tokenizer):
    labels = everything(batch, tokenizer)
    slide = microscope(batch.ids, labels, scores_for(labels, tokenizer.vocab_size), tokenizer)
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(slide.in_korean())
    text = console.export_text()
    assert "손실에 더하는 값" in text
    assert "패딩을 묻고" in text
    page = slide._repr_html_()
    assert page.count("<table>") == 6
    assert "&lt;s&gt;" in page
    assert "asked" in page
    figure = slide.draw()
    assert "What each place adds to the loss" in str(figure.get_label())
