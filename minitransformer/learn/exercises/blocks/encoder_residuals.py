"""What goes wrong with the order and the residual connections of an encoder block."""

from ...exercise import mistake

ATTEND, FEED = "attention(x, mask=mask)", "feed_forward(middle)"
FIRST, SECOND = "x + attended", "middle + fed"

RESIDUALS = (
    mistake(
        "no residual around attention",
        (FIRST, "attended"),
        en=(
            "The attention's result replaces x instead of being added to it.",
            "attention_norm(x + attended): a word keeps itself and gains what it has read.",
            "Words of one text soon look alike, and deep models do not learn.",
        ),
        ko=(
            "어텐션의 결과를 x에 더하지 않고 x를 대신하게 했습니다.",
            "attention_norm(x + attended)입니다. 단어는 자기를 지킨 채 읽은 것을 더합니다.",
            "한 글의 단어들이 금세 비슷해지고, 깊은 모델은 배우지 못합니다.",
        ),
    ),
    mistake(
        "no residual around feed-forward",
        (SECOND, "fed"),
        en=(
            "Behind the feed-forward network nothing is added.",
            "feed_forward_norm(middle + fed): the second sublayer has a residual like the first.",
            "Gradients must pass every network; the loss falls slowly, the more layers the slower.",
        ),
        ko=(
            "피드포워드 뒤에서 아무것도 더하지 않았습니다.",
            "feed_forward_norm(middle + fed)입니다. 둘째 하위 층에도 첫째처럼 잔차가 있습니다.",
            "기울기가 모든 신경망을 거쳐야 해서, 층이 많을수록 손실이 느리게 떨어집니다.",
        ),
    ),
    mistake(
        "feed-forward reads x",
        (FEED, "feed_forward(x)"),
        en=(
            "The feed-forward network reads the block's input, past the attention.",
            "It reads what attention and norm have made: the sublayers stand one behind the other.",
            "A block can no longer think about what it has just read.",
        ),
        ko=(
            "피드포워드가 어텐션을 건너뛰고 블록의 입력을 읽습니다.",
            "어텐션과 정규화가 만든 것을 읽어야 합니다. 하위 층은 차례로 이어집니다.",
            "블록이 방금 읽은 것을 두고 생각할 수 없습니다.",
        ),
    ),
    mistake(
        "second residual from x",
        (SECOND, "x + fed"),
        en=(
            "The second sum adds the input of the block again.",
            "Add `middle`, what the second sublayer was given.",
            "What attention found reaches the next block only through the network.",
        ),
        ko=(
            "둘째 합에서 블록의 입력을 다시 더했습니다.",
            "둘째 하위 층에 준 `middle`을 더하세요.",
            "어텐션이 찾은 것이 피드포워드를 거쳐서만 다음 블록에 닿습니다.",
        ),
    ),
    mistake(
        "x added once more",
        (SECOND, "middle + x + fed"),
        en=(
            "x is added a second time, behind the feed-forward network.",
            "Each sublayer adds its own input and nothing else.",
            "The input drowns what the block has done.",
        ),
        ko=(
            "피드포워드 뒤에서 x를 또 한 번 더했습니다.",
            "하위 층마다 자기 입력만 더합니다.",
            "입력이 블록이 한 일을 덮어 버립니다.",
        ),
    ),
    mistake(
        "feed-forward first",
        (ATTEND, "feed_forward(x)"),
        (FEED, "attention(middle, mask=mask)"),
        en=(
            "The feed-forward network comes before the attention.",
            "Attention first: read, then think about it.",
            "Learns almost as well from nothing; with loaded weights all is wrong.",
        ),
        ko=(
            "피드포워드가 어텐션보다 먼저 옵니다.",
            "어텐션이 먼저입니다. 읽고 나서 생각합니다.",
            "처음부터 배우면 거의 비슷하지만, 불러온 가중치로는 모두 틀립니다.",
        ),
    ),
    mistake(
        "feed-forward forgotten",
        ("feed_forward_norm(middle + fed)", "middle"),
        en=(
            "The block ends behind the attention.",
            "The feed-forward network, its residual and its norm follow.",
            "Two thirds of a block's weights never get a gradient.",
        ),
        ko=(
            "블록이 어텐션 뒤에서 끝납니다.",
            "피드포워드와 그 잔차, 정규화가 이어져야 합니다.",
            "블록 가중치의 3분의 2가 기울기를 받지 못합니다.",
        ),
    ),
    mistake(
        "mask forgotten",
        ("mask=mask", "mask=None"),
        en=(
            "The block does not hand its mask to the attention.",
            "attention(x, mask=mask): without it the words attend to the padding.",
            "A text's vector depends on how long its neighbours in the batch are.",
        ),
        ko=(
            "블록이 마스크를 어텐션에 건네지 않습니다.",
            "attention(x, mask=mask)입니다. 마스크가 없으면 단어가 패딩까지 봅니다.",
            "글의 벡터가 배치의 이웃이 얼마나 긴지에 따라 달라집니다.",
        ),
    ),
)
