"""Where the notebooks and the stored results lie: in the installed package, or in the repository."""

from importlib.resources import files
from pathlib import Path

PACKAGE = Path(str(files(__package__)))
REPOSITORY = PACKAGE.parent.parent


def notebooks() -> Path:
    """The folder that holds `ko` and `en`."""
    return _first(PACKAGE / "notebooks", REPOSITORY / "lessons")


def results() -> Path:
    """The folder of what long studies found."""
    return _first(PACKAGE / "results", REPOSITORY / "figures")


def _first(installed: Path, in_repository: Path) -> Path:
    return installed if installed.is_dir() else in_repository
