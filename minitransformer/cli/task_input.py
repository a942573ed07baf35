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


def keywords(task: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options as the pipeline calls them; `Problem` for one that the task has no use for."""
    for name in given:
        if name not in UNDERSTOOD[task]:
            option, users = (
                f"--{name.replace('_', '-')}",
                ", ".join(t for t in UNDERSTOOD if name in UNDERSTOOD[t]),
            )
            raise Problem(
                f"{option} is for {users}, not for {task}: leave it out",
                f"{option} 옵션은 {users}에 쓰는 것이라 {task}에는 쓸 수 없습니다. 빼 주세요.",
            )
    return {UNDERSTOOD[task][name]: value for name, value in given.items()}


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
