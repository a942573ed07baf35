"""Fill-mask: which word stands behind [MASK]?"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from ...errors import Problem
from ...functional import softmax
from ...models.bert_tasks import BERTForMaskedWords, BERTForPreTraining
from ...models.limits import finite
from ...text.tokenizer import text_of
from .base import One, Pipeline, at_least_one
from .frames import Framed


class FillMask(Pipeline):
    """The model gives every word of its vocabulary a number at every place; at the mask, softmax makes
    probabilities of them."""

    model: BERTForMaskedWords | BERTForPreTraining

    def __call__(
        self, texts: str | Iterable[str], *, top_k: int = 5, targets: str | Iterable[str] | None = None
    ) -> list[Any]:
        """The best words for the mask of each text, or of `targets` the best; for several masks, a list for each.

        Every mask is filled as if the others stayed: the words may not go together.
        """
        at_least_one("top_k", top_k)
        allowed = None if targets is None else self.pieces([targets] if isinstance(targets, str) else targets)

        def judge(batch: list[Framed]) -> list[Any]:
            rows = self.batch(batch)
            scores = self.model.words(self.model.bert(rows.ids, rows.real, rows.segments))
            return [self.fill(text, row, top_k, allowed) for text, row in zip(batch, scores, strict=True)]

        return self.each(texts, self.read, judge)

    def read(self, text: One) -> Framed:
        """A text with its masks; `Problem` where `truncate` has cut them off."""
        framed = super().read(text)
        if self.tokenizer.mask_id not in framed.ids:
            raise Problem(
                f"the mask is behind the {len(framed.ids)} tokens that this model reads: shorten the text",
                f"마스크가 이 모델이 읽는 {len(framed.ids)}토큰보다 뒤에 있습니다. 글을 줄여 주세요.",
            )
        return framed

    def words(self, text: str) -> list[int]:
        """The ids of a text, in which [MASK] is the one token of that name. `Problem` where there is none."""
        mask = self.tokenizer.piece(self.tokenizer.mask_id)
        if mask not in text_of(text):
            raise Problem(
                f"the text has no {mask}: write it where a word is to be found",
                f"글에 {mask}가 없습니다. 단어를 찾을 자리에 {mask}를 써 주세요.",
            )
        first, *others = [self.tokenizer.encode(part) for part in text.split(mask)]
        return first + [i for part in others for i in (self.tokenizer.mask_id, *part)]

    def fill(self, text: Framed, scores: Tensor, top_k: int, allowed: list[int] | None) -> list[Any]:
        """The best words for each mask of one text."""
        places = [place for place, i in enumerate(text.ids) if i == self.tokenizer.mask_id]
        found = []
        for place in places:
            p = softmax(finite(scores[place]).float())
            words = torch.arange(len(p)) if allowed is None else torch.tensor(allowed)
            best, where = p[words.to(p.device)].topk(min(top_k, len(words)))
            ranked = zip(best.tolist(), words[where.cpu()].tolist(), strict=True)
            found.append([self.filled(text, place, word, score, len(places)) for score, word in ranked])
        return found if len(places) > 1 else found[0]

    def filled(self, text: Framed, place: int, word: int, score: float, masks: int) -> dict[str, Any]:
        """One answer. Where other masks stay, they are shown, and so are the marks of the family."""
        ids = [*text.ids[:place], word, *text.ids[place + 1 :]]
        sequence = self.tokenizer.decode(ids) if masks == 1 else self.tokenizer.join(ids)
        return {
            "score": score,
            "token": word,
            "token_str": self.tokenizer.join([word]),
            "sequence": sequence,
        }

    def pieces(self, targets: Iterable[str]) -> list[int]:
        """The ids of words that are asked for; `Problem` for one that is not a single piece."""
        found = []
        for target in targets:
            known = self.tokenizer.find(target)
            ids = self.tokenizer.encode(target) if known is None else [known]
            if len(ids) != 1 or ids[0] == self.tokenizer.roles.get("unk"):
                cut = " ".join(map(self.tokenizer.piece, ids)) or "–"
                raise Problem(
                    f"the target {target!r} is not one piece of this vocabulary ({cut}): "
                    "a mask stands for one piece, so choose another word",
                    f"{target!r}: 이 어휘에서 한 조각이 아닙니다({cut}). "
                    "마스크 하나는 조각 하나이므로 다른 단어를 골라 주세요.",
                )
            found += ids
        if not found:
            raise Problem("targets is empty: name a word, or leave it out", "targets가 비어 있습니다.")
        return sorted(set(found))
