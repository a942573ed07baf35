"""Questions on paragraphs: from the JSON of KorQuAD 1.0 (that of SQuAD) to windows in which answers are marked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from ..errors import Problem
from ..text.tokenizer import Token, Tokenizer
from .batching import Batches, padded
from .rows import read_utf8
from .split import split_together
from .windows import Window, question_windows


@dataclass(frozen=True)
class Question:
    """A question, the paragraph it is asked of, and where the answers stand there: `context[start:end]`."""

    id: str
    question: str
    context: str
    answers: tuple[tuple[int, int], ...]

    @property
    def texts(self) -> list[str]:
        """The answers as they are written."""
        return [self.context[start:end] for start, end in self.answers]


@dataclass(frozen=True)
class SpanBatch:
    """Windows, which of their tokens are real, which belong to the context, and where the answer begins and
    ends: at [CLS], in place 0, where it is not in the window."""

    ids: Int[Tensor, "b t"]
    real: Bool[Tensor, "b t"]
    segments: Int[Tensor, "b t"]
    starts: Int[Tensor, " b"]
    ends: Int[Tensor, " b"]


def read_questions(path: Path) -> list[Question]:
    """The questions of a file; `Problem` says where it is no JSON, or which questions lack something."""
    try:
        articles = json.loads(read_utf8(path))["data"]
        paragraphs = [p for article in articles for p in article["paragraphs"]]
        asked = [(p["context"], qa) for p in paragraphs for qa in p["qas"]]
    except json.JSONDecodeError as e:
        raise Problem(
            f"{path}, row {e.lineno}: not JSON ({e.msg} at character {e.colno}): fetch or save it again",
            f"{path} {e.lineno}행: JSON이 아닙니다({e.colno}번째 글자: {e.msg}). 다시 받거나 저장해 주세요.",
        ) from e
    except (KeyError, TypeError) as e:
        raise Problem(
            f"{path} is not built as KorQuAD is (data, paragraphs, context, qas): {type(e).__name__} {e}",
            f"{path} 파일이 KorQuAD의 구조(data, paragraphs, context, qas)가 아닙니다: {type(e).__name__} {e}",
        ) from e
    found = [_question(context, qa) for context, qa in asked]
    if bad := [number for number, question in enumerate(found, 1) if question is None]:
        first, more = ", ".join(map(str, bad[:5])), len(bad) - 5
        raise Problem(
            f"{path}, question {first}{f' and {more} more' if more > 0 else ''}: it is empty, or its answer does "
            "not stand in the paragraph where answer_start says",
            f"{path} {first}번째 질문{f' 외 {more}개' if more > 0 else ''}: 질문이 비었거나, 답이 본문의 "
            "answer_start 위치에 없습니다.",
        )
    if not found:
        raise Problem(f"{path} holds no question", f"{path} 파일에 질문이 없습니다.")
    return [question for question in found if question is not None]


def _question(context: Any, qa: Any) -> Question | None:
    match qa:
        case {"question": str(question), "answers": [_, *_] as answers} if question.strip():
            places = [_place(context, answer) for answer in answers]
            if None not in places:
                return Question(str(qa.get("id", "")), question, context, tuple(p for p in places if p))
    return None


def _place(context: Any, answer: Any) -> tuple[int, int] | None:
    match answer:
        case {"text": str(text), "answer_start": int(start)} if text and isinstance(context, str):
            return (start, start + len(text)) if context[start : start + len(text)] == text else None
    return None


def split_questions(
    questions: Sequence[Question], fraction: float = 0.1, seed: int = 0
) -> tuple[list[Question], list[Question]]:
    """Training and held-out questions: all that are asked of a paragraph are on one side."""
    return split_together(questions, lambda q: q.context, ("paragraphs", "문단"), fraction, seed)


def answer_place(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """The first and the last of the tokens that hold a character of `text[start:end]`; None where one of its
    ends is not among them."""
    inside = [i for i, token in enumerate(tokens) if token.start < end and start < token.end]
    whole = tokens and tokens[0].start <= start and end <= tokens[-1].end
    return (inside[0], inside[-1]) if inside and whole else None


Marked = tuple[Window, int, int]
"""A window, and the places in its ids where the answer begins and ends."""


def marked_windows(
    tokenizer: Tokenizer, question: Question, max_len: int, overlap: int | None = None
) -> list[Marked]:
    """The windows of a question's paragraph, each with the place of the (first) answer: [CLS] where the window
    does not hold all of it."""
    start, end = question.answers[0]
    marked = []
    for window in question_windows(tokenizer, question.question, question.context, max_len, overlap):
        place = answer_place(window.tokens, start, end)
        first, last = (0, 0) if place is None else (window.first + place[0], window.first + place[1])
        marked.append((window, first, last))
    return marked


def span_batches(
    marked: Sequence[Marked], batch_size: int, pad_id: int, generator: torch.Generator | None = None
) -> Batches[SpanBatch]:
    """Windows of like length together."""

    def collate(chosen: list[int]) -> SpanBatch:
        windows = [marked[i][0] for i in chosen]
        ids, real = padded([w.ids for w in windows], pad_id)
        segments, _ = padded([w.segments for w in windows], 0)
        starts, ends = (torch.tensor([marked[i][k] for i in chosen]) for k in (1, 2))
        return SpanBatch(ids, real, segments, starts, ends)

    return Batches([len(window.ids) for window, *_ in marked], batch_size, collate, generator)
