"""What goes wrong with the norms of a post-norm block."""

from ...exercise import mistake

FIRST, SECOND = "attention_norm(x + attended)", "feed_forward_norm(middle + fed)"

NORMS = (
    mistake(
        "pre-norm",
        ("attention(x", "attention(attention_norm(x)"),
        (FIRST, "x + attended"),
        ("feed_forward(middle)", "feed_forward(feed_forward_norm(middle))"),
        (SECOND, "middle + fed"),
        en=(
            "You normalise what goes into a sublayer: pre-norm, as in GPT-2.",
            "Here the sum is normalised, post-norm: the paper's figure and BERT have it so (the paper's own code, later, "
            "had pre-norm).",
            "Trains more easily, even; BERT's weights give noise.",
        ),
        ko=(
            "하위 층에 들어가는 것을 정규화했습니다. GPT-2와 같은 pre-norm입니다.",
            "여기서는 합을 정규화합니다(post-norm). 논문의 그림과 BERT가 그렇습니다. 논문의 코드는 나중에 "
            "pre-norm이 되었습니다.",
            "오히려 학습은 더 쉽지만, BERT의 가중치로는 잡음이 나옵니다.",
        ),
    ),
    mistake(
        "norm before the sum",
        (FIRST, "x + attention_norm(attended)"),
        (SECOND, "middle + feed_forward_norm(fed)"),
        en=(
            "You normalise the sublayer's result, then add.",
            "Add, then normalise: norm(x + sublayer(x)).",
            "The residual stream grows from block to block.",
        ),
        ko=(
            "하위 층의 결과를 정규화한 다음 더했습니다.",
            "더한 다음 정규화하세요: norm(x + sublayer(x)).",
            "블록을 지날수록 잔차 흐름이 커집니다.",
        ),
    ),
    mistake(
        "no norm behind attention",
        (FIRST, "x + attended"),
        en=(
            "The sum of x and the attention is not normalised.",
            "attention_norm belongs around that sum.",
            "The feed-forward network is fed numbers of any size.",
        ),
        ko=(
            "x와 어텐션의 합을 정규화하지 않았습니다.",
            "그 합에 attention_norm을 씌우세요.",
            "피드포워드에 아무 크기의 수나 들어갑니다.",
        ),
    ),
    mistake(
        "no norm at the end",
        (SECOND, "middle + fed"),
        en=(
            "The block returns its last sum as it is.",
            "feed_forward_norm comes last.",
            "Twelve blocks on, the numbers have grown many times over.",
        ),
        ko=(
            "블록이 마지막 합을 그대로 돌려줍니다.",
            "맨 끝에 feed_forward_norm이 옵니다.",
            "열두 블록이 지나면 수가 몇 배로 커져 있습니다.",
        ),
    ),
    mistake(
        "norms exchanged",
        ("attention_norm(", "feed_forward_norm("),
        ("feed_forward_norm(", "attention_norm("),
        en=(
            "The two norms have changed places.",
            "attention_norm follows the attention, feed_forward_norm the network: each has weights of its own.",
            "None in a fresh model, where all norms are alike.",
        ),
        ko=(
            "두 정규화의 자리가 바뀌었습니다.",
            "어텐션 뒤에는 attention_norm, 피드포워드 뒤에는 feed_forward_norm입니다. 가중치가 서로 다릅니다.",
            "정규화가 모두 같은 새 모델에서는 드러나지 않습니다.",
        ),
    ),
    mistake(
        "one norm for both",
        ("feed_forward_norm(", "attention_norm("),
        en=(
            "attention_norm is used twice, and feed_forward_norm never.",
            "The second sum has a norm of its own.",
            "A parameter without a gradient; pretrained blocks drift off.",
        ),
        ko=(
            "attention_norm을 두 번 쓰고 feed_forward_norm은 쓰지 않았습니다.",
            "둘째 합에는 자기 정규화가 있습니다.",
            "기울기를 받지 않는 매개변수가 생기고, 학습된 블록이 어긋납니다.",
        ),
    ),
)
