"""What goes wrong when GPT-2's query, key and value are cut apart."""

from ...exercise import mistake

WEIGHTS, BIASES = "q, k, v = weight.chunk(3)", "q_bias, k_bias, v_bias = attn_bias.chunk(3)"

CUTS = (
    mistake(
        "key first",
        (WEIGHTS, "k, q, v = weight.chunk(3)"),
        (BIASES, "k_bias, q_bias, v_bias = attn_bias.chunk(3)"),
        en=(
            "You read the three in the order key, query, value.",
            "GPT-2 has query, key, value.",
            "Who asks and who answers is exchanged: attention weights are transposed.",
        ),
        ko=(
            "셋을 키, 쿼리, 밸류의 순서로 읽었습니다.",
            "GPT-2는 쿼리, 키, 밸류의 순서입니다.",
            "묻는 쪽과 답하는 쪽이 바뀌어 어텐션 가중치가 전치됩니다.",
        ),
    ),
    mistake(
        "value before key",
        (WEIGHTS, "q, v, k = weight.chunk(3)"),
        (BIASES, "q_bias, v_bias, k_bias = attn_bias.chunk(3)"),
        en=(
            "Key and value are exchanged.",
            "The second third is the key, the last the value.",
            "Queries are compared with what should have been carried off.",
        ),
        ko=(
            "키와 값이 바뀌었습니다.",
            "둘째 3분의 1이 키이고 마지막이 값입니다.",
            "쿼리를 키가 아니라 값과 견주게 됩니다.",
        ),
    ),
    mistake(
        "biases in another order",
        (BIASES, "k_bias, q_bias, v_bias = attn_bias.chunk(3)"),
        en=(
            "The weights are cut rightly, but the biases of query and key are exchanged.",
            "Weights and biases are cut in the same order.",
            "The text is nearly sensible, and worse than it should be.",
        ),
        ko=(
            "weight는 맞게 잘랐지만, 쿼리와 키의 bias가 바뀌었습니다.",
            "weight와 bias를 같은 순서로 자르세요.",
            "글이 그럴듯하면서도 원래보다 못합니다.",
        ),
    ),
    mistake(
        "every third row",
        (WEIGHTS, "q, k, v = weight[0::3], weight[1::3], weight[2::3]"),
        (BIASES, "q_bias, k_bias, v_bias = attn_bias[0::3], attn_bias[1::3], attn_bias[2::3]"),
        en=(
            "You deal the rows out in turn: 0, 3, 6 … to the query, 1, 4, 7 … to the key.",
            "The thirds stand one behind the other: rows 0 to {d} − 1 are the query's.",
            "Every head is a mixture of all three.",
        ),
        ko=(
            "행을 번갈아 나눴습니다. 0, 3, 6 …은 쿼리, 1, 4, 7 …은 키로 갔습니다.",
            "3분의 1씩 차례로 놓여 있습니다. 0번부터 {d} − 1번 행까지가 쿼리입니다.",
            "헤드마다 셋이 뒤섞입니다.",
        ),
    ),
    mistake(
        "the same third thrice",
        (WEIGHTS, "q = k = v = weight.chunk(3)[0]"),
        (BIASES, "q_bias = k_bias = v_bias = attn_bias.chunk(3)[0]"),
        en=(
            "Query, key and value all get the first third.",
            "Each has a third of its own.",
            "Every word attends to itself most of all.",
        ),
        ko=(
            "쿼리, 키, 밸류가 모두 첫 3분의 1을 받았습니다.",
            "각자 자기 몫의 3분의 1이 있습니다.",
            "모든 단어가 자기 자신을 가장 많이 봅니다.",
        ),
    ),
)
