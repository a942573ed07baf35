"""BLEU of strings, which to a loop are lists of letters."""

import math
from collections import Counter
from collections.abc import Sequence

from ...learn.said import Said
from .exhibit import Exhibit, Function


def bleu(written: Sequence[str], reference: Sequence[str], longest: int = 2) -> float:
    """The geometric mean of how many n-grams are found in the reference, times a penalty for being short (Papineni
    et al. 2002). A sequence of words; but whatever can be cut in pieces will do."""
    logs = 0.0
    for n in range(1, longest + 1):
        mine, theirs = (
            Counter(tuple(x[i : i + n]) for i in range(len(x) - n + 1)) for x in (written, reference)
        )
        found = (mine & theirs).total()
        if not found:
            return 0.0
        logs += math.log(found / mine.total())
    return 100 * min(1.0, math.exp(1 - len(reference) / len(written))) * math.exp(logs / longest)


def wrong(written: str, reference: str) -> float:
    """BLEU of two sentences."""
    return bleu(written, reference)


def right(written: str, reference: str) -> float:
    """BLEU counts words."""
    return bleu(written.split(), reference.split())


def measure(score: Function) -> float:
    """A translation in which no word is right."""
    return float(score("the dogs chased some cats", "a dog chases one cat"))


EXHIBIT = Exhibit(
    name="character_bleu",
    title=Said('"BLEU" of letters', "글자로 잰 “BLEU”"),
    thread="Jielin-Qiu/Transfer_Knowledge_from_Language_to_ECG/pull/4",
    told=Said(
        "A function that wants lists of words was given strings. Python does not object: a string is a "
        "sequence, of letters. So n-grams of letters were counted, and the score means something else. "
        "Someone who wanted to use the published code found it and offers the mend: lists of words. Letters "
        "are a fine thing to count, under their own name: chrF.",
        "단어 목록을 받아야 하는 함수에 문자열을 넘겼습니다. 파이썬은 아무 말도 하지 않습니다. 문자열도 "
        "글자의 시퀀스니까요. 그래서 글자의 n-gram을 세었고, 점수는 다른 것을 뜻하게 되었습니다. 공개된 "
        "코드를 쓰려던 사람이 찾아내 단어 목록으로 고치자고 제안했습니다. 글자를 세는 것도 좋은 방법입니다. "
        "다만 이름이 따로 있습니다. chrF입니다.",
    ),
    symptom=Said("scores far above those of papers", "논문보다 훨씬 높은 점수"),
    number=Said("score of a translation without one right word", "맞는 단어가 하나도 없는 번역의 점수"),
    wrong=wrong,
    right=right,
    measure=measure,
)
