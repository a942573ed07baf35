"""The notebooks in a learner's folder: brought, renewed, and never taken away from who works in them."""

import json
import os
import subprocess
import sys

import pytest

from minitransformer.errors import Problem
from minitransformer.lessons.copies import bring


@pytest.fixture
def shelf(tmp_path):
    for language in ("en", "ko"):
        folder = tmp_path / "shelf" / language
        folder.mkdir(parents=True)
        for name in ("01_a", "02_b"):
            (folder / f"{name}.ipynb").write_text(f"{language} {name}", encoding="utf-8")
    return tmp_path / "shelf"


def test_all_notebooks_of_both_languages_are_brought(shelf, tmp_path):
    fates = bring(shelf, tmp_path / "mine")
    assert set(fates.values()) == {"new"}
    assert len(fates) == 4
    assert (tmp_path / "mine/ko/02_b.ipynb").read_text(encoding="utf-8") == "ko 02_b"


def test_what_a_learner_worked_in_is_kept_also_when_the_package_has_a_newer_one(shelf, tmp_path):
    mine = tmp_path / "mine"
    bring(shelf, mine)
    (mine / "ko/02_b.ipynb").write_text("my work", encoding="utf-8")
    assert bring(shelf, mine)["ko/02_b.ipynb"] == "yours"
    (shelf / "ko/02_b.ipynb").write_text("a newer one", encoding="utf-8")
    assert bring(shelf, mine)["ko/02_b.ipynb"] == "yours"
    assert (mine / "ko/02_b.ipynb").read_text(encoding="utf-8") == "my work"


def test_what_nobody_worked_in_is_renewed(shelf, tmp_path):
    mine = tmp_path / "mine"
    bring(shelf, mine)
    (shelf / "en/01_a.ipynb").write_text("a newer one", encoding="utf-8")
    fates = bring(shelf, mine)
    assert fates["en/01_a.ipynb"] == "updated"
    assert fates["en/02_b.ipynb"] == "same"
    assert (mine / "en/01_a.ipynb").read_text(encoding="utf-8") == "a newer one"
    (shelf / "en/01_a.ipynb").write_text("newer still", encoding="utf-8")
    assert bring(shelf, mine)["en/01_a.ipynb"] == "updated"


def test_a_notebook_that_was_there_before_the_first_time_is_kept(shelf, tmp_path):
    (tmp_path / "mine/en").mkdir(parents=True)
    (tmp_path / "mine/en/01_a.ipynb").write_text("my own", encoding="utf-8")
    assert bring(shelf, tmp_path / "mine")["en/01_a.ipynb"] == "yours"


def test_a_folder_that_cannot_be_written_is_named(shelf, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="file"):
        bring(shelf, tmp_path / "file")


def test_the_command_brings_them_and_says_where(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "minitransformer", "lessons", str(tmp_path / "mine"), "--json"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=os.environ | {"LANG": "ko_KR.UTF-8"},
    )
    said = json.loads(done.stdout)
    assert said["folder"] == str((tmp_path / "mine").resolve())
    assert len(said["notebooks"]) == len(list((tmp_path / "mine").glob("??/*.ipynb"))) > 0
