"""What is counted of `mask_tokens`, and how often it should be."""

from ...said import Said

SPECIAL = (0, 1, 2, 3)
MASK_ID, VOCAB = 3, 40
SHOWN = 24
"""The texts hold the words from 4 to 23; the other 16 of the 36 are known, but occur in no text."""
OFTEN = 0.75
"""How many tokens are chosen where they are counted: more than 15 %, so that fewer are needed."""

BORROWED = 0.1 * 35 / 36
"""Of the tokens that are to be swapped for a random word, one in 36 draws itself."""

EXPECTED: dict[str, tuple[Said, float]] = {
    "formed": (
        Said("ids and labels of the shape and kind of the input", "입력과 같은 모양의 ids와 labels"),
        1.0,
    ),
    "kept": (Said("the input is left as it was", "입력이 그대로 남음"), 1.0),
    "special": (Said("special tokens with a label", "라벨이 붙은 특수 토큰"), 0.0),
    "chosen": (Said("tokens chosen at fraction=0.75", "fraction=0.75일 때 뽑힌 토큰"), OFTEN),
    "default": (Said("tokens chosen if no fraction is given", "fraction을 주지 않을 때 뽑힌 토큰"), 0.15),
    "label": (Said("labels that are the original token", "원래 토큰과 같은 라벨"), 1.0),
    "rest": (Said("tokens not chosen that are shown as they are", "뽑히지 않고 그대로 보이는 토큰"), 1.0),
    "mask": (Said("chosen tokens shown as [MASK]", "뽑힌 토큰 중 [MASK]로 보이는 것"), 0.8),
    "other": (Said("chosen tokens shown as another word", "뽑힌 토큰 중 다른 단어로 보이는 것"), BORROWED),
    "same": (Said("chosen tokens shown unchanged", "뽑힌 토큰 중 그대로 보이는 것"), 0.2 - BORROWED),
    "outside": (Said("ids outside the vocabulary", "어휘 밖의 id"), 0.0),
    "borrowed special": (Said("other words that are special tokens", "다른 단어 중 특수 토큰"), 0.0),
    "last": (
        Said("other words that are the last of the vocabulary", "다른 단어 중 어휘의 마지막 단어"),
        1 / 35,
    ),
    "unseen": (Said("other words that occur in no text", "다른 단어 중 글에 없는 단어"), 16 / 35),
    "again": (
        Said(
            "tokens and labels alike from a generator in the same state",
            "같은 상태의 generator에서 같은 토큰과 라벨",
        ),
        1.0,
    ),
    "fresh": (
        Said("choices alike in two draws at fraction=0.75", "fraction=0.75로 두 번 뽑을 때 같은 선택"),
        OFTEN**2 + (1 - OFTEN) ** 2,
    ),
    "rows": (
        Said("choices alike in two rows at fraction=0.75", "fraction=0.75일 때 두 행에서 같은 선택"),
        OFTEN**2 + (1 - OFTEN) ** 2,
    ),
    "whole": (
        Said("words of which all pieces or none are chosen", "조각이 모두 뽑히거나 하나도 안 뽑힌 단어"),
        1.0,
    ),
    "pieces": (
        Said("labels that are the original token, with heads", "heads를 줄 때 원래 토큰과 같은 라벨"),
        1.0,
    ),
    "fate": (
        Said(
            "chosen words of which all pieces or none are [MASK]",
            "뽑힌 단어 중 조각이 모두 [MASK]이거나 모두 아닌 것",
        ),
        1.0,
    ),
}
"""By a word for it: what is counted, and its share where all is right."""
