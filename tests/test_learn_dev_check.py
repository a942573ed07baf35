"""An exercise is proven before a learner sees it: whatever does not hold is named."""

from dataclasses import replace

import pytest

from minitransformer.errors import Problem
from minitransformer.learn.course import find
from minitransformer.learn.dev_check import dev_check, exercise_in, shared_sentences
from minitransformer.learn.exercise import Edit, mistake
from minitransformer.learn.said import Said

GELU = find("gelu")
SAID = {"en": ("a", "b", "c"), "ko": ("ㄱ", "ㄴ", "ㄷ")}

FILE = '''
from torch import Tensor

from minitransformer.learn.exercise import Case, Exercise, mistake
from minitransformer.learn.exercises.numbers import normal
from minitransformer.learn.said import Said


def double(x: Tensor) -> Tensor:
    """Twice as much."""
    return x * 2


EXERCISE = Exercise(
    name="double", lesson=1, title=Said("Double", "두 배"), difficulty=1, minutes=1, task=Said("Twice.", "두 배로."),
    reference=double, axes={"b": 2, "t": 5},
    cases=lambda generator: (Case(Said("any", "아무 수"), {"x": normal(generator, 2, 5)}),),
    mistakes=(mistake("triple", ("x * 2", "x * MISTAKE"), en=("a", "b", "c"), ko=("ㄱ", "ㄴ", "ㄷ")),),
    hints=(Said("a", "ㄱ"), Said("b", "ㄴ"), Said("c", "ㄷ")),
)
'''


def test_an_exercise_of_the_course_holds():
    assert dev_check(GELU).faults == ()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"hints": (*GELU.hints[:2], GELU.hints[1])}, "three hints"),
        ({"task": Said("", "일")}, "sentence is missing"),
        ({"axes": {"b": 2, "t": 2, "d": 11}}, "two axes have one size"),
        ({"mistakes": ()}, "no mistake is known"),
        ({"mistakes": (GELU.mistakes[0],) * 2}, "two mistakes have one name"),
        ({"equivalents": {"not the same": lambda x: x}}, "not the same does not pass"),
        ({"mistakes": (mistake("none", ("x * 0.5", "0.5 * x"), **SAID),)}, "'none' PASSES"),
        (
            {"mistakes": (replace(GELU.mistakes[0], name="one"), replace(GELU.mistakes[0], name="two"))},
            "'one' is told as no known mistake",
        ),
        ({"mistakes": (replace(GELU.mistakes[0], edits=(Edit("no such line", ""),)),)}, "0 times"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_hold_is_named(changed, fault):
    faults = dev_check(replace(GELU, **changed)).faults
    assert any(fault in told for told in faults), faults


def test_a_sentence_that_two_mistakes_share_is_found():
    assert shared_sentences([GELU]) == []
    twice = replace(GELU, mistakes=(GELU.mistakes[0], replace(GELU.mistakes[0], name="other")))
    assert GELU.mistakes[0].did.ko in shared_sentences([twice])


def test_someone_elses_file_is_proven_on_the_command_line(as_json, tmp_path):
    path = tmp_path / "double.py"
    path.write_text(FILE.replace("MISTAKE", "3"), encoding="utf-8")
    told = as_json("learn", "dev-check", path)
    assert told["exercises"] == [{"exercise": "double", "mistakes": 1, "equivalents": 0, "faults": []}]
    path.write_text(FILE.replace("MISTAKE", "(1 + 1)"), encoding="utf-8")
    told = as_json("learn", "dev-check", path, exits=1)
    assert told["exercises"][0]["faults"] == ["the mistake 'triple' PASSES"]
    assert not told["ok"]


@pytest.mark.parametrize(
    ("text", "said"), [("x = (", "cannot be imported"), ("x = 1", "defines no EXERCISE")]
)
def test_a_file_without_an_exercise_is_refused(tmp_path, text, said):
    path = tmp_path / "nothing.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match=said):
        exercise_in(path)
