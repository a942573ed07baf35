"""Writing that is never half done: everything is written aside first, and only then put in place."""

import errno
import math
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


def put_files(
    folder: Path, write: Callable[[Path], None], needed: int, replacing: Iterable[str] = ()
) -> None:
    """Let `write` fill an empty folder with some `needed` bytes, then move its files into `folder`, with their
    checksums.

    Of `replacing`, what is not written anew is removed: an older tokenizer must not outlive its model.
    A full disk or a crash while writing leaves what was there before; `Problem` says why it failed.
    """
    with told(folder, needed):
        folder.mkdir(parents=True, exist_ok=True)
        aside = _new_folder(folder)
        try:
            _fill(aside, write)
            new = sorted(aside.iterdir(), key=lambda path: path.name == sums.NAME)
            for path in new:
                path.replace(folder / path.name)
            for name in set(replacing) - {path.name for path in new}:
                (folder / name).unlink(missing_ok=True)
            _flush(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def put_folder(folder: Path, write: Callable[[Path], None], needed: int) -> None:
    """Let `write` fill an empty folder with some `needed` bytes, and give it its name only when it is
    complete. Where the name is a link, the folder that it leads to is made anew, and the link stays."""
    with told(folder, needed):
        folder = Path(os.path.realpath(folder))
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = _new_folder(folder.parent)
        try:
            _fill(aside, write)
            if folder.exists():
                remove_folder(folder)
            aside.replace(folder)
            _flush(folder.parent)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def remove_folder(folder: Path) -> None:
    """Take its name away first: a folder that is half gone must not be taken for a whole one."""
    nameless = folder.with_name(f"{ASIDE}{uuid.uuid4().hex}")
    folder.replace(nameless)
    shutil.rmtree(nameless)


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
    _flush(aside)


def _flush(folder: Path) -> None:
    """Put the names in a folder on the disk too, where the system can (Windows cannot, and need not)."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def told(folder: Path, needed: int = 0) -> Iterator[None]:
    """Retell a failed write as a `Problem`, with the path, the room that it takes and the room that is left."""
    try:
        yield
    except (OSError, SafetensorError) as e:
        full = "No space left" in str(e) or getattr(e, "errno", None) == errno.ENOSPC
        free = shutil.disk_usage(nearest(folder)).free / 2**20
        room_en, room_ko = f"{free:.0f} MB free", f"남은 공간 {free:.0f} MB"
        if needed:
            takes = f"{math.ceil(needed / 2**20)} MB"
            room_en, room_ko = f"{takes} needed, {room_en}", f"필요한 공간 {takes}, {room_ko}"
        en = "make room" if full else "choose another folder"
        ko = "공간을 비워 주세요" if full else "다른 폴더를 골라 주세요"
        raise Problem(
            f"could not write to {folder} ({e}; {room_en}): nothing that was there is lost; {en}",
            f"{folder}에 쓸 수 없습니다({e}, {room_ko}). 기존 파일은 그대로입니다. {ko}.",
        ) from e


def nearest(folder: Path) -> Path:
    """The folder, or as much of the way to it as is there."""
    return next(place for place in [folder, *folder.absolute().parents] if place.exists())
