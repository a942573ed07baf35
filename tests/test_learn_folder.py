"""What a learner wrote is never lost, and no damage to the file of progress stops anything."""

import os

import pytest

from minitransformer.errors import Problem
from minitransformer.learn.checking import examine
from minitransformer.learn.course import find, names
from minitransformer.learn.folder import Folder, exercise_named, find_folder, looks_like, reset, start
from minitransformer.learn.progress import DAMAGED, FILE, Progress, bar
from minitransformer.learn.saves import Saves
from minitransformer.learn.solution import solution
from minitransformer.learn.verdict import Verdict


@pytest.fixture
def study(tmp_path):
    start(tmp_path / "study", "ko")
    return tmp_path / "study"


def test_a_folder_has_a_file_for_every_exercise_and_a_readme_in_its_language(study):
    assert {path.stem for path in study.glob("*.py")} == set(names())
    readme = (study / "README.md").read_text(encoding="utf-8")
    assert "트랜스포머를 손으로" in readme
    assert all(f"[{name}.py]({name}.py)" in readme for name in names())
    assert Progress.read(study).language == "ko"


def test_beginning_again_overwrites_nothing_and_adds_what_is_missing(study):
    (study / "softmax.py").write_text("mine", encoding="utf-8")
    (study / "README.md").write_text("mine too", encoding="utf-8")
    (study / "gelu.py").unlink()
    added, kept = start(study, "ko")
    assert added == ["gelu"]
    assert len(kept) == len(names()) - 1
    assert (study / "softmax.py").read_text(encoding="utf-8") == "mine"
    assert (study / "README.md").read_text(encoding="utf-8") == "mine too"


def test_a_file_and_a_package_are_no_place_for_exercises(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "__init__.py").touch()
    for place in (tmp_path / "file", tmp_path):
        with pytest.raises(Problem):
            start(place, "en")


def test_beginning_an_exercise_anew_keeps_every_old_file(study):
    folder = Folder(study)
    for text in ("first", "second"):
        folder.file("softmax").write_text(text, encoding="utf-8")
        reset(folder, "softmax", "ko")
        assert "raise NotImplementedError" in folder.file("softmax").read_text(encoding="utf-8")
    assert [(study / "old" / f"softmax.{n}.py").read_text(encoding="utf-8") for n in (1, 2)] == [
        "first",
        "second",
    ]
    folder.file("gelu").unlink()
    assert reset(folder, "gelu", "ko") is None
    assert folder.there("gelu")


def test_the_folder_is_found_here_above_and_right_below(study, monkeypatch):
    (study / "deep").mkdir()
    for place in (study, study / "deep", study.parent):
        monkeypatch.chdir(place)
        assert find_folder(None).path.resolve() == study.resolve()
    start(study.parent / "other", "en")
    with pytest.raises(Problem, match="several"):
        find_folder(None)
    with pytest.raises(Problem, match="no folder with exercises"):
        find_folder(study.parent)


def test_a_folder_without_its_progress_is_still_one_and_a_package_is_not(study):
    (study / FILE).unlink()
    assert looks_like(study)
    (study / "__init__.py").touch()
    assert not looks_like(study)


def test_what_was_saved_last_is_what_is_meant(study):
    folder, progress = Folder(study), Progress.read(study)
    assert folder.current(progress) == names()[0]
    later = (study / FILE).stat().st_mtime_ns + 10**9
    os.utime(study / "gelu.py", ns=(later, later))
    assert folder.current(progress) == "gelu"
    progress.note(Verdict("split_heads", "failed"))
    progress.save()
    os.utime(study / FILE, ns=(later + 1, later + 1))
    assert folder.current(Progress.read(study)) == "split_heads"
    progress.note(Verdict("split_heads", "passed"))
    assert folder.current(progress) == names()[0]
    for name in names():
        progress.note(Verdict(name, "passed"))
    assert folder.current(progress) is None


def test_progress_is_what_it_was_when_it_is_read_again(study):
    progress = Progress.read(study)
    for state in ("unsolved", "failed", "passed", "failed"):
        progress.note(Verdict("softmax", state))
    progress.note(Verdict("gelu", "passed"))
    progress.of("gelu").hints, progress.of("gelu").solution = 2, 1
    progress.save()
    again = Progress.read(study)
    assert again == progress
    assert again.of("softmax").attempts == 3
    assert again.done == ["gelu"]
    assert again.of("softmax").passed == again.of("gelu").passed != ""


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe\x00\x01 softmax done\n",
        b"\xef\xbb\xbflanguage: ko\r\n",
        b"{}\nsoftmax perhaps attempts 3\nnobody done attempts 1\nsoftmax\n",
        b"gelu done attempts many hints -4 solution 99999999999999 passed never\nlanguage: fr\n",
        "ㅁㄴㅇㄹ\n".encode("cp949"),
    ],
)
def test_a_damaged_file_of_progress_is_read_as_far_as_it_goes(study, damage):
    good = b"causal_mask   done  attempts 4  hints 1  solution 0  2026-01-02\n"
    (study / FILE).write_bytes(damage + good)
    progress = Progress.read(study)
    record = progress.of("causal_mask")
    assert (record.done, record.attempts, record.hints, record.passed) == (True, 4, 1, "2026-01-02")
    strange = list(progress.strange)
    progress.note(Verdict("gelu", "failed"))
    progress.save()
    assert Progress.read(study).strange == []
    assert Progress.read(study).of("causal_mask") == record
    aside = study / DAMAGED
    assert (aside.read_text(encoding="utf-8").splitlines() if strange else []) == strange


def test_a_bar_is_full_only_when_all_is_done():
    assert bar(0, 10, 10) == "[----------] 0/10"
    assert bar(99, 100, 10) == "[#########-] 99/100"
    assert bar(3, 3, 10) == "[##########] 3/3"


def test_an_exercise_is_known_by_its_name_and_by_its_file():
    assert exercise_named("layer-norm") == exercise_named("layer_norm.py") == "layer_norm"
    with pytest.raises(Problem, match="did you mean layer_norm"):
        exercise_named("layernorm")
    with pytest.raises(Problem, match="lists all"):
        exercise_named("xyz")


@pytest.mark.parametrize("name", names())
def test_the_solution_is_a_file_that_passes(name):
    for language in ("en", "ko"):
        scope = {}
        exec(solution(find(name), language), scope)
        assert examine(find(name), scope[name]).passed


def test_a_save_is_seen_once(study):
    saves = Saves(study)
    assert saves.new() == []
    path = study / "gelu.py"
    later = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    assert saves.new() == [path]
    assert saves.new() == []
    (study / "mine.py").write_text("x = 1", encoding="utf-8")
    path.unlink()
    assert saves.new() == [study / "mine.py"]
