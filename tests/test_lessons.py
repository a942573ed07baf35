"""The notebooks are what their sources make of them, alike in both languages, and complete."""

import importlib
import importlib.util
import re
import tomllib
from pathlib import Path

import nbformat
import pytest

from minitransformer.learn.course import find, names
from minitransformer.lessons import stored
from minitransformer.lessons.prediction import predictions

LESSONS = Path(__file__).parent.parent / "lessons"
spec = importlib.util.spec_from_file_location("build", LESSONS / "build.py")
build = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build)

SOURCES = build.sources()
HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
LATIN = re.compile("[A-Za-z]")
lessons = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
languages = pytest.mark.parametrize("language", build.LANGUAGES)


def made(source, language):
    return nbformat.read(build.place(source, language), as_version=4)


def code(source):
    return "\n".join(cell.source for cell in build.read(source) if cell.cell_type == "code")


def prose(notebook):
    """The markdown without what is the same in any language: code, formulas, links, quotations."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"```.*?```", " ", cell.source, flags=re.S)
            text = re.sub(
                r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)|<[^>]*>|\[[^\]]*\](?=\s|$)|“[^”]*”|\"[^\"]*\"", " ", text
            )
            yield text


@lessons
@languages
def test_a_notebook_is_what_its_source_makes(source, language):
    fresh = build.notebook_of(source, language)
    assert build.without_outputs(made(source, language)) == build.without_outputs(fresh)


@lessons
def test_both_languages_run_the_same_code(source):
    cells = [[c.source for c in made(source, x).cells if c.cell_type == "code"] for x in build.LANGUAGES]
    assert cells[0] == cells[1]


@lessons
def test_headings_stand_one_to_one(source):
    def levels(language):
        cells = [c.source for c in made(source, language).cells if c.cell_type == "markdown"]
        return [len(mark) for text in cells for mark in re.findall("^(#+) ", text, re.M)]

    assert levels("en") == levels("ko")


@lessons
def test_no_english_prose_in_the_korean_notebook_and_no_korean_in_the_english(source):
    for text in prose(made(source, "ko")):
        latin, hangul = len(LATIN.findall(text)), len(HANGUL.findall(text))
        assert hangul >= latin or latin < 40, text
    for text in prose(made(source, "en")):
        latin, hangul = len(LATIN.findall(text)), len(HANGUL.findall(text))
        assert hangul <= latin / 8, text


@lessons
@languages
def test_every_cell_ran_and_every_prediction_has_one_answer(source, language):
    answers = 0
    for cell in made(source, language).cells:
        if cell.cell_type != "code":
            continue
        assert cell.source.startswith("# On Colab") or cell.execution_count
        for output in cell.outputs:
            assert output.output_type != "error" or "raises-exception" in cell.metadata.get("tags", [])
            assert output.get("name") != "stderr", output.text
        if "lesson.reveal(" in cell.source:
            shown = cell.outputs[-1].data["text/plain"]
            assert re.match(r"The answer is \*\*\w|답은 \*\*\w", shown), shown
            answers += 1
    assert answers == len(predictions(int(source.stem[:2])))


@lessons
def test_three_predictions_are_asked_before_and_answered_after(source):
    asked = re.findall(r'lesson\.predict\("(\w+)"', code(source))
    answered = re.findall(r'lesson\.reveal\(\s*"(\w+)"', code(source))
    written = predictions(int(source.stem[:2]))
    assert asked == answered
    assert len(asked) >= 3
    assert set(asked) == set(written)
    for prediction in written.values():
        assert len(prediction.options) >= 2
        assert set(prediction.options) == set(prediction.reasons)
        for said in (prediction.question, *prediction.options.values(), *prediction.reasons.values()):
            assert not HANGUL.search(re.sub("`[^`]*`|[\"“'‘].*?[\"”'’]", "", said.en)), said.en
            assert said.ko.strip()


@lessons
def test_the_exercises_of_a_lesson_are_in_it(source):
    given = [c.metadata["exercise"] for c in build.read(source) if "exercise" in c.metadata]
    mine = [name for name in names() if find(name).lesson == int(source.stem[:2])]
    assert len(given) >= 2
    assert set(mine) <= set(given)


@lessons
def test_a_lesson_shows_the_source_the_mistakes_and_where_it_all_comes_from(source):
    assert re.search(r"\bshow\(", code(source))
    for language, heading in (("en", "What goes wrong"), ("ko", "이렇게 틀립니다")):
        text = "\n".join(c.source for c in made(source, language).cells if c.cell_type == "markdown")
        assert re.search(f"^#+ .*{heading}", text, re.M)
        assert "https://" in text


def test_every_stored_result_that_a_lesson_reads_comes_with_the_wheel():
    wheel = tomllib.loads((LESSONS.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
        "build"
    ]
    brought = wheel["targets"]["wheel"]["force-include"]
    for name in {name for source in SOURCES for name in re.findall(r'stored\("([^"]+)"\)', code(source))}:
        assert brought[f"figures/{name}"] == f"minitransformer/lessons/results/{name}"
        assert stored(name)


def test_the_index_is_up_to_date_and_every_name_of_the_reading_path_is_taught(monkeypatch):
    monkeypatch.syspath_prepend(LESSONS)
    index = importlib.import_module("index")
    assert index.gaps() == []
    for language in build.LANGUAGES:
        assert index.place(language).read_text(encoding="utf-8") == index.index(language)


def test_there_are_sixteen_lessons_in_order():
    assert [source.stem[:2] for source in SOURCES] == [f"{n:02}" for n in range(1, 17)]
