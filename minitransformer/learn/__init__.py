"""What a learner works with: exercises whose check names the mistake, and tools that show what is wrong."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .microscope import microscope
    from .notebook import check
    from .slide import Slide
    from .verdict import Verdict

_WHERE = {"Slide": "slide", "Verdict": "verdict", "check": "notebook", "microscope": "microscope"}

__all__ = ["Slide", "Verdict", "check", "microscope"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = found  # and not the module of that name
    return found
