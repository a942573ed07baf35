"""What goes wrong with what multi-head attention passes on."""

from ...exercise import mistake

PASSING = (
    mistake(
        "mask forgotten",
        ("keys, values, mask)", "keys, values, None)"),
        en=(
            "The mask is not passed on to the attention.",
            "Give it to scaled_dot_product_attention as its fourth argument.",
            "Padding and the future are seen.",
        ),
        ko=(
            "마스크를 어텐션에 넘기지 않았습니다.",
            "scaled_dot_product_attention의 네 번째 인수로 주세요.",
            "패딩과 미래가 보입니다.",
        ),
    ),
    mistake(
        "scaled by d_model",
        ("queries, keys, values", "queries / n_heads**0.5, keys, values"),
        en=(
            "The scores are divided by √{d_model}, the root of d_model.",
            "A head has {d_head} channels: divide by √{d_head}.",
            "Attention too flat; with one head nothing is wrong.",
        ),
        ko=(
            "점수를 d_model의 제곱근 √{d_model}(으)로 나눴습니다.",
            "한 헤드의 채널은 {d_head}개입니다. √{d_head}(으)로 나누세요.",
            "어텐션이 너무 평평하고, 헤드가 하나면 드러나지 않습니다.",
        ),
    ),
    mistake(
        "scale missing",
        ("queries, keys, values", "queries * (x.shape[-1] // n_heads) ** 0.5, keys, values"),
        en=(
            "Your attention does not scale its scores.",
            "Within each head divide by the root of its {d_head} channels.",
            "One key takes all; gradients vanish.",
        ),
        ko=(
            "어텐션의 점수를 나누지 않았습니다.",
            "헤드마다 채널 {d_head}개의 제곱근으로 나누세요.",
            "키 하나가 모두 차지하고 기울기가 사라집니다.",
        ),
    ),
)
