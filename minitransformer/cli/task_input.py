"""What `run` is given: the options that its task understands, and the texts, from the line or from a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import Problem

WRITING = {"beams": "num_beams", "max_length": "max_length", "min_length": "min_length", "seed": "seed"}
DRAWING = {"temperature": "temperature", "top_k": "top_k", "top_p": "top_p"}
UNDERSTOOD: Mapping[str, Mapping[str, str]] = {
    "text-classification": {"count": "top_k", "pair": "text_pair"},
    "token-classification": {"aggregation": "aggregation_strategy", "stride": "stride"},
    "question-answering": {
        "question": "question",
        "context": "context",
        "count": "top_k",
        "stride": "doc_stride",
        "no_answer": "handle_impossible_answer",
    },
    "summarization": WRITING,
    "translation": WRITING,
    "text-generation": {**WRITING, **DRAWING, "count": "num_return_sequences"},
    "fill-mask": {"count": "top_k"},
    "feature-extraction": {"pair": "text_pair"},
}
"""The options that a task understands beside those of all, and what its pipeline calls them."""

BESIDE: Mapping[str, frozenset[str]] = {
    "study": frozenset({"data", "picture"}),
    "word": frozenset({"texts", "picture"}),
    "probe": frozenset(),
}
"""What may stand beside the options that turn `run` into something else."""

MOST = 100
"""So many texts are written side by side, each with its own keys and values in memory."""


def refuse_beside(asked: Mapping[str, Any]) -> None:
    """`Problem` for what stands beside --study, --word or --probe and would not be looked at."""
    chosen = [name for name, value in asked.items() if value is not None]
    for option in (name for name in BESIDE if name in chosen):
        idle = [name for name in chosen if name != option and name not in BESIDE[option]]
        if not idle:
            continue
        named = ", ".join("TEXT" if name == "texts" else option_of(name) for name in idle)
        en, ko = REASONS.get((option, idle[0]), ("", ""))
        raise Problem(
            f"--{option} cannot go together with {named}{en}: leave it out",
            f"--{option} 옵션과 함께 쓸 수 없습니다: {named}{ko}. 빼 주세요.",
        )


REASONS = {
    ("study", "texts"): (" (its texts come from --data)", "(글은 --data에서 가져옵니다)"),
    ("word", "file"): (
        " (write two sentences behind it, or none)",
        "(문장은 뒤에 두 개를 쓰거나 비워 둡니다)",
    ),
}


def option_of(name: str) -> str:
    """An option as a person writes it."""
    return f"--{name.replace('_', '-')}"


def keywords(task: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options as the pipeline calls them; `Problem` for one that the task has no use for."""
    for name in given:
        if name not in UNDERSTOOD[task]:
            option = option_of(name)
            users = ", ".join(t for t in UNDERSTOOD if name in UNDERSTOOD[t])
            if not users:
                raise Problem(
                    f"{option} is for {HOMES[name]} alone: leave it out",
                    f"{option} 옵션은 {HOMES[name]} 작업에만 씁니다. 빼 주세요.",
                )
            raise Problem(
                f"{option} is for {users}, not for {task}: leave it out",
                f"{option} 옵션은 {users}에 쓰는 것이라 {task}에는 쓸 수 없습니다. 빼 주세요.",
            )
    if task == "question-answering" and not str(given.get("question", "")).strip():
        raise Problem("--question is missing: what is asked?", "--question이 빠졌습니다. 무엇을 물을까요?")
    if task == "text-generation" and (n := given.get("count") or 1) > MOST:
        raise Problem(
            f"--count {n}: all texts are written side by side, which takes memory for each: ask for at most "
            f"{MOST}, and for others with another --seed",
            f"--count {n}: 글을 모두 나란히 쓰기 때문에 글마다 메모리가 듭니다. {MOST}개까지만 쓰고, 더 필요하면 "
            "--seed를 바꿔 다시 실행해 주세요.",
        )
    return {UNDERSTOOD[task][name]: value for name, value in given.items()}


HOMES = {
    "data": "feature-extraction --study",
    "picture": "feature-extraction --study/--word",
}


def texts_for(task: str, texts: list[str], file: Path | None, context: str | None) -> list[str]:
    """What is to be worked on, from one place only; of text-generation there may be nothing."""
    places = [place for place in (texts, file, context) if place]
    if len(places) > 1:
        raise Problem(
            "the texts come from two places: give them in the line, with --file or with --context",
            "글을 두 군데에서 주셨습니다. 명령줄, --file, --context 가운데 한 곳으로만 주세요.",
        )
    if file is not None:
        return from_file(file, whole=task == "question-answering")
    if not places and task != "text-generation":
        raise Problem(
            f"there is no text: write one behind {task}, or name a file of them with --file",
            f"글이 없습니다. {task} 뒤에 쓰거나 --file로 파일을 주세요.",
        )
    return ([context] if context else texts) or [""]


def from_file(path: Path, whole: bool) -> list[str]:
    """The lines of a file, or all of it as one text. `Problem` for a blank line between others: the results
    have to be those of the lines."""
    from ..data.rows import check_rows, read_utf8

    text = read_utf8(path).rstrip("\r\n")
    lines = [text] if whole else [line.rstrip("\r") for line in text.split("\n")]
    if not text.strip():
        raise Problem(f"{path} is empty: write a text a line", f"{path} 파일이 비어 있습니다.")
    blank = [number for number, line in enumerate(lines, 1) if not line.strip()]
    check_rows(
        path,
        blank,
        "blank: write a text there, or delete the line",
        "빈 줄입니다. 글을 쓰거나 줄을 지워 주세요.",
    )
    return lines
