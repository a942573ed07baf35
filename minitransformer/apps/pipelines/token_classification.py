"""Which label fits each token (names of people and places, say), and which tokens are one name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from ...data.windows import parts
from ...errors import Problem
from ...functional import softmax
from ...models.base import Model
from ...models.bert_tasks import BERTForTokens
from ...text.tokenizer import Token, Tokenizer
from .entities import Entity, apart, grouped
from .frames import Framed
from .windowed import InWindows, Windowed
from .words import goes_on, marks_words, spelled

Rows = Float[Tensor, "t labels"]

WORDS: Mapping[str, Callable[[Rows], Rows]] = {
    "first": lambda rows: rows[0],
    "max": lambda rows: rows[rows.amax(-1).argmax()],
    "average": lambda rows: rows.mean(0),
}
"""How the tokens of a word agree on a label: its first token decides, the surest, or all together."""

STRATEGIES = ("none", "simple", *WORDS)


class TokenClassification(Windowed):
    """A label for every token, but for those called `O`; aggregated, one for every name.

    `simple` puts neighbours together that have the same label, whether B- or I-; `first`, `max` and `average`
    give a word one label before that (transformers then loses the spaces between words where the tokenizer
    marks them by ▁, as koGPT2's does; here they stay).
    """

    def __init__(self, model: Model, tokenizer: Tokenizer, **how: Any) -> None:
        if not isinstance(model, BERTForTokens):
            raise Problem(
                f"a {type(model).__name__} has no label for every token: name a model for token classification",
                f"{type(model).__name__} 모델은 토큰마다 라벨을 붙이지 못합니다. 토큰 분류 모델을 지정해 주세요.",
            )
        super().__init__(model, tokenizer, **how)
        self.labels, self.marked = model.cfg.labels, marks_words(tokenizer)

    def __call__(
        self,
        texts: str | Iterable[str],
        *,
        aggregation_strategy: str = "none",
        ignore_labels: Sequence[str] = ("O",),
        stride: int | None = None,
    ) -> list[Any]:
        """The entities of a text, or of each of several. `stride`: a text that is longer than the model reads is
        read in windows which overlap by so many tokens; of what overlaps then, the longest and surest stays."""
        if aggregation_strategy not in STRATEGIES:
            known = ", ".join(STRATEGIES)
            raise Problem(
                f"aggregation_strategy={aggregation_strategy}: choose {known}",
                f"aggregation_strategy={aggregation_strategy}: {known} 중에서 고르세요.",
            )
        if stride is not None and aggregation_strategy == "none":
            raise Problem(
                "windows overlap, so what they find has to be aggregated: choose another strategy than none",
                "창이 서로 겹치므로 결과를 합쳐야 합니다. none이 아닌 aggregation_strategy를 골라 주세요.",
            )

        def judge(texts: list[InWindows]) -> list[list[dict[str, Any]]]:
            told = []
            for read, scores in zip(texts, self.scores(texts), strict=True):
                found = [
                    entity
                    for tokens, rows in zip(read.tokens, scores, strict=True)
                    for entity in self._told(read.text, tokens, softmax(rows)[1:-1], aggregation_strategy)
                    if entity.get("entity", entity.get("entity_group")) not in ignore_labels
                ]
                told.append(apart(found) if len(scores) > 1 else found)
            return told

        return self.each(texts, lambda text: self._read(text, stride), judge)

    def _read(self, text: str, stride: int | None) -> InWindows:
        self.words(text)  # is there anything that is known?
        tokens, room = self.tokenizer.cut(text), self.model.cfg.max_len - 2
        if stride is None and len(tokens) > room and not self.truncate:
            raise Problem(
                f"the text has {len(tokens)} tokens, and this model has room for {room}: shorten it, "
                "read it in overlapping windows (stride), or cut its end off (truncate)",
                f"글이 {len(tokens)}토큰인데 이 모델은 {room}토큰까지 읽습니다. 줄이거나, 겹치는 창으로 나누어 "
                "읽거나(stride), 끝을 자르세요(truncate).",
            )
        windows = [range(room)] if stride is None else parts(len(tokens), room, stride)
        seen = [tokens[part.start : part.stop] for part in windows]
        cls, sep = self.tokenizer.cls_id, self.tokenizer.sep_id
        rows = [[cls, *(token.id for token in part), sep] for part in seen]
        return InWindows(text, seen, [Framed(text, ids, [0] * len(ids)) for ids in rows])

    def _told(self, text: str, tokens: Sequence[Token], rows: Rows, strategy: str) -> list[dict[str, Any]]:
        found = [self._entity(rows, word, strategy) for word in self._labelled(text, tokens, strategy)]
        told = []
        for e in found if strategy == "none" else grouped(found):
            seen = tokens[e.tokens.start : e.tokens.stop]
            place = {"start": seen[0].start, "end": seen[-1].end}
            if strategy == "none":
                unknown = seen[0].id == self.tokenizer.roles.get("unk")
                word = text[seen[0].start : seen[0].end] if unknown else self.tokenizer.piece(seen[0].id)
                first = {"entity": e.label, "score": e.score, "index": e.tokens.start + 1, "word": word}
            else:
                word = spelled(self.tokenizer, text, seen)
                first = {"entity_group": e.name, "score": e.score, "word": word}
            told.append({**first, **place})
        return told

    def _labelled(self, text: str, tokens: Sequence[Token], strategy: str) -> list[range]:
        """The tokens that have one label together."""
        if strategy not in WORDS:
            return [range(i, i + 1) for i in range(len(tokens))]
        inside = [goes_on(self.tokenizer, text, token, self.marked) for token in tokens]
        starts = [i for i in range(len(tokens)) if i == 0 or not inside[i]]
        return [range(*ends) for ends in pairwise([*starts, len(tokens)])]

    def _entity(self, rows: Rows, word: range, strategy: str) -> Entity:
        row = WORDS.get(strategy, WORDS["first"])(rows[word.start : word.stop])
        score, label = torch.max(row, -1)
        return Entity(self.labels[int(label)], (score.item(),), word)
