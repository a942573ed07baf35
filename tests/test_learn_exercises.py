"""Every exercise is proven: the solution and its equivalents pass, every mistake fails by its own name."""

import ast
import inspect
from collections import Counter
from itertools import chain, pairwise

import pytest
import torch

from minitransformer.errors import Problem
from minitransformer.learn.checking import examine
from minitransformer.learn.course import COURSE, find, names
from minitransformer.learn.stub import stub
from minitransformer.learn.variants import compiled, place, source_of, variant

EXERCISES = [find(name) for name in names()]
MISTAKES = [(exercise, mistake) for exercise in EXERCISES for mistake in exercise.mistakes]
EQUIVALENTS = [(exercise, name) for exercise in EXERCISES for name in exercise.equivalents]


def named(exercise):
    return exercise.name


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_the_solution_passes(exercise):
    for function in (exercise.reference, exercise.changed):
        verdict = examine(exercise, function)
        assert verdict.passed, str(verdict)
        assert all(ran.held for ran in verdict.checks)


@pytest.mark.parametrize(("exercise", "name"), EQUIVALENTS, ids=lambda value: getattr(value, "name", value))
def test_what_is_the_same_by_mathematics_passes(exercise, name):
    verdict = examine(exercise, exercise.equivalents[name])
    assert verdict.passed, str(verdict)


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=named)
def test_every_mistake_fails_by_its_own_name(exercise, mistake):
    verdict = examine(exercise, variant(exercise, (mistake,)))
    assert verdict.state == "failed"
    assert [m.name for m in verdict.mistakes] == [mistake.name], str(verdict)
    assert (verdict.proof is None) == bool(exercise.shares)
    for language in ("en", "ko"):
        text = verdict.told(language)
        assert verdict.mistakes[0].did.told(language) in text
        assert verdict.proof is None or verdict.proof.told(language) in text
        assert "{" not in text.replace("{}", "")


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_other_numbers_give_the_same_names(exercise):
    for mistake in exercise.mistakes[::4]:
        verdict = examine(exercise, variant(exercise, (mistake,)), seed=11)
        assert [m.name for m in verdict.mistakes] == [mistake.name], str(verdict)


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_the_stub_is_unsolved_and_has_the_signature_of_the_reference(exercise):
    for language in ("en", "ko"):
        text = stub(exercise, language)
        ast.parse(text)
        assert exercise.task.told(language) in text
    scope = {}
    exec(text, scope)
    function = scope[exercise.name]
    assert examine(exercise, function).state == "unsolved"
    reference = inspect.unwrap(exercise.reference)
    assert str(inspect.signature(function)) == str(inspect.signature(reference))
    assert inspect.getdoc(function) == inspect.getdoc(reference)


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_an_exercise_is_described_in_both_languages(exercise):
    said = [exercise.title, exercise.task, *exercise.hints, *(law.name for law in exercise.laws)]
    said += [sentence for m in exercise.mistakes for sentence in (m.did, m.should, m.symptom)]
    for sentence in said:
        assert sentence.en.strip()
        assert sentence.ko.strip()
    korean = [sentence.ko for sentence in said if any("가" <= letter <= "힣" for letter in sentence.ko)]
    assert len(korean) > len(said) - 4  # a line of code, or GELU, is the same in both
    assert 1 <= exercise.difficulty <= 5
    assert exercise.lesson > 0
    assert exercise.minutes > 0


def test_no_two_mistakes_share_a_sentence():
    for kind in ("did", "should", "symptom"):
        for language in ("en", "ko"):
            texts = Counter(getattr(mistake, kind).told(language) for _, mistake in MISTAKES)
            assert [text for text, n in texts.items() if n > 1] == []


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_an_exercise_has_its_file_its_name_and_axes_that_differ(exercise):
    assert f".{exercise.name}" in " ".join(COURSE)
    assert len(set(exercise.axes.values())) == len(exercise.axes)
    assert len({mistake.name for mistake in exercise.mistakes}) == len(exercise.mistakes)
    cases = exercise.cases(torch.Generator().manual_seed(0))
    tensors = [
        value for case in cases for value in case.arguments.values() if isinstance(value, torch.Tensor)
    ]
    assert all(x.dtype == torch.float64 for x in tensors if x.is_floating_point())


def test_there_are_more_mistakes_than_a_hundred():
    assert len(MISTAKES) >= 120
    assert len(EXERCISES) == len(set(names()))


def test_an_edit_that_fits_nowhere_or_twice_is_refused():
    exercise, mistake = MISTAKES[0]
    source = source_of(exercise.changed)
    for text in ("no such line", "exp"):
        with pytest.raises(ValueError, match="times in the source, not once"):
            place(source, mistake.edits[0]._replace(old=text))


def test_the_edits_of_a_mistake_do_not_overlap():
    for exercise, mistake in MISTAKES:
        source = source_of(exercise.changed)
        spans = sorted(place(source, edit) for edit in mistake.edits)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
        assert compiled(source, exercise.changed).__name__ == exercise.name


def test_an_exercise_that_is_not_there_is_refused_with_the_names_of_those_that_are():
    with pytest.raises(Problem) as caught:
        find("sofmax")
    assert all(name in caught.value.en and name in caught.value.ko for name in names())


def test_no_two_checks_have_one_name():
    exercise = EXERCISES[0]
    ran = examine(exercise, exercise.reference).checks
    for language in ("en", "ko"):
        assert len({check.name.told(language) for check in ran}) == len(ran)
    assert len(list(chain(ran))) == 14
