"""An exception, told in a sentence with the learner's own line, and with the names of the axes in it."""

import traceback
from types import TracebackType

from .axes import Axes, sizes_in
from .meanings import meant
from .said import Said


def retell(error: BaseException, file: str, axes: Axes) -> Said:
    """What went wrong, where in the learner's file, and which axes the sizes in the message are."""
    kind, text = type(error).__name__, " ".join(str(error).split())
    where = line_of(error.__traceback__, file)
    if isinstance(error, SyntaxError):
        where = (error.lineno or 1, (error.text or "").strip())
        text = error.msg
    en, ko = meant(kind, text)
    if sizes := sizes_in(text, axes):
        pairs = ", ".join(f"{n} = {name}" for n, name in sizes.items())
        en, ko = f"{en} Here {pairs}.", f"{ko} 여기서 {pairs}입니다."
    if where:
        number, line = where
        return Said(f"Line {number}, `{line}`: {en}", f"{number}번째 줄 `{line}`: {ko}")
    return Said(en, ko)


def line_of(trace: TracebackType | None, file: str) -> tuple[int, str] | None:
    """The last line of the learner's own file that the error passed through."""
    mine = [frame for frame in traceback.extract_tb(trace) if frame.filename == file]
    return (mine[-1].lineno or 0, mine[-1].line or "") if mine else None
