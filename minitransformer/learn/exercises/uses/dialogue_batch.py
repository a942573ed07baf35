"""Dialogues as a batch: what is read, and what is to be said."""

from collections.abc import Sequence

import torch

from ....data.batching import CausalBatch
from ....data.dialogue import DialogueIds
from ....functional import IGNORE
from ...exercise import Call, Case, Exercise, Law
from ...said import Said
from .dialogue_batch_asking import ASKING
from .dialogue_batch_filling import FILLING

AXES = {"b": 3, "t": 10}
PAD, END = 1, 2


def dialogue_batch(encoded: Sequence[DialogueIds], pad_id: int) -> CausalBatch:
    """Dialogues side by side: ids, filled up with pad_id, and for every position the token to be said next.

    labels[t] is the token that follows ids[t] where that belongs to the answer or is its end, and IGNORE where it
    belongs to the question or is padding. The last token is only ever a label, so it takes no position.
    """
    width = max(len(d.ids) for d in encoded) - 1
    ids = torch.full((len(encoded), width), pad_id)
    labels = torch.full((len(encoded), width), IGNORE)
    for row, d in enumerate(encoded):
        n, first = len(d.ids) - 1, d.answer_start - 1
        ids[row, :n] = torch.tensor(d.ids[:-1])
        labels[row, first:n] = torch.tensor(d.ids[first + 1 :])
    return CausalBatch(ids, labels)


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Dialogues of several lengths; padding that is the end, or a word, as well; one dialogue alone."""

    def some(*lengths: tuple[int, int]) -> list[DialogueIds]:
        drawn = [
            (before, torch.randint(3, 40, (before + answer,), generator=generator).tolist())
            for before, answer in lengths
        ]
        return [DialogueIds([*ids, END], before) for before, ids in drawn]

    three = ((5, 2), (4, 6), (3, 3))
    words = some(*three)
    return (
        Case(Said("three dialogues", "대화 셋"), {"encoded": some(*three), "pad_id": PAD}),
        Case(Said("</s> is the padding", "</s>가 패딩"), {"encoded": some(*three), "pad_id": END}),
        Case(
            Said("a word of an answer is the padding", "답의 한 단어가 패딩"),
            {"encoded": words, "pad_id": words[1].ids[6]},
        ),
        Case(Said("one dialogue alone", "대화 하나"), {"encoded": some((2, 1)), "pad_id": PAD}),
    )


def ends_are_learnt(call: Call, case: Case) -> Said | None:
    """Every answer's end is a label, once."""
    labels = call(case.arguments).labels
    if ((labels == END).sum(-1) == 1).all():
        return None
    found = (labels == END).sum(-1).tolist()
    return Said(
        f"</s> is a label {found} times in the rows; it should be once in each.",
        f"</s>가 행마다 {found}번 라벨입니다. 한 번씩이어야 합니다.",
    )


def from_lists(encoded: Sequence[DialogueIds], pad_id: int) -> CausalBatch:
    """Lists first, tensors at the end."""
    longest = max(len(d.ids) for d in encoded) - 1
    rows, asked = [], []
    for d in encoded:
        ids, fill = d.ids[:-1], longest - len(d.ids) + 1
        labels = [IGNORE] * (d.answer_start - 1) + d.ids[d.answer_start :]
        rows.append(ids + [pad_id] * fill)
        asked.append(labels + [IGNORE] * fill)
    return CausalBatch(torch.tensor(rows), torch.tensor(asked))


def padded_then_shifted(encoded: Sequence[DialogueIds], pad_id: int) -> CausalBatch:
    """Everything is filled up first; then the last column goes from the one, and the first from the other."""
    rows = [torch.tensor(d.ids) for d in encoded]
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=pad_id)
    labels = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=IGNORE)
    for row, d in enumerate(encoded):
        labels[row, : d.answer_start] = IGNORE
        ids[row, len(d.ids) - 1 :] = pad_id
    return CausalBatch(ids[:, :-1], labels[:, 1:])


EXERCISE = Exercise(
    name="dialogue_batch",
    lesson=11,
    title=Said("Answers as labels", "답을 라벨로"),
    difficulty=3,
    minutes=25,
    task=Said(
        "Lay dialogues side by side as CausalBatch(ids, labels): learn to say the answer and its end, and nothing else. "
        "The shift is made here: labels[t] is what follows ids[t].",
        "대화를 나란히 놓아 CausalBatch(ids, labels)를 만드세요. 답과 그 끝만 말하도록 배웁니다. 한 칸 미는 것은 여기서 "
        "합니다. labels[t]는 ids[t] 다음에 오는 토큰입니다.",
    ),
    reference=dialogue_batch,
    axes=AXES,
    results=("ids", "labels"),
    cases=cases,
    laws=(Law(Said("every end is learnt once", "끝은 한 번씩 배움"), ends_are_learnt),),
    mistakes=(*ASKING, *FILLING),
    equivalents={"lists first": from_lists, "filled up, then shifted": padded_then_shifted},
    hints=(
        Said(
            "Write a row down: below `<sys>` stands the first word of the answer, below its last word `</s>`, below the "
            "question and the padding −100.",
            "한 행을 적어 보세요. `<sys>` 아래에 답의 첫 단어가, 답의 마지막 단어 아래에 `</s>`가, 질문과 패딩 아래에 "
            "−100이 있습니다.",
        ),
        Said(
            "The token at answer_start is the label of the position before it. Fill ids with pad_id, labels with IGNORE.",
            "answer_start에 있는 토큰은 그 앞 위치의 라벨입니다. ids는 pad_id로, labels는 IGNORE로 채웁니다.",
        ),
        Said(
            "`labels[row, d.answer_start - 1 : len(d.ids) - 1] = torch.tensor(d.ids[d.answer_start :])`",
            "`labels[row, d.answer_start - 1 : len(d.ids) - 1] = torch.tensor(d.ids[d.answer_start :])`",
        ),
    ),
)
