"""A text of which a model knows nothing is refused, rather than answered at random."""

from collections.abc import Sequence

from ..errors import Problem
from ..text.tokenizer import Tokenizer


def refuse_unknown(tokenizer: Tokenizer, ids: Sequence[int]) -> None:
    """`Problem` where the ids of what a person wrote stand for no text at all."""
    if not tokenizer.decode(ids).strip():
        raise Problem(
            "this model knows no character of the text: write a sentence in the language it was taught",
            "이 모델이 아는 글자가 하나도 없습니다. 모델이 배운 언어로 문장을 써 주세요.",
        )
