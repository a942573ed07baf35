"""Is a batch what it should be? The classic mistakes of pre-training, found in the numbers alone.

None of them raises an error, and with most the loss goes down nicely: the model learns something else.
"""

from collections.abc import Sequence

import torch

from ..data.batching import CausalBatch
from ..data.masked import MaskedBatch
from ..functional import IGNORE
from ..text.masking import pieces_inside
from ..text.tokenizer import Tokenizer
from .diagnose_shares import Finding, choice, fates


def diagnose_masked(
    batches: Sequence[MaskedBatch], tokenizer: Tokenizer, whole_words: bool = False
) -> list[Finding]:
    """What is wrong with batches of hidden words; an empty list where nothing is.

    Shares need numbers: a slip that shifts them by a hundredth shows in some thirty thousand asked words. Of
    whole words only the first piece is counted, since the others share its fate.
    """
    shown, labels, real = (
        torch.cat([x.flatten() for x in parts])
        for parts in zip(*((b.ids, b.labels, b.real) for b in batches), strict=True)
    )
    asked = labels != IGNORE
    original = torch.where(asked, labels, shown)
    control = torch.tensor(sorted(tokenizer.control_ids - {tokenizer.mask_id}))
    special = torch.isin(original, control)
    found = _padding(int((asked & ~real).sum()), int((~real).sum()))
    if wrong := int((asked & real & special).sum()):
        found.append(
            Finding(
                "specials masked",
                f"{wrong} special tokens ([CLS], [SEP]) are asked for: leave them out of the choice",
                f"특수 토큰([CLS], [SEP]) {wrong}개를 물어봅니다. 고를 때 빼 주세요",
            )
        )
    if wrong := int((asked & ~special & torch.isin(shown, control) & (shown != labels)).sum()):
        found.append(
            Finding(
                "specials put in",
                f"{wrong} words were replaced by a special token: draw from the ordinary words",
                f"단어 {wrong}개가 특수 토큰으로 바뀌었습니다. 보통 단어 중에서 뽑아 주세요",
            )
        )
    words = real & ~special
    if whole_words:
        words &= ~pieces_inside(tokenizer)[original]
    found += choice(int((asked & words).sum()), int(words.sum()))
    return found + fates(shown, labels, asked & words, tokenizer)


def diagnose_causal(batches: Sequence[CausalBatch], pad_id: int, end_id: int | None = None) -> list[Finding]:
    """What is wrong with batches in which every label is the token that comes next; an empty list where nothing
    is. Where padding is the end token (`pad_id == end_id`), one end a text is right."""
    pads = sum(_padded_labels(batch, pad_id, end_id) for batch in batches)
    padding = sum(int((batch.ids == pad_id).sum()) for batch in batches)
    found = _padding(pads, padding)
    shift = {k: _agreement(batches, k, pad_id) for k in (0, 1, 2)}
    if shift[1] < 0.999 and shift[0] > 0.9:
        found.append(
            Finding(
                "not shifted",
                f"{shift[0]:.0%} of the labels are the token itself: the model learns to copy its input",
                f"라벨의 {shift[0]:.0%}가 입력 토큰 그대로입니다. 모델이 베끼기만 배웁니다",
            )
        )
    elif shift[1] < 0.999 and shift[2] > 0.9:
        found.append(
            Finding(
                "double shift",
                f"{shift[2]:.0%} of the labels are the token after the next: labels were shifted twice "
                "(by the batch and by the loss)",
                f"라벨의 {shift[2]:.0%}가 다음다음 토큰입니다. 라벨을 배치와 손실에서 두 번 밀었습니다",
            )
        )
    elif shift[1] < 0.999:
        found.append(
            Finding(
                "not the next token",
                f"only {shift[1]:.1%} of the labels are the token that comes next",
                f"라벨의 {shift[1]:.1%}만 바로 다음 토큰입니다",
            )
        )
    return found


def _padding(wrong: int, padding: int) -> list[Finding]:
    if not wrong:
        return []
    return [
        Finding(
            "pads in the loss",
            f"{wrong} labels stand at the {padding} places of padding: set them to {IGNORE}",
            f"패딩 {padding}자리에 라벨 {wrong}개가 있습니다. {IGNORE}으로 바꿔 주세요",
        )
    ]


def _padded_labels(batch: CausalBatch, pad_id: int, end_id: int | None) -> int:
    wrong = batch.labels == pad_id
    if pad_id == end_id:
        wrong = wrong & (batch.ids == pad_id)
        wrong[:, 0] = False
    return int(wrong.sum())


def _agreement(batches: Sequence[CausalBatch], shift: int, pad_id: int) -> float:
    """The share of labels that are the token `shift` places on, where one stands there."""
    same, n = 0, 0
    for batch in batches:
        width = batch.ids.shape[1]
        labels, ids = batch.labels[:, : max(width - shift, 0)], batch.ids[:, shift:]
        counts = (labels != IGNORE) & (ids != pad_id)
        same, n = same + int((labels == ids)[counts].sum()), n + int(counts.sum())
    return same / n if n else 1.0
