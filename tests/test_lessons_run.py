"""Every lesson runs from its first cell to its last, from the sources, without a network."""

import importlib.util
from pathlib import Path

import pytest

LESSONS = Path(__file__).parent.parent / "lessons"
spec = importlib.util.spec_from_file_location("build", LESSONS / "build.py")
build = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build)


@pytest.mark.slow
@pytest.mark.parametrize("source", build.sources(), ids=lambda source: source.stem)
def test_a_lesson_runs(source, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.delenv("MINITRANSFORMER_DATA", raising=False)
    folder = tmp_path / "en"
    folder.mkdir()
    notebook = build.notebook_of(source, "en")
    build.run(notebook, folder)
    shown = [str(cell.outputs[-1]) for cell in notebook.cells if "lesson.reveal(" in cell.source]
    assert len(shown) >= 3
    assert all("The answer is" in text for text in shown)
