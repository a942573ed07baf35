"""The shares of masked language modelling: how many words are asked for, and what becomes of those."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from ..functional import IGNORE
from ..text.tokenizer import Tokenizer

FRACTION = 0.15
SHARES = (0.8, 0.1, 0.1)
"""Of the words that are asked for: hidden, replaced, left (Devlin et al. 2019, section 3.1)."""

SLIPS = {
    (0.8, 0.02, 0.18): (
        "the random word was drawn with probability 0.1 from what was not hidden; it must be half",
        "가리지 않은 나머지에서 0.1의 확률로 바꿨습니다. 나머지의 절반이어야 합니다",
    ),
    (0.81, 0.1, 0.09): (
        "first a tenth was replaced, then 0.9 of the rest hidden; draw one number for all three fates",
        "먼저 0.1을 바꾸고 나머지의 0.9를 가렸습니다. 난수 하나로 세 경우를 나누어야 합니다",
    ),
    (1.0, 0.0, 0.0): (
        "every asked word is hidden; the model never learns to doubt a word that it sees",
        "물어보는 단어를 모두 가렸습니다. 모델이 보이는 단어를 의심할 줄 모르게 됩니다",
    ),
}
"""Shares that come of known slips, and what was done."""

ALPHA = 1e-5
LIMIT = -2 * math.log(ALPHA)
"""Chance alone gives a larger surprise (two degrees of freedom) once in 100,000 times."""


@dataclass(frozen=True)
class Finding:
    """What is wrong with a batch, in a word and in two languages."""

    name: str
    en: str
    ko: str


def choice(asked: int, words: int) -> list[Finding]:
    """Is the share of words that are asked for the usual one?"""
    share = asked / max(words, 1)
    if not asked:
        name, en, ko = "no labels", "no word is asked for", "물어보는 단어가 하나도 없습니다"
    elif share > 0.9:
        name = "labels everywhere"
        en = f"{share:.0%} of the words are asked for, those that are shown too: labels belong to hidden ones only"
        ko = f"단어의 {share:.0%}에 라벨이 있습니다. 고른 단어에만 라벨을 두고 나머지는 {IGNORE}으로 두세요"
    elif _surprise((asked, words - asked), (FRACTION, 1 - FRACTION)) > LIMIT:
        name = "another share"
        en = f"{asked} of {words} words are asked for ({share:.1%}), not {FRACTION:.0%}"
        ko = f"단어 {words}개 중 {asked}개({share:.1%})를 물어봅니다. {FRACTION:.0%}가 아닙니다"
    else:
        return []
    return [Finding(name, en, ko)]


def fates(shown: Tensor, labels: Tensor, asked: Tensor, tokenizer: Tokenizer) -> list[Finding]:
    """Do hidden, replaced and left come in the shares they should? If not: of which slip?"""
    hidden = int((asked & (shown == tokenizer.mask_id)).sum())
    left = int((asked & (shown == labels)).sum())
    n = int(asked.sum())
    counts = (hidden, n - hidden - left, left)
    if not n or _surprise(counts, seen(SHARES, tokenizer)) < LIMIT:
        return []
    told = "/".join(f"{100 * c / n:.1f}" for c in counts)
    surprise = {shares: _surprise(counts, seen(shares, tokenizer)) for shares in SLIPS}
    best = min(surprise, key=surprise.__getitem__)
    known = surprise[best] < LIMIT
    en, ko = SLIPS[best] if known else ("it should be 80/10/10", "80/10/10이어야 합니다")
    name = "/".join(f"{100 * share:g}" for share in best) if known else "not 80/10/10"
    return [
        Finding(
            name,
            f"of {n} asked words {told} % are hidden, replaced, left: {en}",
            f"물어보는 단어 {n}개가 가림/바꿈/그대로 {told} %입니다: {ko}",
        )
    ]


def seen(shares: tuple[float, float, float], tokenizer: Tokenizer) -> tuple[float, float, float]:
    """The shares as they look from outside: a random word is now and then the one that stood there."""
    hidden, replaced, left = shares
    same = replaced / (tokenizer.vocab_size - len(tokenizer.control_ids))
    return hidden, replaced - same, left + same


def _surprise(counts: Sequence[int], shares: Sequence[float]) -> float:
    """The likelihood ratio statistic G of counts under shares: about χ² where they are right."""
    n = sum(counts)
    shares = [max(share, 1e-4) for share in shares]
    return 2 * sum(c * math.log(c / (n * p)) for c, p in zip(counts, shares, strict=True) if c)
