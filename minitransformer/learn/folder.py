"""A learner's folder: plain files, one an exercise. What a learner wrote is never lost."""

from dataclasses import dataclass
from difflib import get_close_matches
from itertools import count
from pathlib import Path

from ..errors import Problem
from .course import names
from .progress import FILE, Progress
from .readme import readme

README = "README.md"
OLD = "old"


@dataclass(frozen=True)
class Folder:
    """Where a learner works."""

    path: Path

    def file(self, name: str) -> Path:
        """The file of an exercise, whether it is there or not."""
        return self.path / f"{name}.py"

    def there(self, name: str) -> Path:
        """The file of an exercise; `Problem` where it is gone."""
        file = self.file(name)
        if not file.is_file():
            raise Problem(
                f"there is no {file}: `minitransformer learn reset {name}` makes it anew",
                f"{file} 파일이 없습니다. `minitransformer learn reset {name}` 명령으로 다시 만드세요.",
            )
        return file

    def current(self, progress: Progress) -> str | None:
        """What is worked on: the file that was saved after the last command, else what that command was about,
        else the first that is not done. None where all is done."""
        since = progress.path.stat().st_mtime_ns if progress.path.is_file() else 0
        saved = {name: self.file(name).stat().st_mtime_ns for name in names() if self.file(name).is_file()}
        newest = max(saved, key=lambda name: saved[name], default=None)
        if newest and since and saved[newest] > since:
            return newest
        if progress.now in names() and not progress.of(progress.now).done:
            return progress.now
        return progress.next

    def write_stub(self, name: str, language: str) -> None:
        """The file as it is at the start."""
        from .course import find
        from .stub import stub

        self.file(name).write_text(stub(find(name), language), encoding="utf-8")


def looks_like(path: Path) -> bool:
    """Whether this is a learner's folder."""
    if (path / FILE).is_file():
        return True
    return not (path / "__init__.py").exists() and any((path / f"{name}.py").is_file() for name in names())


def find_folder(asked: Path | None) -> Folder:
    """The folder that was asked for; else this one, one above it, or the only one in it."""
    if asked is not None:
        if looks_like(asked):
            return Folder(asked)
        raise Problem(
            f"{asked} is no folder with exercises: `minitransformer learn start {asked}` makes one",
            f"{asked}은(는) 연습 문제 폴더가 아닙니다. `minitransformer learn start {asked}` 명령으로 만드세요.",
        )
    for path in (Path(), *Path.cwd().parents):
        if looks_like(path):
            return Folder(path)
    under = [path for path in sorted(Path().iterdir()) if path.is_dir() and looks_like(path)]
    if len(under) == 1:
        return Folder(under[0])
    if under:
        several = ", ".join(path.name for path in under)
        raise Problem(
            f"there are several folders with exercises here ({several}): name one with --dir",
            f"연습 문제 폴더가 여러 개 있습니다({several}). --dir로 하나를 고르세요.",
        )
    raise Problem(
        "there are no exercises here: `minitransformer learn start study` makes a folder with them; elsewhere, "
        "name the folder with --dir",
        "여기에는 연습 문제가 없습니다. `minitransformer learn start study` 명령으로 폴더를 만들거나, 이미 있다면 "
        "--dir로 알려 주세요.",
    )


def start(path: Path, language: str) -> tuple[list[str], list[str]]:
    """Make a folder, or add to it what it lacks. The names of what was added, and of what was there."""
    if path.exists() and not path.is_dir():
        raise Problem(
            f"{path} is a file: give a folder that is new or empty",
            f"{path}은(는) 파일입니다. 폴더 이름을 주세요.",
        )
    if (path / "__init__.py").exists():
        raise Problem(
            f"{path} is a Python package, with files of its own: give another folder",
            f"{path}은(는) 파이썬 패키지 폴더입니다. 다른 폴더를 주세요.",
        )
    path.mkdir(parents=True, exist_ok=True)
    folder = Folder(path)
    kept = [name for name in names() if folder.file(name).exists()]
    added = [name for name in names() if name not in kept]
    for name in added:
        folder.write_stub(name, language)
    if not (path / README).exists():
        (path / README).write_text(readme(language), encoding="utf-8")
    progress = Progress.read(path)
    progress.language = language
    progress.save()
    return added, kept


def reset(folder: Folder, name: str, language: str) -> Path | None:
    """Begin an exercise anew. Where the learner's file was put, if there was one."""
    file, aside = folder.file(name), None
    if file.exists():
        old = folder.path / OLD
        old.mkdir(exist_ok=True)
        places = (old / f"{name}.{number}.py" for number in count(1))
        aside = next(place for place in places if not place.exists())
        file.rename(aside)
    folder.write_stub(name, language)
    return aside


def exercise_named(asked: str) -> str:
    """The exercise that a word or a file's name means; `Problem` where there is none."""
    name = asked.removesuffix(".py").replace("-", "_")
    if name in names():
        return name
    near = get_close_matches(name, names(), n=3, cutoff=0.5)
    en = f"did you mean {' or '.join(near)}?" if near else "`minitransformer learn progress` lists all"
    ko = f"혹시 {', '.join(near)}?" if near else "`minitransformer learn progress` 명령이 모두 보여 줍니다."
    raise Problem(f"there is no exercise {asked!r}: {en}", f"{asked!r} 연습 문제는 없습니다. {ko}")
