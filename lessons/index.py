"""Which lesson teaches which name, and with which exercise: INDEX.md and INDEX.ko.md, made from the sources.

    python lessons/index.py          write both
    python lessons/index.py --check  are they up to date, and is every name of the reading path taught? (else exit 1)

The reading path is what `import minitransformer` offers, the arithmetic in functional.py, and the core.
"""

import argparse
import ast
import importlib
import inspect
import sys
from pathlib import Path

from build import read, sources, title

import minitransformer

HERE = Path(__file__).parent
CORE = (
    "functional",
    "core.attention",
    "core.blocks",
    "core.cache",
    "core.layers",
    "core.parts",
    "core.positions",
)
HEADS = {
    "en": ("# What is taught where", "| lesson | exercises | names |", "| name | stands in | lessons |"),
    "ko": ("# 무엇을 어디에서 배우나", "| 수업 | 연습 문제 | 이름 |", "| 이름 | 있는 곳 | 수업 |"),
}


def reading_path():
    """Every name that a reader of the library meets, and the module in which it stands."""
    found = {}
    for module in CORE:
        inside = importlib.import_module(f"minitransformer.{module}")
        for name, thing in vars(inside).items():
            defined = inspect.isfunction(thing) or inspect.isclass(thing)
            if defined and thing.__module__ == inside.__name__ and not name.startswith("_"):
                found[name] = module
    for name in minitransformer.__all__:
        found.setdefault(name, minitransformer._WHERE.get(name, "__init__"))
    return {name: module for name, module in found.items() if name not in ("__version__", "functional")}


def taught(source):
    """The names that the code of a lesson uses."""
    code = "\n".join(c.source for c in read(source) if c.cell_type == "code" and not c.source.startswith("%"))
    used = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.alias):
            used.add(node.name)
    return used | set(exercises(source))


def exercises(source):
    """The exercises of a lesson, in its order."""
    return [cell.metadata["exercise"] for cell in read(source) if "exercise" in cell.metadata]


def gaps():
    """The names that no lesson teaches."""
    known = set().union(*map(taught, sources()))
    return [name for name in reading_path() if name not in known]


def index(language):
    """The page."""
    path, head = reading_path(), HEADS[language]
    lessons = {source: taught(source) & path.keys() for source in sources()}
    lines = [head[0], "", head[1], "|---|---|---|"]
    for source, used in lessons.items():
        link = f"[{title(source, language)}]({language}/{source.stem}.ipynb)"
        lines.append(
            f"| {link} | {code(exercises(source))} | {code(name for name in path if name in used)} |"
        )
    lines += ["", head[2], "|---|---|---|"]
    for name, module in path.items():
        where = ", ".join(source.stem[:2] for source, used in lessons.items() if name in used)
        lines.append(f"| `{name}` | `{module}` | {where} |")
    return "\n".join(lines) + "\n"


def code(some):
    """Names, as code."""
    return ", ".join(f"`{name}`" for name in some)


def place(language):
    """The file of the page."""
    return HERE / ("INDEX.md" if language == "en" else f"INDEX.{language}.md")


def main():
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        for language in HEADS:
            place(language).write_text(index(language), encoding="utf-8")
        return
    old = [x for x in HEADS if not place(x).exists() or place(x).read_text(encoding="utf-8") != index(x)]
    print("\n".join([*(f"{place(x).name}: out of date" for x in old), *(f"{x}: not taught" for x in gaps())]))
    sys.exit(1 if old or gaps() else 0)


if __name__ == "__main__":
    main()
