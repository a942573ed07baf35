"""What goes wrong when scores are hidden: what is hidden, and under which number."""

from ...exercise import mistake

FILL = "scores.masked_fill(~mask, -math.inf)"

FILLING = (
    mistake(
        "mask turned round",
        (FILL, "scores.masked_fill(mask, -math.inf)"),
        en=(
            "You hide what may be seen: the fill falls where mask is True.",
            "True means: may look. Fill where it is False, ~mask.",
            "Words see the future and the padding, and nothing else.",
        ),
        ko=(
            "볼 수 있는 것을 가렸습니다. mask가 True인 곳을 채웠습니다.",
            "True는 볼 수 있다는 뜻입니다. False인 곳, 곧 ~mask를 채우세요.",
            "단어가 미래와 패딩만 봅니다.",
        ),
    ),
    mistake(
        "mask not used",
        (FILL, "scores"),
        en=(
            "The mask is never used: every query looks at everything.",
            "Where mask is False, the score must be −∞ before softmax.",
            "The loss of a language model falls to almost 0, and it cannot write.",
        ),
        ko=(
            "마스크를 쓰지 않아, 모든 쿼리가 모든 것을 봅니다.",
            "mask가 False인 곳은 softmax 전에 점수가 −∞여야 합니다.",
            "언어 모델의 손실이 거의 0이 되지만 글은 쓰지 못합니다.",
        ),
    ),
    mistake(
        "filled with 0",
        (FILL, "scores.masked_fill(~mask, 0.0)"),
        en=(
            "A hidden score becomes 0 (or is multiplied by the mask): softmax still gives it e⁰ = 1 share.",
            "Fill with −∞, so that exp makes exactly 0 of it.",
            "The future leaks; the more scores are negative, the more.",
        ),
        ko=(
            "가린 점수를 0으로 만들었습니다(또는 마스크를 곱했습니다). softmax는 여기에도 e⁰ = 1의 몫을 줍니다.",
            "−∞로 채우세요. exp가 정확히 0으로 만듭니다.",
            "미래가 샙니다. 음수인 점수가 많을수록 더 샙니다.",
        ),
    ),
    mistake(
        "filled with -1",
        (FILL, "scores.masked_fill(~mask, -1.0)"),
        en=(
            "Hidden scores become −1, which is an ordinary score.",
            "Only −∞ (or −1e9) is smaller than whatever a score may be.",
            "What is hidden keeps a good third of an average share.",
        ),
        ko=(
            "가린 점수가 −1이 됐는데, 이것은 흔한 점수입니다.",
            "어떤 점수보다도 작은 것은 −∞(또는 −1e9)뿐입니다.",
            "가린 것이 평균 몫의 3분의 1 넘게 남습니다.",
        ),
    ),
    mistake(
        "filled with -10",
        (FILL, "scores.masked_fill(~mask, -10.0)"),
        en=(
            "Hidden scores become −10: a small share leaks.",
            "Fill with −∞; −10 is not out of reach of other scores.",
            "A faint leak of the future, enough for the loss to be too good.",
        ),
        ko=(
            "가린 점수가 −10이 되어 조금 샙니다.",
            "−∞로 채우세요. 다른 점수도 −10쯤은 될 수 있습니다.",
            "미래가 희미하게 새어 손실이 지나치게 좋아집니다.",
        ),
    ),
)
