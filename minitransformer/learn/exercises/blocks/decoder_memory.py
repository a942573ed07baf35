"""What goes wrong between a decoder block and its memory."""

from ...exercise import mistake

CROSS = "cross_attention(first, memory, memory_mask)"

MEMORY = (
    mistake(
        "attends to itself again",
        (CROSS, "cross_attention(first, mask=mask)"),
        en=(
            "The second attention looks at the text again; memory is not used at all.",
            "Give it memory as its second argument: there the encoder's output comes in.",
            "The translation is fluent, and has nothing to do with its source.",
        ),
        ko=(
            "둘째 어텐션이 글을 다시 봅니다. memory를 전혀 쓰지 않았습니다.",
            "둘째 인수로 memory를 주세요. 인코더의 출력은 거기로 들어옵니다.",
            "번역문은 유창한데 원문과 상관이 없습니다.",
        ),
    ),
    mistake(
        "cross-attention left out",
        ("cross_attention_norm(first + looked)", "first"),
        en=(
            "There is no cross-attention in the result, only the other two sublayers.",
            "Three sublayers: the middle one looks at memory.",
            "The encoder gets no gradient.",
        ),
        ko=(
            "결과에 교차 어텐션이 없고 나머지 두 하위 층만 있습니다.",
            "하위 층은 셋입니다. 가운데 것이 memory를 봅니다.",
            "인코더가 기울기를 받지 못합니다.",
        ),
    ),
    mistake(
        "memory asks",
        (CROSS, "cross_attention(memory, first, memory_mask)"),
        en=(
            "You let memory ask and the text answer: the two are exchanged.",
            "The text asks (first argument), memory answers (second).",
            "An error as soon as source and target differ in length.",
        ),
        ko=(
            "memory가 묻고 글이 답합니다. 둘이 바뀌었습니다.",
            "글이 묻고(첫째 인수) memory가 답합니다(둘째 인수).",
            "원문과 번역문의 길이가 다르면 곧바로 오류가 납니다.",
        ),
    ),
    mistake(
        "asks with x",
        ("cross_attention(first", "cross_attention(x"),
        en=(
            "The cross-attention asks with the block's input.",
            "It asks with what the self-attention has made of it, `first`.",
            "What a word should look for does not depend on what was written before it.",
        ),
        ko=(
            "교차 어텐션이 블록의 입력으로 묻습니다.",
            "셀프 어텐션을 거친 `first`로 물어야 합니다.",
            "앞에 쓴 단어가 무엇을 찾을지에 영향을 주지 못합니다.",
        ),
    ),
    mistake(
        "memory's mask forgotten",
        ("memory, memory_mask)", "memory)"),
        en=(
            "The cross-attention has no mask: it looks at memory's padding.",
            "Pass memory_mask as well; encoders leave numbers at padded places too.",
            "A sentence is translated differently next to a longer one.",
        ),
        ko=(
            "교차 어텐션에 마스크가 없어 memory의 패딩을 봅니다.",
            "memory_mask도 주세요. 인코더는 패딩 자리에도 수를 남깁니다.",
            "더 긴 문장 옆에 있으면 번역이 달라집니다.",
        ),
    ),
    mistake(
        "the text's mask on memory",
        ("memory, memory_mask)", "memory, mask)"),
        en=(
            "The causal mask of the text is laid on memory.",
            "All of the source may be seen at every step: use memory_mask.",
            "The first word is translated from the first word only; other lengths end in an error.",
        ),
        ko=(
            "글의 인과 마스크를 memory에 씌웠습니다.",
            "원문은 언제나 전부 볼 수 있습니다. memory_mask를 쓰세요.",
            "첫 단어를 원문의 첫 단어만 보고 번역하고, 길이가 다르면 오류가 납니다.",
        ),
    ),
    mistake(
        "causal mask forgotten",
        ("mask=mask", "mask=None"),
        en=(
            "The self-attention has no mask, so each word sees those that it is to predict.",
            "attention(x, mask=mask): the target must be hidden from itself.",
            "The loss falls to nothing; the translator repeats one word.",
        ),
        ko=(
            "셀프 어텐션에 마스크가 없어 앞으로 맞힐 단어가 보입니다.",
            "attention(x, mask=mask)입니다. 번역문은 자기 미래를 보면 안 됩니다.",
            "손실은 0에 가까워지는데, 번역하면 한 단어를 되풀이합니다.",
        ),
    ),
    mistake(
        "one attention for both",
        ("cross_attention(first", "attention(first"),
        en=(
            "You look at memory with the weights of the self-attention.",
            "cross_attention is a layer of its own.",
            "The weights of the cross-attention never change in training.",
        ),
        ko=(
            "셀프 어텐션의 가중치로 memory를 봤습니다.",
            "cross_attention이라는 층이 따로 있습니다.",
            "학습해도 교차 어텐션의 가중치가 바뀌지 않습니다.",
        ),
    ),
    mistake(
        "memory normalised",
        ("first, memory,", "first, cross_attention_norm(memory),"),
        en=(
            "You normalise memory before looking at it.",
            "Take memory as it comes: its encoder has normalised it already.",
            "A little worse with loaded weights, and nobody knows why.",
        ),
        ko=(
            "memory를 보기 전에 정규화했습니다.",
            "memory는 그대로 쓰세요. 인코더가 이미 정규화했습니다.",
            "불러온 가중치로는 조금 나빠지는데, 까닭을 찾기 어렵습니다.",
        ),
    ),
)
