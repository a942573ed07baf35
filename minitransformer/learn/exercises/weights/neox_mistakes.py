"""What goes wrong when GPT-NeoX's query, key and value are cut apart."""

from ...exercise import mistake

WEIGHT, BIAS = '"(h qkv d) m -> qkv (h d) m"', '"(h qkv d) -> qkv (h d)"'


def layout(pattern: str, result: str = "qkv (h d)") -> tuple[tuple[str, str], tuple[str, str]]:
    """Rows and biases that are read in another way."""
    return (WEIGHT, f'"({pattern}) m -> {result} m"'), (BIAS, f'"({pattern}) -> {result}"')


MISTAKES = (
    mistake(
        "cut as GPT-2's",
        *layout("qkv h d"),
        en=(
            "You cut the rows in three, as in GPT-2: the first {d} to the query.",
            "Here each head has its three together; cut into {h} heads first, then each head in three.",
            "Every shape fits; the text is noise from the first word on.",
        ),
        ko=(
            "GPT-2처럼 행을 셋으로 잘라, 앞의 {d}개를 쿼리로 삼았습니다.",
            "여기서는 헤드마다 셋이 함께 있습니다. 먼저 헤드 {h}개로 자르고, 헤드마다 셋으로 자르세요.",
            "모양은 다 맞는데 첫 단어부터 잡음입니다.",
        ),
    ),
    mistake(
        "weights right, biases as GPT-2's",
        (BIAS, '"(qkv h d) -> qkv (h d)"'),
        en=(
            "The weight is taken apart head by head, the bias in thirds.",
            "The bias has the same order as the weight's rows.",
            "Sentences begin well and lose their thread.",
        ),
        ko=(
            "weight는 헤드마다 나눴는데, bias는 셋으로 잘랐습니다.",
            "bias의 순서는 weight의 행과 같습니다.",
            "문장이 그럴듯하게 시작하다가 갈피를 잃습니다.",
        ),
    ),
    mistake(
        "three per channel",
        *layout("h d qkv"),
        en=(
            "Within a head you deal rows out in turn: query, key, value, query ….",
            "In a head come {d_head} rows of the query, then {d_head} of the key, then the value's.",
            "Each head compares a third of a query with a third of a key.",
        ),
        ko=(
            "한 헤드 안에서 행을 쿼리, 키, 밸류, 쿼리 …로 번갈아 나눴습니다.",
            "한 헤드 안에는 쿼리 {d_head}행, 키 {d_head}행, 그다음 값이 옵니다.",
            "헤드마다 쿼리의 3분의 1과 키의 3분의 1을 견줍니다.",
        ),
    ),
    mistake(
        "heads innermost",
        *layout("d qkv h"),
        en=(
            "You read the heads as the quickest axis: row 0 of head 0, row 0 of head 1 ….",
            "The heads are the slowest: all of head 0 comes first.",
            "No head has a channel that belongs to it, or only by accident.",
        ),
        ko=(
            "헤드를 가장 빠른 축으로 읽었습니다. 헤드 0의 0번 행, 헤드 1의 0번 행 …의 순서입니다.",
            "헤드는 가장 느린 축입니다. 헤드 0이 통째로 먼저 옵니다.",
            "헤드에 제 채널이 거의 들어 있지 않습니다.",
        ),
    ),
    mistake(
        "channels before heads",
        *layout("h qkv d", "qkv (d h)"),
        en=(
            "It is cut rightly, but put together channel by channel: head 0, head 1, head 2, head 0 ….",
            "In q, k and v the heads stand side by side, each with its {d_head} channels: (h d).",
            "split_heads takes channels of all heads for one.",
        ),
        ko=(
            "맞게 잘라 놓고, 헤드 0, 헤드 1, 헤드 2, 헤드 0 …으로 채널마다 번갈아 합쳤습니다.",
            "q, k, v에서는 헤드가 나란히 있고, 헤드마다 채널이 {d_head}개입니다: (h d).",
            "split_heads가 여러 헤드의 채널을 한 헤드로 묶습니다.",
        ),
    ),
    mistake(
        "value before key",
        ("q, k, v = weights", "q, v, k = weights"),
        ("q_bias, k_bias, v_bias = biases", "q_bias, v_bias, k_bias = biases"),
        en=(
            "In each head you take the second part for the value.",
            "The order in a head is query, key, value.",
            "Words are found by what they bring, and bring what they are found by.",
        ),
        ko=(
            "헤드마다 둘째 부분을 값으로 읽었습니다.",
            "헤드 안의 순서는 쿼리, 키, 밸류입니다.",
            "찾는 데 쓸 것과 가져올 것이 뒤바뀝니다.",
        ),
    ),
    mistake(
        "key first",
        ("q, k, v = weights", "k, q, v = weights"),
        ("q_bias, k_bias, v_bias = biases", "k_bias, q_bias, v_bias = biases"),
        en=(
            "In each head you take the first part for the key.",
            "The query comes first, also in NeoX.",
            "The scores are those of the transposed table: answers ask.",
        ),
        ko=(
            "헤드마다 첫 부분을 키로 읽었습니다.",
            "NeoX에서도 쿼리가 먼저입니다.",
            "점수의 표가 전치됩니다. 답하는 쪽이 묻습니다.",
        ),
    ),
    mistake(
        "transposed",
        ("return q, k, v,", "return q.T, k.T, v.T,"),
        en=(
            "The three weights are transposed on the way.",
            "Only GPT-2's Conv1D needs that; this is an nn.Linear, (out, in) already.",
            "Squares fit either way, so nothing complains; the model is mute.",
        ),
        ko=(
            "세 weight를 전치했습니다.",
            "전치는 GPT-2의 Conv1D에만 필요합니다. 이것은 nn.Linear여서 이미 (out, in)입니다.",
            "정사각형이라 오류는 없지만 모델이 말을 하지 못합니다.",
        ),
    ),
)
