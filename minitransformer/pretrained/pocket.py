"""The small models that come with the package, by name."""

from importlib.resources import files
from pathlib import Path

from .files import CONFIG

POCKET = Path(str(files(__package__.rpartition(".")[0]) / "pocket"))
"""Their folder: one each, laid out as on the hub."""


def pocket(name: str) -> Path | None:
    """The folder of the model of this name; None where none of that name came along."""
    return POCKET / name if name in pocket_names() else None


def pocket_names() -> list[str]:
    """Every model that came along."""
    return sorted(config.parent.name for config in POCKET.glob(f"*/{CONFIG}"))
