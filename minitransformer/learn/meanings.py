"""What Python's and PyTorch's exceptions say, said again for a learner."""

import re

from .said import Said

MEANINGS: tuple[tuple[str, str, Said], ...] = (
    (
        "IndentationError|TabError",
        r"(.*)",
        Said("the indentation is not right ({0}).", "들여쓰기가 맞지 않습니다({0})."),
    ),
    ("SyntaxError", r"(.*)", Said("this is not Python ({0}).", "파이썬 문법에 맞지 않습니다({0}).")),
    (
        "NameError|UnboundLocalError",
        r"(?:name|variable) '(\w+)'",
        Said(
            "there is no `{0}` here: mistyped, or not made yet.",
            "`{0}`라는 이름이 없습니다. 오타이거나 아직 만들지 않은 변수입니다.",
        ),
    ),
    (
        "ModuleNotFoundError",
        r"No module named '([\w.]+)'",
        Said("there is no module `{0}`: look at its name.", "`{0}` 모듈이 없습니다. 이름을 확인하세요."),
    ),
    (
        "RuntimeError",
        r"size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\)",
        Said(
            "an axis of length {0} cannot be combined with one of length {1}: is a keepdim=True or a transpose missing?",
            "길이 {0}인 축과 길이 {1}인 축은 함께 계산할 수 없습니다. keepdim=True나 transpose를 빠뜨리지 않았나요?",
        ),
    ),
    (
        "IndexError|RuntimeError",
        r"index -100 is out of bounds",
        Said(
            "the label -100 (IGNORE) is no class: leave labels that do not count out first.",
            "라벨 -100(IGNORE)은 클래스 번호가 아닙니다. 세지 않는 라벨을 먼저 빼세요.",
        ),
    ),
    (
        "TypeError|AttributeError",
        r"torch\.return_types\.(max|min)|'(max|min)' object",
        Said(
            "max and min along an axis return the values and their places: take .values, or amax and amin.",
            "축을 정한 max와 min은 값과 자리를 함께 돌려줍니다. .values를 쓰거나 amax, amin을 쓰세요.",
        ),
    ),
    (
        "RuntimeError",
        r"os\.fork\(\)",
        Said("os.fork() is not for exercises.", "연습 문제에서는 os.fork()를 쓸 수 없습니다."),
    ),
    (
        "SystemExit",
        "",
        Said(
            "the program is told to exit. A function returns its result and never calls exit().",
            "프로그램을 끝내라고 합니다. 함수는 결과를 return하고, exit()를 부르지 않습니다.",
        ),
    ),
    (
        "RecursionError",
        "",
        Said("the function calls itself without end.", "함수가 자기 자신을 끝없이 부릅니다."),
    ),
    (
        "EOFError",
        "",
        Said(
            "the code waits for input(), but nobody is there to type.",
            "코드가 input()을 기다리지만 입력할 사람이 없습니다.",
        ),
    ),
)
"""Kinds of exceptions, what their text holds, and what to say; the first that fits is said."""


def meant(kind: str, text: str) -> Said:
    """What an exception means; what it says itself, where that is not known here."""
    if kind == "MemoryError" or "allocate memory" in text:
        return out_of_memory(text)
    for kinds, pattern, said in MEANINGS:
        if kind in kinds.split("|") and (found := re.search(pattern, text)):
            words = [word for word in found.groups() if word]
            return Said(said.en.format(*words), said.ko.format(*words))
    stop = "" if text.endswith(".") else "."
    return Said(f"{kind}: {text}{stop}", f"{kind}: {text}{stop}")


def out_of_memory(text: str) -> Said:
    """How much was asked for, where the message tells."""
    asked = re.search(r"allocate (\d+) bytes", text)
    size = f"{int(asked[1]) / 1e9:,.0f} GB" if asked else ""
    en, ko = (f" ({size})", f"({size})") if size else ("", "")
    return Said(
        f"more memory is asked for than there is{en}. Look for an axis that is repeated or far too long.",
        f"쓸 수 있는 것보다 많은 메모리를 달라고 합니다{ko}. 반복되거나 지나치게 긴 축이 있는지 보세요.",
    )
