"""The checker against programs by someone who had not read which mistakes it knows."""

import pytest
from outside_programs import RIGHT, WRONG, program

from minitransformer.learn import checking, course


@pytest.fixture(autouse=True)
def unnamed(monkeypatch):
    """Whether a program is right is asked here; a name for what is wrong takes longer."""
    monkeypatch.setattr(checking, "named", lambda trial: ())


def each(programs):
    return [(name, reason) for name, bodies in programs.items() for reason in bodies]


def test_every_exercise_has_programs_of_both_kinds():
    assert set(WRONG) == set(RIGHT) == set(course.names())
    assert min(map(len, WRONG.values())) >= 6
    assert min(map(len, RIGHT.values())) >= 2


@pytest.mark.parametrize(("name", "reason"), each(WRONG))
def test_a_wrong_program_from_outside_fails(name, reason):
    exercise = course.find(name)
    verdict = checking.examine(exercise, program(exercise, WRONG[name][reason]))
    assert verdict.state == "failed"
    assert verdict.said is not None


@pytest.mark.parametrize(("name", "reason"), each(RIGHT))
def test_a_right_program_from_outside_passes(name, reason):
    exercise = course.find(name)
    verdict = checking.examine(exercise, program(exercise, RIGHT[name][reason]))
    assert verdict.passed, str(verdict)
