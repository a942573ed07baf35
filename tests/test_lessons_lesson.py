"""Predictions: asked, noted, graded by what the code found; and the source, the pictures, the stored results."""

import json

import pytest
from matplotlib.figure import Figure

from minitransformer import functional as F
from minitransformer.errors import Problem
from minitransformer.learn.language import notebook_language
from minitransformer.lessons import Lesson, picture, show, stored


@pytest.fixture
def lesson():
    return Lesson(2, "en")


def test_a_question_is_asked_with_its_options_until_a_guess_is_made(lesson):
    asked = repr(lesson.predict("alike"))
    assert asked.startswith("**All seven keys")
    assert all(f"- **{letter}**" in asked for letter in "abc")
    assert "Your guess: **b**" in repr(lesson.predict("alike", " B "))


def test_the_answer_is_what_the_code_found_and_the_guess_is_graded_by_it(lesson):
    lesson.predict("alike", "b")
    right = repr(lesson.reveal("alike", a=False, b=True, c=False))
    assert "**b** is right" in right
    assert "1 of 1 right" in right
    lesson.predict("spread", "a")
    wrong = repr(lesson.reveal("spread", a=False, b=True, c=False))
    assert wrong.startswith("Not **a**: A dot product is a sum")
    assert "The answer is **b** (four times as wide)" in wrong
    assert "1 of 2 right" in wrong


def test_who_guessed_nothing_is_told_the_answer_and_not_graded(lesson):
    assert repr(lesson.reveal("alike", a=False, b=True, c=False)).startswith("The answer is **b**")
    assert lesson.graded == {}


@pytest.mark.parametrize("holds", [dict(a=False, b=False, c=False), dict(a=True, b=True, c=False)])
def test_numbers_that_fit_no_answer_are_admitted(lesson, holds):
    lesson.predict("alike", "b")
    assert "none of the answers" in repr(lesson.reveal("alike", **holds))
    assert lesson.graded == {}


def test_every_answer_must_be_decided_by_the_code(lesson):
    with pytest.raises(ValueError, match="'c'"):
        lesson.reveal("alike", a=False, b=True)


def test_a_name_that_is_not_there_is_met_with_those_that_are(lesson):
    with pytest.raises(Problem, match="alike, spread, largest"):
        lesson.predict("alikes")


def test_the_folder_of_a_notebook_tells_its_language(tmp_path, monkeypatch):
    for language in ("ko", "en"):
        (tmp_path / language).mkdir()
        monkeypatch.chdir(tmp_path / language)
        assert notebook_language() == language
        assert Lesson(2).language == language
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert notebook_language() == "ko"


def test_the_source_shown_is_the_librarys_own():
    shown = show(F.softmax, F.gelu)._repr_markdown_()
    assert "`minitransformer/functional.py`" in shown
    assert "    return exp / exp.sum(-1, keepdim=True)\n```" in shown
    assert "def gelu(" in shown


def test_a_picture_has_a_text_for_those_who_cannot_see_it():
    figure = Figure(figsize=(1, 1))
    figure.set_label("what it shows")
    data, metadata = picture(figure)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == metadata["image/png"]["alt"] == "what it shows"


def test_stored_results_are_the_files_of_the_studies():
    assert stored("study_layers.json")["rows"]
    with pytest.raises(Problem, match=r"nothing\.json"):
        stored("nothing.json")
    assert json.dumps(stored("study_senses.json"))
