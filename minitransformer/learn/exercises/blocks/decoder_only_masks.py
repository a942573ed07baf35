"""What goes wrong with the mask of a decoder-only block."""

from ...exercise import mistake

CAUSAL, PADDING = "causal_mask(t, t)", "padding_mask(real)"

MASKS = (
    mistake(
        "no causal mask",
        (f"{CAUSAL} & {PADDING}", PADDING),
        en=(
            "Only padding is masked, so words see the words after them: that is BERT's block.",
            "A decoder also needs causal_mask({t}, {t}).",
            "The loss is wonderfully low, and what is written makes no sense.",
        ),
        ko=(
            "패딩만 가려서 단어가 뒤의 단어를 봅니다. 그것은 BERT의 블록입니다.",
            "디코더에는 causal_mask({t}, {t})도 필요합니다.",
            "손실은 놀랄 만큼 낮은데, 써낸 글은 말이 되지 않습니다.",
        ),
    ),
    mistake(
        "no padding mask",
        (f"{CAUSAL} & {PADDING}", CAUSAL),
        en=(
            "`real` is not used: what stands behind padding sees it.",
            "Lay both masks together: causal_mask(t, t) & padding_mask(real).",
            "With padding on the right hardly seen, with padding on the left all answers change.",
        ),
        ko=(
            "`real`을 쓰지 않아, 패딩 뒤의 자리가 패딩을 봅니다.",
            "두 마스크를 겹치세요: causal_mask(t, t) & padding_mask(real).",
            "오른쪽 패딩에서는 거의 드러나지 않지만, 왼쪽 패딩에서는 답이 모두 달라집니다.",
        ),
    ),
    mistake(
        "masks joined by or",
        (f"{CAUSAL} & {PADDING}", f"{CAUSAL} | {PADDING}"),
        en=(
            "The masks are joined with `|`: a place may be seen if either of them allows it.",
            "Both must allow it: `&`.",
            "Nothing is hidden from a row without padding.",
        ),
        ko=(
            "두 마스크를 `|`로 이어, 하나만 허락해도 보입니다.",
            "둘 다 허락해야 합니다: `&`.",
            "패딩이 없는 행에서는 아무것도 가려지지 않습니다.",
        ),
    ),
    mistake(
        "future for past",
        (f"{CAUSAL} & {PADDING}", f"{CAUSAL}.mT & {PADDING}"),
        en=(
            "The causal triangle is upside down: each word sees itself and the future.",
            "Row i may see the columns 0 to i.",
            "The model learns to read backwards and to write nothing.",
        ),
        ko=(
            "인과 마스크의 삼각형이 거꾸로라, 단어가 자기와 미래를 봅니다.",
            "i번째 행은 0번부터 i번 열까지 볼 수 있습니다.",
            "거꾸로 읽는 법을 배우고, 글은 쓰지 못합니다.",
        ),
    ),
    mistake(
        "mask not handed on",
        ("mask=mask", "mask=None"),
        en=(
            "The attention gets no mask.",
            "attention(…, mask=mask).",
            "Training looks perfect; the first word written is already a guess.",
        ),
        ko=(
            "어텐션에 마스크를 주지 않았습니다.",
            "attention(…, mask=mask)입니다.",
            "학습은 완벽해 보이는데, 글을 쓰면 첫 단어부터 엉터리입니다.",
        ),
    ),
)
