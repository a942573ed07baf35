"""Where in a text does the answer to a question stand?"""

from collections.abc import Iterable, Mapping
from typing import Any

from torch import Tensor

from ...data.windows import question_windows
from ...errors import Problem
from ...models.base import Model
from ...models.bert_tasks import BERTForSpans
from ...text.tokenizer import Tokenizer
from .base import at_least_one
from .frames import Framed
from .spans import best_spans, chances_of_places
from .windowed import InWindows, Windowed
from .words import word_of

LONGEST_WINDOW = 384


class QuestionAnswering(Windowed):
    """The spans of the context that answer the question best, each with its score and its place.

    The rule is the one that was published with SQuAD's first BERTs: the scores become chances over the places
    where an answer may begin or end, a span gets the product of the two, and what several windows (or several
    spans, once they are widened to whole words) say alike is added up, so that a score may be above 1.
    """

    def __init__(self, model: Model, tokenizer: Tokenizer, **how: Any) -> None:
        if not isinstance(model, BERTForSpans):
            raise Problem(
                f"a {type(model).__name__} does not mark answers: name a model for question answering",
                f"{type(model).__name__} 모델은 답의 위치를 찾지 못합니다. 질의응답 모델을 지정해 주세요.",
            )
        super().__init__(model, tokenizer, **how)

    def __call__(
        self,
        *,
        question: str | Iterable[str],
        context: str | Iterable[str],
        top_k: int = 1,
        max_answer_len: int = 15,
        doc_stride: int | None = None,
        max_seq_len: int | None = None,
        handle_impossible_answer: bool = False,
        align_to_words: bool = True,
    ) -> Any:
        """The best answer, or a list of the `top_k` best; for several questions (on one context, or each on its
        own), a list of these.

        `max_answer_len` counts tokens. A context that is longer than `max_seq_len` leaves room for is read in
        windows which overlap by `doc_stride`. With `handle_impossible_answer`, the empty answer is one of them.
        `align_to_words` widens an answer to whole words (in Korean that takes particles along).
        """
        at_least_one("top_k", top_k)
        at_least_one("max_answer_len", max_answer_len)
        longest = min(self.model.cfg.max_len, max_seq_len or LONGEST_WINDOW)

        def read(asked: Mapping[str, str]) -> InWindows:
            for text in asked.values():
                self.words(text)  # is there anything that is known?
            parts = question_windows(self.tokenizer, asked["question"], asked["context"], longest, doc_stride)
            framed = [Framed(asked["context"], part.ids, part.segments) for part in parts]
            return InWindows(asked["context"], [part.tokens for part in parts], framed)

        def judge(asked: list[InWindows]) -> list[Any]:
            told = []
            for read, scores in zip(asked, self.scores(asked), strict=True):
                found, none = self._found(read, scores, top_k, max_answer_len, align_to_words)
                if handle_impossible_answer:
                    found.append({"score": none, "start": 0, "end": 0, "answer": ""})
                best = sorted(found, key=lambda answer: answer["score"], reverse=True)[:top_k]
                told.append(best[0] if len(best) == 1 else best)
            return told

        return self.each(_pairs(question, context), read, judge)

    def _found(
        self, asked: InWindows, scores: list[Tensor], top_k: int, longest: int, whole_words: bool
    ) -> tuple[list[dict[str, Any]], float]:
        """The answers in all windows, and the chance that there is none in the window where it is least."""
        found: dict[str, dict[str, Any]] = {}
        none = 1.0
        for tokens, window, rows in zip(asked.tokens, asked.windows, scores, strict=True):
            first = len(window.ids) - len(tokens) - 1
            begin, end = chances_of_places(rows, first, self.tokenizer.cls_id, window.ids)
            none = min(none, (begin[0] * end[0]).item())
            kept = 2 * top_k + 10 if whole_words else top_k  # some become the same once they are widened
            for i, j, score in best_spans(begin, end, first, longest, kept):
                i, j = i - first, j - first
                if whole_words:
                    i = word_of(self.tokenizer, tokens, i).start
                    j = word_of(self.tokenizer, tokens, j).stop - 1
                start, stop = tokens[i].start, tokens[j].end
                answer = asked.text[start:stop]
                new = {"score": 0.0, "start": start, "end": stop, "answer": answer}
                found.setdefault(answer.lower(), new)["score"] += score
        return list(found.values()), none


def _pairs(question: str | Iterable[str], context: str | Iterable[str]) -> Any:
    if isinstance(question, str) and isinstance(context, str):
        return {"question": question, "context": context}
    questions = [question] if isinstance(question, str) else list(question)
    contexts = [context] * len(questions) if isinstance(context, str) else list(context)
    if len(questions) != len(contexts):
        raise Problem(
            f"{len(questions)} questions and {len(contexts)} contexts: give one context for all, or one for each",
            f"질문이 {len(questions)}개, 본문이 {len(contexts)}개입니다. 본문을 하나만 주거나 질문마다 주세요.",
        )
    return [{"question": q, "context": c} for q, c in zip(questions, contexts, strict=True)]
