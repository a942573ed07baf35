"""What the pipelines answer, and how a person reads it: texts as they are, everything else as a table."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from .voice import Voice

WRITTEN = ("generated_text", "summary_text", "translation_text")
SHOWN_NUMBERS = 4
LONGEST = 40
IN_KOREAN = {
    "label": "라벨", "score": "점수", "token": "번호", "token_str": "토큰", "sequence": "채운 글", "answer": "답",
    "entity": "태그", "entity_group": "종류", "word": "단어", "index": "순서", "start": "시작", "end": "끝",
}  # fmt: skip
"""What the fields of the pipelines are called above a table; in JSON they keep their names."""


def answers(pipe: Any, task: str, sources: list[str], asked: dict[str, Any]) -> list[Any]:
    """One result for each text, as the pipeline gives it for a list."""
    if task == "question-answering":
        question = asked.pop("question")
        return list(pipe(question=[question] * len(sources), context=sources, **asked))
    if "text_pair" in asked:
        second = asked.pop("text_pair")
        return list(pipe([{"text": text, "text_pair": second} for text in sources], **asked))
    if task == "text-classification" and "top_k" in asked:
        asked["top_k"] = asked["top_k"] or None
    if asked.get("temperature") == 0:
        asked |= {"do_sample": False, "temperature": None}
    return list(pipe(sources, **asked))


def show(voice: Voice, pipe: Any, task: str, texts: Sequence[str], results: Sequence[Any]) -> None:
    """One result for each text."""
    if task == "feature-extraction":
        results = [vectors(voice, pipe, text, found) for text, found in zip(texts, results, strict=True)]
    rows = [(text, row) for text, found in zip(texts, results, strict=True) for row in flat(found)]
    if all(name in WRITTEN for _, row in rows for name in row):
        for _, row in rows:
            voice.tell("".join(row.values()), markup=False)
        return
    if not rows:
        voice.tell(voice.pick("nothing was found", "찾은 것이 없습니다"))
        return
    table = Table()
    headings = list(dict.fromkeys(name for _, row in rows for name in row))
    for heading in ([voice.pick("text", "글")] if len(texts) > 1 else []) + headings:
        table.add_column(voice.pick(heading, IN_KOREAN.get(heading, heading)))
    for text, row in rows:
        cells = [short(text)] if len(texts) > 1 else []
        table.add_row(*(Text(cell) for cell in [*cells, *(told(row.get(name, "")) for name in headings)]))
    voice.tell(table)


def flat(found: Any) -> list[dict[str, Any]]:
    """The answers to one text, whether it is one, several, or several for each mask."""
    return [found] if isinstance(found, dict) else [row for one in found for row in flat(one)]


def vectors(voice: Voice, pipe: Any, text: str, found: Any) -> list[dict[str, Any]]:
    """Of each token's vector the first numbers: nobody reads 768."""
    pieces = map(pipe.tokenizer.piece, pipe.read(text).ids)
    size = f"[1, {len(found[0])}, {len(found[0][0])}]"
    return [
        {
            voice.pick("token", "토큰"): piece,
            size: " ".join(f"{x:+.4f}" for x in vector[:SHOWN_NUMBERS]) + " …",
        }
        for piece, vector in zip(pieces, found[0], strict=False)
    ]


def told(value: Any) -> str:
    """A cell."""
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def short(text: str) -> str:
    """A text that is only to be recognised."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def progress(voice: Voice, show: Callable[[str], None]) -> Callable[[int, int], None]:
    """Show how many texts are answered; where there is no terminal, as a line every few seconds."""
    told = time.monotonic()

    def done(n: int, of: int) -> None:
        nonlocal told
        line = voice.pick(f"{n:,} of {of:,} texts", f"글 {of:,}개 중 {n:,}개")
        show(line)
        if not voice.err.is_terminal and n < of and time.monotonic() - told > 2:
            told = time.monotonic()
            voice.err.print(line)

    return done
