"""An exception, told in a sentence with the learner's own line, and with the names of the axes in it."""

import re
import traceback
from types import TracebackType

from .axes import Axes, sizes_in
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


def meant(kind: str, text: str) -> tuple[str, str]:
    """What an exception means, in both languages; most have a message that is better than none."""
    if kind == "SystemExit":
        return (
            "the program is told to exit. A function returns its result and never calls exit().",
            "프로그램을 끝내라고 합니다. 함수는 결과를 return하고, exit()를 부르지 않습니다.",
        )
    if kind == "MemoryError" or "allocate memory" in text:
        asked = re.search(r"allocate (\d+) bytes", text)
        en, ko = (
            (f" ({int(asked[1]) / 1e9:,.0f} GB)", f"({int(asked[1]) / 1e9:,.0f} GB)") if asked else ("", "")
        )
        return (
            f"more memory is asked for than there is{en}. Look for an axis that is repeated or far too long.",
            f"쓸 수 있는 것보다 많은 메모리를 달라고 합니다{ko}. 반복되거나 지나치게 긴 축이 있는지 보세요.",
        )
    if kind == "RecursionError":
        return (
            "the function calls itself without end.",
            "함수가 자기 자신을 끝없이 부릅니다.",
        )
    if kind == "EOFError":
        return (
            "the code waits for input(), but nobody is there to type.",
            "코드가 input()을 기다리지만 입력할 사람이 없습니다.",
        )
    return f"{kind}: {text}" + ("" if text.endswith(".") else "."), f"{kind}: {text}"
