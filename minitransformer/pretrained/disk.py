"""Writing that is never half done: everything is written aside first, and only then put in place."""

import errno
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from safetensors import SafetensorError

from ..errors import Problem
from . import sums

ASIDE = ".new-"
QUIET = 600
"""Seconds without a write, after which a folder aside counts as left behind by a run that was killed."""


def put_files(folder: Path, write: Callable[[Path], None], replacing: Iterable[str] = ()) -> None:
    """Let `write` fill an empty folder, then move its files into `folder`, with their checksums.

    Of `replacing`, what is not written anew is removed: an older tokenizer must not outlive its model.
    A full disk or a crash while writing leaves what was there before; `Problem` says why it failed.
    """
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        aside = _new_folder(folder)
        try:
            _fill(aside, write)
            new = sorted(aside.iterdir(), key=lambda path: path.name == sums.NAME)
            for path in new:
                path.replace(folder / path.name)
            for name in set(replacing) - {path.name for path in new}:
                (folder / name).unlink(missing_ok=True)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def put_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill an empty folder, and give it its name only when it is complete."""
    with told(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = _new_folder(folder.parent)
        try:
            _fill(aside, write)
            if folder.exists():
                shutil.rmtree(folder)
            aside.replace(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _new_folder(parent: Path) -> Path:
    """An empty folder with everyday permissions: what `tempfile` makes is for nobody else to read."""
    for left in parent.glob(f"{ASIDE}*"):
        with suppress(OSError):  # another process may be done with it in this moment
            if time.time() - max(path.stat().st_mtime for path in (left, *left.iterdir())) > QUIET:
                shutil.rmtree(left)
    aside = parent / f"{ASIDE}{uuid.uuid4().hex}"
    aside.mkdir()
    return aside


def _fill(aside: Path, write: Callable[[Path], None]) -> None:
    write(aside)
    sums.write(aside, [path.name for path in aside.iterdir()])
    for path in aside.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        path.chmod(aside.stat().st_mode & 0o666)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Retell a failed write as a `Problem`, with the path and the room that is left."""
    try:
        yield
    except (OSError, SafetensorError) as e:
        full = "No space left" in str(e) or getattr(e, "errno", None) == errno.ENOSPC
        free = shutil.disk_usage(nearest(folder)).free // 2**20
        en = "make room" if full else "choose another --out folder"
        ko = "공간을 비워 주세요" if full else "다른 --out 폴더를 골라 주세요"
        raise Problem(
            f"could not write to {folder} ({e}; {free} MB free): nothing that was there is lost; {en}",
            f"{folder}에 쓸 수 없습니다({e}, 남은 공간 {free} MB). 기존 파일은 그대로입니다. {ko}.",
        ) from e


def nearest(folder: Path) -> Path:
    """The folder, or as much of the way to it as is there."""
    return next(place for place in [folder, *folder.absolute().parents] if place.exists())
