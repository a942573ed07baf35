"""Long texts in overlapping windows, so that a model with few positions reads all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import Problem
from ..text.tokenizer import Token, Tokenizer


@dataclass(frozen=True)
class Window:
    """`[CLS] question [SEP] a part of the context [SEP]`: `ids[first]` is `tokens[0]`, whose places are counted
    in the whole context."""

    ids: list[int]
    first: int
    tokens: Sequence[Token]

    @property
    def segments(self) -> list[int]:
        """0 for the question and its marks, 1 for the context and its end."""
        return [0] * self.first + [1] * (len(self.ids) - self.first)


def parts(n: int, room: int, overlap: int) -> list[range]:
    """The parts of a text of n tokens: each as long as there is room, and shares `overlap` with the last."""
    if not 0 <= overlap < room:
        raise Problem(
            f"windows of {room} tokens cannot overlap by {overlap}: choose 0 to {room - 1}",
            f"{room}토큰짜리 창은 {overlap}토큰씩 겹칠 수 없습니다. 0부터 {room - 1} 사이에서 골라 주세요.",
        )
    starts = range(0, max(n - overlap, 1), room - overlap)
    return [range(start, min(start + room, n)) for start in starts]


def question_windows(
    tokenizer: Tokenizer, question: str, context: str, max_len: int, overlap: int | None = None
) -> list[Window]:
    """The windows in which a model of `max_len` positions reads the context, each time with the question.

    They overlap by half the window and at most 128 tokens, unless said otherwise. `Problem` where the question
    leaves no room for the context.
    """
    asked, tokens = tokenizer.encode(question), tokenizer.cut(context)
    room = max_len - len(asked) - 3
    if room < 1:
        raise Problem(
            f"the question has {len(asked)} tokens and the window {max_len} positions, 3 of them for marks: "
            "no room is left for the context; ask in fewer words",
            f"질문이 {len(asked)}토큰이고 창은 {max_len}자리(그중 3자리는 표시용)라서 본문이 들어갈 자리가 "
            "없습니다. 질문을 줄여 주세요.",
        )
    overlap = min(max_len // 2, 128, room // 2) if overlap is None else overlap
    head = [tokenizer.cls_id, *asked, tokenizer.sep_id]
    windows = []
    for part in parts(len(tokens), room, overlap):
        seen = tokens[part.start : part.stop]
        windows.append(Window([*head, *(t.id for t in seen), tokenizer.sep_id], len(head), seen))
    return windows
