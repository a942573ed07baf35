"""What goes wrong with who is projected by what in multi-head attention."""

from ...exercise import mistake

OUT = "out(merge_heads(context))"

PROJECTIONS = (
    mistake(
        "queries' layer used for keys",
        ("k(memory)", "q(memory)"),
        en=(
            "The keys are made with q: one layer does the work of two.",
            "Use k for the keys; what asks and what answers differ.",
            "Attention is symmetric; words mostly look at themselves.",
        ),
        ko=(
            "키를 q로 만들어, 한 층이 두 일을 합니다.",
            "키에는 k를 쓰세요. 묻는 것과 답하는 것은 다릅니다.",
            "어텐션이 대칭이 되어 단어가 주로 자신을 봅니다.",
        ),
    ),
    mistake(
        "keys' layer used for values",
        ("v(memory)", "k(memory)"),
        en=(
            "The values are made with k.",
            "Use v: what is passed on is not what is matched.",
            "What is found and what is said are tied together; v never learns.",
        ),
        ko=(
            "값을 k로 만들었습니다.",
            "v를 쓰세요. 전해지는 것은 맞춰 보는 것과 다릅니다.",
            "찾는 것과 말하는 것이 묶이고, v는 배우지 못합니다.",
        ),
    ),
    mistake(
        "queries and keys exchanged",
        ("q(x)", "k(x)"),
        ("k(memory)", "q(memory)"),
        en=(
            "k makes the queries and q the keys.",
            "q belongs to x, which asks; k to memory, which answers.",
            "From scratch nobody notices; weights that were read from a file are used the wrong way round.",
        ),
        ko=(
            "k로 쿼리를, q로 키를 만들었습니다.",
            "q는 묻는 x의 것이고, k는 답하는 memory의 것입니다.",
            "처음부터 학습하면 아무도 모르고, 파일에서 읽은 가중치는 거꾸로 쓰입니다.",
        ),
    ),
    mistake(
        "keys and values exchanged",
        ("k(memory)", "v(memory)"),
        ("v(memory)", "k(memory)"),
        en=(
            "k and v have changed places.",
            "k is compared with the queries, v is what is averaged. A fused layer is cut in the order q, k, v.",
            "The typical slip in cutting up a fused layer: no error, and nonsense.",
        ),
        ko=(
            "k와 v의 자리가 바뀌었습니다.",
            "k는 쿼리와 비교하고, v는 평균합니다. 합쳐진 층은 q, k, v 순서로 자릅니다.",
            "합쳐진 층을 자를 때 흔한 실수입니다. 오류 없이 엉터리가 됩니다.",
        ),
    ),
    mistake(
        "memory not used",
        ("k(memory)", "k(x)"),
        ("v(memory)", "v(x)"),
        en=(
            "Keys and values are made from x, not from memory.",
            "They come from memory; in self-attention the caller passes x for it.",
            "A translator that never reads the source sentence.",
        ),
        ko=(
            "키와 값을 memory가 아니라 x에서 만듭니다.",
            "memory에서 만드세요. 자기 어텐션이면 부르는 쪽이 x를 넘깁니다.",
            "원문을 읽지 않는 번역기가 됩니다.",
        ),
    ),
    mistake(
        "memory asks",
        ("q(x)", "q(memory)"),
        en=(
            "The queries come from memory.",
            "x asks: one result for every position of x.",
            "The result is as long as the wrong text.",
        ),
        ko=(
            "쿼리를 memory에서 만들었습니다.",
            "묻는 것은 x입니다. x의 위치마다 결과가 하나입니다.",
            "결과의 길이가 엉뚱한 글의 길이가 됩니다.",
        ),
    ),
    mistake(
        "residual added",
        (OUT, "x + out(merge_heads(context))"),
        en=(
            "You add x to the result.",
            "The residual connection belongs to the block, not to the attention.",
            "x is added twice in every block.",
        ),
        ko=(
            "결과에 x를 더했습니다.",
            "잔차 연결은 어텐션이 아니라 블록의 일입니다.",
            "블록마다 x가 두 번 더해집니다.",
        ),
    ),
)
