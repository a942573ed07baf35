"""A whole question answering run: split by paragraph, teach, answer, score, compare, keep."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from ..core.parts import Parts
from ..data import catalogue
from ..data.korquad import Question, read_questions, split_questions
from ..models.bert_tasks import BERTForSpans
from ..text.tokenizer import Tokenizer
from ..training.plan import Plan, Progress
from .answers import by_overlap, score_answers
from .heads import load_headed
from .pipelines.question_answering import QuestionAnswering
from .run import Run, Trained, identify
from .size import Size
from .sources import existing, or_taught_model
from .teach_qa import LONGEST_WINDOW, new_reader, reader_task

KORQUAD = "korquad1_dev"
HELD_OUT = 0.1
LONGEST_ANSWER = 30
"""Tokens, as in the published fine-tuning of BERT on SQuAD."""


def questions_of(data: str) -> tuple[str, list[Question]]:
    """Questions on paragraphs: `korquad1_dev`, or a file of the same form."""
    if data == KORQUAD:
        with or_taught_model("question-answering"):
            return data, read_questions(catalogue.find(data) / "KorQuAD_v1.0_dev.json")
    return data, read_questions(existing(data, KORQUAD))


class Reader(QuestionAnswering):
    """Answers the questions of a set, whatever they hold."""

    def words(self, text: str) -> list[int]:
        """The ids of a text."""
        return self.tokenizer.encode(text)

    def answer(self, questions: Sequence[Question], window: int) -> list[str]:
        """The best answer to each; none to a question that leaves no room for its paragraph."""
        fitting = [i for i, q in enumerate(questions) if len(self.words(q.question)) + 3 < window]
        found = self(
            question=[questions[i].question for i in fitting],
            context=[questions[i].context for i in fitting],
            max_answer_len=LONGEST_ANSWER,
            max_seq_len=window,
            align_to_words=False,  # it would take particles along
        )
        said = [""] * len(questions)
        for i, answer in zip(fitting, found, strict=True):
            said[i] = answer["answer"]
        return said


def train_reader(
    questions: Sequence[Question],
    out: Path,
    plan: Plan,
    *,
    source: Size | str,
    data_name: str,
    batch_size: int = 32,
    resume: bool = False,
    parts: Parts = Parts(),
    on_step: Callable[[Progress], None] = lambda _progress: None,
    language: str = "en",
) -> Trained:
    """Train on questions and paragraphs from `source` (a size to start from nothing, or a pretrained model's
    name).

    All questions on a paragraph are on one side. Beside the scores stand those of the words that stand next to
    what question and paragraph share. The model, its card and the loss curve are kept in `out`.
    """
    train, heldout = split_questions(questions, HELD_OUT, plan.seed)
    model, tokenizer = _start(source, train, torch.Generator().manual_seed(plan.seed), parts)
    window = min(model.cfg.max_len, LONGEST_WINDOW)
    task = reader_task(tokenizer, train, heldout, batch_size=batch_size, max_len=window)
    identity = identify(data_name, [train, heldout], source, batch_size, tokenizer)
    run = Run("qa", model, tokenizer, plan, out, identity, language)
    history = run.train(task, resume, on_step)
    said = Reader(model, tokenizer, batch_size=32).answer(heldout, window)
    overlap = score_answers((by_overlap(q.question, q.context) for q in heldout), heldout)
    scores = {**score_answers(said, heldout), "baselines": {"word overlap": overlap}}
    data = {"name": data_name, "train": len(train), "heldout": len(heldout), "window": window}
    metrics = run.write_down(history, data, scores)
    return Trained(out, history, metrics, math.log(window))


def _start(
    source: Size | str, train: Sequence[Question], generator: torch.Generator, parts: Parts
) -> tuple[BERTForSpans, Tokenizer]:
    if isinstance(source, Size):
        return new_reader(train, source, generator, parts)
    model, tokenizer = load_headed(source, "QuestionAnswering", (), parts, generator)
    assert isinstance(model, BERTForSpans)
    return model, tokenizer
