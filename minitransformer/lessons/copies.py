"""The notebooks in a learner's own folder: new ones arrive, and what a learner worked in is never touched."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Literal

from ..pretrained.disk import told

LEDGER = ".lessons.json"
"""What each notebook was when it was brought: one that still is has not been worked in."""

Fate = Literal["new", "updated", "yours", "same"]


def bring(shelf: Path, folder: Path) -> dict[str, Fate]:
    """Copy the notebooks of both languages from `shelf` to `folder`, and say what became of each: `new`, `updated`
    since the package has a newer one and nobody worked in it, `yours` since somebody did, or the `same` as before.
    `Problem` where the folder cannot be written."""
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        ledger = folder / LEDGER
        brought = json.loads(ledger.read_text(encoding="utf-8")) if ledger.is_file() else {}
        fates: dict[str, Fate] = {}
        for notebook in sorted(_notebooks(shelf)):
            name = notebook.relative_to(shelf).as_posix()
            fates[name] = _bring(notebook, folder / name, brought.get(name))
            if fates[name] in ("new", "updated"):
                brought[name] = _sum(notebook)
        ledger.write_text(json.dumps(brought, indent=1) + "\n", encoding="utf-8")
    return fates


def _notebooks(shelf: Path) -> Iterator[Path]:
    for language in ("en", "ko"):
        yield from (shelf / language).glob("[0-9][0-9]_*.ipynb")


def _bring(notebook: Path, target: Path, brought: str | None) -> Fate:
    fate: Fate = "new"
    if target.exists():
        now = _sum(target)
        if now == _sum(notebook):
            return "same"
        if now != brought:
            return "yours"
        fate = "updated"
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.new")
    aside.write_bytes(notebook.read_bytes())
    aside.replace(target)
    return fate


def _sum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
