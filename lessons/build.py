"""Make the notebooks: one source a lesson, with the code shared and the prose in both languages side by side.

    python lessons/build.py              all lessons, both languages, run from the first cell to the last
    python lessons/build.py 02 11        these
    python lessons/build.py --no-run 02  the prose alone: cells whose code is as it was keep their outputs
    python lessons/build.py --check      do the notebooks still agree with their sources? (exit 1 if not)

A source is a Python file in jupytext's percent format. A cell `# %% [markdown] lang="ko"` is for one language, a
code cell for both, and `# %% exercise="softmax"` is a code cell that starts with that exercise's stub, under its
task and hints. The first cell and the links at the end are the same everywhere, and made here.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from minitransformer.learn.course import find
from minitransformer.learn.imports import import_lines
from minitransformer.learn.said import Said
from minitransformer.learn.stub import headed
from minitransformer.learn.variants import source_of

HERE = Path(__file__).parent
LANGUAGES = ("en", "ko")
SECONDS = 900
"""No cell takes as long as this."""

INSTALL = """\
# On Colab and the like: upload the package's wheel beside this notebook, and run this cell first.
from importlib.util import find_spec
from pathlib import Path

if find_spec("minitransformer") is None:
    (wheel,) = Path().glob("minitransformer-*.whl")
    %pip install -q {wheel}"""

EXERCISE = Said("### Exercise: {title}", "### 연습 문제: {title}")
MINUTES = Said(
    "{task} ({minutes} minutes; the cell runs as it stands, and the check then says what is missing.)",
    "{task} ({minutes}분. 셀은 지금 그대로도 실행되고, 무엇이 빠졌는지 검사가 알려 줍니다.)",
)
HINT = Said("Hint {number}", "힌트 {number}")
NEXT = Said("Next: [{title}]({file})", "다음: [{title}]({file})")
BEFORE = Said("Before: [{title}]({file})", "이전: [{title}]({file})")


def sources():
    """The sources of all lessons, in order."""
    return sorted((HERE / "sources").glob("[0-9][0-9]_*.py"))


def notebook_of(source, language):
    """The notebook, not yet run."""
    cells = [new_code_cell(INSTALL)]
    for cell in read(source):
        if cell.cell_type == "markdown":
            if cell.metadata["lang"] == language:
                cells.append(new_markdown_cell(cell.source))
        elif "exercise" in cell.metadata:
            exercise = find(cell.metadata["exercise"])
            cells.append(new_markdown_cell(task(exercise, language)))
            cells.append(new_code_cell(f"{stub(exercise)}\n\n\n{cell.source}".strip()))
        else:
            cells.append(
                new_code_cell(cell.source, metadata={k: v for k, v in cell.metadata.items() if k == "tags"})
            )
    cells.append(new_markdown_cell(links(source, language)))
    for i, cell in enumerate(cells):
        cell.id = f"cell-{i:02}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def read(source):
    """The cells of a source."""
    return jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent").cells


def stub(exercise):
    """The function to fill in: signature and docstring of the library's own."""
    head = headed(source_of(exercise.reference))
    imports = import_lines(exercise.reference, head, ("from minitransformer.learn import check",))
    return "\n".join([*imports, "", "", head])


def task(exercise, language):
    """What is asked, and the three hints, folded."""
    title, asked = exercise.title.told(language), exercise.task.told(language)
    text = [EXERCISE.filled({"title": title}).told(language)]
    text.append(MINUTES.filled({"task": asked, "minutes": exercise.minutes}).told(language))
    for number, hint in enumerate(exercise.hints, 1):
        folded = HINT.filled({"number": number}).told(language)
        text.append(f"<details><summary>{folded}</summary>\n\n{hint.told(language)}\n\n</details>")
    return "\n\n".join(text)


def links(source, language):
    """To the lessons before and after."""
    all_sources = sources()
    at = all_sources.index(source)
    near = [(BEFORE, all_sources[at - 1])] if at else []
    near += [(NEXT, all_sources[at + 1])] if at + 1 < len(all_sources) else []
    told = [
        word.filled({"title": title(other, language), "file": f"{other.stem}.ipynb"}).told(language)
        for word, other in near
    ]
    return " · ".join(told)


def title(source, language):
    """A lesson's first heading."""
    first = next(c for c in read(source) if c.cell_type == "markdown" and c.metadata["lang"] == language)
    return first.source.splitlines()[0].lstrip("# ")


def run(notebook, folder):
    """Run every cell, in the folder where the notebook will lie, since that tells its language."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that spin while they wait starve each other
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    notebook.metadata.language_info = {"name": "python"}  # and not whose version it ran on
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)


def keep_outputs(notebook, before):
    """Give every cell whose code is as it was the outputs that it had."""
    had = {cell.source: cell for cell in before.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source in had:
            cell.outputs = had[cell.source].outputs
            cell.execution_count = had[cell.source].execution_count


def without_outputs(notebook):
    """What a notebook and its source must agree in."""
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def place(source, language):
    """Where the notebook lies."""
    return HERE / language / f"{source.stem}.ipynb"


def build(source, language, running):
    """Make one notebook, and say how long it took to run."""
    notebook = notebook_of(source, language)
    target = place(source, language)
    target.parent.mkdir(exist_ok=True)
    began = time.perf_counter()
    if running:
        run(notebook, target.parent)
    elif target.exists():
        keep_outputs(notebook, nbformat.read(target, as_version=4))
    nbformat.validate(notebook)
    nbformat.write(notebook, target)
    print(f"{target.relative_to(HERE)}: {time.perf_counter() - began:.0f} s", flush=True)


def stale():
    """The notebooks that do not agree with their sources."""
    for source in sources():
        for language in LANGUAGES:
            path = place(source, language)
            fresh = without_outputs(notebook_of(source, language))
            if not path.exists() or without_outputs(nbformat.read(path, as_version=4)) != fresh:
                yield path


def main():
    """Make, or check, what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("lessons", nargs="*", help="such as 02")
    parser.add_argument("--no-run", action="store_true")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if args.check:
        old = list(stale())
        print("\n".join(f"{path.relative_to(HERE)}: not what its source makes" for path in old))
        sys.exit(1 if old else 0)
    for source in sources():
        if not args.lessons or source.stem[:2] in args.lessons:
            for language in LANGUAGES:
                build(source, language, not args.no_run)


if __name__ == "__main__":
    main()
