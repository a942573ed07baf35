"""What goes wrong with the norms of a pre-norm block."""

from ...exercise import mistake

ATTEND, FEED = "attention(attention_norm(x), mask=mask)", "feed_forward(feed_forward_norm(middle))"
FIRST, SECOND = "x + attended", "middle + fed"

NORMS = (
    mistake(
        "post-norm",
        ("attention_norm(x)", "x"),
        (FIRST, "attention_norm(x + attended)"),
        ("feed_forward_norm(middle)", "middle"),
        (SECOND, "feed_forward_norm(middle + fed)"),
        en=(
            "You normalise the sums: post-norm, as in BERT.",
            "GPT-2 has pre-norm: x + sublayer(norm(x)).",
            "Deep models train only with a careful warm-up; GPT-2's weights write nonsense.",
        ),
        ko=(
            "합을 정규화했습니다. BERT와 같은 post-norm입니다.",
            "GPT-2는 pre-norm입니다: x + sublayer(norm(x)).",
            "깊은 모델은 조심스러운 웜업이 있어야 학습되고, GPT-2의 가중치로는 말이 되지 않는 글을 씁니다.",
        ),
    ),
    mistake(
        "norms behind the sublayers",
        (ATTEND, "attention_norm(attention(x, mask=mask))"),
        (FEED, "feed_forward_norm(feed_forward(middle))"),
        en=(
            "The norms stand between sublayer and sum.",
            "They belong in front of the sublayers.",
            "The attention reads an unnormalised stream, and its scores grow with depth.",
        ),
        ko=(
            "정규화가 하위 층과 합 사이에 있습니다.",
            "하위 층 앞에 있어야 합니다.",
            "어텐션이 정규화되지 않은 흐름을 읽어, 깊어질수록 점수가 커집니다.",
        ),
    ),
    mistake(
        "no norm before attention",
        ("attention_norm(x)", "x"),
        en=(
            "The attention reads x without its norm.",
            "attention(attention_norm(x), mask=mask).",
            "Attention gets sharper from block to block.",
        ),
        ko=(
            "어텐션이 정규화하지 않은 x를 읽습니다.",
            "attention(attention_norm(x), mask=mask)입니다.",
            "블록을 지날수록 어텐션이 뾰족해집니다.",
        ),
    ),
    mistake(
        "no norm before feed-forward",
        ("feed_forward_norm(middle)", "middle"),
        en=(
            "The feed-forward network reads the stream as it is.",
            "feed_forward(feed_forward_norm(middle)).",
            "Late blocks overshoot, as the stream has grown by then.",
        ),
        ko=(
            "피드포워드가 잔차 흐름을 그대로 읽습니다.",
            "feed_forward(feed_forward_norm(middle))입니다.",
            "뒤쪽 블록에서는 흐름이 커져 있어 값이 튑니다.",
        ),
    ),
    mistake(
        "norms exchanged",
        ("attention_norm(", "feed_forward_norm("),
        ("feed_forward_norm(", "attention_norm("),
        en=(
            "ln_1 and ln_2 are exchanged: the attention reads through feed_forward_norm.",
            "attention_norm is the attention's, feed_forward_norm the network's.",
            "Not to be seen with fresh weights, where both do the same.",
        ),
        ko=(
            "ln_1과 ln_2가 바뀌어, 어텐션이 feed_forward_norm을 거쳐 읽습니다.",
            "attention_norm은 어텐션의 것, feed_forward_norm은 피드포워드의 것입니다.",
            "새 가중치로는 둘이 같은 일을 하므로 볼 수 없습니다.",
        ),
    ),
    mistake(
        "one norm for both",
        ("feed_forward_norm(", "attention_norm("),
        en=(
            "Both sublayers read through attention_norm.",
            "Give the second sublayer feed_forward_norm: each learns what it wants to read.",
            "feed_forward_norm stays as it was on the first day.",
        ),
        ko=(
            "두 하위 층이 모두 attention_norm을 거쳐 읽습니다.",
            "둘째 하위 층에는 feed_forward_norm을 쓰세요. 무엇을 읽을지 각자 배웁니다.",
            "feed_forward_norm이 첫날 그대로 남습니다.",
        ),
    ),
    mistake(
        "a norm at the end",
        (SECOND, "feed_forward_norm(middle + fed)"),
        en=(
            "The block's result is normalised.",
            "The stream leaves the block as it is; GPT-2 has one last norm behind all blocks, not in each.",
            "The stream is cut back again and again, and early layers count for little.",
        ),
        ko=(
            "블록의 결과를 정규화했습니다.",
            "흐름은 그대로 블록을 나갑니다. GPT-2의 마지막 정규화는 블록마다가 아니라 모든 블록 뒤에 하나 있습니다.",
            "흐름이 거듭 깎여 앞쪽 층의 몫이 작아집니다.",
        ),
    ),
)
