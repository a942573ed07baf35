"""The exercise's search for an answer is the library's."""

import torch

from minitransformer.apps.pipelines.spans import best_spans
from minitransformer.learn.exercises.uses.best_span import best_span


def test_the_exercise_finds_the_span_that_question_answering_finds():
    generator = torch.Generator().manual_seed(0)
    for longest in (1, 3, 20):
        for _ in range(20):
            begin, end = torch.rand(2, 12, generator=generator, dtype=torch.float64)
            ((first, last, _chance),) = best_spans(begin, end, 4, longest, 1)
            found = best_span(begin[4:11], end[4:11], longest)  # the last token is [SEP]
            assert (found[0] + 4, found[1] + 4) == (first, last)
