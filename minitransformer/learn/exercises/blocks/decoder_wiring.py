"""What goes wrong with the order, the residuals and the norms of a decoder block."""

from ...exercise import mistake

ATTEND, CROSS = "= attention(x, mask=mask)", "= cross_attention(first, memory, memory_mask)"
SUMS = ("x + attended", "first + looked", "second + fed")

WIRING = (
    mistake(
        "cross-attention first",
        (ATTEND, "= cross_attention(x, memory, memory_mask)"),
        (CROSS, "= attention(first, mask=mask)"),
        en=(
            "You look at memory first, and then at the text itself.",
            "Self-attention comes first: from what is written follows what to look for.",
            "Learns, if more slowly; Marian's weights break.",
        ),
        ko=(
            "memory를 먼저 보고 글을 나중에 봤습니다.",
            "셀프 어텐션이 먼저입니다. 써 놓은 것에서 무엇을 찾을지가 나옵니다.",
            "느리게나마 배우지만, Marian의 가중치는 깨집니다.",
        ),
    ),
    mistake(
        "pre-norm",
        (ATTEND, "= attention(attention_norm(x), mask=mask)"),
        ("attention_norm(x + attended)", "x + attended"),
        (CROSS, "= cross_attention(cross_attention_norm(first), memory, memory_mask)"),
        ("cross_attention_norm(first + looked)", "first + looked"),
        ("feed_forward(second)", "feed_forward(feed_forward_norm(second))"),
        ("feed_forward_norm(second + fed)", "second + fed"),
        en=(
            "All three norms stand before their sublayers: pre-norm.",
            "This block is post-norm: each norm takes the sum of input and sublayer.",
            "The output grows, since nothing normalises it, and the output layer is too sure of itself.",
        ),
        ko=(
            "세 정규화가 모두 하위 층 앞에 있습니다(pre-norm).",
            "이 블록은 post-norm입니다. 입력과 하위 층의 합을 정규화합니다.",
            "출력을 정규화하는 것이 없어 커지고, 출력 층이 지나치게 확신합니다.",
        ),
    ),
    mistake(
        "no residual around self-attention",
        (SUMS[0], "attended"),
        en=(
            "x is not added to what the self-attention returns.",
            "The first of three residuals is x + attended.",
            "A word forgets itself in every block.",
        ),
        ko=(
            "셀프 어텐션의 결과에 x를 더하지 않았습니다.",
            "잔차 셋 중 첫째는 x + attended입니다.",
            "블록마다 단어가 자기를 잊습니다.",
        ),
    ),
    mistake(
        "no residual around cross-attention",
        (SUMS[1], "looked"),
        en=(
            "What memory answers replaces the text.",
            "first + looked: the answer is added to the one who asked.",
            "The decoder knows the source and forgets what it has written.",
        ),
        ko=(
            "memory의 답이 글을 대신합니다.",
            "first + looked입니다. 답은 물은 쪽에 더합니다.",
            "디코더가 원문은 아는데 자기가 쓴 것을 잊습니다.",
        ),
    ),
    mistake(
        "no residual around feed-forward",
        (SUMS[2], "fed"),
        en=(
            "The third sublayer has no residual.",
            "second + fed, as with the two attentions.",
            "All that was looked up must squeeze through the network.",
        ),
        ko=(
            "셋째 하위 층에 잔차가 없습니다.",
            "두 어텐션처럼 second + fed입니다.",
            "찾아본 것이 모두 피드포워드를 비집고 지나가야 합니다.",
        ),
    ),
    mistake(
        "residual past self-attention",
        (SUMS[1], "x + looked"),
        en=(
            "To memory's answer you add x, the block's input.",
            "Add `first`, or the self-attention is skipped on the residual path.",
            "Earlier words count for little.",
        ),
        ko=(
            "memory의 답에 블록의 입력 x를 더했습니다.",
            "`first`를 더하세요. 아니면 잔차 경로가 셀프 어텐션을 건너뜁니다.",
            "앞 단어들이 거의 영향을 주지 못합니다.",
        ),
    ),
    mistake(
        "norms of the attentions exchanged",
        ("= attention_norm(", "= cross_attention_norm("),
        ("= cross_attention_norm(", "= attention_norm("),
        en=(
            "attention_norm and cross_attention_norm are exchanged.",
            "Each sublayer's sum goes to the norm with its name.",
            "Untrained, it cannot be seen: all norms begin with weight 1 and bias 0.",
        ),
        ko=(
            "attention_norm과 cross_attention_norm이 바뀌었습니다.",
            "하위 층의 합은 이름이 같은 정규화로 갑니다.",
            "학습 전에는 보이지 않습니다. 정규화는 모두 weight 1, bias 0에서 시작합니다.",
        ),
    ),
    mistake(
        "no norm behind cross-attention",
        ("cross_attention_norm(first + looked)", "first + looked"),
        en=(
            "The middle sum is passed on without a norm.",
            "cross_attention_norm(first + looked).",
            "Training stumbles at higher learning rates.",
        ),
        ko=(
            "가운데 합을 정규화하지 않고 넘겼습니다.",
            "cross_attention_norm(first + looked)입니다.",
            "학습률이 높으면 학습이 흔들립니다.",
        ),
    ),
)
